"""Evidence in writing: the number and the day of a document that a word about a duty goes by."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperKind(StrEnum):
    """What a document is, as its heading or the letters of its number say."""

    LETTER = "letter"  # công văn
    DECISION = "decision"  # quyết định
    PLAN = "plan"  # kế hoạch
    REPORT = "report"  # báo cáo
    SUBMISSION = "submission"  # tờ trình
    ANNOUNCEMENT = "announcement"  # thông báo
    RESOLUTION = "resolution"  # nghị quyết
    GUIDANCE = "guidance"  # hướng dẫn
    DIRECTIVE = "directive"  # chỉ thị
    CONCLUSION = "conclusion"  # kết luận
    MINUTES = "minutes"  # biên bản
    INVITATION = "invitation"  # giấy mời
    CONTRACT = "contract"  # hợp đồng
    PROGRAMME = "programme"  # chương trình
    DOCUMENT = "document"  # văn bản, of whatever kind


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document as somebody named it: "số 123/BC-HC, ngày 5/8/2026"; often without the day."""

    kind: PaperKind
    number: str
    issued_on: date | None = None
