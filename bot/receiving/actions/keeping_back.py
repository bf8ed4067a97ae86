"""Keeping back: how much of plans chats show."""

from bot.handlers import confidentiality
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from scheduler.rules.confidentiality import Level

_FULL = r"(?P<full>day du|toan van|full(?: text)?)"
_TITLE = r"(?P<title>(?:chi )?(?:hien )?(?:ten|ten ngan|tieu de)|titles?(?: only)?)"
_ONLY_CODE = r"(?P<code>(?:chi )?(?:hien )?(?:ma|ma viec)|codes?(?: only)?)"
_LEVEL = rf"(?:{_FULL}|{_TITLE}|{_ONLY_CODE})"
_PLAN = r"(?:(?:ke hoach |plan |kh ?))?(?P<n>\d{1,3})"


async def _levels(asked: Asked, found: Found) -> Answer:
    return await confidentiality.levels(asked)


async def _choose(asked: Asked, found: Found) -> Answer:
    level = next(level for level in Level if found[level.value])
    return await confidentiality.choose(asked, int(found["n"]), level)


ACTIONS = (
    Action(
        name="confidentiality",
        patterns=patterns(
            r"/(?:baomat|confidentiality)|(?:xem )?(?:muc )?bao mat|confidentiality(?: levels)?"
        ),
        typed=_levels,
        ways=(
            Ways(
                who="coordinator, admin",
                coded="/baomat",
                free="xem mức bảo mật",
                english="confidentiality",
            ),
        ),
    ),
    Action(
        name="keep_back",
        patterns=patterns(
            rf"(?:/(?:baomat|confidentiality)|(?:muc )?bao mat|confidentiality(?: of)?)"
            rf"(?: cua)?\s+{_PLAN}[\s:,.=-]+{_LEVEL}"
        ),
        typed=_choose,
        ways=(
            Ways(
                who="coordinator, admin",
                coded="/baomat 1 mã",
                free="bảo mật kế hoạch 1: chỉ mã",
                english="confidentiality of plan 1: code only",
            ),
        ),
    ),
)
