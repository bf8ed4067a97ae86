"""What becomes of the units of the office: renamed, merged, closed; and who takes over."""

from bot.handlers import reorganising
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Typed, Ways, patterns
from bot.receiving.wording import as_typed, raw_tail
from scheduler.rules.succession import SuccessionKind

_KIND = r"(?:phong|trung tam|chi cuc|ban|van phong|don vi|unit)"
_OLD = rf"(?P<old>{_KIND} [^;:?]+?|[a-z]{{2,4}}(?:-[a-z]{{2,4}})?)"
_NEW = rf"(?P<new>{_KIND} [^,;:?]+?)"
_SINCE = (
    r"(?:[\s,]+(?:ke tu|tu|from|since) (?P<since>(?:ngay )?(?:\d|mai|hom|thang |today|tomorrow)"
    r"[^,]*?))?(?:,? (?:theo|by|as of) (?P<why>.+))?"
)


def _noting(kind: SuccessionKind) -> Typed:
    async def act(asked: Asked, found: Found) -> Answer:
        old, new, since, why = (
            as_typed(asked.words, found, name) for name in ("old", "new", "since", "why")
        )
        return await reorganising.note(asked, kind, old, new, since, why)

    return act


async def _confirm(asked: Asked, found: Found) -> Answer:
    return await reorganising.confirm(asked, raw_tail(asked.words, found["old"]))


ACTIONS = (
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
            r"xac nhan (?:viec )?(?:sap nhap|doi ten|giai the|chia tach|ke thua)(?: cua)?"
            r" (?P<old>[^,;:?]+)",
            r"confirm (?:the )?(?:merger|renaming|closing|split|successor) of (?P<old>[^,;:?]+)",
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
