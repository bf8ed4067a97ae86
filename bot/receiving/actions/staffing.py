"""Staffing: whose work it is, who takes it over, who is deputy head, who is away."""

from bot.handlers import absence, assign, deputise, hand_over
from bot.handlers.asked import Answer, Asked
from bot.handlers.help import not_understood
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import CODE, REF
from bot.receiving.named_duties import headed, with_duty
from bot.receiving.wording import as_typed
from scheduler.rules.duty_record import DutyRecord

_GIVE = r"(?:(?:xin |hay )?(?:phan cong|giao)(?: lai)?(?: viec| muc)?|(?:re)?assign)"
_SINCE = (
    r"(?:[\s,]+(?:ke tu|bat dau tu|bat dau|tu|from|since|starting)"
    r" (?P<since>(?:ngay )?(?:\d|mai|hom|thu |tuan |thang |to|next |this |mon|tue|wed|thu|fri).*))?"
)
_ALL_WORK = (
    r"(?:(?:toan bo|tat ca|het|moi) )?(?:(?:cac|moi) )?(?:cong viec|nhiem vu|dau viec|viec)"
    r"(?: dang lam| dang theo doi)?"
)
_DEPUTY = r"(?:pho (?:truong )?phong|cap pho|pho giam doc trung tam|deputy head)"
_NAME = r"[^\W\d][^\d,;:?]*"


async def _assign(asked: Asked, found: Found) -> Answer:
    to = as_typed(asked.words, found, "who")
    since = as_typed(asked.words, found, "since")
    return await with_duty(
        asked, found, lambda a, i: assign.assign(a, i, to, since=since), by=headed
    )


async def _settled_assign(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    to = as_typed(asked.words, found, "who")
    since = as_typed(asked.words, found, "since")
    return await assign.assign(asked, item, to, since=since)


async def _press_assign(asked: Asked, item: DutyRecord) -> Answer:
    return await assign.assign(asked, item, "")


async def _hand_over(asked: Asked, found: Found) -> Answer:
    giver, taker, since = (
        as_typed(asked.words, found, name) for name in ("giver", "taker", "since")
    )
    return await hand_over.hand_over(asked, giver, taker, since)


async def _name_deputy(asked: Asked, found: Found) -> Answer:
    return await deputise.name(asked, as_typed(asked.words, found, "who"))


async def _end_deputy(asked: Asked, found: Found) -> Answer:
    return await deputise.end(asked, as_typed(asked.words, found, "who"))


async def _absence(asked: Asked, found: Found) -> Answer:
    meant = absence.said(asked.words)
    return await absence.answer(asked, meant) if meant else await not_understood(asked)


ACTIONS = (
    Action(
        name="hand_over",
        patterns=patterns(
            rf"(?:ban giao|chuyen giao|giao lai) {_ALL_WORK} cua (?P<giver>{_NAME}?)"
            rf" (?:lai )?(?:cho|sang(?: cho)?) (?P<taker>{_NAME}?){_SINCE}",
            r"hand over (?:all )?(?:the )?(?:work|duties|tasks|everything) (?:of|from)"
            rf" (?P<giver>{_NAME}?) to (?P<taker>{_NAME}?){_SINCE}",
        ),
        typed=_hand_over,
        ways=(
            Ways(
                who="head",
                coded="bàn giao việc của An cho Dung từ 10/8",
                free="bàn giao toàn bộ công việc của An cho Dung từ 10/8",
                english="hand over all duties of An to Dung from 10/8",
            ),
        ),
    ),
    Action(
        name="assign",
        is_undone=True,
        patterns=patterns(
            rf"{_GIVE} {REF}(?: lai)?{_SINCE}",
            rf"{_GIVE} {REF}(?: lai)?(?: cho| to| for) (?P<who>{_NAME}?(?:, ?{_NAME}?)*?){_SINCE}",
            rf"(?:giao|assign) {REF} (?P<who>{_NAME}?){_SINCE}",
            rf"{_GIVE} cho (?P<who>{_NAME}?) (?:viec |muc )?{CODE}{_SINCE}",
        ),
        typed=_assign,
        pressed=_press_assign,
        settled=_settled_assign,
        ways=(
            Ways(
                who="head",
                button="button.assign",
                coded="giao NV1 cho Dung",
                free="phân công NV1 cho chị Dung",
                english="assign NV1 to Dung",
            ),
        ),
    ),
    Action(
        name="end_deputy",
        patterns=patterns(
            rf"(?:thoi|het|bo|mien) (?:lam |chuc )?{_DEPUTY}(?: la| cua)? (?P<who>{_NAME})",
            rf"(?P<who>{_NAME}?) (?:thoi|khong)(?: con)?(?: lam| la)? {_DEPUTY}(?: nua)?",
            r"(?P<who>[^\W\d][^\d,;:]*?) is no longer (?:the |a )?deputy head",
        ),
        typed=_end_deputy,
        ways=(
            Ways(
                who="head",
                coded="thôi phó phòng Dung",
                free="Dung thôi làm phó phòng",
                english="Dung is no longer deputy head",
            ),
        ),
    ),
    Action(
        name="deputy",
        patterns=patterns(
            rf"{_DEPUTY}(?: moi)?(?: cua phong)? (?:la|is) (?P<who>{_NAME})",
            rf"(?:cu|bo nhiem|giao|make) (?P<who>{_NAME}?) (?:lam |la |as )?(?:the )?{_DEPUTY}",
            rf"(?P<who>{_NAME}?) (?:la|lam|is) (?:the |our )?{_DEPUTY}(?: moi)?",
        ),
        typed=_name_deputy,
        ways=(
            Ways(
                who="head",
                coded="phó phòng là Dung",
                free="cử Dung làm phó phòng",
                english="deputy head is Dung",
            ),
        ),
    ),
    Action(
        name="absence",
        is_undone=True,
        patterns=absence.PATTERNS,
        typed=_absence,
        reads_as_typed=True,
        ways=(
            Ways(
                who="everyone",
                coded="nghỉ 5/1–9/1, thay: Dung",
                free="em xin nghỉ phép từ ngày 5/1 đến 9/1, Dung làm thay",
                english="away 5/1–9/1, substitute: Dung",
            ),
            Ways(
                who="everyone",
                coded="đã đi làm lại",
                free="em đã đi làm lại rồi ạ",
                english="back at work",
            ),
        ),
    ),
)
