"""Days that go by a name: Tết, the public holidays (Bộ luật Lao động 2019, Điều 112), Christmas.

Tết and Giỗ Tổ follow the moon. Their days up to 2040 are written out here, so that "trước Tết" can
be read without a calendar package; what lies beyond is not guessed.
"""

import re
from datetime import date

_TET = """
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26
2029-02-13 2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15
2038-02-04 2039-01-24 2040-02-12
"""
_KINGS = """
2020-04-02 2021-04-21 2022-04-10 2023-04-29 2024-04-18 2025-04-07 2026-04-26 2027-04-16 2028-04-04
2029-04-23 2030-04-12 2031-04-01 2032-04-19 2033-04-09 2034-04-28 2035-04-17 2036-04-06 2037-04-24
2038-04-13 2039-04-03 2040-04-20
"""
TET = {day.year: day for day in map(date.fromisoformat, _TET.split())}
KINGS = {day.year: day for day in map(date.fromisoformat, _KINGS.split())}

_FIXED = {
    "new_year": (1, 1),
    "reunification": (4, 30),
    "holiday_304": (4, 30),
    "labour": (5, 1),
    "national": (9, 2),
    "holiday_29": (9, 2),
    "christmas": (12, 25),
}
_STEMS = [
    "canh",
    "tan",
    "nham",
    "quy",
    "giap",
    "at",
    "binh",
    "dinh",
    "mau",
    "ky",
]  # of the years ending in 0, 1, …
_BRANCHES = ["ty", "suu", "dan", "mao", "thin", "ty", "ngo", "mui", "than", "dau", "tuat", "hoi"]
_LUNAR_YEAR = rf"(?P<stem>{'|'.join(_STEMS)}) (?P<branch>{'|'.join(sorted(set(_BRANCHES)))})"

NAMED_DAY = (
    r"(?<!\w)(?P<rest>(?:ky |dip )?(?:nghi )?(?:le )?)(?:ngay )?(?:le )?(?:"
    r"(?P<new_year>tet duong(?: lich)?)"
    r"|(?P<tet>tet(?! (?:duong|trung thu|doan ngo|thieu nhi|nguyen tieu|thanh minh))"
    r"(?: nguyen dan| am lich| co truyen)*"
    rf"(?: {_LUNAR_YEAR})?)"
    r"|(?P<national>(?:le )?quoc khanh(?: 0?2/0?9)?)"
    r"|(?P<kings>gio to(?: hung vuong)?)"
    r"|(?P<labour>quoc te lao dong(?: 0?1/0?5)?)"
    r"|(?P<holiday_29>(?<=le )0?2/0?9(?!/))"
    r"|(?P<holiday_304>(?<=le )30/0?4(?:(?:,? va |\s*-\s*|, ?)0?1/0?5)?(?!/))"
    r"|(?P<christmas>giang sinh|noel|christmas)"
    r"|(?P<reunification>giai phong mien nam(?: 30/0?4)?|thong nhat dat nuoc(?: 30/0?4)?)"
    r")(?!\w)(?:,? (?:nam )?(?P<y>\d{4}))?"
)


def named_day(found: re.Match[str], year: int) -> date | None:
    """The day of that name in a year; None beyond what is written out here."""
    if found["tet"]:
        return TET.get(year)
    if found["kings"]:
        return KINGS.get(year)
    return next((date(year, *day) for name, day in _FIXED.items() if found[name]), None)


def stated_year(found: re.Match[str]) -> int | None:
    """The year that the text gives: "Tết 2027", "Tết Nguyên đán Đinh Mùi"."""
    if found["y"]:
        return int(found["y"])
    if found["stem"]:
        named = (found["stem"], found["branch"])
        of_sixty = [
            year for year in TET if (_STEMS[year % 10], _BRANCHES[(year - 2020) % 12]) == named
        ]
        return of_sixty[0] if of_sixty else 0
    return None


def rests(found: re.Match[str]) -> bool:
    """Whether the office's days of rest are meant ("kỳ nghỉ Tết"), not the one day."""
    return "nghi" in found["rest"]
