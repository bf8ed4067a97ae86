"""Which tasks and reports a message names (LABELS.md §6).

    "NV-12", "nv 12", "#NV012", "n v 12", "nhiệm vụ số 12"      NV12
    "NV3 đến NV6", "nv3-6", "NV-03/04/05/06"                    NV3 NV4 NV5 NV6
    "NV7 xong, số 9 chưa", "NV2, 4 và 6 xong; 8 chưa"           NV7 NV9, NV2 NV4 NV6 NV8

Document numbers ("88/KH-STC", "theo báo cáo số 512"), weeks, headings and counts ("BC 6 tháng") are
no codes. Numbers and ordinals of our own message are read in item_numbers.py.
"""

import re
from collections.abc import Mapping

from bot.understanding.item_numbers import (
    COUNTED,
    MOST_REFS,
    Ref,
    by_number,
    by_order,
    of_all,
    of_the_rest,
)
from bot.understanding.normalise import blanked
from bot.understanding.papers import NO_CODES

_NUMBER = r"0*(?P<number>[1-9][0-9]{0,3})"
_NAMED = re.compile(
    r"(?<!\w)(?:(?<!/)|(?<=%/))(?:#\s?)?(?P<kind>n[. ]?vu?|b[. ]?c|bcao|nhiem vu|bao cao)"
    rf"(?P<so>\s?(?:so|no))?[\s\-.:#_]{{0,2}}{_NUMBER}(?![\w%]|\.[0-9]|-[a-z]{{1,9}}/)"
    r"(?!/(?![0-9]{1,3}(?:/[0-9]{1,3}){0,20}(?![\w/%])))"
)
_PERIOD = re.compile(r" (?:trang|(?:thang|quy|nam|tuan|ngay)(?! (?:sau|nay|toi|mai)))(?!\w)")
_NEXT = re.compile(
    r"\s?(?P<link>,|va|and|voi|lan|&|\+|-|/|den|toi)\s?(?P<kind>nv|bc)?[\s-]?"
    r"0*(?P<number>[1-9][0-9]{0,3})"
    # "NV1,2,3" goes on; "NV1,2,5 ty" and "NV1, 60,5" have a decimal
    rf"(?![\w%]|[.:][0-9]|/(?!0?[0-9]{{1,2}}(?![0-9%]))|(?:,[0-9]{{1,3}})?\s?{COUNTED}|\s?-(?! )"
    r"|(?<![0-9],[0-9])(?<![0-9],[0-9]{2}),[0-9])"
)
# "NV14 15 16": at least two more, each close behind the one before it.
_RUN = re.compile(rf"(?: 0?[1-9][0-9]{{0,2}}(?![\w%/]|[.,][0-9]| ?{COUNTED})){{2,20}}")
_ELLIPTIC = re.compile(
    rf"(?<!\w)so 0*(?P<number>[1-9][0-9]{{0,3}})(?![\w%/]|[.,][0-9]| ?{COUNTED})"
)
# "tủ số 4" is no code: what stands before "số" ends a clause or leads to a code.
_LEADS = re.compile(
    r"(?:[\n,;.:!?&+(-]|(?<!\w)(?:va|voi|con|rieng|den|toi|roi|hay|lan|thi|chua|xong|lam|viec|cai|ca"
    r"|tru|a|nhe|em|and)) ?$"
)
UNLETTERED_RANGE = 12  # "NV5 đến 20 xong" may well be a day
_LONG = {"n": "NV", "b": "BC"}


def find_mentions(text: str, numbered: Mapping[int, str]) -> tuple[Ref, ...]:
    """Every place of the normalised text that names a code, or an item of our message.

    `numbered` are the items one may count by. In order; a code said twice is there twice.
    """
    if " so " in text:
        text = NO_CODES.sub(lambda paper: " " * len(paper[0]), text)
    found: list[Ref] = []
    listed = False  # a number without its letters was said
    for named in _NAMED.finditer(text):
        if _is_count(named, numbered) or (found and named.start() < found[-1].end):
            continue
        several = _list_from(text, named)
        listed = listed or len(several) > 1
        found.extend(several)
    blank = _blanked(text, found)
    if found:
        for again in _ELLIPTIC.finditer(blank, found[0].end):
            if not _LEADS.search(text[max(0, again.start() - 8) : again.start()]):
                continue
            before = [ref for ref in found if ref.start < again.start()]
            found.append(Ref(f"{before[-1].code[:2]}{again['number']}", again.start(), again.end()))
            listed = True
        blank = _blanked(blank, found)
    if numbered:
        found += by_number(blank, numbered.get) + by_order(blank, numbered)
        every = of_all(blank, numbered)
        if every and all(every[0].start < ref.start for ref in found):
            found += every  # "cả 3 xong, trừ số 2", not "NV3 và NV4 xong cả hai"
        found += of_the_rest(_blanked(blank, found), numbered, {ref.code for ref in found})
    elif listed:
        kind = found[0].code[:2]
        found += by_number(blank, lambda n: f"{kind}{n}", start=found[0].end)
    return tuple(sorted(found, key=lambda ref: ref.start)[:MOST_REFS])


def _is_count(named: re.Match[str], numbered: Mapping[int, str]) -> bool:
    """ "BC 6 tháng" names no code, nor does "nhiệm vụ 2" where our message counts so."""
    if named["so"] or named[0][-len(named["number"]) - 1].isalpha():
        return False
    if _PERIOD.match(named.string, named.end()):
        return True
    if " " not in named["kind"] or len(named["kind"]) < 5:
        return False
    return named["kind"] == "bao cao" or int(named["number"]) in numbered


def _list_from(text: str, named: re.Match[str]) -> list[Ref]:
    """The named code and what hangs on it: "NV3, 5 và 7", "NV3 đến NV6"."""
    numbers = [int(named["number"])]
    end = named.end()
    while (more := _NEXT.match(text, end)) and len(numbers) < MOST_REFS:
        is_range = more["link"] in ("-", "den", "toi")
        if more["kind"] and not is_range:
            break  # a code of its own, with a place of its own
        number = int(more["number"])
        if is_range:
            longest = MOST_REFS if more["kind"] else UNLETTERED_RANGE
            if not numbers[-1] < number <= numbers[-1] + longest or text[more.end() :][:1] == "/":
                break
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            numbers.append(number)
        end = more.end()
    if len(numbers) == 1 and (run := _RUN.match(text, end)):
        following = [int(number) for number in run[0].split()]
        if all(0 < b - a <= 3 for a, b in zip(numbers + following, following, strict=False)):
            numbers.extend(following)
            end = run.end()
    return [Ref(f"{_LONG[named['kind'][0]]}{number}", named.start(), end) for number in numbers]


def _blanked(text: str, refs: list[Ref]) -> str:
    return blanked(text, ((ref.start, ref.end) for ref in refs))
