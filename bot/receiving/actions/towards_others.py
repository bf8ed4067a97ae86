"""Towards others: their word recorded and contested, reminders, requests for input, notes."""

from bot.handlers import broadcast, contest, note, record, record_for, remind_others, support
from bot.handlers.asked import Answer, Asked
from bot.handlers.who import called, person_meant, unit_meant
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import CODE, REF
from bot.receiving.named_duties import headed, with_duty
from bot.receiving.wording import as_typed
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Role
from storage import units

_ITEM = rf"{REF}(?!\s*(?:%|phan |ngay |tuan |thang |hom |don vi |xa ))"
_WHO = r"(?P<who>[^\s():;,]+(?: [^\s():;,]+){0,5})"
_FOR = r"(?:ghi ho(?: cho)?|(?:recorded |record )?on behalf of|recorded for|record for)"
_NOTE = r"(?:/ghichu|/note|ghi chu|note)(?: (?:cho|ve|vao|on|about|for))?(?: (?:viec|muc|item))?"
_REMIND = r"(?:/remind|/nhac|/nhacviec|nhac(?: nho)?|remind)"
_TO = r"(?P<to>[^\s\d():;,]+(?: [^\s\d():;,]+){0,9}?)"
_BY = (
    r"(?: (?P<prep>truoc(?: ngay)?|den(?: ngay)?|trong(?: ngay)?|han|before|by|until)"
    r" (?P<day>\S.{0,40}))?"
)
_SOMEBODY = (
    r"(?:don vi |can bo )?"
    r"(?P<whom>(?!(?:lai|toi|me|again)\b)[^\s\d():;,]+(?: [^\s\d():;,]+){0,4}?)"
)


async def _record_for(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, lambda a, i: _recorded(a, i, found))


async def _recorded(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    said, who = as_typed(asked.words, found, "said"), as_typed(asked.words, found, "who")
    return await record_for.record_for(asked, item, said, who)


async def _contest(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, contest.contest)


async def _contest_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await contest.contest(asked, item)


async def _remind(asked: Asked, found: Found) -> Answer:
    by = remind_others.remindable
    return await with_duty(asked, found, lambda a, i: _remind_of(a, i, found), by=by)


async def _remind_of(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    name = as_typed(asked.words, found, "whom")
    if not name:
        return await remind_others.remind(asked, item)
    who = await person_meant(asked, name, among=[p.id for p in asked.cast(item).asked()])
    if isinstance(who, Answer) and who.text == "no.person_named" and called(asked.staff, name):
        facts = {"who": name, "code": item.duty.code}
        return Answer(text="no.not_their_duty", facts=facts)
    return who if isinstance(who, Answer) else await remind_others.remind(asked, item, who)


async def _remind_which(asked: Asked, found: Found) -> Answer:
    return await remind_others.choose(asked)


async def _remind_all(asked: Asked, found: Found) -> Answer:
    """All that is late of a unit or a person; whoever is neither was not to be reminded."""
    name = as_typed(asked.words, found, "whom")
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if book.find(name) is None and called(asked.staff, name):
        who = await person_meant(asked, name)
        return who if isinstance(who, Answer) else await remind_others.remind_person(asked, who)
    if book.find(name) is None and not book.like(name):
        return await record.reply(asked)
    unit = await unit_meant(asked, name)
    return unit if isinstance(unit, Answer) else await remind_others.remind_unit(asked, unit)


async def _note(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, lambda a, i: _note_it(a, i, found))


async def _note_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await note.note(asked, item, as_typed(asked.words, found, "words"))


async def _support(asked: Asked, found: Found) -> Answer:
    """Whoever heads nothing only says how far they are: "NV3 xin ý kiến Phòng Kế hoạch"."""
    if not asked.staff.has(asked.person.id, Role.HEAD, Role.DEPUTY_HEAD):
        return await record.reply(asked)
    return await with_duty(asked, found, lambda a, i: _support_of(a, i, found), by=headed)


async def _support_of(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    unit, until = as_typed(asked.words, found, "to"), as_typed(asked.words, found, "day")
    before = (found["prep"] or "").startswith(("truoc", "before"))
    return await support.ask(asked, item, unit, until, before=before)


async def _broadcast(asked: Asked, found: Found) -> Answer:
    words = asked.words.partition(":")[2].strip()
    return await broadcast.broadcast(asked, as_typed(asked.words, found, "unit"), words)


async def _broadcast_what(asked: Asked, found: Found) -> Answer:
    """Of free words only a unit as it is called; others may say what was done."""
    name = as_typed(asked.words, found, "unit")
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if not found.string.startswith("/") and book.find(name) is None:
        return await record.reply(asked)
    return await broadcast.say_what(asked, name)


async def _seen(asked: Asked, found: Found) -> Answer:
    return await broadcast.seen(asked)


async def _who_answered(asked: Asked, found: Found) -> Answer:
    return await broadcast.who_answered(asked)


ACTIONS = (
    Action(
        name="record_for",
        is_undone=True,
        patterns=patterns(
            rf"(?:{_ITEM}[\s:,]+)?(?P<said>[^()]+?) ?[,;.-]? ?\(?{_FOR} {_WHO}\)?",
            rf"{_FOR} {_WHO}(?: ?[:,;] ?| ){REF}[\s:,]+(?P<said>.+)",
        ),
        typed=_record_for,
        settled=_recorded,
        ways=(
            Ways(
                who="head",
                coded="NV1 60% (ghi hộ An)",
                free="ghi hộ An: NV1 đang làm 60%",
                english="NV1 60% (on behalf of An)",
            ),
        ),
    ),
    Action(
        name="contest",
        patterns=patterns(
            rf"(?:khong dung|khong phai the|ghi sai|not true|not correct|wrong):? {REF}",
            rf"{REF}:? (?:la )?(?:khong dung|khong phai the|ghi sai|not true|not correct|wrong)",
        ),
        typed=_contest,
        alone=contest.press,
        settled=_contest_it,
        ways=(
            Ways(
                who="officer",
                button="button.contest",
                coded="không đúng NV1",
                free="NV1 không đúng",
                english="not true NV1",
            ),
        ),
    ),
    Action(
        name="note",
        is_undone=True,
        patterns=patterns(
            rf"{_NOTE} {REF}(?:\s*[:;,-]\s*(?P<words>\S.*))?",
            rf"{_NOTE} {CODE} (?P<words>\S.*)",
        ),
        typed=_note,
        pressed=note.note,
        settled=_note_it,
        ways=(
            Ways(
                who="head",
                button="button.note",
                coded="ghi chú NV1: chờ Sở Tài chính",
                free="ghi chú cho việc NV1: chờ Sở Tài chính",
                english="note on NV1: waits for the finance department",
            ),
        ),
    ),
    Action(
        name="support",
        patterns=patterns(
            rf"{REF} (?:xin|de nghi|lay) y kien(?: cua)? {_TO}{_BY}",
            rf"(?:xin|lay) y kien(?: cua)? {_TO} (?:ve|cho)(?: viec)? {REF}{_BY}",
            rf"de nghi {_TO} (?:gop y|cho y kien|phoi hop)(?: (?:ve|cho|viec))* {REF}{_BY}",
            rf"ask {_TO} (?:for (?:its )?input )?(?:on|about) {REF}{_BY}",
        ),
        typed=_support,
        settled=_support_of,
        ways=(
            Ways(
                who="head",
                coded="NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8",
                free="đề nghị Phòng Kế hoạch góp ý NV3 trước 20/8",
                english="ask Phòng Kế hoạch for input on NV3 before 20/8",
            ),
        ),
    ),
    Action(
        name="broadcast",
        patterns=patterns(
            r"(?:/thongbao|/broadcast|thong bao|tell|announce)(?: (?:cho|toi|den|to))?"
            r" (?P<unit>[^\s:]+(?: [^\s:]+){0,9}) ?:\s*\S.*"
        ),
        typed=_broadcast,
        ways=(
            Ways(
                who="head",
                coded="/thongbao HC: họp lúc 14h thứ 5",
                free="thông báo cho Phòng Hành chính: họp lúc 14h thứ 5",
                english="tell Phòng Hành chính: meeting at 14h on Thursday",
            ),
        ),
    ),
    Action(
        name="broadcast_what",
        patterns=patterns(
            r"(?:/thongbao|/broadcast) (?P<unit>[^\s:]+(?: [^\s:]+){0,9}) ?:?",
            r"(?:thong bao|tell|announce)(?: (?:cho|toi|den|to))?"
            r" (?P<unit>(?:phong|trung tam|chi cuc|so|ban) [^\s:]+(?: [^\s:]+){0,8}) ?:?",
        ),
        typed=_broadcast_what,
        ways=(
            Ways(
                who="head",
                coded="/thongbao HC",
                free="thông báo cho Phòng Hành chính",
                english="tell Phòng Hành chính",
            ),
        ),
    ),
    Action(
        name="seen",
        patterns=patterns(r"da ro(?: thong bao)?|(?:toi |em )?da doc thong bao|seen|noted"),
        typed=_seen,
        alone=broadcast.press_seen,
        ways=(
            Ways(
                who="everyone",
                button="button.seen",
                coded="đã rõ",
                free="đã rõ thông báo",
                english="noted",
            ),
        ),
    ),
    Action(
        name="who_answered",
        patterns=patterns(
            r"/thongbao|/broadcast"
            r"|ai (?:da |chua )?(?:tra loi|doc thong bao|ro thong bao)(?: chua)?\s?\?*"
            r"|who (?:has )?(?:not )?answered\s?\?*"
        ),
        typed=_who_answered,
        ways=(
            Ways(
                who="head",
                coded="/thongbao",
                free="ai đã trả lời?",
                english="who answered?",
            ),
        ),
    ),
    Action(
        name="remind_which",
        patterns=patterns(r"/remind|/nhac|/nhacviec|nhac viec nao\s*\?*|remind of what\s*\?*"),
        typed=_remind_which,
        ways=(
            Ways(who="head", coded="/nhacviec", free="nhắc việc nào?", english="remind of what?"),
        ),
    ),
    Action(
        name="remind",
        patterns=patterns(
            rf"(?:/remind|/nhac|/nhacviec) {REF}",
            rf"{_REMIND} (?:(?:viec|ve|muc|about|of) )?{CODE}",
            rf"{_REMIND} (?:viec|muc|item) (?P<n>\d{{1,2}})",
            rf"{_REMIND} {_SOMEBODY} (?:(?:viec|ve|lam|about|of) )?{CODE}",
            rf"{_REMIND} {_SOMEBODY} (?:viec|muc|item) (?P<n>\d{{1,2}})",
        ),
        typed=_remind,
        pressed=remind_others.remind,
        settled=_remind_of,
        ways=(
            Ways(
                who="head",
                button="button.remind",
                coded="/remind NV1",
                free="nhắc An việc NV1",
                english="remind An about NV1",
            ),
        ),
    ),
    Action(
        name="remind_all",
        patterns=patterns(rf"{_REMIND} {_SOMEBODY}"),
        typed=_remind_all,
        ways=(
            Ways(
                who="head",
                coded="/remind HC",
                free="nhắc Phòng Hành chính",
                english="remind Phòng Hành chính",
            ),
        ),
    ),
)
