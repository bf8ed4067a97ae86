"""The targets (chỉ tiêu) that a plan sets itself (PLAN_FORMAT.md §6).

Under a heading of aims every amount is a target, and a bullet without one is a target in words.
Elsewhere, among the tasks, only an amount that is said to be reached ("đạt trên 2% GRDP", "phấn
đấu", "tối thiểu") is one. What a task costs and how long it may take are none, nor is what was
reached before ("so với năm 2020", the sections on how things stand).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.rules.amounts import Amount, find_amounts
from scheduler.rules.spans import find_spans
from scheduler.rules.words import fold, plain
from storage.plan_import.bounds import TO, default, operator
from storage.plan_import.draft import DraftTarget, Lines
from storage.plan_import.names import is_unit, leading_units, split_names
from storage.plan_import.outline import PLAIN, Item, Outline
from storage.plan_import.target_rows import target_of
from storage.plan_import.text import Paragraph

_AIMS = re.compile(r"\b(?:muc tieu|chi tieu|targets?|objectives?|goals?|kpis?)\b")
_GENERAL = re.compile(r"muc tieu (?:chung|tong quat)|general (?:goal|objective)")
_WORK = re.compile(r"nhiem vu|giai phap|to chuc thuc hien|\btasks?\b|measures|implementation")
_NOT_HERE = re.compile(
    r"thuc trang|tinh hinh|danh gia|can cu|kinh phi|noi nhan"
    r"|ket qua (?:dat duoc|thuc hien)|background"
)
_WAS = re.compile(
    r"(?:so voi|compared (?:to|with)|versus)(?: \w+){0,4}$"
    r"|(?:nam|thang|quy|hien|hien nay)(?: \d{4})? (?:moi )?(?:la|dat)$|(?:hien nay|currently)$"
)
_FROM = re.compile(r"\b(?:tu|from)(?: \w+){0,2}$")
_SET = re.compile(r"phan dau|chi tieu|muc tieu|\btarget\b|strive")
_COST = re.compile(
    r"(?:kinh phi|du toan|chi phi|tong muc|von|(?<!thu )ngan sach|muc chi|ho tro"
    r"|cost|budget)(?: \w+){0,8}$"
)
_YEARLY = re.compile(r"\b(?:hang nam|moi nam|annually|(?:per|a|each|every) year|yearly)\b|/nam\b")
_PAST = re.compile(r"(?:so voi|tu|cuoi|compared (?:to|with)|since|from)(?: cuoi)?(?: nam)?\s*$")
_VERB = (
    r"(?:nâng|tăng|giảm|phấn đấu|đạt|bảo đảm|đảm bảo|duy trì|hoàn thành|đưa|cắt giảm|kéo giảm"
    r"|increase|reduce|raise|reach|ensure|cut|achieve)"
)
_CLAUSE = re.compile(rf"[,:]\s+(?={_VERB}\b)", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[^\s.]{2})\.\s+(?=[^\W\d_a-zà-ỹđ]|\d)|;\s*")
_NEXT = re.compile(r",\s+(?:(?:và|and)\s+)?|\s+(?:và|and)\s+")
_PURPOSE = re.compile(r", (?:nhằm|để|góp phần|in order to) ")
_FEWEST_WORDS = 4
_LONGEST_HEADING = 14  # words


@dataclass(frozen=True, kw_only=True)
class _Place:
    """What the place of an item says about targets in it."""

    is_aims: bool
    is_specific: bool  # aims in words count, too
    by: date | None


def find_targets(
    outline: Outline, rows: Iterable[Paragraph], period: str | None, known: list[str]
) -> list[DraftTarget]:
    """The targets of a plan: first the `rows` of its tables of targets, then what its text sets.

    `period`: of the whole plan, as its title says it.
    """
    end = _last_day(period or "", past=False)
    found = [target_of(each, end) for each in rows]
    for place, item in enumerate(outline.items):
        where = _place(outline, item, end)
        if where is None or (place in outline.parents and not _has_own_words(item)):
            continue
        text = _without_lead_in(item.text)
        lead = _lead(outline, item, known)
        lines = (item.first, item.last)
        measured = list(_measured(text, where, lead, lines))
        found += measured
        if not measured and where.is_specific and item.sign != PLAIN and _is_aim(item):
            found.append(_in_words(text, where, lead, lines))
    return found


def _place(outline: Outline, item: Item, end: date | None) -> _Place | None:
    headings = [fold(each.text) for each in outline.above(item)]
    own = fold(item.text)
    if any(_NOT_HERE.search(said) and len(said.split()) < 12 for said in headings):
        return None
    aims = [said for said in headings if _AIMS.search(said[:120]) and not _WORK.search(said[:120])]
    is_run_in = bool(re.match(_AIMS.pattern + r"[^.]{0,40}:", own))
    is_aims = (bool(aims) and len(aims[-1].split()) <= _LONGEST_HEADING) or is_run_in
    by = end
    for each in outline.above(item):
        if len(each.text.split()) <= _LONGEST_HEADING:
            by = _last_day(each.text, past=False) or by
    return _Place(
        is_aims=is_aims,
        is_specific=is_aims and not (aims and _GENERAL.search(aims[-1])),
        by=by if is_aims else None,
    )


def _has_own_words(item: Item) -> bool:
    """Whether an item with others under it says more than their heading."""
    return len(item.text.split()) > _LONGEST_HEADING and not item.text.endswith(":")


def _is_aim(item: Item) -> bool:
    words = item.text.split()
    return len(words) >= _FEWEST_WORDS and not item.text.endswith(":") and not item.heading


def _without_lead_in(text: str) -> str:
    """ "Mục tiêu: đạt 80%" -> "đạt 80%"."""
    found = re.match(r"^[^:]{0,60}:\s+(?=\S)", text)
    return text[found.end() :] if found and _AIMS.match(plain(text)) else text


def _measured(
    text: str, where: _Place, lead: tuple[str, ...], lines: Lines
) -> Iterator[DraftTarget]:
    for sentence in _SENTENCES.split(text):
        if not sentence:
            continue
        yearly = bool(_YEARLY.search(plain(sentence)))
        for clause, amount in _clauses(sentence, where):
            before = plain(clause[: amount.begin])
            said = plain(clause)
            by = _last_day(clause) or _last_day(sentence) or where.by
            yield DraftTarget(
                text=_shown(clause, amount, where),
                value=amount.value,
                value_max=amount.value_max,
                unit=amount.unit or None,
                op=operator(before, said, amount) or default(before, said),
                by=by.isoformat() if by else None,
                frequency="yearly" if yearly else None,
                qualitative=False,
                lead=lead,
                lines=lines,
            )


def _in_words(text: str, where: _Place, lead: tuple[str, ...], lines: Lines) -> DraftTarget:
    by = _last_day(text) or where.by
    return DraftTarget(
        text=_PURPOSE.split(text)[0].rstrip(" ./;"),
        value=None,
        value_max=None,
        unit=None,
        op=None,
        by=by.isoformat() if by else None,
        frequency=None,
        qualitative=True,
        lead=lead,
        lines=lines,
    )


def _clauses(sentence: str, where: _Place) -> Iterator[tuple[str, Amount]]:
    """Each part of a sentence with the amount that it sets; the amount's place is in that part."""
    meant = [each for each in find_amounts(sentence) if _is_set(sentence, each, where)]
    start = 0
    left = _without_starts(sentence, meant)
    while left:
        amount, *left = left
        while left:
            gap = sentence[amount.end : left[0].begin]
            if cut := _NEXT.search(gap):
                break
            left = left[1:]  # "100% xã có ít nhất 1 mô hình" is one target
        end, then = len(sentence), len(sentence)
        if left and cut:
            end, then = amount.end + cut.start(), amount.end + cut.end()
        part = sentence[start:end]
        if start and len(part.split()) < _FEWEST_WORDS:  # too few words to stand alone
            yield sentence, amount
        else:
            yield part, _moved(amount, start)
        start = then


def _moved(amount: Amount, by: int) -> Amount:
    return Amount(
        value=amount.value,
        value_max=amount.value_max,
        unit=amount.unit,
        begin=amount.begin - by,
        end=amount.end - by,
    )


def _without_starts(sentence: str, amounts: list[Amount]) -> list[Amount]:
    """ "từ 20% năm 2024 lên 35%" sets the second."""
    kept = []
    said = plain(sentence)
    for i, each in enumerate(amounts):
        following = amounts[i + 1] if i + 1 < len(amounts) else None
        is_start = (
            following is not None
            and _FROM.search(said[: each.begin].rstrip())
            and TO.search(said[each.end : following.begin])
        )
        if not is_start:
            kept.append(each)
    return kept


def _is_set(sentence: str, amount: Amount, where: _Place) -> bool:
    said = plain(sentence)
    before, after = said[: amount.begin], said[amount.end :]
    op = operator(before, said, amount)
    if _WAS.search(before.rstrip()):
        return False
    if amount.is_money and _COST.search(before.rstrip()):
        return False
    if amount.is_time and not (op in ("<", "<=") or TO.search(before)):
        return False
    if not amount.unit and op is None:
        return False
    if where.is_aims:
        return True
    is_limit = amount.unit == "%" and not _COST.search(before.rstrip())
    return bool((op is not None and is_limit) or (_SET.search(before) and amount.unit)) and not (
        re.match(r"\s*(?:kinh phi|chi phi|lai suat|von)", after)
    )


def _shown(clause: str, amount: Amount, where: _Place) -> str:
    """The words of a target; among tasks from the verb that leads to its amount."""
    if not where.is_aims:
        starts = [cut.end() for cut in _CLAUSE.finditer(clause) if cut.end() <= amount.begin]
        clause = clause[max(starts, default=0) :]
    return clause.strip(" ,./;:")


def _last_day(text: str, *, past: bool = True) -> date | None:
    """The last day of the year or period that a text names, but not of what it is compared with."""
    said = plain(text).rstrip(" .:")
    spans = [
        each.span
        for each in find_spans(said)
        if each.span and not (past and _PAST.search(said[: each.begin]))
    ]
    years = [int(year[1]) for year in re.finditer(r"(?:by|in|-|–|end of)\s*(20\d\d)\b", said)]
    last = [span.last for span in spans] + [date(year, 12, 31) for year in years]
    return max(last, default=None)


def _lead(outline: Outline, item: Item, known: list[str]) -> tuple[str, ...]:
    for each in (item, *reversed(outline.above(item))):
        found = leading_units(each.text, known)
        if found and len(found[0].split()) <= 20:
            return tuple(name for name in split_names(found[0]) if is_unit(name))
    return ()
