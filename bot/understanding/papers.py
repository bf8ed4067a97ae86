"""Which documents a reply goes by as evidence: their kind, number and day.

    "NV1 xong, công văn số 123/BC-HC ngày 5/8/2026"      a letter of the 5th
    "NV3 xong theo VB số 77/HC-VP, 4/8"                  a document of the 4th, this year
    "NV2 xong, QĐ số 11 và số 12 ngày 4/8"               two decisions
    "NV3 theo Kế hoạch số 12/KH-UBND chưa thực hiện"     none: the plan is why, not what was done
    "NV4 vướng, chờ công văn số 5/STC"                   none: nobody has it yet

What a document's number looks like is said here alone; the search for codes leaves them out.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.rules.evidence import Paper, PaperKind
from scheduler.rules.words import plain

HALF_A_YEAR = timedelta(days=183)
MOST_PAPERS = 10  # of one message

_HEADINGS = {
    PaperKind.LETTER: ("cong van", "cv", "official letter", "letter"),
    PaperKind.DECISION: ("quyet dinh", "qd", "decision"),
    PaperKind.PLAN: ("ke hoach", "kh", "plan"),
    PaperKind.REPORT: ("bao cao", "bc", "report"),
    PaperKind.SUBMISSION: ("to trinh", "ttr"),
    PaperKind.ANNOUNCEMENT: ("thong bao", "tb"),
    PaperKind.RESOLUTION: ("nghi quyet", "nq", "resolution"),
    PaperKind.GUIDANCE: ("huong dan", "hd"),
    PaperKind.DIRECTIVE: ("chi thi", "ct"),
    PaperKind.CONCLUSION: ("ket luan", "kl"),
    PaperKind.MINUTES: ("bien ban", "bb", "minutes"),
    PaperKind.INVITATION: ("giay moi", "gm"),
    PaperKind.CONTRACT: ("hop dong", "hdld"),
    PaperKind.PROGRAMME: ("chuong trinh", "ctr"),
    PaperKind.DOCUMENT: ("van ban", "vb", "document"),
}
_KIND_OF = {word: kind for kind, words in _HEADINGS.items() for word in words}
# What tells an office to act: done "theo" one of these, it is not what the office itself issued.
_ORDERS = {PaperKind.PLAN, PaperKind.RESOLUTION, PaperKind.DIRECTIVE, PaperKind.CONCLUSION}
_ORDERS |= {PaperKind.PROGRAMME, PaperKind.DECISION, PaperKind.GUIDANCE, PaperKind.ANNOUNCEMENT}

_HEADING = "|".join(sorted(_KIND_OF, key=len, reverse=True))
_LETTERS = "|".join(word for word in _KIND_OF if " " not in word and word.isascii())
_SO = r"(?:so|no\.?|number)[ :]{0,2}"
# "123/BC-HC", "88/2026/QĐ-UBND", "15-CV/ĐU"
_COUNT = r"[0-9]{1,6}(?:/(?:19|20)[0-9]{2})?"
_WITH_LETTERS = rf"{_COUNT}(?: ?/ ?|-)[a-z][a-z0-9]{{0,11}}(?:[-/&.][a-z0-9]{{1,12}}){{0,5}}"
# No year, count, share or amount: "công văn 77 ngày 4/8", not "công văn 12 đơn vị".
_BARE = r"(?!(?:19|20)[0-9]{2}(?!\w))[0-9]{1,6}(?![\w%/]|[.,][0-9])"
_ENDS = r"(?= ?(?:$|[,;.:()\n!]|va |and |ngay |hom |ky |dated ))"
_NAMED = re.compile(
    rf"(?<![\w/])(?:(?P<heading>{_HEADING})[ .:]{{1,2}}(?P<so>{_SO})?"
    rf"(?:(?P<lettered>{_WITH_LETTERS})|(?P<bare>{_BARE})(?P<ends>{_ENDS})?)"
    rf"|{_SO}(?P<numbered>{_WITH_LETTERS})"
    rf"|(?<!nv )(?<!bc )(?P<alone>{_COUNT}[/-](?:{_LETTERS})[-/][a-z][\w&-]{{0,20}}))"
    r"(?!\w)"
)
_AND = re.compile(rf" ?(?:,|va|and|&) ?(?:{_SO})(?P<number>{_WITH_LETTERS}|{_BARE})(?!\w)")
_DAY = re.compile(
    r",? ?\(?(?P<led>(?:(?:da|duoc|ky|ban hanh|phat hanh|de|ra|dated|signed|of|on) ){0,3}"
    r"(?:(?:ngay|hom) )?)"
    r"(?:(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})(?:[/.-](?P<y>[0-9]{4}|[0-9]{2}))?(?![0-9/%])"
    r"|(?P<dd>[0-9]{1,2}) thang (?P<mm>[0-9]{1,2})(?:,? nam (?P<yy>[0-9]{4}))?"
    r"|(?P<back>(?:hom )?(?:nay|qua|kia)|today|yesterday)(?!\w))"
)
_UNLED = re.compile(r" ?(?:$|[,;.:()\n!]|(?:va|and|a|nhe)(?!\w))")
_DAYS_BACK = {"nay": 0, "today": 0, "qua": 1, "yesterday": 1, "kia": 2}

# How a document stands to what is said, by the words before it and behind it.
_NOT_THERE = re.compile(
    r"(?<!\w)(?:(?:chua|khong|chang|se|sap|thieu|du thao|not|no|without)(?: \w{1,9}){0,3}"
    r"|(?:cho|doi|nhan duoc|tiep nhan|await\w{0,5}|waiting for)(?: \w{1,9})?) ?$"
)
_ISSUED = re.compile(
    r"(?<!\w)(?:kem(?: theo)?|bang|qua|co|ban hanh|phat hanh|ky|gui|trinh|nop|issued|sent|by) ?$"
)
_DONE_BY = re.compile(r"(?<!\w)(?:xong|hoan thanh|hoan tat|done|completed|roi),? ?theo ?$")
_BASIS = re.compile(
    r"(?<!\w)(?:theo|boi|can cu|thuc hien|trien khai|tra loi|phuc dap|gop y|trong|quan triet"
    r"|per|under|according to|based on)(?: \w{1,9}){0,2} ?$"
    r"|(?<!\w)(?:chi dao|yeu cau|giao|neu|quy dinh|de nghi|phan cong)(?: \w{1,9}){0,2} tai ?$"
)
_NOT_YET = re.compile(r" ?(?:thi |van |con )?(?:chua|dang cho|dang doi|se|sap|not yet)(?!\w)")
_LEADS = re.compile(r"(?:(?:kem theo|kem|theo|bang|by|under) |\()$")

# Of normalised text: documents, and those named next to them ("công văn số 11 hay số 12"), have
# numbers that are no codes of ours.
NO_CODES = re.compile(
    r"(?<!\w)(?:(?:van ban|cong van|cv|ke hoach|to trinh|quyet dinh|qd|nghi quyet|nghi dinh"
    r"|thong tu|chi thi|thong bao|giay moi|phieu|hop dong|bao cao \w{1,8}(?: \w{1,8})?)"
    r"|(?:tai|theo|kem|can cu|trong) bao cao) so [0-9]{1,6}[\w/-]{0,30}"
    r"(?: ?(?:,|va|hay|hoac|voi) so [0-9]{1,6}[\w/-]{0,30}){0,9}"
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A document where it stands in the words; `unread`: its day as typed, if it cannot be it."""

    paper: Paper
    start: int
    end: int
    unread: str = ""


def papers_in(words: str, today: date) -> tuple[Named, ...]:
    """The documents that words go by as evidence, in order; the day of one is never after `today`.

    A document that only orders the work, or is still awaited, is none.
    """
    typed = unicodedata.normalize("NFC", words)
    return tuple(_found(typed, plain(typed), today))[:MOST_PAPERS]


def without(words: str, named: Sequence[Named]) -> str:
    """The words without the documents: what is left says how the work stands."""
    typed = unicodedata.normalize("NFC", words)
    for each in reversed(named):
        typed = f"{typed[: each.start].rstrip(' ,;:')} {typed[each.end :].lstrip(' )')}".strip()
    return typed


def _found(typed: str, text: str, today: date) -> Iterator[Named]:
    for found in _NAMED.finditer(text):
        kind = _kind(found)
        if kind is None or not _is_evidence(text, found, kind):
            continue
        spans = [found.span(_group(found))]
        while more := _AND.match(text, spans[-1][1]):
            spans.append(more.span("number"))
        day, unread, end = _day(typed, text, spans[-1][1], today)
        start = found.start()
        if lead := _LEADS.search(text, max(0, start - 9), start):
            start = lead.start()
        for n, (first, last) in enumerate(spans):
            number = re.sub(r" ?/ ?", "/", typed[first:last])
            is_last = n == len(spans) - 1
            yield Named(
                paper=Paper(kind=kind, number=number, issued_on=day),
                start=start,
                end=end if is_last else last,
                unread=unread if is_last else "",
            )
            start = last


def _group(found: re.Match[str]) -> str:
    return next(g for g in ("lettered", "bare", "numbered", "alone") if found[g])


def _kind(found: re.Match[str]) -> PaperKind | None:
    """What a document is; None if the words are no document's: a code, a count."""
    heading = _KIND_OF.get(found["heading"] or "")
    by_letters = next(
        (_KIND_OF[part] for part in re.split(r"[^a-z]+", found[_group(found)]) if part in _KIND_OF),
        None,
    )
    if heading is PaperKind.REPORT and not (found["lettered"] and (found["so"] or by_letters)):
        return None  # "báo cáo số 3" and "BC3/HC-TH" are codes of ours
    if found["bare"] and not found["so"] and found["ends"] is None:
        return None
    if heading in (None, PaperKind.DOCUMENT):
        return by_letters or PaperKind.DOCUMENT
    return heading


def _is_evidence(text: str, found: re.Match[str], kind: PaperKind) -> bool:
    before = text[max(0, found.start() - 40) : found.start()]
    if _NOT_THERE.search(before) or _NOT_YET.match(text, found.end()):
        return False
    if _ISSUED.search(before):
        return True
    if _DONE_BY.search(before):
        return kind not in _ORDERS
    return not _BASIS.search(before)


def _day(typed: str, text: str, end: int, today: date) -> tuple[date | None, str, int]:
    """The day behind a number, or how it was typed if it cannot be it; and where that ends."""
    found = _DAY.match(text, end)
    if found is None or not (found["led"] or found["back"] or _UNLED.match(text, found.end())):
        return None, "", end
    if found["back"]:
        back = _DAYS_BACK[found["back"].removeprefix("hom ")]
        return today - timedelta(days=back), "", found.end()
    day, month, year = (
        found[short] or found[long] for short, long in (("d", "dd"), ("m", "mm"), ("y", "yy"))
    )
    meant = _issued_on(int(day), int(month), year, today)
    first = min(at for at in (found.start("d"), found.start("dd")) if at >= 0)
    unread = "" if meant else typed[first : found.end()]
    return meant, unread, found.end()


def _issued_on(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day meant: without a year the last such one; None if there is none, or it is to come."""
    try:
        if year is not None:
            meant = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        else:
            meant = date(today.year, month, day)
            if meant - today > HALF_A_YEAR:
                meant = date(today.year - 1, month, day)
    except ValueError:
        return None
    return meant if meant <= today else None
