"""Targets of plans: what was reached of one, as people report it, and the list of them."""

from bot.handlers import targets
from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Wish
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.wording import as_typed

# Without accents its first word is taken for an address ("chị") and falls away.
_TARGET = r"(?:(?:chi )?tieu|target)"
_CODE = rf"(?:{_TARGET}(?: (?:so|no\.?))?\s?(?:ct)?|ct)\s?-?\s?0*(?P<n>[1-9]\d{{0,2}})"
# "CT3 hiện đạt 85%": but "chỉ tiêu 500 hồ sơ, nay được 350" is a word about a task.
_FIRST_FIGURE = (
    r"(?=(?:(?:hien(?: nay| tai)?|den nay|nay|da|dang|uoc|moi|chi|dat|duoc|la|bang|o muc|khoang"
    r"|tinh den|is|at|now|stands|has|reached|about) )*(?:\d|(?:ngay|thang|quy|nam) \S))"
)
_PAGE = r"(?: (?:trang|page) (?P<page>\d{1,3})|(?P<sheet> (?:xuat )?(?:ra )?(?:xlsx|excel)))?"


async def _report(asked: Asked, found: Found) -> Answer:
    return await targets.report(asked, int(found["n"]), as_typed(asked.words, found, "says"))


async def _one(asked: Asked, found: Found) -> Answer:
    return await targets.one(asked, int(found["n"]))


async def _list(asked: Asked, found: Found) -> Answer:
    page, as_sheet = int(found["page"] or 1), bool(found["sheet"])
    return await targets.listed(asked, Wish(sentence="/chitieu", page=page, as_sheet=as_sheet))


LISTS = (
    Action(
        name="targets",
        patterns=patterns(
            rf"/(?:chitieu|targets){_PAGE}",
            rf"(?:(?:xem|danh sach|liet ke|cac|nhung|bang|ket qua) )*(?:chi )?tieu"
            rf"(?: cua (?:cac )?ke hoach)?{_PAGE}",
            rf"(?:(?:show|list) )?(?:the |all )?targets{_PAGE}",
        ),
        typed=_list,
        ways=(
            Ways(who="officer", coded="/chitieu", free="xem các chỉ tiêu", english="show targets"),
        ),
    ),
    Action(
        name="target",
        patterns=patterns(rf"(?:(?:xem|show|/ct) )?{_CODE}\??"),
        typed=_one,
        ways=(Ways(who="officer", coded="CT1", free="xem chỉ tiêu 1", english="show target 1"),),
    ),
)
ACTIONS = (
    Action(
        name="target_figure",
        is_undone=True,
        patterns=patterns(
            rf"{_CODE}(?:\s*[:=,]\s*|\s*[–-]\s+|\s+){_FIRST_FIGURE}(?P<says>.+)",
            rf"(?:bao(?: cao)?|cap nhat|ghi|report|update) {_CODE}\s*[:=]?\s+{_FIRST_FIGURE}"
            r"(?P<says>.+)",
        ),
        typed=_report,
        ways=(
            Ways(
                who="officer",
                coded="CT1 85%",
                free="chỉ tiêu 1 đạt 85% rồi ạ",
                english="target 1 stands at 85%",
            ),
        ),
    ),
)
