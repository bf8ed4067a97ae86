"""The units of the office: which there are, new ones, other names; renamed, merged, closed."""

from bot.handlers import office_units, reorganising
from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Wish
from bot.receiving.actions.action import Action, Found, Typed, Ways, patterns
from bot.receiving.wording import as_typed
from scheduler.rules.succession import SuccessionKind

_KIND = r"(?:phong|trung tam|chi cuc|ban|van phong|don vi|unit)"
_CODE = r"[a-z]{2,4}(?:-[a-z]{2,4})?"
_OLD = rf"(?P<old>{_KIND} [^;:?]+?|{_CODE}(?:(?:,|,? va|,? and) {_CODE})*)"
_NEW = rf"(?P<new>{_KIND} [^,;:?]+?|{_CODE})"
_CHOSEN = r"(?: ?: ?(?P<chosen>[^?]+))?"  # who takes what: "NV1=PMM; còn lại=để sau"
_SPLIT = rf"(?P<new>{_KIND} [^;:?]+?(?:,| va| and|;) {_KIND} [^;:?]+?)"
_BELOW = r"(?:,| (?:truc )?thuoc| under) "
_PART = r"(?: (?:trang|page) (?P<page>\d{1,3})|(?P<sheet> (?:xuat )?(?:ra )?(?:xlsx|excel)))?"
_SINCE = (
    r"(?:[\s,]+(?:ke tu|tu|from|since) (?P<since>(?:ngay )?(?:\d|mai|hom|thang |today|tomorrow)"
    r"[^,:]*?))?(?:(?:,? (?:theo|by|as of) | ?: ?)(?P<why>.+))?"
)


def _noting(kind: SuccessionKind) -> Typed:
    async def act(asked: Asked, found: Found) -> Answer:
        old, new, since, why = (
            as_typed(asked.words, found, name) for name in ("old", "new", "since", "why")
        )
        return await reorganising.note(asked, kind, old, new, since, why)

    return act


async def _confirm(asked: Asked, found: Found) -> Answer:
    return await reorganising.confirm(
        asked, *(as_typed(asked.words, found, name) for name in ("old", "chosen"))
    )


async def _list(asked: Asked, found: Found) -> Answer:
    page, as_sheet = int(found["page"] or 1), bool(found["sheet"])
    return await office_units.listed(
        asked, Wish(sentence="/cacdonvi", page=page, as_sheet=as_sheet)
    )


async def _add(asked: Asked, found: Found) -> Answer:
    return await office_units.add(
        asked, *(as_typed(asked.words, found, name) for name in ("name", "parent"))
    )


async def _call(asked: Asked, found: Found) -> Answer:
    return await office_units.call(
        asked, *(as_typed(asked.words, found, name) for name in ("old", "also"))
    )


async def _group(asked: Asked, found: Found) -> Answer:
    return await office_units.group(
        asked, *(as_typed(asked.words, found, name) for name in ("name", "members"))
    )


ACTIONS = (
    Action(
        name="units",
        patterns=patterns(
            rf"(?:/cacdonvi|/units){_PART}",
            rf"(?:danh sach|cac) (?:cac )?don vi(?: cua (?:co quan|so))?{_PART}",
            rf"(?:list )?(?:the )?units(?: of the office)?{_PART}",
        ),
        typed=_list,
        ways=(
            Ways(
                who="admin",
                coded="/cacdonvi",
                free="danh sách các đơn vị của cơ quan",
                english="list the units",
            ),
        ),
    ),
    Action(
        name="add_unit",
        is_undone=True,
        patterns=patterns(
            rf"(?:/themdonvi|/addunit)(?:\s+(?P<name>[^,;:?]+?)(?:{_BELOW}(?P<parent>[^;:?]+))?)?",
            r"(?:them|lap|thanh lap) (?:mot )?don vi(?: moi)?"
            rf"(?:\s*:)?(?: (?P<name>[^,;:?]+?)(?:{_BELOW}(?P<parent>[^;:?]+))?)?",
            rf"(?:them|lap|thanh lap) (?P<name>{_KIND} [^,;:?]+?){_BELOW}(?P<parent>[^;:?]+)",
            r"add (?:a )?(?:new )?unit(?:\s*:)?"
            rf"(?: (?P<name>[^,;:?]+?)(?:{_BELOW}(?P<parent>[^;:?]+))?)?",
        ),
        typed=_add,
        ways=(
            Ways(
                who="admin",
                coded="/themdonvi Phòng Pháp chế, SM",
                free="thành lập Phòng Pháp chế thuộc Sở Mẫu",
                english="add unit Phòng Pháp chế under SM",
            ),
        ),
    ),
    Action(
        name="unit_alias",
        is_undone=True,
        patterns=patterns(
            rf"{_OLD} (?:con )?(?:duoc )?(?:goi|viet)(?: tat)? la (?P<also>[^,;:?]{{2,60}})",
            rf"{_OLD} is also (?:called|known as) (?P<also>[^,;:?]{{2,60}})",
        ),
        typed=_call,
        ways=(
            Ways(
                who="admin",
                coded="HC còn gọi là Tổ Văn thư",
                free="Phòng Hành chính còn được gọi là Tổ Văn thư",
                english="HC is also called Tổ Văn thư",
            ),
        ),
    ),
    Action(
        name="unit_group",
        is_undone=True,
        patterns=patterns(
            r"nhom (?P<name>[^,;:?]+?) (?:bao )?gom(?: co)?(?:\s*:)? (?P<members>[^;:?]+)",
            rf"(?P<name>cac {_KIND} [^,;:?]+?) (?:bao )?gom(?: co)?(?:\s*:)? (?P<members>[^;:?]+)",
            r"(?:the )?group (?P<name>[^,;:?]+?) (?:is|has|consists of)(?:\s*:)?"
            r" (?P<members>[^;:?]+)",
        ),
        typed=_group,
        ways=(
            Ways(
                who="admin",
                coded="nhóm các phòng chuyên môn gồm HC, KH",
                free="các phòng chuyên môn bao gồm Phòng Hành chính và Phòng Kế hoạch",
                english="group các phòng chuyên môn consists of HC, KH",
            ),
        ),
    ),
    Action(
        name="rename_unit",
        patterns=patterns(
            rf"doi ten {_OLD} thanh {_NEW}{_SINCE}",
            rf"rename {_OLD} to {_NEW}{_SINCE}",
        ),
        typed=_noting(SuccessionKind.RENAME),
        ways=(
            Ways(
                who="admin",
                coded="đổi tên HC thành Phòng Tổng hợp từ 1/9",
                free="đổi tên Phòng Hành chính thành Phòng Tổng hợp từ 1/9",
                english="rename HC to Phòng Tổng hợp from 1/9",
            ),
        ),
    ),
    Action(
        name="merge_units",
        patterns=patterns(
            rf"(?:sap nhap|hop nhat) {_OLD} (?:thanh|vao) {_NEW}{_SINCE}",
            rf"merge {_OLD} into {_NEW}{_SINCE}",
        ),
        typed=_noting(SuccessionKind.MERGE),
        ways=(
            Ways(
                who="admin",
                coded="sáp nhập HC vào Phòng Kế hoạch từ 1/9",
                free="sáp nhập Phòng Hành chính vào Phòng Kế hoạch từ 1/9",
                english="merge HC into Phòng Kế hoạch from 1/9",
            ),
        ),
    ),
    Action(
        name="split_unit",
        patterns=patterns(
            rf"(?:chia )?tach {_OLD} thanh {_SPLIT}{_SINCE}",
            rf"split {_OLD} into {_SPLIT}{_SINCE}",
        ),
        typed=_noting(SuccessionKind.SPLIT),
        ways=(
            Ways(
                who="admin",
                coded="tách HC thành Phòng Một và Phòng Hai từ 1/9",
                free="chia tách Phòng Hành chính thành Phòng Một, Phòng Hai từ 1/9",
                english="split HC into Phòng Một and Phòng Hai from 1/9",
            ),
        ),
    ),
    Action(
        name="close_unit",
        patterns=patterns(
            rf"giai the {_OLD}(?:,? (?:giao|chuyen) (?:viec )?cho {_NEW})?{_SINCE}",
            rf"close {_OLD}(?:,? work to {_NEW})?{_SINCE}",
        ),
        typed=_noting(SuccessionKind.CLOSE),
        ways=(
            Ways(
                who="admin",
                coded="giải thể HC từ 1/9",
                free="giải thể Phòng Hành chính từ 1/9",
                english="close HC from 1/9",
            ),
        ),
    ),
    Action(
        name="confirm_unit",
        patterns=patterns(
            r"xac nhan (?:viec )?(?:sap nhap|doi ten|giai the|(?:chia )?tach|ke thua)(?: cua)?"
            rf" (?P<old>[^,;:?]+?){_CHOSEN}",
            r"confirm (?:the )?(?:merger|renaming|closing|split|successor) of"
            rf" (?P<old>[^,;:?]+?){_CHOSEN}",
        ),
        typed=_confirm,
        ways=(
            Ways(
                who="admin",
                coded="xác nhận sáp nhập HC",
                free="xác nhận việc sáp nhập Phòng Hành chính",
                english="confirm the merger of HC",
            ),
        ),
    ),
)
