"""The people of the office: who comes, moves, is appointed, leaves; an administrator's words."""

from bot.handlers import appointing, people_file
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.wording import as_typed, raw_tail

_NAME = r"[^\W\d][^\d,;:?/]*"
_ROLE = (
    r"(?:truong phong|pho (?:truong )?phong|giam doc trung tam|pho giam doc trung tam"
    r"|chi cuc truong|dau moi tong hop|dau moi|chuyen vien|can bo|quan tri(?: vien)?(?: he thong)?"
    r"|giam doc|(?:the )?(?:deputy head|head|coordinator|leader|admin|administrator|officer))"
)
# Who an action is about: a name, and none of the words with which other sentences begin.
_WHO = (
    r"(?!(?:da|de|de nghi|xin|cai|con|chuyen|vua|dang|se|em|toi|minh|khong|viec|ho so|nhung|cac)\b)"
    r"[^\W\d]+(?: [^\W\d]+){0,4}?"
)
# A unit by its name with its kind, or by its short name; other words may mean anything.
_UNIT = (
    r"(?:(?:phong|trung tam|chi cuc|ban|van phong|don vi) [^,]+?"
    r"|(?!(?:nua|roi|viec|nay|moi|cho|nam|mai|sau|lai|dung|toi|anh|chi|han|nao|dau|luon|nhe)\b)"
    r"[a-z]{2,4}(?:-[a-z]{2,4})?)"
)
_SINCE = (
    r"(?:[\s,]+(?:ke tu|tu|from|since)"
    r" (?P<since>(?:ngay )?(?:\d|mai|hom|thu |tuan |thang |to|next |mon|tue|wed|thu|fri)[^,]*))?"
)
_PLEASE = r"(?:xin |hay |please )?"


def _slots(asked: Asked, found: Found, *names: str) -> list[str]:
    return [as_typed(asked.words, found, name) for name in names]


async def _list(asked: Asked, found: Found) -> Answer:
    return await appointing.listed(asked, raw_tail(asked.words, found.groupdict().get("of") or ""))


async def _add(asked: Asked, found: Found) -> Answer:
    return await appointing.add(asked, raw_tail(asked.words, found["line"] or ""))


async def _import(asked: Asked, found: Found) -> Answer:
    if found.groupdict().get("file"):
        return await people_file.take_in(asked, int(found["file"]))
    return await people_file.take_file(asked)


async def _move(asked: Asked, found: Found) -> Answer:
    return await appointing.move(asked, *_slots(asked, found, "who", "unit", "role", "since"))


async def _appoint(asked: Asked, found: Found) -> Answer:
    return await appointing.appoint(asked, *_slots(asked, found, "who", "role", "unit", "since"))


async def _end(asked: Asked, found: Found) -> Answer:
    return await appointing.end(asked, *_slots(asked, found, "who", "role", "unit"))


async def _leave(asked: Asked, found: Found) -> Answer:
    return await appointing.leave(asked, *_slots(asked, found, "who", "taker", "since"))


async def _contact(asked: Asked, found: Found) -> Answer:
    return await appointing.answers_for(asked, *_slots(asked, found, "unit", "who"))


async def _in_charge(asked: Asked, found: Found) -> Answer:
    return await appointing.take_charge_of(asked, *_slots(asked, found, "who", "units"))


async def _end_charge(asked: Asked, found: Found) -> Answer:
    return await appointing.end_charge(asked, *_slots(asked, found, "who", "units"))


async def _rename(asked: Asked, found: Found) -> Answer:
    return await appointing.rename(asked, *_slots(asked, found, "who", "name"))


async def _email(asked: Asked, found: Found) -> Answer:
    who, address = as_typed(asked.words, found, "who"), asked.words.split()[-1]
    return await appointing.mail_to(asked, who, address)


ACTIONS = (
    Action(
        name="people",
        patterns=patterns(
            r"(?:/nguoi|/people)(?:\s+(?P<of>.+))?",
            rf"danh sach (?:nguoi|can bo|cong chuc|nhan su)(?: (?:cua )?(?P<of>{_UNIT}))?",
            r"(?:xem |danh sach )?(?:moi )?(?:nguoi|nhan su)",
            r"(?:list )?(?:the )?people(?: of (?P<of>.+))?",
        ),
        typed=_list,
        ways=(
            Ways(
                who="admin",
                coded="/nguoi HC",
                free="danh sách cán bộ Phòng Hành chính",
                english="people of HC",
            ),
        ),
    ),
    Action(
        name="add_person",
        is_undone=True,
        patterns=patterns(
            r"(?:/themnguoi|/addperson)(?:\s+(?P<line>.+))?",
            rf"{_PLEASE}(?:them|bo sung) (?:mot )?(?:nguoi|can bo|cong chuc|vien chuc|nhan su)"
            r"(?: moi)?(?:\s*:)?(?: (?P<line>.+))?",
            rf"{_PLEASE}add (?:a )?(?:new )?person(?:\s*:)?(?: (?P<line>.+))?",
        ),
        typed=_add,
        ways=(
            Ways(
                who="admin",
                coded="/themnguoi Văn Mẫu, HC",
                free="thêm người Văn Mẫu, Phòng Hành chính",
                english="add person Văn Mẫu, HC",
            ),
        ),
    ),
    Action(
        name="people_import",
        patterns=patterns(
            r"/(?:nhapnhansu|importpeople)",
            rf"{_PLEASE}(?:nhap|doc|import|read) (?:tep |file )?(?:the )?(?:danh sach )?"
            r"(?:nhan su|can bo|people|staff)(?: (?:moi|nay|trong tep|list|file))?"
            r"(?: (?:tu|from) (?:tep|file) #(?P<file>\d{1,10}))?",
        ),
        typed=_import,
        ways=(
            Ways(
                who="admin",
                coded="/nhapnhansu",
                free="nhập danh sách nhân sự",
                english="import the people list",
            ),
        ),
    ),
    Action(
        name="move_person",
        is_undone=True,
        patterns=patterns(
            rf"(?:dieu dong|chuyen) (?P<who>{_WHO}) (?:sang|ve) (?P<unit>{_UNIT})"
            rf"(?:,? (?:lam|as) (?P<role>{_ROLE}))?{_SINCE}",
            rf"(?P<who>{_WHO}) (?:duoc )?(?:chuyen|dieu dong)(?: cong tac)? (?:sang|ve)"
            rf" (?P<unit>{_UNIT})(?:,? (?:lam|as) (?P<role>{_ROLE}))?{_SINCE}",
            rf"move (?P<who>{_WHO}) to (?P<unit>[^,]+?)(?:,? as (?P<role>{_ROLE}))?{_SINCE}",
        ),
        typed=_move,
        ways=(
            Ways(
                who="admin",
                coded="chuyển Dung sang KH",
                free="Dung chuyển công tác sang Phòng Kế hoạch",
                english="move Dung to KH",
            ),
        ),
    ),
    Action(
        name="contact",
        is_undone=True,
        patterns=patterns(
            rf"(?:dau moi lien he|nguoi lien he)(?: cua)? (?P<unit>[^,]+?) la (?P<who>{_NAME})",
            rf"(?P<who>{_WHO}) (?:la|lam) (?:dau moi|nguoi) lien he"
            r"(?:(?: cua)? (?P<unit>[^,]+))?",
            rf"(?:the )?contact of (?P<unit>[^,]+?) is (?P<who>{_NAME})",
        ),
        typed=_contact,
        ways=(
            Ways(
                who="admin",
                coded="đầu mối liên hệ HC là Dung",
                free="Dung làm đầu mối liên hệ của Phòng Hành chính",
                english="contact of HC is Dung",
            ),
        ),
    ),
    Action(
        name="end_role",
        is_undone=True,
        patterns=patterns(
            rf"(?P<who>{_WHO}) (?:thoi|khong con)(?: lam| giu| la)?(?: chuc)? (?P<role>{_ROLE})"
            r"(?:(?: cua)? (?P<unit>[^,]+))?",
            rf"(?:mien nhiem|thoi) (?P<role>{_ROLE})(?: cua)? (?P<who>{_NAME})",
            rf"(?P<who>{_WHO}) is no longer (?P<role>{_ROLE})(?: of (?P<unit>[^,]+))?",
        ),
        typed=_end,
        ways=(
            Ways(
                who="admin",
                coded="thôi trưởng phòng Bình",
                free="Bình thôi làm trưởng phòng",
                english="Bình is no longer head",
            ),
        ),
    ),
    Action(
        name="appoint",
        is_undone=True,
        patterns=patterns(
            rf"(?:(?:bo nhiem|cu|phan cong) )?(?P<who>{_WHO}) (?:lam|giu chuc|la)"
            rf" (?P<role>{_ROLE})(?:(?: cua)? (?P<unit>(?!thay )[^,]+?))?(?: thay [^,]+?)?{_SINCE}",
            rf"(?:appoint |make )(?P<who>{_WHO})(?: as)? (?P<role>{_ROLE})"
            rf"(?: of (?P<unit>[^,]+?))?{_SINCE}",
        ),
        typed=_appoint,
        ways=(
            Ways(
                who="admin",
                coded="bổ nhiệm Dung làm trưởng phòng Phòng Hành chính",
                free="Dung làm trưởng phòng Hành chính thay Bình",
                english="appoint Dung head of HC",
            ),
        ),
    ),
    Action(
        name="leave",
        patterns=patterns(
            rf"(?P<who>{_WHO}) (?:da |se )?(?:nghi huu|thoi viec|nghi viec|chuyen co quan khac"
            rf"|chuyen di co quan khac){_SINCE}"
            rf"(?:,? ban giao (?:viec )?(?:lai )?cho (?P<taker>{_NAME}))?",
            rf"(?P<who>{_WHO}) (?:retires|has retired|leaves the office|has left){_SINCE}"
            rf"(?:,? (?:work )?to (?P<taker>{_NAME}))?",
        ),
        typed=_leave,
        ways=(
            Ways(
                who="admin",
                coded="An nghỉ hưu, bàn giao cho Dung",
                free="An đã thôi việc, bàn giao việc lại cho Dung",
                english="An has left, work to Dung",
            ),
        ),
    ),
    Action(
        name="end_charge",
        is_undone=True,
        patterns=patterns(
            rf"(?:pho giam doc )?(?P<who>{_WHO}) (?:thoi|khong con) phu trach"
            rf" (?P<units>{_UNIT}(?:(?:,| va) {_UNIT})*)",
            rf"(?P<who>{_WHO}) is no longer in charge of (?P<units>[^\d:?]+)",
        ),
        typed=_end_charge,
        ways=(
            Ways(
                who="admin",
                coded="Sơn thôi phụ trách HC",
                free="Phó Giám đốc Sơn không còn phụ trách Phòng Hành chính",
                english="Sơn is no longer in charge of HC",
            ),
        ),
    ),
    Action(
        name="in_charge",
        is_undone=True,
        patterns=patterns(
            rf"(?:pho giam doc )?(?P<who>{_WHO}) phu trach"
            rf" (?P<units>{_UNIT}(?:(?:,| va) {_UNIT})*)",
            rf"(?P<who>{_WHO}) is in charge of (?P<units>[^\d:?]+)",
        ),
        typed=_in_charge,
        ways=(
            Ways(
                who="admin",
                coded="Sơn phụ trách HC",
                free="Phó Giám đốc Sơn phụ trách Phòng Hành chính",
                english="Sơn is in charge of HC",
            ),
        ),
    ),
    Action(
        name="rename_person",
        is_undone=True,
        patterns=patterns(
            rf"doi ten (?:nguoi )?(?P<who>(?!phong |trung tam |chi cuc |ban |so |don vi ){_NAME}?)"
            rf" (?:thanh|la) (?P<name>{_NAME})",
            rf"rename (?:person )?(?P<who>(?!phong |trung tam |unit ){_WHO})"
            rf" to (?P<name>{_NAME})",
        ),
        typed=_rename,
        ways=(
            Ways(
                who="admin",
                coded="đổi tên Dung thành Phương Dung",
                free="đổi tên người Dung thành Phương Dung",
                english="rename Dung to Phương Dung",
            ),
        ),
    ),
    Action(
        name="email_of",
        is_undone=True,
        patterns=patterns(
            rf"(?:e-?mail|thu dien tu)(?: cua| of)? (?P<who>{_WHO})(?: ?:| la| is)"
            r" (?:\S+@\S+|none|khong)",
        ),
        typed=_email,
        ways=(
            Ways(
                who="admin",
                coded="email Dung: dung@so.example.vn",
                free="thư điện tử của Dung là dung@so.example.vn",
                english="email of Dung is dung@so.example.vn",
            ),
        ),
    ),
)
