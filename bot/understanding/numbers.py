"""Numbers as officers write them: digits, and the words for 0 to 100 (LABELS.md §3).

"bảy mươi", "bảy chục", "bảy mươi mấy"          70
"bảy lăm", "bay muoi lam", "bảy chục rưỡi"      75
"hăm ba", "băm lăm"                             23, 35
"bảy tám chục"                                  70, the lower of the two
"sixty", "sixty-five"                           60, 65
"1.250", "62,5"                                 1250, 62.5
"""

import re

_UNITS = {
    "khong": 0, "zero": 0, "mot": 1, "mốt": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5,
    "lam": 5, "lăm": 5, "sau": 6, "sáu": 6, "bay": 7, "tam": 8, "tám": 8, "chin": 9,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "ham": 20, "bam": 30, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip

_UNIT = "mot|mốt|hai|ba|bon|tu|nam|lăm|lam|sáu|sau|bay|tám|tam|chin"
_FIRST = "mot|hai|ba|bon|tu|nam|sáu|sau|bay|tám|tam|chin"  # "lăm" never leads
# Typed without accents, "ba lam" is 35 and "the third, do": 35 only where a number must end.
_FIVE = r"(?:lăm|lam(?= ?(?:%|phan|thang|tet|[,.;!]|$)))"
# "bảy mươi", "sáu chục", "bảy lăm" (75), "mười hai", "hăm ba", "bảy"; longest first.
WORDS = (
    rf"(?:(?:{_UNIT}) (?:muoi|chuc)(?: (?:{_UNIT}))?|muoi(?: (?:{_UNIT}))?"
    rf"|(?:ham|bam) (?:{_UNIT})|(?:{_UNIT}) {_FIVE}|(?:{_UNIT}))"
)
DIGITS = r"(?:[0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,5}(?:[.,][0-9]{1,3})?)"
NUMBER = rf"(?:{DIGITS}|{WORDS})"

# Ten and more in words; nobody counts a thing or names a person so: "tám chục", "bảy lăm", "sixty".
_ADJACENT = (
    r"(?:mot hai|hai ba|ba bon|bon nam|nam (?:sáu|sau)|(?:sáu|sau) bay|bay (?:tám|tam)"
    r"|(?:tám|tam) chin)"
)
_AND_SOME = r"(?: (?:may|ruoi|hon|le))?"
ENGLISH_UNIT = "one|two|three|four|five|six|seven|eight|nine"
TENS = (
    rf"(?:(?:{_FIRST}) tram(?: (?:{_FIRST}) (?:muoi|chuc)(?: (?:{_UNIT}))?)?"
    rf"|(?:{_ADJACENT}|{_FIRST}) (?:muoi|chuc)(?: (?:{_UNIT}))?{_AND_SOME}"
    r"|[1-9](?: ?[-,] ?[1-9])? chuc"
    rf"|muoi(?: (?:{_UNIT}))?{_AND_SOME}|(?:ham|bam) (?:{_UNIT})|(?:{_FIRST}) (?:lăm|lam)"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    rf"(?:[ -](?:{ENGLISH_UNIT}|odd|something))?)"
)
# What may stand before "phần trăm", where nothing but a number can: "ba", "tám ba", "bảy mấy".
OF_A_HUNDRED = (
    rf"(?:{DIGITS}|{TENS}(?: phay (?:{_UNIT}))?|(?:mot )?tram|(?:mot )?chuc{_AND_SOME}"
    rf"|(?:{_FIRST}) (?:{_UNIT})|(?:{_FIRST}){_AND_SOME}"
    rf"|khong|zero|{'|'.join(_TEENS)}|{ENGLISH_UNIT}|(?:a |one )hundred)"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


def value(text: str) -> float:
    """The number a match of one of the patterns above stands for; of a range, the lower end."""
    text = text.strip()
    if text.endswith(" chuc") and text[0].isdigit():
        return 10.0 * int(text[0])
    if " phay " in text:
        whole, _, tenths = text.partition(" phay ")
        return value(whole) + value(tenths) / 10
    if text[0].isdigit():
        if _THOUSANDS.fullmatch(text):
            return float(text.replace(".", ""))
        return float(text.replace(",", "."))
    words = text.replace("-", " ").split()
    total = 0.0
    hundreds = 0.0
    for before, word in zip(["", *words], words, strict=False):
        if word in ("muoi", "chuc"):
            total = total * 10 or 10
        elif word in ("tram", "hundred"):
            hundreds, total = total * 100 or 100, 0.0
        elif word in _TENS or word in _TEENS:
            total = _TENS.get(word) or _TEENS[word]
        elif word == "ruoi":
            total += 5 if before in ("muoi", "chuc") else 0.5
        elif word == "may" and total < 10:
            total *= 10  # "bảy mấy" is seventy and some
        elif word in _UNITS:
            total = _joined(total, _UNITS[word], before, word)
    return hundreds + total


def _joined(total: float, unit: int, before: str, word: str) -> float:
    if before not in _UNITS or not total:
        return total + unit
    if unit == total + 1 and word not in ("lam", "lăm"):
        return total  # "bảy tám (chục)": from seven to eight
    return total * 10 + unit  # "tám ba" is 83


def half_up(amount: float) -> int:
    """Round as people do: 87.5 is 88."""
    return int(amount + 0.5)
