"""Which tasks and reports a message names (LABELS.md §6).

    "NV-12", "nv 12", "#NV012", "nhiệm vụ số 12"      NV12
    "NV3 đến NV6", "nv3-6"                            NV3 NV4 NV5 NV6
    "NV7 xong, số 9 chưa"                             NV7 NV9
    "2 xong", "việc 1 và 3"                           the codes with these numbers in our message

Document numbers ("88/KH-STC"), weeks and headings are no codes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_REFS = 60  # no officer owes more; a longer range is a slip of the finger

_NUMBER = r"0*(?P<number>[1-9][0-9]{0,3})"
_NAMED = re.compile(
    rf"(?<![\w/])(?:#\s?)?(?P<kind>nv|bc|nhiem vu|bao cao)(?P<so>\s?so)?[\s\-.:#]{{0,2}}{_NUMBER}"
    r"(?![\w%/]|[.,][0-9])"
)
_NEXT = re.compile(
    r"\s?(?P<link>,|va|and|voi|&|\+|-|den|toi)\s?(?P<kind>nv|bc)?[\s-]?0*(?P<number>[1-9][0-9]{0,3})"
    r"(?![\w/%]|[.,:][0-9]|\s?(?:%|phan|ngay|hom|tuan|thang|gio|don vi|xa|phong|truong|trieu|ty|-))"
)
_ELLIPTIC = re.compile(r"(?<!\w)so 0*(?P<number>[1-9][0-9]{0,3})(?![\w%/]|[.,][0-9])")
_STATUS = (
    r"(?:da |cung |thi |deu |van |em |con )*(?:xong|roi|chua|dang|done|ok|hoan|duoc|gan|vuong"
    r"|xin|nop|gui|lam|bi|cho|khong|sap|moi|trinh|gia han|tre|khoang|tam|hon|dat|co ban|tien do"
    r"|[0-9]{1,3} ?%)"
)
_WORK = re.compile(
    r"(?<!\w)(?:viec|muc|item|dau viec)(?: so)? "
    r"(?P<numbers>[0-9]{1,3}(?:(?:, ?| va | and | & )[0-9]{1,3}(?!\w|%| ?phan tram))*)(?![\w%/])"
)
_STARTS = re.compile(
    r"(?:^|[,.;\n]|(?<!\w)(?:va|con|nhung) )\s?(?:so )?"
    r"(?P<numbers>[0-9]{1,3}(?:(?:, ?| va | and | & |\+)"
    rf"[0-9]{{1,3}})*)[:.]?\s(?={_STATUS}(?!\w))"
)


@dataclass(frozen=True)
class Ref:
    """A code and where the text names it; codes of one range or list share their place."""

    code: str
    start: int
    end: int


def find_refs(text: str, numbered: Mapping[int, str]) -> tuple[Ref, ...]:
    """Every code in order of mention, each once; `numbered` are the items one may count by."""
    found: list[Ref] = []
    blank = text
    for named in _NAMED.finditer(text):
        if named["kind"] in ("nhiem vu", "bao cao") and not named["so"]:
            continue
        if found and named.start() < found[-1].end:
            continue
        found.extend(_list_from(text, named))
    for ref in found:
        blank = blank[: ref.start] + " " * (ref.end - ref.start) + blank[ref.end :]
    if found:
        for again in _ELLIPTIC.finditer(blank):
            before = [ref for ref in found if ref.start < again.start()]
            if before:
                kind = before[-1].code[:2]
                found.append(Ref(f"{kind}{again['number']}", again.start(), again.end()))
    if numbered:
        found.extend(_counted(blank, numbered))
    seen: dict[str, Ref] = {}
    for ref in sorted(found, key=lambda ref: ref.start):
        seen.setdefault(ref.code, ref)
    return tuple(seen.values())[:MOST_REFS]


def _list_from(text: str, named: re.Match[str]) -> list[Ref]:
    """The named code and what hangs on it: "NV3, 5 và 7", "NV3 đến NV6"."""
    kind = {"nhiem vu": "NV", "bao cao": "BC"}.get(named["kind"], named["kind"].upper())
    numbers = [int(named["number"])]
    end = named.end()
    while (more := _NEXT.match(text, end)) and len(numbers) < MOST_REFS:
        if more["kind"] and (more["link"] in (",", "&", "+", "va", "voi")):
            break  # a code of its own, with a place of its own
        number = int(more["number"])
        if more["link"] in ("-", "den", "toi"):
            if not numbers[-1] < number <= numbers[-1] + MOST_REFS:
                break
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            numbers.append(number)
        end = more.end()
    return [Ref(f"{kind}{number}", named.start(), end) for number in numbers]


def _counted(text: str, numbered: Mapping[int, str]) -> list[Ref]:
    found: list[Ref] = []
    for pattern in (_WORK, _STARTS):
        for match in pattern.finditer(text):
            numbers = [int(n) for n in re.findall("[0-9]+", match["numbers"])]
            if all(number in numbered for number in numbers):
                span = match.span("numbers")
                found.extend(Ref(numbered[number], match.start(), span[1]) for number in numbers)
    return found
