"""A text that is no plan of its own: what it says is to be changed of another one.

    Sửa đổi điểm b khoản 1 mục II như sau: “b) Rà soát …”    other words for a task
    Bổ sung nhiệm vụ 9 vào mục III: …                        a task more
    Bãi bỏ nhiệm vụ 3                                        a task less
    Thay cụm từ “A” bằng “B” tại điểm a khoản 1 mục II       other words in it
    Điều chỉnh thời gian hoàn thành nhiệm vụ 5 (NV5): …      another time
    Giao Phòng B chủ trì thay Phòng A tại …                  other units
    Điểm d khoản 1 mục II được sửa đổi như sau: …            the same in the passive

Reading only; which tasks these are is found once it is known which plan is meant (`changing`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.rules.words import fold
from storage.plan_import.draft import DraftChange, DraftChanges, DraftTask
from storage.plan_import.labels import Label, Labelled, split_labels
from storage.plan_import.names import HEAD, clean_name, is_unit, split_names
from storage.plan_import.outline import outline, sign_of, until_closing
from storage.plan_import.places import Named, named_in
from storage.plan_import.tasks import FoundTask, find_tasks
from storage.plan_import.text import Paragraph

_PLAN = r"(?:ke hoach|chuong trinh|phuong an|de an|quyet dinh|thong bao|ket luan|cong van)\b"
_AMENDING = re.compile(
    r"(?:(?:ke hoach|quyet dinh|cong van|thong bao) )?(?:v/v |ve viec |ve )?"
    r"(?:sua doi|dieu chinh|bo sung|dinh chinh|thay doi|gia han|bai bo)"
    rf"(?:, | va | )[^.;]{{0,120}}?{_PLAN}"
)
_NUMBER = re.compile(r"(?i:số)\s*:?\s*(\d+\w*\s?[/-]\s?[A-ZĐ][\w&/-]*)")
_CITED = re.compile(
    r"(?i:(?:Kế hoạch|Chương trình|Quyết định) số)\s*:?\s*(\d+\w*\s?[/-]\s?[A-ZĐ][\w&/-]*)"
)
_OPEN, _CLOSE = "“‘«", "”’»"
_ANY_QUOTE = rf"[{_OPEN}\"]\s*([^{_OPEN}{_CLOSE}\"]+?)\s*[{_CLOSE}\"]"
_QUOTED = re.compile(_ANY_QUOTE)
_OF = r"(?:các )?(?:cụm từ|từ ngữ|từ|nội dung|số liệu|thời gian|thời hạn|tên|mốc)?"
_PHRASE = re.compile(
    rf"(?:thay(?: thế)?|sửa(?: đổi)?|đính chính|điều chỉnh)\b[^{_OPEN}\"]{{0,60}}?{_ANY_QUOTE}"
    rf"\s*,?\s*(?:bằng|thành|là|sang)\s+{_OF}\s*{_ANY_QUOTE}",
    re.IGNORECASE,
)
_PHRASE_GONE = re.compile(rf"(?:bãi bỏ|bỏ|xóa|xoá)\s+{_OF}\s*{_ANY_QUOTE}", re.IGNORECASE)
_PLACED = re.compile(r"(?i:tại|ở|đối với)\s[^,:]{3,100}[,:]\s*(?=\w)")
_BEGINS = re.compile(
    r"(?:sửa đổi, bổ sung|sửa đổi|bổ sung|điều chỉnh|thay đổi|bãi bỏ|hủy bỏ|huỷ bỏ|bỏ|thay thế"
    r"|thay|đính chính|gia hạn|kéo dài|lùi|rút ngắn|không (?:tiếp tục )?thực hiện|dừng thực hiện"
    r"|chuyển|giao)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?P<what>(?:Tiểu mục|Điểm|Khoản|Mục|Điều|Phần|Phụ lục|(?:Các )?[Nn]hiệm vụ|Nội dung|NV)\b"
    r"[^:“\"]{1,100}?) (?:được|bị) (?P<verb>(?:sửa đổi, )?bổ sung|sửa (?:đổi|lại)|sửa|điều chỉnh"
    r"|thay thế|thay|bãi bỏ|h[uủ][yỷ] bỏ|bỏ)\b(?P<rest>.*)"
)
_GIVES = re.compile(r"(?i:chủ trì|phối hợp|phụ trách|đầu mối)")
_GONE = re.compile(
    r"(?:bãi bỏ|hủy bỏ|huỷ bỏ|bỏ|không (?:tiếp tục )?thực hiện|dừng thực hiện)\b", re.IGNORECASE
)
_TIMED = re.compile(r"thời gian|thời hạn|tiến độ|\bhạn\b|\bgia hạn|lùi|kéo dài", re.IGNORECASE)
_NEW_TASK = re.compile(
    r"bổ sung (?:thêm )?(?:\d+ |các |một |01 )?(?:nhiệm vụ|điểm|khoản|mục|tiểu mục|nội dung|việc"
    r"|công việc|ý|số thứ tự)\b",
    re.IGNORECASE,
)
# What ends the instructions: how the text itself is carried out.
_ENDS = re.compile(
    r"(?:cac|nhung) (?:noi dung|nhiem vu|quy dinh|muc)[^.:]{0,40} (?:khac|con lai)"
    r"|(?:quyet dinh|ke hoach|van ban|cong van|thong bao) nay|tren day la|to chuc thuc hien"
    r"|hieu luc|chanh van phong|(?:yeu cau|de nghi|giam doc|thu truong|cac phong)\b"
)
_UNIT_AFTER = rf"(?P<unit>{HEAD}[^.;:()]*)"
_INSTEAD = re.compile(rf"(?:,? (?:để )?thay(?: thế)?(?: cho)?|(?<!\w)từ) {_UNIT_AFTER}")
_PLACE_FOLLOWS = re.compile(
    r"\s*,?\s+(?:tại|ở|đối với|trong|của|chủ trì|phối hợp|phụ trách|là|làm|vào|cùng|thực hiện"
    r"|thay|sang|thành|nhiệm vụ)\b.*"
)


@dataclass(kw_only=True)
class _Said:
    """One instruction, with the paragraphs that belong to it."""

    head: str
    sign: str
    first: int
    last: int
    within: str = ""  # the place that an instruction above names
    body: list[Paragraph] = field(default_factory=list)


def read_changes(
    said: Sequence[Paragraph], title: str | None, preamble: Sequence[Paragraph], on: date | None
) -> DraftChanges | None:
    """What a text changes of another plan; None if it is not such a text, or says nothing so.

    `title`: what the text is about; `on`: the day that settles days without a year.
    """
    about = next(
        (
            each
            for each in (title or "", *(paragraph.text for paragraph in preamble))
            if _AMENDING.match(fold(each).strip(' *-“"'))
        ),
        None,
    )
    if about is None:
        return None
    items = tuple(
        change
        for each in _instructions(until_closing([each for each in said if each.text != about]))
        if (change := _read(each, on)) is not None
    )
    # A whole plan may call itself amended, and have tasks that begin with the same verbs.
    if not items or 2 * sum(map(_says_where, items)) < len(items):
        return None
    number = _NUMBER.search(about) or next(
        (found for paragraph in said if (found := _CITED.search(paragraph.text))), None
    )
    return DraftChanges(
        number=re.sub(r"\s", "", number[1]) if number else None, title=about, items=items
    )


def _says_where(change: DraftChange) -> bool:
    named = change.codes or change.places or change.numbers or change.words
    of_the_rest = re.search(r"(?i:báo cáo|chỉ tiêu)", change.said)  # a warning tells of these
    return bool(named or of_the_rest) or change.kind in ("add", "phrase")


def units_named(changes: DraftChanges) -> list[str]:
    """Every unit that becomes a task's, in order."""
    return [
        name
        for change in changes.items
        for names in (
            change.lead,
            change.support,
            *((*task.lead, *task.support) for task in change.tasks),
        )
        for name in names
    ]


# --- which paragraphs are instructions ----------------------------------------------------------


def _instructions(paragraphs: Iterable[Paragraph]) -> Iterator[_Said]:
    under_way: _Said | None = None
    above: _Said | None = None  # "Sửa đổi mục II như sau:", with instructions of its own
    is_open = False
    for paragraph in paragraphs:
        sign, _, text = sign_of(paragraph.text)
        text = _active(text)
        if not is_open and _is_instruction(text):
            if under_way is not None:
                is_above = not under_way.body and under_way.head.rstrip().endswith(":")
                if is_above and under_way.sign != sign:
                    above = under_way
                else:
                    yield under_way
            if above is not None and (sign == above.sign or sign in ("article", "roman")):
                above = None
            placed = named_in(above.head).places if above else ()
            under_way = _Said(
                head=text,
                sign=sign,
                first=paragraph.first,
                last=paragraph.last,
                within=placed[0] if len(placed) == 1 else "",
            )
            is_open = _left_open(text, is_open=False)
        elif under_way is not None:
            if not is_open and (sign in ("article", "roman") or _ENDS.match(fold(text))):
                yield under_way
                under_way = above = None
                continue
            under_way.body.append(paragraph)
            under_way.last = paragraph.last
            is_open = _left_open(paragraph.text, is_open=is_open)
    if under_way is not None:
        yield under_way


def _active(text: str) -> str:
    """ "Điểm d khoản 1 được sửa lại như sau: …" as "Sửa đổi điểm d khoản 1 như sau: …"."""
    found = _PASSIVE.match(text)
    if found is None:
        return text
    verb, what = found["verb"], found["what"]
    verb = "sửa đổi" if verb.startswith("sửa") or verb == "bổ sung" else verb
    return f"{verb.capitalize()} {what[0].lower()}{what[1:]}{found['rest']}"


def _is_instruction(text: str) -> bool:
    placed = _PLACED.match(text)
    rest = text[placed.end() :] if placed else text
    begun = _BEGINS.match(rest)
    if begun is None or not (rest[0].isupper() or placed):
        return False
    if begun[0].casefold() in ("giao", "chuyển"):
        return bool(re.search(r"(?i:thay|sang|thành)\b", rest) or named_in(rest))
    return True


def _left_open(text: str, *, is_open: bool) -> bool:
    opened = sum(text.count(each) for each in _OPEN) - sum(text.count(each) for each in _CLOSE)
    return opened > 0 if not is_open else opened >= 0


# --- what an instruction says -------------------------------------------------------------------


def _read(said: _Said, on: date | None) -> DraftChange | None:
    text = said.head
    gone = _PHRASE_GONE.search(text)
    if swapped := _PHRASE.search(text) or gone:
        new = swapped[2] if swapped is not gone else ""
        where = named_in(text[: swapped.start()] + " " + text[swapped.end() :])
        return _change(said, "phrase", where, old=swapped[1], new=new)
    head, tail = _parted(text)
    where = named_in(head)
    words = tuple(_QUOTED.findall(head))
    body = [*([_paragraph(said, tail)] if tail else []), *said.body]
    placed = _PLACED.match(head)
    verb = head[placed.end() :] if placed else head
    if not body and not where and not words and re.search(r"(?i:một số|kế hoạch|như sau)", head):
        return None  # the line above the instructions
    if _GONE.match(verb):
        return _change(said, "remove", where, words=words)
    if _NEW_TASK.match(verb):
        return _change(said, "add", _put(head), tasks=_tasks(body, on))
    if _GIVES.search(head) and (given := _given(said, head, tail, where, words)):
        return given
    if _TIMED.search(_QUOTED.sub(" ", head)) and (time := _time(head, tail)):
        return _change(said, "set", where, words=words, time=time)
    if labels := _labels(body):
        return _labelled(said, where, words, labels)
    return _change(said, "text", where, words=words, tasks=_tasks(body, on))


def _change(
    said: _Said, kind: str, where: Named, *, words: tuple[str, ...] = (), **facts: object
) -> DraftChange:
    places = tuple(
        f"{said.within}.{each}" if said.within and not each[0].isupper() else each
        for each in where.places
    )
    numbers = where.numbers
    if said.within and numbers:
        places, numbers = (*places, *(f"{said.within}.{n}" for n in numbers)), ()
    change = DraftChange(
        kind=kind,
        said=said.head,
        lines=(said.first, said.last),
        codes=where.codes,
        places=places,
        numbers=numbers,
        words=words,
    )
    return replace(change, **facts)  # type: ignore[arg-type]


def _parted(text: str) -> tuple[str, str]:
    """What is to be changed, and to what: parted by "như sau:" or the first colon."""
    for end in re.finditer(r"(?:,? (?:cụ thể )?như sau)?\s*:(?=\s|$)", text):
        before = text[: end.start()]
        if not _left_open(before, is_open=False):
            return before.strip(), text[end.end() :].strip()
    return text.strip(" ."), ""


def _put(head: str) -> Named:
    """Where a new task stands: "điểm đ vào sau điểm d khoản 1 mục II" is II.1.đ; "+" for a mark
    that is not said."""
    new, into, where = head.partition(" vào ")
    own, there = named_in(new), named_in(where)
    if not into or not there.places:
        return own if own or not there.numbers else Named(places=("+",))
    above = there.places[0]
    if where.startswith(("sau ", "trước ", "tiếp ")):
        above = above.rpartition(".")[0]
    marks = own.numbers or own.places or ("+",)
    return Named(places=tuple(f"{above}.{mark}".strip(".") for mark in marks))


def _paragraph(said: _Said, text: str) -> Paragraph:
    return Paragraph(text=text, first=said.first, last=said.last)


def _time(head: str, tail: str) -> str:
    """The new time: behind the colon, or behind "thành", "sang", or else "đến" without a "từ"."""
    becomes = re.split(r"(?<!hoàn )(?<!\w)(?:thành|sang)\s*:?\s+", tail or head)
    if tail or len(becomes) > 1:
        return _unquoted(becomes[-1])
    found = re.search(r"(?<!\w)(?:đến|trước|xong trước|chậm nhất|trong) [^,;]*\d.*$", head)
    if found is None or re.search(r"(?<!\w)từ (?:ngày |tháng )?\d", head[: found.start()]):
        return ""
    return found[0]


def _given(
    said: _Said, head: str, tail: str, where: Named, words: tuple[str, ...]
) -> DraftChange | None:
    """Who leads or supports from now on: "Giao B chủ trì thay A", "từ A sang B", "…: B"."""
    before = ""
    if found := _INSTEAD.search(head):
        before = _PLACE_FOLLOWS.sub("", found["unit"])
    if tail:
        after = _PLACE_FOLLOWS.sub("", _unquoted(tail)) if is_unit(_unquoted(tail)) else ""
    else:
        rest = head.replace(found[0], " ", 1) if found and "từ" not in found[0] else head
        to = re.search(rf"(?:sang|thành|(?i:giao|bổ sung)(?: cho| thêm)?) {_UNIT_AFTER}", rest)
        after = _PLACE_FOLLOWS.sub("", to["unit"]) if to else ""
    names = split_names(after) if after else ()
    if not names:
        return None
    if re.search(r"(?i:phối hợp)", head) and not re.search(r"(?i:chủ trì|phụ trách)", head):
        return _change(said, "set", where, words=words, support=names)
    old = (clean_name(before),) if before else ()
    return _change(said, "set", where, words=words, lead=names, instead_of=old)


def _labels(body: Sequence[Paragraph]) -> list[Labelled]:
    """What labels say, if the body has nothing else."""
    found: list[Labelled] = []
    for paragraph in body:
        text, labels = split_labels(_unquoted(paragraph.text))
        if text or not labels:
            return []
        found += labels
    return found


def _labelled(
    said: _Said, where: Named, words: tuple[str, ...], labels: Sequence[Labelled]
) -> DraftChange:
    says = {each.label: each.value for each in labels}
    return _change(
        said,
        "set",
        where,
        words=words,
        time=says.get(Label.TIME, ""),
        lead=split_names(says.get(Label.LEAD, "")),
        support=split_names(says.get(Label.SUPPORT, "")),
    )


def _tasks(body: Sequence[Paragraph], on: date | None) -> tuple[DraftTask, ...]:
    """The tasks that are written out in an instruction, read as those of any plan."""
    if not body:
        return ()
    plain = [replace(each, text=_unquoted(each.text)) for each in body if _unquoted(each.text)]
    if plain and sign_of(plain[0].text)[0] in ("plain", "bullet", "plus"):
        plain[0] = replace(plain[0], text=f"1. {sign_of(plain[0].text)[2]}")
    top = Paragraph(text="I. NHIỆM VỤ", first=body[0].first, last=body[0].first)
    return tuple(map(_drafted, find_tasks(outline([top, *plain]), on)))


def _drafted(found: FoundTask) -> DraftTask:
    """`ref`: how it is marked where it is written out, without the heading it was read under."""
    return DraftTask(
        ref=found.ref.removeprefix("I.").removeprefix("I"),
        heading="",
        text=found.text,
        lead=found.lead,
        support=tuple(name for name in found.support if name not in found.lead),
        timing_text=found.timing_text,
        timing=found.timing,
        lines=(found.first, found.last),
        confidence=found.confidence,
        lead_scope=found.lead_scope,
    )


def _unquoted(text: str) -> str:
    """Without the marks that quote it, and the stop behind them."""
    text = text.strip().lstrip(f'{_OPEN}"').strip()
    return re.sub(rf"[{_CLOSE}\"]+\s*[.;,]*$", "", text).strip()
