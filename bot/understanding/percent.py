"""How much of the whole task is done now (LABELS.md §3).

Every figure that may tell is found first, each kind by a pattern of its own; then the words around
it give it a role (figure_roles.py), and the best of the usable ones is the answer: a stated percent
or fraction of the whole before a count of units before a bare number, what is said of today before
the rest, the last said before the earlier. A figure over 100 is no progress at all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from bot.understanding.counts import TIME, UNIT, find_shares
from bot.understanding.day_words import FALLING, NOT_COUNTED, RISING
from bot.understanding.figure_doubts import has_untaken, names_something
from bot.understanding.figure_roles import USABLE, Role, role_of
from bot.understanding.numbers import DIGITS, NUMBER, OF_A_HUNDRED, TENS, half_up, value


@dataclass(frozen=True)
class Figure:
    """What was found: no percent and `over` if somebody wrote 150%."""

    percent: int | None = None
    over: bool = False
    places: tuple[tuple[int, int], ...] = ()  # the text it was read from: no dates there
    is_clear: bool = True  # no other figure or role was plausible; none read, there is none


class _Measure(IntEnum):
    """How a figure was stated; of two, the greater counts."""

    BARE = 1
    COUNT = 2
    WHOLE = 3


@dataclass(frozen=True)
class _Found:
    measure: _Measure
    percent: float
    start: int
    end: int
    is_clear: bool = True


@dataclass(frozen=True)
class _Told:
    """A figure with the role its words give it."""

    found: _Found
    role: Role
    is_named: bool  # a name stands right before it: "đường 80%"

    @property
    def percent(self) -> float:
        return 100 - self.found.percent if self.role is Role.LEFT else self.found.percent

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        earlier, today = self.role is Role.EARLIER, self.role is Role.NOW
        return (not earlier, self.found.measure, today, self.found.start)


_SIGN = r"\s?(?:\+{0,2}%|(?:phan tram|percent|per cent|pct)(?! nao)(?!\w))"
_PERCENT = re.compile(
    rf"(?<![\w.,/])(?P<low>{DIGITS})(?:{_SIGN})?(?:\s?[-~]\s?| (?:den|toi|hoac|to) ){DIGITS}{_SIGN}"
    rf"|(?<![\w.,/])(?P<tens>{TENS})(?:{_SIGN})?(?:\s?[-~]\s?|,? (?:den |toi |hoac "
    rf"|to )?){TENS}{_SIGN}"
    rf"|(?<![\w.,/])(?P<one>{OF_A_HUNDRED}){_SIGN}"
)
# "7-80%": from seventy, said short; "5-10%" is what it says.
_SHORT_RANGE = re.compile(r"(?:2-3|3-4|4-5|5-6|6-7|7-8|8-9)0(?!\w)")
_NONE = re.compile(
    r"(?<!\w)(?:(?:khong|chua)(?: \w+)? (?:phan tram|%) nao|(?<!tu )(?<!từ )(?:con )?so (?:0|khong)"
    r"(?= ?(?:[,.;!]|(?:tron|to|a|nhe)(?!\w)|$))|zero(?! [0-9]))(?!\w)"
)
_PARTS = re.compile(
    rf"(?<!\w)(?:(?P<part>{NUMBER}) phan (?P<all>{NUMBER})(?! tram| phan)"
    r"|(?P<n>a|an|one|two|three|four|[1-4])[ -](?P<d>third|quarter|fifth|half)s?)(?!\w)"
    rf"(?! {TIME}(?!\w))"
)
_NTHS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}
# "Mười phần xong bảy".
_OF_TEN = re.compile(
    r"(?<!\w)(?:muoi|10) phan (?:\w+ ){0,4}(?:duoc|xong|hoan thanh) "
    r"(?P<n>[1-9]|mot|hai|ba|bon|nam|sáu|sau|bay|tám|tam|chin)(?: phan)?(?!\w)"
)
# "Xong bảy phần rồi": of the ten that everything has.
_TENTHS = re.compile(
    r"(?<!\w)(?:duoc|xong|len|chung|khoang|tầm) (?P<n>[3-9]|ba|bon|nam|sáu|sau|bay|tám|tam|chin)"
    r"(?:,? (?:bon|nam|sáu|sau|bay|tám|tam|chin))? phan(?= (?:roi|thoi|a|nhe|anh|chi)(?!\w)"
    r"| ?[,.!;]|$)"
)
_HALF = re.compile(
    r"(?<!\w)(?:(?:mot|1|(?<!ba )(?<!bon )(?<!nam )(?<!sau )(?<!sáu )(?<!bay )(?<!tám )(?<!chin )"
    r"(?<![0-9] )phan) (?:nửa|nua)|(?<=duoc )nua|(?<=xong )nua|(?<=con )nua|(?<=di )nua|nửa"
    r"|nua(?= (?:chang|quang|doan|khoi luong|duong|cong viec|so|tong so)(?!\w))|half(?: ?way)?"
    rf"|fifty fifty)(?!\w)(?! (?:{TIME}|chung|voi|muon|day|week|month|year|an hour)(?!\w))"
)
_NOT_HALF = re.compile(
    r"(?<!\w)(?:(?:qua|hon|tren|ngoai|gia|more than|over)(?: duoc)?|(?:khong|chua)(?: \w+){0,3}"
    r" (?:duoc|xong|con)|non|hai|ba|bon|may|vai|[2-9]) ?$"
)
_COURTESY = (
    r"(?:da|dạ|vang|thua|bao cao|anh|chi|a|c|em|sep|e|bac|chu|co|ok|uh|u|viec nay|cai nay|nay|hien"
    r"|hien tai|gio|tien do|ket qua|tong the|chung|it is|it s|its|we re at|about|abt|around)"
)
_ROUGHLY = (
    r"(?:khoang|tầm|tam|co|chung|do|hon|gan|tren|ngoai|quang|uoc|xap xi|ngot nghet|moi|chi|duoc"
    r"|dat|len|den|at|about|roughly|la|chac|nhich)"
)
# A number that ends what is said. "25 em nộp" is a day.
_ENDS = (
    r"(?=(?: (?:em|minh|anh|chi))?(?: (?:may|roi|thoi|nhe|a|sep|đó|do|o|vay|day|oi|gi do|luon|bac"
    r"|chu"
    r"|hon|nhung|vi|ma|thi|because|now|but|done|anh|chi|em|c)(?! (?:(?:em|minh) )?(?:nop|gui|giao"
    r"|trinh|xong|lam|se|ban|bao|ky)(?!\w))(?!\w)|\s?[,.!;\n](?![0-9])|\s*$))"
)
_RANGE_END = rf"(?:\s?-\s?(?:{DIGITS}|{TENS}))?"
_COUNTED = (
    r"(?P<n>[1-9] ?- ?[1-9] chuc|[0-9]{1,3}(?:[.,][0-9])?"
    rf"|(?!ham |bam ){TENS}){_RANGE_END}{_ENDS}"
)
_ANSWER = re.compile(rf"^\W*(?:{_COURTESY} ?[,.:]? ?){{0,4}}(?:{_ROUGHLY} ){{0,3}}{_COUNTED}")
_REACHED = re.compile(
    r"(?<!\w)(?:duoc|dat|len|tầm|khoang|at|nay|gio|thuc te|hien tai|hien|dang|moi|chac|co|chung"
    rf"|(?:chua,? )?nhung|la) (?:{_ROUGHLY} ){{0,2}}{_COUNTED}"
)
# "20-9", "12.9": a day, or hardly a clear percent.
_FALLING = re.compile(rf"(?:{FALLING}){NOT_COUNTED}")
_MAY_BE_A_DAY = re.compile(rf"(?:{RISING}|(?:0?[1-9]|[12][0-9]|3[01])\.[1-9]){NOT_COUNTED}")
_IS_REACHED = re.compile(r"(?<!\w)(?:duoc|dat|len|moi)(?: (?:den|toi|khoang|tầm))? $")
_ASKED_FOR = re.compile(
    r"(?<!\w)(?:lui|xin|gia han|khat|han|ngay|truoc|them|hen|so|thang|nop|gui|trinh|cho em|phong"
    r"|hop"
    r"|tre|hoan|nguoi)(?!\w)[^,.;\n]{0,20}$|(?<!\w)(?:chua|khong) ?$"
)
_STRETCH_ENDS = re.compile(
    r"[;!?\n(),:]|\.(?![0-9])|(?<!\w)(?:nhung|ma|va"
    r"|(?<!le )(?<!cay )song)(?!\w)"
)
# After it the sum is taken apart: "60%, trong đó nguồn tỉnh 100%, nguồn huyện 45%".
_BREAKDOWN = re.compile(
    r"(?<!\w)(?:trong (?:đó|do)|cu the|gom co|bao gom|rieng(?! (?:\w+ )?(?:em|minh"
    r"|toi)(?!\w)))(?!\w)[^.;\n]{0,160}$"
)
_NAME = re.compile(
    r"(?<!\w)(?!(?:duoc|dat|toi|den|len|khoang|tầm|tam|moi|da|dang|lam|xong|con|chi|hon|gan|tren|la"
    r"|chung|do|co|nay|gio|hien|qua|truoc|thang|tuan|roi|at|is|hoan thanh|thanh|tu"
    r"|từ)(?!\w))[^\W\d]+ ?:? $"
)
_AFTER_ENDS = re.compile(r"[;!?\n()]|[,.](?![0-9])")
_REACH = 60  # characters of a stretch that are looked at
_ALL = 100
_MOST = 20  # figures of one kind in one text
_LEAST_BARE = 10  # "được 3 rồi" may be three of anything,
_SHORT = 16  # unless it is all that is said


def find_figure(text: str) -> Figure:
    """What the text says of the task as a whole; the text is normalised and carries no codes."""
    told = list(_told(text, _candidates(text)))
    if any(one.found.percent > 100 and one.role in USABLE for one in told):
        return Figure(over=True)
    places = tuple((one.found.start, one.found.end) for one in told if not _is_the_finish(one))
    usable = [one for one in told if one.role in USABLE]
    if not usable:
        return Figure(places=places, is_clear=bool(told) or not has_untaken(text))
    if _of_parts(usable):
        return Figure(places=places, is_clear=False)
    best = max(usable, key=lambda one: one.rank)
    return Figure(
        half_up(best.percent),
        places=places,
        is_clear=best.found.is_clear
        and best.role is not Role.EARLIER
        and not _rivals(best, usable)
        and not _may_be_of_a_part(text, best.found),
    )


def _is_the_finish(one: _Told) -> bool:
    """ "20/9 đạt 100%": the day beside it is the day of the finish (dates.py reads on)."""
    return one.role is Role.TARGET and one.found.percent == _ALL


def _of_parts(usable: list[_Told]) -> bool:
    """ "Đường 80%, điện 60%, nước 20%": of each part its own, of the whole none."""
    return len(usable) > 1 and all(
        one.is_named and one.role is Role.DONE and one.found.measure is _Measure.WHOLE
        for one in usable
    )


def _may_be_of_a_part(text: str, found: _Found) -> bool:
    """A count of units names what it counts; only a share of the whole can be in doubt."""
    if found.measure is not _Measure.WHOLE:
        return False
    return names_something(_own(text[max(0, found.start - _REACH) : found.start]))


def _rivals(best: _Told, usable: Iterable[_Told]) -> bool:
    """Whether another figure of the same measure says otherwise, and no word of time decides."""
    return best.role is not Role.NOW and any(
        one.found.measure is best.found.measure
        and one.role is best.role
        and half_up(one.percent) != half_up(best.percent)
        for one in usable
    )


def _told(text: str, candidates: list[_Found]) -> Iterator[_Told]:
    begin = 0
    for i, found in enumerate(candidates):
        stop = candidates[i + 1].start if i + 1 < len(candidates) else len(text)
        before = text[max(begin, found.start - _REACH) : found.start]
        after = text[found.end : min(stop, found.end + _REACH)]
        end = _AFTER_ENDS.search(after)
        after = after[: end.start()] if end else after
        own = _own(before)
        role = role_of(own, after, found.percent)
        if (
            begin
            and role in USABLE
            and _BREAKDOWN.search(text, max(0, found.start - 180), found.start)
        ):
            role = Role.PART
        yield _Told(found, role, is_named=bool(_NAME.search(own)))
        begin = found.end


def _own(before: str) -> str:
    """The figure's own stretch; a colon belongs to what leads to it: "tỷ lệ hài lòng: 98%"."""
    cuts = [end.end() for end in _STRETCH_ENDS.finditer(before)]
    if cuts and before[cuts[-1] - 1] == ":" and not before[cuts[-1] :].strip():
        cuts.pop()
    return before[cuts[-1] if cuts else 0 :]


def _candidates(text: str) -> list[_Found]:
    """Every figure in order, none inside another."""
    taken: list[_Found] = []
    for find in (_wholes, _counts, _halves, _bare):
        for found in islice(find(text), _MOST):
            if all(found.end <= other.start or other.end <= found.start for other in taken):
                taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _wholes(text: str) -> Iterator[_Found]:
    if "%" in text or "phan" in text or "pct" in text or "per" in text:
        for match in _PERCENT.finditer(text):
            counted = re.match(rf" ?(?:so )?{UNIT}(?!\w)", text[match.end() : match.end() + 30])
            measure = _Measure.COUNT if counted else _Measure.WHOLE
            percent = value(match["low"] or match["tens"] or match["one"])
            if _SHORT_RANGE.match(match[0]):
                percent *= 10
            if counted and percent == _ALL:
                continue  # "100% cán bộ đã tập huấn" is a result beside the task
            yield _Found(measure, percent, *match.span(), is_clear=not counted)
    for match in _NONE.finditer(text):
        yield _Found(_Measure.WHOLE, 0, *match.span())
    for match in _OF_TEN.finditer(text):
        yield _Found(_Measure.WHOLE, 10 * value(match["n"]), *match.span())
    for match in _PARTS.finditer(text):
        if match["d"]:
            part = {"a": 1, "an": 1}.get(match["n"]) or value(match["n"])
            yield _Found(_Measure.WHOLE, 100 * part / _NTHS[match["d"]], *match.span())
        elif 0 < value(match["part"]) <= value(match["all"]):
            share = 100 * value(match["part"]) / value(match["all"])
            yield _Found(_Measure.WHOLE, share, *match.span())


def _counts(text: str) -> Iterator[_Found]:
    for share in find_shares(text):
        measure = _Measure.WHOLE if share.of_whole else _Measure.COUNT
        yield _Found(measure, share.percent, share.start, share.end, share.is_clear)


def _halves(text: str) -> Iterator[_Found]:
    if "nua" not in text and "nửa" not in text and "half" not in text and "fifty" not in text:
        return
    for match in _HALF.finditer(text):
        if not _NOT_HALF.search(text, max(0, match.start() - 24), match.start()):
            yield _Found(_Measure.WHOLE, 50.0, *match.span())


def _bare(text: str) -> Iterator[_Found]:
    if "chia" not in text:
        for match in _TENTHS.finditer(text):
            yield _Found(_Measure.BARE, 10 * value(match["n"]), *match.span(), is_clear=False)
    for pattern in (_ANSWER, _REACHED):
        for match in pattern.finditer(text):
            number = value(match["n"])
            asked_for = _ASKED_FOR.search(text, max(0, match.start() - 40), match.start())
            small = number < _LEAST_BARE
            at = match.start("n")
            may_be_a_day = _MAY_BE_A_DAY.match(text, at)
            reached = _IS_REACHED.search(text, max(0, at - 16), at)
            if _FALLING.match(text, at) or (may_be_a_day and not reached):
                continue
            if number > _ALL or asked_for or (small and len(text) > _SHORT):
                continue
            clear = not (small or may_be_a_day)
            yield _Found(_Measure.BARE, number, *match.span("n"), is_clear=clear)
