"""Looking: lists and their pages, one duty or unit, help, why something was said.

Nothing is recorded about a duty.
"""

from collections.abc import Awaitable, Callable

from bot.handlers import (
    due,
    explain,
    mine,
    missing,
    overdue,
    record,
    remind_others,
    summary,
    task,
    unit,
    waiting,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.help import TOPICS, help_about
from bot.lists.listing import Wish
from bot.receiving.actions import planning, targets
from bot.receiving.actions.action import Action, Found, Typed, Ways, patterns
from bot.receiving.actions.shared import REF
from bot.receiving.named_duties import with_duty
from bot.receiving.wording import folded
from bot.texts import day
from scheduler.rules.dialogue import is_over, is_too_old
from scheduler.rules.duty_record import DutyRecord
from storage import duties, listings

_WHY = (
    r"(?:/why|/vi_?sao|vi sao|tai sao|why)"
    r"(?: (?:lai )?(?:nhac|bao|gui|(?:(?:did|do) you )?remind)(?: cho)?"
    r"(?: (?:toi|minh|em|anh|chi|me))?(?: the| vay)?| me| vay| the)?"
)


async def _help(asked: Asked, found: Found) -> Answer:
    return await help_about(asked, next((t for t in TOPICS if found.groupdict().get(t)), None))


# What the office is made of; nobody asks us to help with that in other words.
_OFFICE = r"(?:(?P<people>nhan su|can bo|people|staff)|(?P<units>(?:cac )?don vi|units?))"
# What a topic of help is called, in folded words; nothing may stand behind it.
_TOPIC = (
    r"(?:(?P<report>bao cao|bao ket qua|reports?|reporting)"
    r"|(?P<more_time>(?:xin )?gia han|extensions?|more time)"
    r"|(?P<absence>nghi(?: phep)?|absences?|leave)"
    r"|(?P<reminders>nhac(?: viec)?|reminders?)"
    r"|(?P<channel>kenh(?: nhan tin)?|ngon ngu|channels?|language)"
    r"|(?P<correct>sua(?: loi)?|hoan tac|corrections?|undo)"
    r"|(?P<decide>quyet dinh|dong y|decisions?|deciding)"
    r"|(?P<assign>giao viec|thong bao|assign(?:ing|ments?)?)"
    r"|(?P<plan>(?:nhap |gui |sua doi )?(?:tep )?ke hoach|(?:sending |importing )?(?:a )?plans?)"
    r"|(?P<look>tinh hinh|overview|lists?)"
    rf"|(?P<link>lien ket|link(?:ing|s)?)|{_OFFICE})"
)
_OF_UNIT = r"(?:cua |o |tai |thuoc )(?!toi|minh|em|anh|chi\b)[a-z&-]+(?: [a-z&-]+){0,7}"
_PART = r"(?: (?:trang|page) \d{1,3}| (?:xuat )?(?:ra )?(?:file )?(?:xlsx|excel))?"
_OVER = r"(?: ?(?:>=?|tren|hon|over|more than) ?\d{1,4}(?: ngay| days?)?)?"
_TAIL = rf"(?P<what>(?: {_OF_UNIT})?{_OVER}{_PART})"
_TASKS = r"(?:(?:xem|cac|nhung|danh sach|liet ke) )*(?:(?:viec|nhiem vu) )?"
_UNIT_KIND = r"(?:don vi|phong|van phong|trung tam|chi cuc|thanh tra|so|ban)"
_NOT_SAID = r"(?!.*\b(?:da|dang|chua|xong|tot|on dinh|chong|chay|binh thuong|het|duoc)\b)"
_BEHIND = r"(?:\s+(?P<what>.+))?"
_ABOUT_PART = r"(?: (?:trang|page) (?P<page>\d{1,3})|(?P<sheet> (?:xuat )?(?:ra )?(?:xlsx|excel)))?"


def _behind(asked: Asked, found: Found) -> str:
    """What is typed behind the name of a list, as it was typed: folding keeps the words apart."""
    if not found["what"]:
        return ""
    first = len(found.string[: found.start("what")].split())
    count = len(found["what"].split())
    return " ".join(asked.words.split()[first : first + count]).strip(" ,.?")


def _list(shown: Callable[[Asked, str], Awaitable[Answer]]) -> Typed:
    """A list, with the filters typed behind its name."""

    async def typed(asked: Asked, found: Found) -> Answer:
        return await shown(asked, _behind(asked, found))

    return typed


async def _task(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, lambda a, item: _of_task(a, item, found))


async def _task_which(asked: Asked, found: Found) -> Answer:
    return await task.choose(asked)


async def _of_task(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    page, as_sheet = int(found["page"] or 1), bool(found["sheet"])
    wish = Wish(sentence=f"/task {item.duty.code}/{item.duty.unit}", page=page, as_sheet=as_sheet)
    return await task.task(asked, item, wish)


async def _turn(asked: Asked, found: Found) -> Answer:
    """Another page of the list the person saw last."""
    seen = await listings.newest(asked.tx, asked.org.id, asked.person.id)
    if seen is None or is_over(seen.shown_at, asked.said_at, asked.org.office.calendar):
        return Answer(text="no.listing")
    groups = found.groupdict()
    page = seen.page + (1 if groups.get("next") else -1)
    if groups.get("page"):
        page = int(groups["page"])
    return await _said_again(asked, f"{seen.words} trang {max(1, page)}")


async def _sheet(asked: Asked, found: Found) -> Answer:
    seen = await listings.newest(asked.tx, asked.org.id, asked.person.id)
    if seen is None or is_over(seen.shown_at, asked.said_at, asked.org.office.calendar):
        return Answer(text="no.listing")
    return await _said_again(asked, f"{seen.words} xlsx")


async def _press_turn(asked: Asked, listing: int, page: int) -> Answer:
    return await _pressed(asked, listing, f"trang {page}")


async def _press_sheet(asked: Asked, listing: int, second: int) -> Answer:
    return await _pressed(asked, listing, "xlsx")


async def _pressed(asked: Asked, listing: int, part: str) -> Answer:
    seen = await listings.one(asked.tx, asked.org.id, asked.person.id, listing)
    if seen is None:
        return Answer(text="no.unknown_button")
    shown_on = asked.org.office.day_of(seen.shown_at)
    if is_too_old(shown_on, asked.today):
        return Answer(text="no.old_button", facts={"day": day(shown_on)})
    return await _said_again(asked, f"{seen.words} {part}")


async def _said_again(asked: Asked, words: str) -> Answer:
    """The list that words ask for, as if they had been typed now."""
    again = asked.saying(words)
    for action in LISTS:
        for pattern in action.patterns:
            if action.typed and (found := pattern.fullmatch(folded(words))):
                return await action.typed(again, found)
    return Answer(text="no.listing")


async def _remind_listed(asked: Asked, found: Found) -> Answer:
    """One word behind a list; where none was seen, of what is to be said."""
    seen = await listings.newest(asked.tx, asked.org.id, asked.person.id)
    if seen is None or is_over(seen.shown_at, asked.said_at, asked.org.office.calendar):
        return await _remind_which(asked)
    return await _remind_shown(asked, seen.words)


async def _press_remind_listed(asked: Asked, listing: int, second: int) -> Answer:
    seen = await listings.one(asked.tx, asked.org.id, asked.person.id, listing)
    if seen is None:
        return Answer(text="no.unknown_button")
    shown_on = asked.org.office.day_of(seen.shown_at)
    if is_too_old(shown_on, asked.today):
        return Answer(text="no.old_button", facts={"day": day(shown_on)})
    return await _remind_shown(asked, seen.words)


async def _remind_shown(asked: Asked, words: str) -> Answer:
    """All that a list of late work or missing reports names now are reminded."""
    for action in LISTS:
        listed = _REMINDING.get(action.name)
        for pattern in action.patterns if listed else ():
            if listed and (found := pattern.fullmatch(folded(words))):
                again = asked.saying(words)
                late = await listed(again, _behind(again, found))
                if isinstance(late, Answer):
                    return late
                ids = [each.duty.id for each in late[1]]
                items = {i.id: i for i in await duties.by_ids(asked.tx, asked.org.id, ids)}
                return await remind_others.remind_listed(asked, [items[each] for each in ids])
    return await _remind_which(asked)


async def _remind_which(asked: Asked) -> Answer:
    return await (remind_others.choose(asked) if asked.manages else record.reply(asked))


_REMINDING = {"overdue": overdue.listed, "missing": missing.listed}


async def _why(asked: Asked, found: Found) -> Answer:
    number = int(found["n"]) if found["n"] else None
    return await explain.explain(asked, found["ref"], found["unit"], number)


LISTS = (
    Action(
        name="overdue",
        in_groups=True,
        patterns=patterns(
            rf"(?:/overdue|/quahan){_BEHIND}",
            rf"{_TASKS}qua han{_TAIL}",
            r"qua han (?P<what>\d{1,3})",
            rf"(?:what is )?overdue{_TAIL}",
            rf"what(?: is|s|'s|’s) (?:late|overdue){_TAIL}\s*\?*",
        ),
        typed=_list(overdue.overdue),
        ways=(
            Ways(
                who="manager",
                coded="/quahan",
                free="việc quá hạn của Phòng Hành chính",
                english="overdue > 7 days",
            ),
        ),
    ),
    Action(
        name="due",
        in_groups=True,
        patterns=patterns(
            rf"(?:/due|/sapden(?:han)?){_BEHIND}",
            rf"{_TASKS}sap den han"
            rf"(?P<what>(?: trong \d+ ngay(?: toi| nua)?)?(?: {_OF_UNIT})?{_PART})",
            rf"(?:what is )?due soon(?P<what>{_PART})",
        ),
        typed=_list(due.due),
        ways=(
            Ways(
                who="manager",
                coded="/sapden 14 ngày",
                free="việc sắp đến hạn",
                english="what is due soon",
            ),
        ),
    ),
    Action(
        name="waiting",
        in_groups=True,
        patterns=patterns(
            rf"(?:/waiting|/chomoc){_BEHIND}",
            rf"{_TASKS}(?:dang |con )?cho (?:moc(?: thoi gian)?|dieu kien|ngay bat dau)"
            rf"(?P<what>(?: {_OF_UNIT})?{_PART})\s*\??",
            rf"(?:viec|nhiem vu) nao (?:dang |con )?cho (?:moc(?: thoi gian)?|dieu kien)"
            rf"(?P<what>{_PART})\s*\??",
            rf"what (?:is waiting|waits)(?: for a (?:condition|date))?(?P<what>{_PART})\s*\??",
        ),
        typed=_list(waiting.waiting),
        ways=(
            Ways(
                who="manager",
                coded="/chomoc",
                free="việc nào đang chờ mốc thời gian?",
                english="what is waiting?",
            ),
        ),
    ),
    Action(
        name="missing",
        in_groups=True,
        patterns=patterns(
            rf"(?:/missing|/chuabaocao){_BEHIND}",
            r"(?:don vi nao|phong nao|ai) chua (?:bao cao|nop|gui)(?: bao cao)?"
            rf"(?P<what>(?: bc\s?\d+)?{_PART})(?: a)?\s*\??",
            rf"who has not (?:reported|sent)(?P<what>(?: bc\s?\d+)?{_PART})\s*\??",
        ),
        typed=_list(missing.missing),
        ways=(
            Ways(
                who="manager",
                coded="/chuabaocao BC1",
                free="ai chưa báo cáo?",
                english="who has not reported?",
            ),
        ),
    ),
    Action(
        name="mine",
        patterns=patterns(
            rf"/(?:viec|tasks|mine)(?P<what>{_PART})",
            rf"(?:viec cua (?:toi|minh|em|anh|chi)|my tasks)(?P<what>{_PART})",
            rf"(?:(?:xem|danh sach|ds) )?(?:cong )?(?:viec|nhiem vu)(?: cua)?(?P<what>{_PART})",
            rf"(?:hom nay )?(?:toi |em )?(?:con |dang )?co (?:nhung )?(?:viec|nhiem vu) (?:gi|nao)"
            rf"(?: hom nay)?(?: (?:khong|ko|k))?\s*\?*(?P<what>{_PART})",
        ),
        typed=_list(mine.mine),
        ways=(Ways(who="everyone", coded="/viec", free="việc của tôi", english="my tasks"),),
    ),
    Action(
        name="task_which",
        patterns=patterns(
            r"/(?:task|nv|duty)", r"(?:tinh hinh|xem) viec nao\s*\?*", r"which task\s*\?*"
        ),
        typed=_task_which,
        ways=(Ways(who="everyone", coded="/nv", free="xem việc nào?", english="which task?"),),
    ),
    Action(
        name="task",
        patterns=patterns(
            rf"/(?:task|nv|duty)\s+{REF}{_ABOUT_PART}",
            rf"(?:tinh hinh|xem|lich su|dien bien|show|history of|how is)(?: viec)?\s+{REF}"
            rf"{_ABOUT_PART}(?: the nao| ra sao)?\s*\??",
        ),
        typed=_task,
        settled=_of_task,
        ways=(
            Ways(
                who="everyone",
                coded="/nv NV1",
                free="tình hình NV1 thế nào?",
                english="history of NV1",
            ),
        ),
    ),
    Action(
        name="unit",
        patterns=patterns(
            rf"(?:/unit|/donvi){_BEHIND}",
            rf"tinh hinh (?:cua )?(?P<what>{_NOT_SAID}{_UNIT_KIND} [a-z&-]+(?: [a-z&-]+){{0,7}}?)"
            r"(?: the nao| ra sao)?\s*\??",
        ),
        typed=_list(unit.unit),
        ways=(
            Ways(
                who="manager",
                coded="/unit HC",
                free="tình hình Phòng Hành chính",
                english="/unit HC",
            ),
        ),
    ),
    Action(
        name="summary",
        in_groups=True,
        patterns=patterns(
            r"(?:/tonghop|/summary)(?:\s+(?P<what>(?!bc\s?\d).+))?",
            rf"(?:tom tat|tong hop tinh hinh|summary)(?P<what>(?: {_OF_UNIT})?{_PART})",
        ),
        typed=_list(summary.summary),
        ways=(Ways(who="manager", coded="/tonghop", free="tóm tắt", english="summary"),),
    ),
    *planning.LISTS,
    *targets.LISTS,
)
ACTIONS = (
    *LISTS,
    Action(
        name="page",
        patterns=patterns(
            r"(?:trang|page) (?P<page>\d{1,3})",
            r"(?P<next>tiep|tiep theo|xem tiep|trang sau|next(?: page)?)",
            r"trang truoc|previous page",
        ),
        typed=_turn,
        alone=_press_turn,
        ways=(
            Ways(
                who="everyone",
                button="button.page_after",
                coded="trang 2",
                free="tiếp",
                english="next page",
            ),
        ),
    ),
    Action(
        name="sheet",
        patterns=patterns(
            r"xlsx|excel|(?:xuat|tai|export)(?: ra)?(?: (?:file|tep))? (?:excel|xlsx)"
        ),
        typed=_sheet,
        alone=_press_sheet,
        ways=(
            Ways(
                who="everyone",
                button="button.sheet",
                coded="xlsx",
                free="xuất excel",
                english="export xlsx",
            ),
        ),
    ),
    Action(
        name="remind_listed",
        patterns=patterns(
            r"nhac(?: (?:tat ca|het|ho|cac don vi|cac don vi nay|danh sach nay))?"
            r"|(?:remind|chase|nudge) (?:all|them|them all|all of them|everyone|everybody)"
        ),
        typed=_remind_listed,
        alone=_press_remind_listed,
        ways=(
            Ways(
                who="manager",
                button="button.remind_listed",
                coded="nhắc",
                free="nhắc tất cả",
                english="remind them",
            ),
        ),
    ),
    Action(
        name="help",
        reads_as_typed=True,  # “giúp” is else what politeness puts around words
        patterns=patterns(
            rf"(?:/(?:help|trogiup)|help|tro giup|huong dan)(?: (?:ve|about|on|with))? {_TOPIC}",
            rf"giup(?: (?:ve|do ve))? {_OFFICE}",
            r"/(help|start|trogiup)\b.*|help|tro giup|huong dan",
        ),
        typed=_help,
        ways=(
            Ways(who="everyone", coded="/trogiup", free="hướng dẫn", english="help"),
            Ways(who="admin", coded="/trogiup đơn vị", free="giúp đơn vị", english="help units"),
        ),
    ),
    Action(
        name="why",
        patterns=patterns(
            rf"{_WHY}(?:\s+{REF})?\s*\?*",
            rf"{REF}[\s:,.-]+{_WHY}\s*\?*",
        ),
        typed=_why,
        ways=(
            Ways(who="everyone", coded="vì sao NV1", free="vì sao nhắc tôi?", english="why NV1"),
        ),
    ),
)
