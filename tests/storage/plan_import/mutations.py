"""A plan as another office might have typed, printed, copied or scanned it: the same work, said in
the usual other words, in another layout, in another order, in another spelling.

A change takes the paragraphs of a plan and gives those of one that says the same; a layout makes a
text of them. What is drawn comes from a seeded generator, so that a failure can be had again.
"""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

Change = Callable[[Sequence[str], Sequence[str], Random], list[str]]  # paragraphs, names of units
Layout = Callable[[Sequence[str], Random], str]

_WORDS = {  # as a label or a sentence says it: as it is said elsewhere
    r"(?<=- )Phòng chủ trì(?= ?:)": (
        "Đơn vị chủ trì", "Cơ quan chủ trì", "Chủ trì", "Đơn vị thực hiện", "Bộ phận chủ trì",
        "Đơn vị chủ trì thực hiện",
    ),
    r"(?<=- )Phòng phối hợp(?= ?:)": (
        "Đơn vị phối hợp", "Cơ quan phối hợp", "Phối hợp", "Phối hợp thực hiện",
        "Các đơn vị phối hợp",
    ),
    r"(?<=- )Thời gian(?= ?:)": (
        "Thời hạn", "Thời hạn hoàn thành", "Tiến độ", "Thời gian hoàn thành", "Thời gian thực hiện",
        "Hạn hoàn thành",
    ),
    r"chủ trì,? phối hợp với": (
        "chủ trì, phối hợp với", "chủ trì phối hợp với", "chủ trì và phối hợp với",
        "chủ trì, phối hợp cùng", "chủ trì, phối hợp chặt chẽ với",
    ),
    r"(?<=[: ])Chủ trì, phối hợp với": ("Chủ trì phối hợp với", "Chủ trì, phối hợp cùng"),
    r"\b[Hh](?:ằ|à)ng năm": ("hằng năm", "hàng năm"),
}  # fmt: skip
_LABEL = re.compile(r"- (?:Phòng|Thời gian ?:)")
_SIGN = re.compile(
    r"(?P<letter>[a-hđ]\) )|(?P<number>\d{1,2}\. )|(?P<bullet>- (?!Phòng|Thời gian ?:))"
)
_MARK = re.compile(r"(?:[IVX]+\.|\d{1,2}[.)]|\d\.\d\.?|[a-zđ][)\]]|[-+]) ")
_DASHES = ("-", "\u2010", "\u2011", "–", "—", "\u2212")
_OLD_MARKS = (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("uỷ", "ủy"), ("uý", "úy"))
_SCANNED = (
    ("n", "u"), ("c", "e"), ("h", "b"), ("ô", "ó"), ("ế", "é"), ("i", "l"), ("ữ", "ừ"), ("ở", "ờ"),
)  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    changes: tuple[Change, ...] = ()
    layout: Layout | None = None  # None: each paragraph on a line of its own

    def of(self, paragraphs: Sequence[str], units: Sequence[str], rng: Random) -> str:
        """The mutated text of the plan whose paragraphs and names of units these are."""
        changed = list(paragraphs)
        for change in self.changes:
            changed = change(changed, units, rng)
        return self.layout(changed, rng) if self.layout else "\n\n".join(changed)


# --- words --------------------------------------------------------------------------------------


def other_words(paragraphs: Sequence[str], units: Sequence[str], rng: Random) -> list[str]:
    """Labels and turns of phrase give way to their usual synonyms, the same one or any."""
    whole_plan = {pattern: rng.choice(words) for pattern, words in _WORDS.items()}
    mixed = rng.random() < 0.5
    said = []
    for paragraph in paragraphs:
        for pattern, words in _WORDS.items():
            new = rng.choice(words) if mixed else whole_plan[pattern]
            paragraph = re.sub(pattern, lambda found, new=new: _as_begun(found[0], new), paragraph)  # type: ignore[misc]
        said.append(paragraph)
    return said


def _as_begun(old: str, new: str) -> str:
    return (new[0].upper() if old[0].isupper() else new[0].lower()) + new[1:]


# --- layout -------------------------------------------------------------------------------------


def other_lines(paragraphs: Sequence[str], rng: Random) -> str:
    """Lines as long as those of another page or not broken, blank ones between the paragraphs."""
    width = rng.choice([None, 64, 72, 78, 85, 95, 110])
    between = "\n\n" if width else rng.choice(["\n", "\n\n", "\n\n\n"])
    return between.join("\n".join(_wrapped(each, width)) for each in paragraphs)


def every_line_apart(paragraphs: Sequence[str], rng: Random) -> str:
    """As copied out of a PDF: broken lines, and as many blank ones after each, or none.

    More room is left where nothing else tells a paragraph from the line above.
    """
    width, blank = rng.choice([70, 76, 82, 90]), rng.choice([0, 1, 1, 2])
    text = ""
    for paragraph in paragraphs:
        plain = not _MARK.match(paragraph)
        text += "\n" * (1 + blank + plain) + ("\n" * (1 + blank)).join(_wrapped(paragraph, width))
    return text


def in_pages(paragraphs: Sequence[str], rng: Random) -> str:
    """Printed and copied page by page, with what stands on every page in between."""
    width, length = rng.choice([72, 80, 90]), rng.choice([28, 36, 44])
    header = rng.choice(["", "SỞ MẪU - VĂN PHÒNG", "Kế hoạch công tác năm 2025 của Sở Mẫu"])
    footer = rng.choice(["Trang {n}/{of}", "- {n} -", "{n}", "Trang {n}", "Trang {n} / {of}"])
    gap = rng.choice([[], [""]])
    pages = _pages([_wrapped(each, width) for each in paragraphs], length)
    said = [
        [*[header] * bool(header), *gap, *page, *gap, footer.format(n=n, of=len(pages))]
        for n, page in enumerate(pages, 1)
    ]
    return rng.choice(["\n", "\n\f", "\n\n"]).join("\n".join(page) for page in said)


def _pages(paragraphs: Sequence[list[str]], length: int) -> list[list[str]]:
    """The lines of each page. A heading is kept with what follows, as printers do."""
    pages: list[list[str]] = [[]]
    for lines in paragraphs:
        is_heading = not lines[-1].endswith((".", ";", ":", "/"))
        if is_heading and len(pages[-1]) + len(lines) + 3 > length:
            pages.append([])
        pages[-1].append("")
        for line in lines:
            if len(pages[-1]) >= length:
                pages.append([])
            pages[-1].append(line)
    return pages


def _wrapped(paragraph: str, width: int | None) -> list[str]:
    if width is None:
        return [paragraph]
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


# --- order --------------------------------------------------------------------------------------


def other_order(paragraphs: Sequence[str], units: Sequence[str], rng: Random) -> list[str]:
    """The tasks of a section change places, their numbers do not; so do the labels of a task."""
    said: list[str] = []
    for sign, group in _runs(paragraphs):
        if sign == "":
            said += group[0]
            continue
        marks = [_SIGN.match(block[0])[0] for block in group]  # type: ignore[index]
        blocks = [
            [block[0][len(mark) :], *block[1:]] for mark, block in zip(marks, group, strict=True)
        ]
        rng.shuffle(blocks)
        for mark, (task, *labels) in zip(marks, blocks, strict=True):
            rng.shuffle(labels)
            said += [mark + re.sub(r"\./\.$", ".", task), *labels]
    return said


def _runs(paragraphs: Sequence[str]) -> Iterator[tuple[str, list[list[str]]]]:
    """Neighbours of one sign, each with its labels; what has others below it stands alone."""
    run: list[list[str]] = []
    sign = ""
    for at, paragraph in enumerate(paragraphs):
        match = _SIGN.match(paragraph)
        if sign and _LABEL.match(paragraph):
            run[-1].append(paragraph)
            continue
        below = next(iter(paragraphs[at + 1 : at + 2]), "")
        child = _SIGN.match(below)
        parent = (
            match
            and match.lastgroup != "bullet"
            and (
                paragraph.endswith(":")
                or (not child and not _LABEL.match(below))
                or (child is not None and child.lastgroup != match.lastgroup)
            )
        )
        own = "" if not match or parent else match.lastgroup or ""
        if run and (own != sign or own == ""):
            yield sign, run
            run = []
        run.append([paragraph])
        sign = own
    if run:
        yield sign, run


# --- spelling -----------------------------------------------------------------------------------


def other_spelling(paragraphs: Sequence[str], units: Sequence[str], rng: Random) -> list[str]:
    """The names of units as other hands write them; of one said thrice or more, one has a slip."""
    text = "\n".join(paragraphs)
    any_name = re.compile("|".join(map(re.escape, sorted(units, key=len, reverse=True))))
    said = [found[0] for found in any_name.finditer(text)]
    written = [_otherwise(name, rng) for name in said]
    for name in units:
        places = [place for place, each in enumerate(said) if each == name]
        if len(places) > 2:
            for place in rng.sample(places[1:], len(places) // 3):
                written[place] = abbreviated(name)
            place = rng.choice(places)
            written[place] = scanned(name, rng)
    in_turn = iter(written)
    text = any_name.sub(lambda _: next(in_turn), text)
    if rng.random() < 0.5:
        for new, old in _OLD_MARKS:
            text = re.sub(rf"{old}\b", new, text)
    if rng.random() < 0.3:
        text = unicodedata.normalize("NFD", text)
    return text.split("\n")


def _otherwise(name: str, rng: Random) -> str:
    """A name as it is, or with another dash, other capitals or an odd space."""
    head, _, rest = name.partition(" ")
    match rng.randrange(4):
        case 0:
            return re.sub(r"\s[-–]\s", f" {rng.choice(_DASHES)} ", name)
        case 1:
            return " ".join([head, *(word[:1].upper() + word[1:] for word in rest.split())])
        case 2:
            return f"{head}\u00a0{rest}" if rest else name
    return name


def abbreviated(name: str) -> str:
    """ "Sở Khoa học và Công nghệ" as "Sở KH&CN"; what is seldom abbreviated as it is."""
    head, _, rest = name.partition(" ")
    parts = re.split(r" và | [-–] ", rest)
    if head not in ("Sở", "Phòng") or len(parts) != 2:
        return name
    return f"{head} {'&'.join(_initials(part) for part in parts)}"


def shortened(text: str, units: Sequence[str]) -> str:
    """A text with every unit abbreviated: what its opening is like at the other extreme."""
    for name in units:
        text = text.replace(name, abbreviated(name))
    return text


def _initials(words: str) -> str:
    return "".join(word[0].upper() for word in words.split())


def scanned(name: str, rng: Random) -> str:
    """A name with one letter read wrongly, not in its first word."""
    head, _, rest = name.partition(" ")
    slips = [(n, new) for n, char in enumerate(rest) for old, new in _SCANNED if char == old]
    if not slips:
        return name
    place, new = rng.choice(slips)
    return f"{head} {rest[:place]}{new}{rest[place + 1 :]}"


MUTATIONS = {
    "words": Mutation(changes=(other_words,)),
    "lines": Mutation(layout=other_lines),
    "lines apart": Mutation(layout=every_line_apart),
    "pages": Mutation(layout=in_pages),
    "order": Mutation(changes=(other_order,)),
    "spelling": Mutation(changes=(other_spelling,)),
    "all": Mutation(changes=(other_words, other_order, other_spelling), layout=other_lines),
}
