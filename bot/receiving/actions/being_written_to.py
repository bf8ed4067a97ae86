"""Being written to: by which channel, at which hours, and what rests until when."""

import re

from bot.handlers import channels, remind_others, rhythm, snooze
from bot.handlers.asked import Answer, Asked
from bot.handlers.channels import CHANNEL
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import CODE, ME, REF, REMIND
from bot.receiving.named_duties import with_duty
from bot.receiving.wording import when_of
from scheduler.rules.duty_record import DutyRecord

_AGAIN = (
    r"(?:(?:xin |hay )?nhac lai(?: (?:cho )?(?:toi|em|minh))?"
    r"|nhac (?:cho )?(?:toi|em|minh)(?: lai)?|snooze|remind me(?: again)?)"
)
_MYSELF = re.compile(r"\b(?:toi|em|minh|me)\b")
_ITEM = rf"(?:{CODE}|(?P<n>\d{{1,2}})(?!\s*(?:ngay|hom|tuan|thang|gio|tieng|phut)|[/:.]\d))"
_TIME_WORD = (
    r"(?:sau|khi|hop|cuoc|xong|luc|vao|khoang|dau|giua|cuoi|ngay|hom|thu|hai|ba|tu|nam|bay|chu|nhat"
    r"|tuan|thang|sang|trua|chieu|toi|mai|kia|nay|gio|tieng|phut|nua|tomorrow|today|next|week|month"
    r"|this|morning|afternoon|on|at|until|mon|tues|wednes|thurs|fri|satur|sun|day|days|in|hours?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:h\d{0,2}|:\d{2}|[ap]m)?"
    r"|\d{1,2}/\d{1,2}(?:/\d{4})?)"
)
_WHEN = rf"{_TIME_WORD}(?: {_TIME_WORD})*"
_MAY_BE = r"(?:thi |hay )?nhac(?: lai)?(?: cung duoc)?"
_NOT_BEFORE = (
    r"(?:(?:tam thoi |tam )?(?:dung|khoan|ngung)(?: hay)? nhac(?: (?:toi|em|minh))?(?: lai)?"
    r" (?:cho )?(?:den|toi)|(?:do not|don'?t) remind me until)"
)
_CLOCK = r"\d{1,2}(?:\s?(?:h|g|gio)\s?\d{0,2}|:\d{2})?(?: (?:sang|trua|chieu|toi|dem)|\s?[ap]m)?"
_QUIET = r"(?:(?:gio )?(?:yen lang|im lang|yen tinh)|quiet(?: hours)?)"
_CHANNELS = rf"(?P<channels>{CHANNEL}(?:\s*(?:,|va|and|then|roi(?: den)?)?\s*{CHANNEL})*)"


async def _kept(asked: Asked, *typed_or_pressed: object) -> Answer:
    return Answer(text="window.kept")


async def _newest(asked: Asked, found: Found) -> Answer:
    return await channels.newest(asked)


async def _prefer(asked: Asked, found: Found) -> Answer:
    return await channels.prefer(asked, found["channels"])


async def _shown(asked: Asked, found: Found) -> Answer:
    return await channels.shown(asked)


async def _half_day(asked: Asked, found: Found) -> Answer:
    return await rhythm.half_day(asked, found["half"] or found["english"])


async def _both_halves(asked: Asked, found: Found) -> Answer:
    return await rhythm.both_halves(asked)


async def _quiet_hours(asked: Asked, found: Found) -> Answer:
    begins, ends = found["from"] or found["since"], found["to"] or found["until"]
    return await rhythm.quiet_hours(asked, begins, ends)


async def _no_quiet_hours(asked: Asked, found: Found) -> Answer:
    return await rhythm.no_quiet_hours(asked)


async def _snooze(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, lambda a, i: _snooze_it(a, i, found))


async def _snooze_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    """ "Nhắc lại 1" of a manager, whom nobody asks about it, has others reminded."""
    when = when_of(found)
    is_asked = asked.person in asked.cast(item).asked() or asked.owns_by_name(item)
    if when or is_asked or _MYSELF.search(found[0]) or not remind_others.may_remind(asked, item):
        return await snooze.snooze(asked, item, when)
    return await remind_others.remind(asked, item)


ACTIONS = (
    Action(
        name="keep_writing",
        patterns=patterns(
            r"tiep tuc nhan (?:tin )?nhac viec|keep (?:on )?reminding(?: me)?",
        ),
        typed=_kept,
        alone=_kept,
        ways=(
            Ways(
                who="everyone",
                button="button.keep_writing",
                coded="tiếp tục nhận nhắc việc",
                free="tiếp tục nhận tin nhắc việc",
                english="keep reminding me",
            ),
        ),
    ),
    Action(
        name="newest_channel",
        is_undone=True,
        patterns=patterns(
            r"(?:/kenh|/channels?)\s+(?:moi nhat|tu dong|mac dinh|newest|auto)",
        ),
        typed=_newest,
        ways=(
            Ways(
                who="everyone",
                coded="/kenh mới nhất",
                free="/kenh tự động",
                english="/channel newest",
            ),
        ),
    ),
    Action(
        name="channels",
        is_undone=True,
        patterns=patterns(
            rf"(?:/kenh|/channels?)\s+{_CHANNELS}",
            rf"(?:xin |hay |chi )*(?:uu tien|nhan(?: tin)?{ME} (?:qua|bang|tren)"
            rf"|(?:nhac|gui tin){ME} (?:qua|bang|tren))"
            rf"(?: kenh)? {_CHANNELS}(?: truoc| thoi)?",
            rf"(?:only )?(?:prefer|(?:message|write to|write|remind|contact|text) me"
            rf" (?:on|by|via|through|in)) {_CHANNELS}(?: first| only)?",
        ),
        typed=_prefer,
        ways=(
            Ways(
                who="everyone",
                coded="/kenh telegram",
                free="nhắn cho tôi qua telegram",
                english="write to me on telegram",
            ),
        ),
    ),
    Action(
        name="my_channels",
        patterns=patterns(r"/kenh|/channels?|kenh nhan tin|my channels"),
        typed=_shown,
        ways=(Ways(who="everyone", coded="/kenh", free="kênh nhận tin", english="my channels"),),
    ),
    Action(
        name="half_day",
        is_undone=True,
        patterns=patterns(
            # "chi" typed without its accent is taken for "chị" and left out as a courtesy.
            rf"(?:chi {REMIND}(?: vao)?(?: buoi)?|{REMIND}(?: vao)? buoi)"
            r" (?P<half>sang|chieu)(?: thoi)?"
            r"|only (?:remind me )?(?:in )?(?:the )?(?P<english>morning|afternoon)s?",
        ),
        typed=_half_day,
        ways=(
            Ways(
                who="everyone",
                coded="nhắc buổi chiều",
                free="chỉ nhắc tôi vào buổi chiều thôi",
                english="only in the afternoon",
            ),
        ),
    ),
    Action(
        name="both_halves",
        is_undone=True,
        patterns=patterns(
            rf"{REMIND}(?: vao)? (?:ca )?(?:hai|2) buoi|{REMIND} ca (?:sang va|sang lan) chieu"
            r"|(?:remind me )?(?:in )?(?:the )?(?:both (?:slots|halves)|morning and afternoon)",
        ),
        typed=_both_halves,
        ways=(
            Ways(
                who="everyone",
                coded="nhắc cả hai buổi",
                free="nhắc tôi cả sáng và chiều",
                english="both halves",
            ),
        ),
    ),
    Action(
        name="quiet_hours",
        is_undone=True,
        patterns=patterns(
            rf"(?:(?:khong|dung|xin dung) {REMIND}|{_QUIET})(?: tu| from)?:? (?P<from>{_CLOCK})"
            rf"\s?(?:den|toi|to|-)\s?(?P<to>{_CLOCK})"
            r"|(?:no messages|do not write|don'?t write|do not remind me|don'?t remind me)"
            rf" (?:from |between )?(?P<since>{_CLOCK})\s?(?:to|and|until|-)\s?(?P<until>{_CLOCK})",
            rf"/?{_QUIET}(?P<from>)(?P<to>)(?P<since>)(?P<until>)",
        ),
        typed=_quiet_hours,
        ways=(
            Ways(
                who="everyone",
                coded="không nhắn từ 12h đến 14h",
                free="xin đừng nhắn tôi từ 12h đến 14h",
                english="no messages from 12h to 14h",
            ),
        ),
    ),
    Action(
        name="no_quiet_hours",
        is_undone=True,
        patterns=patterns(
            r"bo gio (?:khong nhan|khong nhac|yen lang|im lang|yen tinh)"
            r"|nhan (?:luc|gio) nao cung duoc|no quiet hours|any hour is fine",
        ),
        typed=_no_quiet_hours,
        ways=(
            Ways(
                who="everyone",
                coded="bỏ giờ yên lặng",
                free="nhắn lúc nào cũng được",
                english="any hour is fine",
            ),
        ),
    ),
    Action(
        name="snooze",
        is_undone=True,
        patterns=patterns(
            rf"{_AGAIN}\s+(?:viec |ve |about |of )?{CODE}(?:[\s:,]+(?P<when>.+))?",
            rf"{_AGAIN}\s+(?:viec |muc )?(?P<n>\d{{1,2}})(?P<when>)",
            rf"(?:{_ITEM}[\s:.,-]+)?(?:thi )?(?P<when>{_WHEN})[\s,]+(?:thi |hay )?{_AGAIN}",
            rf"(?P<when>{_WHEN})[\s,]+(?:thi |hay )?{_AGAIN}\s+(?:viec |ve )?{CODE}",
            # With a time "nhắc" alone will do: "NV1 mai nhắc", "mai nhắc NV1", "nhắc NV1 thứ 2".
            rf"(?:{_ITEM}[\s:.,-]+)?(?:de )?(?P<when>{_WHEN})[\s,]+{_MAY_BE}",
            rf"(?P<when>{_WHEN})[\s,]+(?:thi |hay )?nhac\s+(?:viec |ve )?{CODE}",
            rf"(?:{_ITEM}[\s:.,-]+)?nhac\s+(?P<when>{_WHEN})",
            rf"(?:{_ITEM}[\s:.,-]+)?{_NOT_BEFORE} (?P<when>{_WHEN})",
            rf"nhac\s+(?:viec |ve )?{CODE}\s+(?P<when>{_WHEN})",
            rf"(?:{_ITEM}[\s:.,-]+)?de(?: den| toi)? (?P<when>{_WHEN})",
            rf"(?:{REF}[\s:.,-]+)?{_AGAIN}(?:[\s:,]+(?P<when>.+))?",
        ),
        typed=_snooze,
        pressed=snooze.snooze,
        settled=_snooze_it,
        ways=(
            Ways(
                who="officer",
                button="button.snooze",
                coded="NV1 nhắc lại mai",
                free="mai nhắc em NV1 nhé",
                english="NV1 snooze until tomorrow",
            ),
        ),
    ),
)
