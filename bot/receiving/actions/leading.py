"""Leading and supporting: which units do, decided by whoever stands above them."""

import re

from bot.handlers import leading
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.wording import as_typed

_TASK = r"(?:(?:viec|nhiem vu|muc|task) )?(?P<ref>nv\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?"
_WHY = r"(?:\s*[:;]\s*(?P<why>\S.*)|,? (?P<because>(?:vi|do|because|since) \S.*)| (?:nhe|nha|a))?"
_UNIT = r"(?P<{}>[^:;,]+?)"
_OLD = rf"(?: (?:tu|from) {_UNIT.format('old')})?"
_NEW = rf"(?:sang|qua|thanh|cho|to|into) (?:cho )?{_UNIT.format('new')}"
_NEW_ONES = r"(?P<names>[^:]+?)"
_POLITE = r"(?: (?:nhe|nha|a))?"
_LEAD = r"(?:don vi )?chu tri(?: cua)?"
_DROP = r"(?:bo|loai|rut|remove|drop)"


def _code(found: Found) -> str:
    return re.sub(r"[\s-]", "", found["ref"]).upper()


async def _change_lead(asked: Asked, found: Found) -> Answer:
    old = as_typed(asked.words, found, "old") or found["unit"] or ""
    new = as_typed(asked.words, found, "new")
    why = as_typed(asked.words, found, "why") or as_typed(asked.words, found, "because")
    return await leading.change_lead(asked, _code(found), old, new, why)


async def _add(asked: Asked, found: Found) -> Answer:
    return await leading.add_supporters(asked, _code(found), as_typed(asked.words, found, "names"))


async def _drop(asked: Asked, found: Found) -> Answer:
    return await leading.drop_supporter(asked, _code(found), as_typed(asked.words, found, "names"))


ACTIONS = (
    Action(
        name="change_lead",
        is_undone=True,
        patterns=patterns(
            rf"(?:cho )?(?:doi|chuyen|thay) {_LEAD} {_TASK}{_OLD} {_NEW}{_WHY}",
            rf"{_TASK}[:,]? (?:cho )?(?:doi|chuyen|thay) {_LEAD}{_OLD} {_NEW}{_WHY}",
            rf"(?:chuyen|giao) {_TASK} (?:sang|qua|cho) {_UNIT.format('new')} (?:lam )?chu tri"
            rf"(?: thay {_UNIT.format('old')})?{_WHY}",
            rf"(?:change|move) (?:the )?lead (?:unit )?(?:of|on|for) {_TASK}{_OLD} {_NEW}{_WHY}",
            rf"{_TASK}[:,]? (?:change|move) (?:the )?lead{_OLD} {_NEW}{_WHY}",
        ),
        typed=_change_lead,
        ways=(
            Ways(
                who="coordinator",
                coded="đổi chủ trì NV1 sang Phòng Kế hoạch",
                free="cho chuyển chủ trì nhiệm vụ NV1 sang Phòng Kế hoạch nhé",
                english="change lead of NV1 to Phòng Kế hoạch",
            ),
        ),
    ),
    Action(
        name="add_supporter",
        is_undone=True,
        patterns=patterns(
            rf"(?:cho )?them {_NEW_ONES} (?:vao |cung |lam don vi )*phoi hop(?: voi| lam)? "
            rf"{_TASK}{_POLITE}",
            rf"{_TASK}[:,]? (?:cho )?them {_NEW_ONES} (?:vao |cung )*phoi hop{_POLITE}",
            rf"add {_NEW_ONES} (?:to support|as (?:a )?supporters? (?:of|on|for)) {_TASK}",
        ),
        typed=_add,
        ways=(
            Ways(
                who="coordinator",
                coded="thêm Phòng Kế hoạch phối hợp NV1",
                free="NV1 thêm Phòng Kế hoạch cùng phối hợp nhé",
                english="add Phòng Kế hoạch to support NV1",
            ),
        ),
    ),
    Action(
        name="drop_supporter",
        is_undone=True,
        patterns=patterns(
            rf"(?:cho )?{_DROP} {_NEW_ONES} (?:khoi|ra khoi) (?:don vi )?phoi hop(?: cua)? "
            rf"{_TASK}{_POLITE}",
            rf"{_TASK}[:,]? (?:cho )?{_DROP} {_NEW_ONES} (?:khoi|ra khoi) (?:don vi )?phoi hop"
            rf"{_POLITE}",
            rf"{_DROP} {_NEW_ONES} (?:from supporting|as (?:a )?supporter (?:of|on|for)) {_TASK}",
        ),
        typed=_drop,
        ways=(
            Ways(
                who="coordinator",
                coded="bỏ Phòng Kế hoạch khỏi phối hợp NV3",
                free="NV3 bỏ Phòng Kế hoạch khỏi đơn vị phối hợp nhé",
                english="remove Phòng Kế hoạch from supporting NV3",
            ),
        ),
    ),
)
