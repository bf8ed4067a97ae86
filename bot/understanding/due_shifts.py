"""So much later or earlier than due: "xin thêm 3 ngày", "muộn 2 ngày làm việc", "sớm 1 hôm".

LABELS.md §4 leaves these without a day, because the guide does not know when the thing was due; the
service does. An amount "kể từ hôm nay" is counted from today.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding.day_words import RANGE
from bot.understanding.days import Days
from bot.understanding.numbers import value

# Hours only by whole days: "cho em tới 8h" is a clock.
_HOURS = (
    r"(?:(?<=24)|(?<=48)|(?<=72)|(?<=96)|(?<=24 )|(?<=48 )|(?<=72 )|(?<=96 ))(?:h|gio|tieng|hours?)"
)
UNIT = (
    rf"(?:{_HOURS}|ngay lam viec|(?:working|business) days?|ngay|hom|tuan|thang(?! (?:sau|nay"
    rf"|toi)(?!\w))|days?|weeks?"
    r"|months?)"
)
_HALF_MONTH = r"(?P<half>(?:nửa|nua) thang|half a month)"
_AMOUNT = rf"(?:{RANGE} ?(?P<unit>{UNIT})|{_HALF_MONTH})"
_FROM_TODAY = r"(?P<today>(?:,? (?:tinh|ke|bat dau))? (?:từ|tu|from) (?:ngay )?" + (
    r"(?:hom nay|bay gio|nay|gio|today|now)(?!\w))"
)
_FILLER = (
    r"(?: (?:lai|them|khoang|duoc|tầm|tam|do|chung|cho|em|chi|anh|minh|toi|tui|phong|don vi|ben"
    r"|han|dung|thoi gian|nhiem vu|thoi han|tien do|nop|gui|bao cao|mat|no|a|c|e|co|hon|ra"
    r"|viec nay|nua|giup|xin"
    r"|so voi (?:han|ke hoach|tien do)|the deadline|it|by|for|of|about|another|toi da)){0,5}"
)
_LATER = (
    r"(?:them|sau han|qua han|gian|lo|muon|muộn|tre|trễ|cham|chậm|khat|lui|hoan|hoãn|dời|gia han"
    r"|keo dai|noi han|delay(?:ed)?"
    r"|extend(?:ed)?|extension|late|postponed?|another|extra|additional)"
)
_STARTS = rf"(?<!\w)(?P<lead>{_LATER}|xin|(?P<weak>cho|give (?:me|us)|need))"
_LATER_BY = re.compile(rf"{_STARTS}{_FILLER} {_AMOUNT}(?!\w)(?P<again> nua)?{_FROM_TODAY}?")
_MORE = re.compile(
    rf"(?<!\w){RANGE} (?:more|extra|additional) (?P<unit>{UNIT})(?!\w){_FROM_TODAY}?"
)
_PLUS = re.compile(rf"(?:^|(?<= ))\+ ?{RANGE} ?(?P<unit>{UNIT})(?!\w)")
_LATE = re.compile(rf"(?<!\w){RANGE} (?P<unit>{UNIT}) (?:late(?:r)?|extension)(?!\w)")
_FROM_NOW = re.compile(rf"(?<!\w){_AMOUNT}(?: nua)?{_FROM_TODAY}")
_EARLIER = re.compile(
    rf"(?<!\w)(?:som(?: hon| duoc| truoc)?|(?:truoc|vuot)(?: thoi)? (?:han|tien do))"
    rf"(?: han| tien do| khoang| tầm| them| duoc| it nhat)* {RANGE} ?(?P<unit>{UNIT})(?!\w)"
)
_BEFORE_DUE = re.compile(
    rf"(?<!\w){RANGE} ?(?P<unit>{UNIT})"
    r" (?:truoc (?:thoi )?han|early|ahead|before (?:the )?deadline)(?!\w)"
)
_SO_FAR = re.compile(r"(?<!\w)(?:da|dang|bi|may|roi|nghỉ|(?<!de )nghi|cong tac|hop)(?: \w+)? ?$")
_IS_PAST = re.compile(r" ?(?:roi|qua|nay|truoc)(?!\w)")
_HINTS = re.compile(
    r"\+|(?<!\w)(?:them|gian|lo|muon|muộn|tre|trễ|cham|chậm|khat|lui|hoan|hoãn|dời|gia han|keo dai"
    r"|noi|delay\w*|exten\w+|late\w*|postpone\w*|another|extra|additional|more|xin|cho|give|need"
    r"|som|han|tien do"
    r"|early|ahead|deadline|nay|gio|today|now)(?!\w)"
)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """So much later (or, negative, earlier) than the due day, or than today."""

    start: int
    end: int
    words: str
    amount: int
    unit: str
    from_today: bool = False
    or_today: bool = False  # counted from today, if nobody knows the due day
    is_clear: bool = True

    def day(self, days: Days, due_on: date | None) -> date | None:
        """The day meant; None if it is counted from a due day that nobody knows."""
        origin = (
            days.today if self.from_today else due_on or (days.today if self.or_today else None)
        )
        if origin is None:
            return None
        try:
            return days.counted(self.amount, self.unit, origin)
        except (ValueError, OverflowError):
            return None


def due_shifts(text: str) -> list[Shift]:
    """Every amount a normalised text counts from the due day, or from a today it names."""
    if not _HINTS.search(text):
        return []
    found: list[Shift] = []
    for pattern, sign in (
        (_EARLIER, -1), (_BEFORE_DUE, -1), (_LATER_BY, 1), (_MORE, 1), (_PLUS, 1), (_LATE, 1),
        (_FROM_NOW, 1),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            free = all(match.end() <= s.start or match.start() >= s.end for s in found)
            if free and (shift := _shift(match, sign, text)):
                found.append(shift)
    return sorted(found, key=lambda shift: shift.start)


def _shift(match: re.Match[str], sign: int, text: str) -> Shift | None:
    groups = match.groupdict()
    from_today = bool(groups.get("today"))
    asks = "them" in match[0] or not groups.get("weak")
    # "Cho em 3 ngày nữa" may be from today, "xin thêm 3 ngày nữa" hardly.
    doubtful = (
        bool(groups.get("again"))
        and not from_today
        and groups.get("lead") in ("xin", "cho")
        and "them" not in match[0]
    )
    if not from_today and _has_been(match, text):
        return None
    if groups.get("half"):
        amount, unit = 1, "nua thang"
    else:
        amount, unit = int(value(groups.get("high") or match["low"])), match["unit"]
    return Shift(
        start=match.start(),
        end=match.end(),
        words=match[0],
        amount=sign * amount,
        unit=unit,
        from_today=from_today,
        or_today=doubtful,
        is_clear=from_today or (asks and not doubtful),
    )


def _has_been(match: re.Match[str], text: str) -> bool:
    """ "đang trễ 2 ngày rồi" tells how late it is by now, and promises nothing."""
    before, after = text[max(0, match.start() - 15) : match.start()], text[match.end() :][:8]
    return bool(_SO_FAR.search(before) or _IS_PAST.match(after))
