"""The lines of plain text and Markdown, in whatever form an office saved it."""

import re
import unicodedata
from dataclasses import replace
from itertools import groupby

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers import legacy
from storage.plan_import.readers.pages import interrupting, marked, parted
from storage.plan_import.readers.tables import Tables
from storage.plan_import.text import Line, clean_line

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ROW = re.compile(r"\s*\|.*\|\s*|[^|]+(?:\|[^|]*){2,}|[^\t]*\S[^\t]*(?:\t[^\t]*){2,}")
_RULE = re.compile(r"[\s|:-]+")
_LOST = re.compile(r"[^\W\d_]\?(?:[^\W\d_]|\s[a-zà-ỹ])")  # "K?t lu?n": saved where there is no "ế"
_MANY_LOST = 10
_WORDS_PER_LOST = 20
_COMMON = frozenset(
    {
        "và", "của", "các", "thực", "hiện", "kế", "hoạch", "nhiệm", "vụ", "đơn", "vị", "chủ", "trì",
        "phối", "hợp", "báo", "cáo", "tháng", "năm", "phòng",
    }
)  # fmt: skip


def plain_lines(text: str, tables: Tables) -> list[Line]:
    """The lines that say something, numbered as an editor does; tables of Markdown as tables."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    pages = parted(unified.split("\n"))
    kept = marked(pages) if len(pages) > 1 else _without_interruptions(pages[0])
    lines = legacy.to_unicode([line or "" for line in kept])
    numbered = list(enumerate(lines, 1))
    found: list[Line | None] = []
    for is_table, group in groupby(numbered, key=lambda each: bool(_ROW.fullmatch(each[1]))):
        if is_table:
            rows = [(n, _cells(line)) for n, line in group if not _RULE.fullmatch(line)]
            width = max((len(cells) for _, cells in rows), default=0)
            full = [[*cells, *[""] * (width - len(cells))] for _, cells in rows]
            found += [clean_line(rows[at][0], line, whole=True) for at, line in tables.lines(full)]
        else:
            found += [clean_line(n, line) for n, line in group]
    return _with_breaks([line for line in found if line], kept)


def _without_interruptions(lines: list[str]) -> list[str | None]:
    left_out = interrupting(lines)
    return [None if n in left_out else line for n, line in enumerate(lines)]


def _with_breaks(lines: list[Line], kept: list[str | None]) -> list[Line]:
    """The lines, each knowing whether a running line was left out before it."""
    last = 0
    said: list[Line] = []
    for line in lines:
        broken = None in kept[last : line.number - 1]
        said.append(replace(line, after_break=True) if broken and said else line)
        last = line.number
    return said


def decode(content: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI. Raises NotAPlan."""
    text = _in_its_encoding(content, name)
    lost = len(_LOST.findall(text))
    if lost >= _MANY_LOST and _WORDS_PER_LOST * lost > len(text.split()):
        raise NotAPlan("lost_letters", name)
    return text


def _in_its_encoding(content: bytes, name: str) -> str:
    if content.startswith(_UTF_16):
        return _decoded(content, "utf-16", name)
    if b"\0" in content:
        raise NotAPlan("damaged", name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = content.decode("cp1252", errors="replace")
        readings = [legacy.from_tcvn3(content.decode("latin-1")), legacy.from_vni(western)]
        try:
            readings.insert(0, content.decode("cp1258"))
        except UnicodeDecodeError:
            readings.append(western)
        return max(readings, key=_vietnamese)


def _vietnamese(text: str) -> int:
    """How many of the commonest words of a plan a text has."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())
    return sum(word in _COMMON for word in words)


def _cells(line: str) -> list[str]:
    if "|" not in line:
        return [cell.strip() for cell in line.split("\t")]
    plain = re.sub(r"<br ?/?>", "\n", line.replace("**", ""))
    return [cell.strip() for cell in plain.strip().strip("|").split("|")]


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotAPlan("damaged", name) from None
