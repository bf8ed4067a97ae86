"""A message cut into clauses, each with the marks around it.

Words of cause ("vì", "do", "lý do là"), of trouble ("khó khăn:"), of effect ("nên") and of turning
("nhưng", "mà") part clauses as punctuation does.
"""

import re
from dataclasses import dataclass, replace

CAUSES = ("cause", "trouble")
_MARKS = re.compile(
    r"(?P<trouble>(?<!\w)(?:(?:cai kho|kho khan|vuong mac|tro ngai|issue|blocker|blocked|problem"
    r"|obstacle|difficulty|kho)"
    r"(?: (?:chinh|khach quan|lon nhat|chu yeu|hien nay|rat lon)){0,3} ?"
    r"(?:la(?: do| vi)?|do|vi|is|:)"
    r"|kho noi|moi toi|ngat noi)(?!\w))"
    r"|(?P<cause>(?<!\w)(?:(?:nguyen nhan|ly do|reason)"
    r"(?: (?:chinh|khach quan|lon nhat|chu yeu|cham|hien nay|rat lon|bat kha khang)){0,3} ?(?:la"
    r"(?: do| vi)?|do|vi|is|:)"
    r"|ly do|(?:mot phan |chi |tai |boi |la )?(?<!don )(?<!chuc )(?<!hanh )(?<!thay )vi(?! "
    r"(?:pham|tri|mo|sao|the|vay|du)(?!\w))(?: la| rang)?"
    r"|(?<!be )(?<!ho )boi(?: le| do)?(?! (?:thuong|duong|canh))"
    r"|(?<!tien )(?<!toc )(?<!muc )(?<!che )(?<!trinh )(?<!mat )(?<!tu )(?<!can )(?<!thai )"
    r"(?<!luc )(?<!cai )(?<!so )(?<!ban )"
    r"do(?! (?:do|vay|day|dac|dang|dat|an|thi)(?!\w))(?: la)?"
    r"|because(?: of)?|bcz|due to|since(?! (?:yesterday|monday|last))"
    r"|tai(?= (?:vi|em|tui|chi|anh|chau|ben|cac|may|mang|he thong|thieu|bận|ban qua|mua|chua"
    r"|duong truyen|con |hom|dang(?! bo| uy)"
    r"|chua|khong|het|so|bi|bão|dich)(?!\w)))(?!\w))"
    r"|(?P<effect>(?<!\w)(?:cho nen|the nen|vay nen|nen(?! kinh| tang| chang)|thanh (?:ra|thu)"
    r"|do (?:do|vay)|vi (?:vay|the)|the la)(?!\w))"
    r"|(?P<mark>[;!?\n()]|(?<!\w)-(?!\w)|[,.:](?![0-9])|[,](?= )|\.(?=\s|$))"
    r"|(?P<turn>(?<!\w)(?:nhung(?: ma)?|song(?= )|tuy(?: nhien)?|ma(?= )|(?<!dang )(?<!sinh )"
    r"(?<!ky )(?<!truong )(?<!mua )(?<!bận )thi(?= )(?! cong| dua| hanh| tuyen| nang| hoc| tot"
    r"| cuoi| cong chuc)|chu(?= (?:chua|khong|biet))|roi(?= (?:moi|em|nhe|se))|de(?= (?:em|lam"
    r"|tong|ghep|nop))"
    r"|but|so(?= (?:can|we|i) )|moi(?= (?:em )?(?:lam|viet|dam|trien|co|tuyen|lap|xong|gui|nop|ky"
    r"|do|ra|den) )|trong khi|con(?= (?:lai|moi|phan) ))(?!\w))"
)
_EMPTY = re.compile(r"(?:[\W\d]|(?:khong|khong co|khong co gi|chua co)(?=\W*$))*")


@dataclass(frozen=True)
class Clause:
    """A stretch of the text, and which mark stands before and after it."""

    start: int
    end: int
    before: str  # which mark opens it: cause, effect, turn, mark, or nothing
    after: str
    asked: bool


def clauses_of(text: str) -> list[Clause]:
    """The clauses that say something, in order; a cause keeps its mark over a colon."""
    clauses: list[Clause] = []
    start, before = 0, ""
    for mark in [*_MARKS.finditer(text), None]:
        kind = mark.lastgroup or "" if mark else ""
        stop = mark.start() if mark else len(text)
        if not _EMPTY.fullmatch(text, start, stop):
            asked = bool(mark and mark[0] == "?")
            if asked and clauses and before == "turn":  # "vướng thì báo ai?" asks as a whole
                clauses[-1] = replace(clauses[-1], asked=True)
            clauses.append(Clause(start, stop, before, kind, asked))
            before = kind
        elif not (before in CAUSES and kind == "mark"):
            before = kind if kind != "mark" or not before else before
        start = mark.end() if mark else stop
    return clauses
