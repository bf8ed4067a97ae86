"""Yes or no, said to a request: "1 ok em", "NV1 chưa được, thiếu phụ lục", "đồng ý đến 20/9".

A word that says both, puts a condition, asks, or tells of something else is neither: whoever said
it is asked which. An agreement with a day counts only if it says nothing else but "until". Who asks
for more time answers nothing: that is a request of their own.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.understanding.dates import named_days
from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.words import fold


class Word(StrEnum):
    YES = "yes"
    NO = "no"
    NEITHER = "neither"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    word: Word
    is_explicit: bool = False  # "đồng ý", "trả lại": nothing but a request is answered so
    until: date | None = None  # the day agreed to, if one was named
    why: str = ""  # of a no, as it was typed
    remark: str = ""  # beside a yes, as it was typed
    asks_for_time: bool = False  # "xin gia hạn đến 20/9": neither, but asked by whoever says it


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a message says of one thing, and by which code or item number."""

    words: str
    code: str | None = None
    unit: str | None = None
    number: int | None = None


_CODE = re.compile(r"(?<![\w/])(?P<code>(?:nv|bc)[\s-]?\d{1,4})(?:/(?P<unit>[^\s,;:.]+))?\b", re.I)
_NUMBER = re.compile(
    r"^\W*(?:(?:việc|viec|mục|muc|số|so|item)\s+)?(?P<n>\d{1,2})(?:\s*[.:,)-]\s*|\s+)(?=[^\W\d])"
    r"(?!(?:ngay|ngày|hom|hôm|tuan|tuần|thang|tháng)\b)",
    re.I,
)
_BEHIND_YES = re.compile(
    r"^\W*(?P<yes>(?:ok\s+)?(?:đồng ý|dong y|xác nhận|xac nhan|duyệt|duyet|approve|confirm))"
    r"\s+(?:việc\s+|viec\s+|mục\s+|muc\s+|số\s+|so\s+|item\s+)?(?P<n>\d{1,2})"
    r"(?=\s*[,:;.-]\s*[^\W\d])",
    re.I,
)
_BARE = re.compile(r"^\W*(?P<n>\d{1,2})[\s.!]*$")
_NEXT = re.compile(
    r"(?:[;\n.,]\s*|\s+)(?:(?:và|va|còn|con|and)\s+)?"
    r"(?=(?:(?:nv|bc)[\s-]?\d{1,4}(?:/\S+)?|\d{1,2})(?:\s*[.:)-]\s*|\s+)[^\W\d])",
    re.I,
)

_ADDRESS = r"(?:da|vang|em|e|anh|a|chi|c|toi|minh|bac|chu|phong|i|we|oi)"
_LEAD = rf"(?:(?:{_ADDRESS}|thi|la|cung|se|hoan toan|tam|viec nay|chi co the)[\s,]{{1,4}}){{0,9}}"
_AGREED = (
    r"(?:dong y|nhat tri|thong nhat|phe duyet|duyet|chap thuan|chap nhan|xac nhan"
    r"|approved?|agreed?|confirm(?:ed)?|accept(?:ed)?|granted)"
)
_FINE = (
    r"(?:ok|oke|okay|okie|okla|duoc|tot|dat|uh?|um|yes|yep|yeah|sure|fine|good|all right|alright"
    r"|looks good|lgtm|go ahead|no problem|no objections?)"
)
_YES = re.compile(
    rf"{_LEAD}(?:{_FINE}[\s,]{{1,4}}(?:{_ADDRESS}[\s,]{{1,4}}){{0,5}})?(?P<explicit>{_AGREED})(?!\w)"
    rf"|{_LEAD}{_FINE}(?!\w)"
)
_NOT = r"(?:khong the|khong|ko|chua the|chua)"
_NO_EXPLICIT = (
    rf"(?:{_NOT} (?:{_AGREED}|(?:cho )?(?:gia han|lui|keo dai))(?: duoc)?"
    r"|tu choi|bac bo|tra lai|gui lai|send (?:it )?back"
    r"|return(?:ed)?|reject(?:ed)?|refused?|declined?|denied|deny|disagree"
    r"|(?:do not|don'?t|cannot|can'?t) (?:agree|approve|accept|confirm)"
    r"|not (?:approved|agreed|accepted))"
)
_NO = re.compile(
    rf"{_LEAD}(?:(?P<explicit>{_NO_EXPLICIT})(?!\w)"
    rf"|(?:{_NOT} (?:duoc|dat|on|ok)|not (?:yet|ok|okay|good enough|good|fine))(?!\w)"
    r"(?! (?:xem|doc|gui|nhan|giao|phan cong|biet|bao))"
    rf"|(?:khong|ko|chua|no|nope)(?= ?(?:$|[,.;:!-]| (?:vi|do|because|as|{_ADDRESS})\b)))"
)
# What has to be done first, or is missing: the reason is the whole of it.
_TO_MEND = re.compile(
    rf"{_LEAD}(?P<bare>lam lai|sua lai|sua|bo sung|chinh sua|hoan thien|ra soat lai|redo|revise"
    rf"|con thieu|thieu|sai|missing|{_NOT} (?:du|tot|dung|day du|phu hop|dat yeu cau))(?!\w)"
)
_CONDITION = re.compile(
    r"(?<!\w)(?:nhung|song|tuy nhien|neu|voi dieu kien|tru|khong|ko|chua|thieu|lam lai|sua"
    r"|bo sung|tra lai|xem|can nhac|suy nghi|kiem tra|trao doi|hoi lai|ban lai|de toi|de anh"
    r"|de minh|sau|ha|nhi|but|if|unless|except|not|no|review|look|check|think|later|discuss)(?!\w)"
)
_MORE_TIME = re.compile(
    r"(?<!\w)(?:(?:xin|de nghi|cho)(?: (?:cho|em|toi|minh|don vi|duoc|phep))*"
    r" (?:gia han|lui|keo dai|them (?:thoi gian|thoi han))"
    r"|(?:need|want|request(?:ing)?|ask(?:ing)? for|please give)(?: (?:me|us|an?|some))*"
    r" (?:extension|more time))(?!\w)"
)
_ANY_YES = re.compile(rf"(?<!\w)(?:{_AGREED}|ok|oke|okay)(?!\w)")
_ONLY_UNTIL = re.compile(
    r"(?:[\s,.:·!-]|(?<!\w)(?:gia han|cho gia han|cho|thoi han|han|lui|doi|keo dai|them|den|toi|het"
    r"|truoc|ngay|chi|thoi|nhe|nha|a|em|anh|until|till|to|by|only|for|an|extension|the|you|it"
    r"|postpone|with|moi)(?!\w)){0,40}"
)
_COURTESY_ONLY = re.compile(
    rf"(?:[\s,.!]|(?<!\w)(?:{_ADDRESS}|nhe|nha|di|nua|roi|a)(?!\w)){{0,40}}"
)


# What is asked for the next time is no condition of this one.
_NEXT_TIME = re.compile(
    r"[\s,.;:-]*(?<!\w)(?:(?:nhung|song|tuy nhien|but)[\s,]+)?"
    r"(?P<remark>(?:(?:tu |nhung )?(?:lan|ky) (?:sau|toi)|tu nay|next time|from now on)(?!\w).*)"
)
_REMARK = re.compile(
    rf"(?:\s|(?<!\w)(?:{_ADDRESS}|nhe|nha|di|roi)(?!\w)){{0,40}}[,.;:-][\s,.;:-]*(?P<remark>[^\W\d].*)"
)


def parts(words: str) -> list[str]:
    """ "1 đồng ý, 2 chưa được" as two messages; any other words as they are."""
    found = [part.strip() for part in _NEXT.split(words)]
    named = [part for part in found if part]
    if len(named) > 1 and all(_NUMBER.match(p) or _CODE.match(p) for p in named):
        return named
    return [words]


def named(words: str) -> Named:
    """The code, else the item number, that the words begin with or say yes to, and the words
    without it."""
    if code := _CODE.search(words):
        rest = f"{words[: code.start()]} {words[code.end() :]}".strip(" :,.-")
        plain = re.sub(r"[\s-]", "", code["code"]).upper()
        return Named(words=rest, code=plain, unit=code["unit"])
    if bare := _BARE.match(words):
        return Named(words="", number=int(bare["n"]))
    if behind := _BEHIND_YES.match(words):  # "đồng ý 1, lần sau gửi sớm hơn"
        return Named(words=behind["yes"] + words[behind.end() :], number=int(behind["n"]))
    if number := _NUMBER.match(words):
        return Named(words=words[number.end() :], number=int(number["n"]))
    return Named(words=words)


def says_yes(words: str) -> bool:
    """Whether there is an agreement anywhere in the words."""
    return _ANY_YES.search(fold(words)) is not None


def verdict(
    words: str,
    today: date,
    work: WorkCalendar,
    *,
    asked_for: date | None = None,
    known: Collection[date] = (),
) -> Verdict:
    """What words without a code say to a request; `asked_for`: the day, of one for more time.

    `known` are other days that a refusal may name: the one in force.
    """
    said = fold(words).strip(" .!,;:")
    if no := _NO.match(said) or _TO_MEND.match(said):
        return _no(words, said, no, today, work, asked_for, known)
    yes = _YES.match(said)
    if yes is None:
        asks = _MORE_TIME.search(said) is not None
        return Verdict(word=Word.NEITHER, asks_for_time=asks)
    explicit = yes["explicit"] is not None
    rest, remark = said[yes.end() :], ""
    if later := _NEXT_TIME.search(rest):
        before = _REMARK.fullmatch(rest[: later.start()])  # "send it earlier next time"
        begins = before.start("remark") if before else later.start("remark")
        remark, rest = _as_typed(words, rest[begins:]), rest[: later.start()]
    unclear = Verdict(word=Word.NEITHER, is_explicit=explicit)
    if "?" in words or _CONDITION.search(rest):
        return unclear
    days, left = _days(rest, today, work)
    if any(c.isdigit() for c in left) or None in days or len(days) > 1:
        return unclear
    until = next(iter(days), None)
    if until is None and explicit and not remark and (added := _REMARK.fullmatch(rest)):
        is_courtesy = _COURTESY_ONLY.fullmatch(added["remark"])
        remark = "" if is_courtesy else _as_typed(words, added["remark"])
    if until is None or until == asked_for:
        return Verdict(word=Word.YES, is_explicit=explicit, remark=remark)
    if asked_for is None or not _ONLY_UNTIL.fullmatch(left):
        return unclear
    if re.search(r"(?<!\w)(?:truoc|before)(?!\w)", rest):
        return unclear  # "before the 20th" is the 19th to some and the 20th to others
    return Verdict(word=Word.YES, is_explicit=explicit, until=until, remark=remark)


def _no(
    words: str,
    said: str,
    no: re.Match[str],
    today: date,
    work: WorkCalendar,
    asked_for: date | None,
    known: Collection[date],
) -> Verdict:
    to_mend = "bare" in no.groupdict()
    explicit = not to_mend and no["explicit"] is not None
    rest = said[no.end() :]
    unclear = Verdict(word=Word.NEITHER, is_explicit=explicit)
    if "?" in words or says_yes(rest) or (to_mend and asked_for is not None):
        return unclear
    if asked_for is not None:
        days, _ = _days(rest, today, work)
        if not days <= {asked_for, *known}:
            return unclear
    if _COURTESY_ONLY.fullmatch(rest):
        return Verdict(word=Word.NO, is_explicit=explicit)
    why = _as_typed(words, said if to_mend else rest)
    return Verdict(word=Word.NO, is_explicit=explicit, why=why)


def _as_typed(words: str, ending: str) -> str:
    """The end of the words as it was typed, as many words as the folded ending has."""
    count = len(ending.strip(" ,.;:!-").split())
    return " ".join(words.split()[-count:]).strip(" :,.;-") if count else ""


def _days(said: str, today: date, work: WorkCalendar) -> tuple[set[date | None], str]:
    """The days that words name (None: something of the kind, but no day), and what is left."""
    found = named_days(said, today, work)
    for stretch, _ in found:
        said = said.replace(stretch, "·", 1)
    return {day for _, day in found}, said
