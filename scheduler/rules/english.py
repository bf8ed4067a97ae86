"""English phrases about time, said in the folded Vietnamese words that the readers know.

    "before the 10th of every month"          truoc ngay 10 hang thang
    "no later than 5 pm on 15 August 2026"    cham nhat 17 gio ngay 15/8/2026
    "within 10 working days of 3/8/2026"      trong vong 10 ngay lam viec ke tu ngay 3/8/2026

So both languages have the same rules and the same normal forms. Figures are dd/mm/yyyy in English
too: an office in Vietnam never means October 11 by 10/11.
"""

import re
import unicodedata
from collections.abc import Callable

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?(?!\w)"
_LONG_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_PAPER = (
    r"(?:decision|plan|resolution|circular|decree|directive|official letter|document|law|notice"
    r"|conclusion|announcement|dispatch)"
)
_ENGLISH = re.compile(
    rf"\b(?:{_PAPER} (?:no\b|number|\d+/)|before|by|until|till|every|each|within|weekly|monthly"
    r"|quarterly|annual(?:ly)?|yearly"
    r"|weeks?|months?|quarters?|years?|later|end of|after|from|once|daily|working days?|fortnightly"
    r"|business days?|ongoing|upon|deadline|due (?:by|on)|onwards?|following|between|during"
    r"|today|tomorrow"
    rf"|biweekly|half[- ]yearly|semi-?annual(?:ly)?|regularly|continuous(?:ly)?|as soon as"
    rf"|ad hoc|when|asap|soon|h[12] 20\d\d|q[1-4]|half|first|last|early|mid|late|if"
    rf"|{_LONG_WEEKDAY}"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|\d{1,2}(?:st|nd|rd|th)|(?:\d{1,2} )?(?:jan|feb|apr|jun|jul|aug|sep|sept|oct|nov"
    r"|dec)\.? \d{1,4})\b"
)


def in_vietnamese(text: str) -> str:
    """The text itself, or, if it is English, what it says of time in Vietnamese without accents."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = re.sub(r"[‐-―−]", "-", plain).translate(
            {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
        )
    said = " ".join(plain.lower().split())
    if not said.isascii() or not _ENGLISH.search(said):
        return text
    for pattern, instead in _RULES:
        said = " ".join(pattern.sub(instead, said).split())
    return said


def _number(found: re.Match[str]) -> str:
    return str(_NUMBERS[found[0]])


def _date(found: re.Match[str]) -> str:
    month = _MONTHS.index(found["month"][:3]) + 1
    groups = found.groupdict()
    year = f"/{groups['year']}" if groups.get("year") else ""
    if groups.get("upto"):
        return f"tu ngay {groups['day']} den ngay {groups['upto']}/{month}{year}"
    if groups.get("day"):
        return f"ngay {groups['day']}/{month}{year}"
    return f"thang {month}{year}"


def _weekday(name: str) -> str:
    day = _DAYS.index(name.split()[-1][:3])
    return "CHU NHAT" if day == 6 else f"THU {day + 2}"  # "thu" is Thursday to a later rule


def _clock(found: re.Match[str]) -> str:
    hour = int(found["hour"])
    if found["pm"]:
        hour = hour % 12 + (12 if found["pm"].startswith("p") else 0)
    return f" {hour} gio {found['minute'] or ''} "


def _ordinal(found: re.Match[str]) -> str:
    return str(_ORDINALS[found[0]])


Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rules(*pairs: tuple[str, str | Callable[[re.Match[str]], str]]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in pairs)


_EACH = r"(?:each|every|the|a)"
_UNIT = {"week": "tuan", "month": "thang", "quarter": "quy", "year": "nam"}
_WORKING = r"(?:working|business|work)[- ]?days?|weekdays?"
_RULES = _rules(
    (
        rf"\b{_PAPER}(?: (?:no\.?|number)|(?= \d+/))",
        " quyet dinh so ",
    ),
    (r"\bdated?(?: on)?\b(?= \d| the \d)", " "),
    (r"\b(?:early |late |mid-?)?(?:spring|summer|autumn|winter)\b", " MUA THU "),
    (r"\b(?:" + "|".join(_NUMBERS) + r")\b", _number),
    (r"\b(on|by|before) the (\d{1,2})(?:st|nd|rd|th) *$", r"\1 ngay \2"),
    (r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1"),
    (r"[\"']s\b", " "),
    (
        r"\be\.?o\.?d\.?\b|\b(?:cob|close of business|end of (?:the )?(?:business"
        r"|working)? ?day)\b(?: on)?",
        " ",
    ),
    (r"\b(?:at |by )?noon\b", " 12 gio "),
    (r"\bmidnight\b(?: (?:on|of))?", " "),
    (
        r"(?<![\d/])(?:at )?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))? ?(?P<pm>[ap]\.?m\.?)"
        r"(?!\w)",
        _clock,
    ),
    (
        r"(?<![\d/])(?:at )?(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?: ?hrs"
        r"| hours)?(?P<pm>)(?![\d/])",
        _clock,
    ),
    (r"\b(?:o'clock)\b", ""),
    # Conditions and what has no end, before "after" and "on" lose their meaning.
    (r"\bas soon as possible\b", " som nhat "),
    (r"\b(?:as soon as|immediately after|right after|once|when(?:ever)?)\b", " khi "),
    (
        r"\bupon request\b|\bon (?:request|demand)\b|\b(?:as|when) (?:requested|required)\b",
        " khi co yeu cau ",
    ),
    (r"\bupon (?=[a-z])", " khi "),
    (r"\bif\b|\bprovided that\b|\bsubject to\b|\bdepending on\b", " neu "),
    (r"\bad[- ]hoc\b", " dot xuat "),
    (
        r"\b(?:and|&) (?:(?:the|in) )*(?:following|subsequent|coming|next|later) years?\b"
        r"|\b(?:and )?(?:onwards?|beyond|thereafter)\b",
        " va nhung nam tiep theo ",
    ),
    (
        r"\b(?:ongoing|continuous(?:ly)?|continually|regular(?:ly)?|on a regular basis"
        r"|all year round|permanent(?:ly)?)\b",
        " thuong xuyen ",
    ),
    (r"\bperiodic(?:ally)?\b", " dinh ky "),
    (r"\b(?:asap|soon|promptly|in a timely manner|timely|urgent(?:ly)?|immediately)\b", " "),
    # Days that go by a name.
    (r"\b(?:the )?(?:tet|lunar new year)(?: holidays?| festival)?\b", " tet nguyen dan "),
    (r"\b(?:the )?national day(?: holidays?)?\b", " quoc khanh "),
    (r"\b(?:reunification|liberation) day\b", " giai phong mien nam "),
    # Quarters, halves, working days, weekdays of a month.
    (
        r"\b(?:the )?(first|second|third|fourth)(?= (?:quarter|month of (?:the|each"
        r"|every) (?:next |following )?quarter|" + _WORKING + "|" + _LONG_WEEKDAY + "))",
        lambda m: str(_ORDINALS[m[1]]),
    ),
    (
        rf"\b(?:the )?last (?:{_WORKING}) (?:of|in) (?:{_EACH} )?(week|month|quarter|year)\b",
        lambda m: f" ngay lam viec cuoi cung cua {_UNIT[m[1]]} ",
    ),
    (
        rf"\b(?:the )?1 (?:{_WORKING}) (?:of|in) (?:{_EACH} )?(week|month|quarter|year)\b",
        lambda m: f" ngay lam viec dau tien cua {_UNIT[m[1]]} ",
    ),
    (
        rf"\b(?:the )?(\d{{1,2}}) (?:{_WORKING}) (?:of|in) (?:{_EACH} )?(month|quarter"
        rf"|year)\b",
        lambda m: f" ngay lam viec thu {m[1]} cua {_UNIT[m[2]]} ",
    ),
    (
        rf"\b(?:the )?last ({_LONG_WEEKDAY}) (?:of|in) (?:{_EACH} )?month\b",
        lambda m: f" {_weekday(m[1])} cuoi cung cua thang ",
    ),
    (
        rf"\b(?:the )?(\d) ({_LONG_WEEKDAY}) (?:of|in) (?:{_EACH} )?month\b",
        lambda m: f" {_weekday(m[2])} thu {m[1]} cua thang ",
    ),
    (
        rf"\b(?:the )?last day (?:of|in) (?:{_EACH} )?(month|quarter|year)\b",
        lambda m: f" ngay cuoi cung cua {_UNIT[m[1]]} ",
    ),
    (
        rf"\b(?:the )?last month (?:of|in) (?:{_EACH} )?(?:quarter|reporting period|period)\b",
        " thang cuoi quy ",
    ),
    (
        rf"\b(?:the )?(?:1|first) month (?:of|in) (?:{_EACH} )?(?:next |following )?quarter\b",
        " thang dau quy sau ",
    ),
    (rf"\b(?:the )?(?:2|second|middle) month (?:of|in) (?:{_EACH} )?quarter\b", " thang giua quy "),
    (r"\b(?:the )?([1-4]) quarter(?:,| of)? ?(\d{4})\b", r" quy \1/\2 "),
    (
        r"\bquarter ([1-4]|i{1,3}|iv)(?:,| of)? ?/?(\d{4})?\b",
        lambda m: f" quy {m[1]}" + (f"/{m[2]} " if m[2] else " "),
    ),
    (r"\bq([1-4]) ?- ?q?([1-4]),? ?/?(\d{4})\b", r" quy \1-\2/\3 "),
    (r"\bq([1-4])(?:,| of)? (\d{4})\b", r" quy \1/\2 "),
    (r"\bq([1-4])\b", r" quy \1 "),
    (
        r"\b(?:the )?(?:h1|first half|first 6 months)(?: of)?,? (?:the year )?(?=\d{4})",
        " 6 thang dau nam ",
    ),
    (
        r"\b(?:the )?(?:h2|second half|last 6 months)(?: of)?,? (?:the year )?(?=\d{4})",
        " 6 thang cuoi nam ",
    ),
    (r"\b(?:the )?first (\d) months of (?:the year )?(?=\d{4})", r" \1 thang dau nam "),
    # How often.
    (
        rf"\bevery (?:other|second|2) ({_LONG_WEEKDAY})\b",
        lambda m: f" {_weekday(m[1])}, cach tuan ",
    ),
    (
        r"\b(?:every (?:2|other|second) weeks?|bi-?weekly|fortnightly|every fortnight"
        r"|once every 2 weeks)\b",
        " 2 tuan 1 lan, ",
    ),
    (
        r"\b(?:every (?:6|half) (?:months?|year)|semi-?annual(?:ly)?|half[- ]yearly"
        r"|bi-?annual(?:ly)?|twice (?:a|per|each) year)\b",
        " 6 thang 1 lan, ",
    ),
    (r"\b(?:every 3 months)\b", " hang quy "),
    (r"\b(?:9[- ]months?)(?: report)\b", " bao cao 9 thang "),
    (r"\b(?:6[- ]months?)(?: report)\b", " bao cao 6 thang "),
    (
        rf"\b(?:every|each) ({_WEEKDAY}(?:(?:,? and |, | or ){_WEEKDAY})*)",
        lambda m: f" {m[1]} hang tuan ",
    ),
    (r"\b(?:on )?((?:mon|tues|wednes|thurs|fri|satur|sun)days)\b", lambda m: f" {m[1]} hang tuan "),
    (
        r"\b(?:each|every|per|a|once a) (week|month|quarter|year)\b",
        lambda m: f" hang {_UNIT[m[1]]} ",
    ),
    (r"\b(?:daily|every day|each day)\b", " hang ngay "),
    (r"\bweekly\b", " hang tuan "),
    (r"\bmonthly\b", " hang thang "),
    (r"\bquarterly\b", " hang quy "),
    (r"\b(?:annual(?:ly)?|yearly)\b", " hang nam "),
    # Counted days, then bounds.
    (
        rf"\b(?:within|in|not more than|no more than|at most) (\d+) (?:{_WORKING})(?: (?:of|from"
        rf"|after|following|since|starting from)(?: the)?(?: date of)?)",
        r" trong vong \1 ngay lam viec ke tu ngay ",
    ),
    (
        r"\b(?:within|in|not more than|no more than|at most) (\d+) (day|week|month)s?(?: (?:of"
        r"|from|after|following|since)(?: the)?(?: date of)?)",
        lambda m: f" trong vong {m[1]} {({'day': 'ngay'} | _UNIT)[m[2]]} ke tu ngay ",
    ),
    (
        rf"\b(\d+) (?:{_WORKING})(?: (?:of|from|after|following))",
        r" trong vong \1 ngay lam viec ke tu ngay ",
    ),
    (
        r"\b(\d+) (day|week|month)s?(?: (?:from|after|following))",
        lambda m: f" trong vong {m[1]} {({'day': 'ngay'} | _UNIT)[m[2]]} ke tu ngay ",
    ),
    (
        rf"\b(?:at least )?(\d+) (?:{_WORKING}) (?:before|prior to)",
        r" it nhat \1 ngay lam viec truoc ngay ",
    ),
    (r"\b(?:at least )?(\d+) days? (?:before|prior to)", r" it nhat \1 ngay truoc ngay "),
    (rf"\bwithin (\d+) (?:{_WORKING})\b", r" trong vong \1 ngay lam viec "),
    (r"\bwithin (\d+) days?\b", r" trong vong \1 ngay "),
    (
        r"\bafter (?!\d|the \d|" + _MONTH.replace("(?P<month>", "(?:") + rf"|{_WEEKDAY}|tet|quoc)",
        " sau khi ",
    ),
    (
        r"\bbefore (?=the (?!\d|end|last)[a-z]+|[a-z]+ing\b)(?!the (?:"
        + _MONTH.replace("(?P<month>", "(?:")
        + "))",
        " truoc khi ",
    ),
    (r"\bon or before\b", " den "),
    (r"\b(?:(?:by |at |before |until |till )?(?:the )?end of|at the end of)\b", " het "),
    (r"\bhet (?:the |this )?(week|month|quarter|year)\b(?! \d)", lambda m: f" het {_UNIT[m[1]]} "),
    (r"\b(?:due|deadline) (?=before\b)", " "),
    (
        r"\b(?:no|not) later than\b|\bat the latest(?: by| on)?\b|\b(?:by|until|till|up to)\b"
        r"|\b(?:the )?(?:deadline|due date|due)(?: is| by| on|:)*",
        " cham nhat ",
    ),
    (r"\b(?:before|prior to|earlier than)\b", " truoc "),
    (r"\bbetween (.+?) and\b", r" tu \1 den"),
    (r"\b(?:starting|beginning|effective)(?: from| in| on)?\b|\b(?:since|as of|from)\b", " tu "),
    (
        r"\b(?:through|to)(?= (?:the )?(?:\d|"
        + _MONTH.replace("(?P<month>", "(?:")
        + r"|quy|nam|q[1-4]))",
        " den ",
    ),
    (r"\b(?:early|(?:the )?(?:beginning|start) of)\b(?: in)?", " dau "),
    (r"\b(?:mid|(?:the )?middle of)\b-?", " giua "),
    (r"\b(?:late)(?= )", " khoang "),
    (r"\b(?:around|about|approximately|circa)\b", " khoang "),
    (r"\bafter\b", " sau ngay "),
    (r"\btoday\b", " hom nay "),
    (r"\btomorrow\b", " ngay mai "),
    (rf"\bthis ({_LONG_WEEKDAY})\b", lambda m: f" {_weekday(m[1])} tuan nay "),
    (
        r"\b(this|next) (week|month|quarter|year)\b",
        lambda m: f" {_UNIT[m[2]]} {'nay' if m[1] == 'this' else 'sau'} ",
    ),
    # Dates.
    (
        rf"\b(?:on )?(?:the )?(?P<day>\d{{1,2}}) ?(?:-|to"
        rf"|until) ?(?P<upto>\d{{1,2}}) (?:of )?{_MONTH}(?:,? ?(?P<year>\d{{4}}))?(?!\w)",
        _date,
    ),
    (
        rf"\b(?:on )?(?:the )?(?P<day>\d{{1,2}})(?: of)?[ -]{_MONTH}(?:[, -]+(?P<year>\d{{4}}))?"
        rf"(?!\w)",
        _date,
    ),
    (
        rf"\b(?:on )?{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:(?:, ?"
        rf"| )(?P<year>\d{{4}}))?(?![\w:])",
        _date,
    ),
    (rf"\b(?:in )?{_MONTH}(?:(?:,? of|,)? ?(?P<year>\d{{4}}))(?!\w)", _date),
    (
        r"\b(?:in |by |before |during |of )?(?:january|february|march|april|june|july|august"
        r"|september|october|november|december)\b",
        lambda m: (
            m[0].rpartition(" ")[0]
            + " thang "
            + str(_MONTHS.index(m[0].rpartition(" ")[2][:3]) + 1)
        ),
    ),
    (
        rf"\b(?<!THU )(?:on )?(?:{_LONG_WEEKDAY}|{_WEEKDAY})",
        lambda m: _weekday(m[0]),
    ),
    (r"\bdays? (\d{1,2})\b", r"ngay \1"),
    (
        r"(?<!THU )(?<!quy )(?<!/)\b(?:on )?(?:the )?(\d{1,2}(?:(?:,| and"
        r"|, and) (?:the )?\d{1,2})*)(?: day)?(?: of)?(?: the)? (?=hang (?:thang|nam)"
        r"|thang (?:cuoi|dau|giua) quy|month\b)",
        lambda m: " ngay " + re.sub(r",? and ", ", ", m[1]) + " ",
    ),
    (r"(?<=ngay \d )month\b|(?<=ngay \d\d )month\b", "hang thang"),
    (r"\b(?:the )?year (?=\d{4})|\b(?:in|during|for) (?=\d{4}\b)", " nam "),
    (r"\b(?:in|during|within)\b", " trong "),
    (r"\breports?(?:ing)?\b", " bao cao "),
    (r"\b(?:and)\b", " va "),
    (r"\b(?:on|the|of|at)\b", " "),
    (
        r"\b(truoc|nhat|den|vao) (\d{1,2})(?![\d/:.]| (?:ngay|gio|tuan|thang|lan|nam))",
        r"\1 ngay \2",
    ),
    (r"\bngay +(?=ngay\b|thu\b|hom\b)", ""),
    (r"\b(cham nhat|truoc) +(het|ngay cuoi) ", r"\2 "),
)
