"""Looking: lists, help, and why something was said. Nothing is recorded."""

from bot.handlers import explain, lists
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import REF
from bot.receiving.menus import reader

_WHY = (
    r"(?:/why|/vi_?sao|vi sao|tai sao|why)"
    r"(?: (?:lai )?(?:nhac|bao|gui|(?:(?:did|do) you )?remind)(?: cho)?"
    r"(?: (?:toi|minh|em|anh|chi|me))?(?: the| vay)?| me| vay| the)?"
)


async def _help(asked: Asked, found: Found) -> Answer:
    return Answer(text=f"help.{reader(asked.staff, asked.person.id)}")


async def _overdue(asked: Asked, found: Found) -> Answer:
    return await lists.overdue(asked, int(found["page"] or 1))


async def _missing(asked: Asked, found: Found) -> Answer:
    return await lists.missing(asked)


async def _mine(asked: Asked, found: Found) -> Answer:
    return await lists.mine(asked)


async def _why(asked: Asked, found: Found) -> Answer:
    number = int(found["n"]) if found["n"] else None
    return await explain.explain(asked, found["ref"], found["unit"], number)


ACTIONS = (
    Action(
        name="help",
        patterns=patterns(r"/(help|start|trogiup)\b.*|help|tro giup|huong dan"),
        typed=_help,
        ways=(Ways(who="everyone", coded="/trogiup", free="hướng dẫn", english="help"),),
    ),
    Action(
        name="overdue",
        patterns=patterns(r"(?:/overdue|/quahan|qua han|viec qua han)(?:\s+(?P<page>\d+))?"),
        typed=_overdue,
        ways=(Ways(who="manager", coded="/quahan", free="việc quá hạn", english="/overdue"),),
    ),
    Action(
        name="missing",
        patterns=patterns(
            r"/(missing|chuabaocao)|ai chua (bao cao|nop|gui)( bao cao)?\??|chua bao cao"
        ),
        typed=_missing,
        ways=(
            Ways(who="manager", coded="/chuabaocao", free="ai chưa báo cáo?", english="/missing"),
        ),
    ),
    Action(
        name="mine",
        patterns=patterns(r"/(viec|tasks|mine)|viec cua (toi|minh|em|anh|chi)|my tasks"),
        typed=_mine,
        ways=(Ways(who="everyone", coded="/viec", free="việc của tôi", english="my tasks"),),
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
