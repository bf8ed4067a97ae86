"""The fixed phrases, and what politeness and habit put around them.

A table: the first phrase that matches the whole folded message decides what is wanted. Free words
that match none go to understanding.
"""

import re
import unicodedata
from collections.abc import Iterable

from bot.handlers.asked import Asked
from bot.handlers.channels import CHANNEL
from scheduler.rules.cycle import CycleKind
from scheduler.rules.plan import Cycle
from scheduler.rules.words import fold
from storage import cycles

_REF = r"(?:(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?|(?P<n>\d{1,2}))"
_NOTHING = r"(?:khong (?:co )?(?:gi )?phat sinh(?: gi)?|kps|nothing to report)"
_WHY = (
    r"(?:/why|/vi_?sao|vi sao|tai sao|why)"
    r"(?: (?:lai )?(?:nhac|bao|gui|(?:(?:did|do) you )?remind)(?: cho)?"
    r"(?: (?:toi|minh|em|anh|chi|me))?(?: the| vay)?| me| vay| the)?"
)
# Reminding again: by code or item number, and when.
_AGAIN = (
    r"(?:(?:xin |hay )?nhac lai(?: (?:cho )?(?:toi|em|minh))?"
    r"|nhac (?:cho )?(?:toi|em|minh)(?: lai)?|snooze|remind me(?: again)?)"
)
_CODE = r"(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?"
_ITEM = rf"(?:{_CODE}|(?P<n>\d{{1,2}})(?!\s*(?:ngay|hom|tuan|thang|gio|tieng|phut)|[/:.]\d))"
_TIME_WORD = (
    r"(?:sau|khi|hop|cuoc|xong|luc|vao|khoang|dau|giua|cuoi|ngay|hom|thu|hai|ba|tu|nam|bay|chu|nhat"
    r"|tuan|thang|sang|trua|chieu|toi|mai|kia|nay|gio|tieng|phut|nua|tomorrow|today|next|week|month"
    r"|this|morning|afternoon|on|at|until|mon|tues|wednes|thurs|fri|satur|sun|day|days|in|hours?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:h\d{0,2}|:\d{2}|[ap]m)?"
    r"|\d{1,2}/\d{1,2}(?:/\d{4})?)"
)
_WHEN = rf"{_TIME_WORD}(?: {_TIME_WORD})*"
_MAY_BE = r"(?:thi |hay )?nhac(?: lai)?(?: cung duoc)?"
_NOT_BEFORE = (
    r"(?:(?:tam thoi |tam )?(?:dung|khoan|ngung)(?: hay)? nhac(?: (?:toi|em|minh))?(?: lai)?"
    r" (?:cho )?(?:den|toi)|(?:do not|don'?t) remind me until)"
)
_CLOCK = r"\d{1,2}(?:\s?(?:h|g|gio)\s?\d{0,2}|:\d{2})?(?: (?:sang|trua|chieu|toi|dem)|\s?[ap]m)?"
_ME = r"(?: (?:cho )?(?:toi|em|minh|tin|viec))*"
_REMIND = rf"(?:nhac|nhan|bao|gui)(?: tin)?{_ME}"
_TAKE = (
    r"(?:(?:toi |minh |em |anh |chi |i(?: will|'ll)? )?(?:xin |se )?"
    r"(?:nhan xu ly|take charge(?: of)?))"
)
_UNTIL = (
    r"(?:(?:den|toi|truoc|until|till|by)\s+.+"
    r"|(?:trong (?:vong )?|for |within |in )?(?:\d{1,3}|[a-z]+(?: [a-z]+)?) "
    r"(?:ngay(?: lam viec)?|tuan|(?:working )?days?|weeks?)(?: nua)?"
    r"|(?:trong |het |cuoi |within )?(?:tuan nay|tuan sau|tuan toi|thang nay"
    r"|this week|next week|this month"
    r"|hom nay|ngay mai|mai|today|tomorrow))"
)
_GIVE_BACK = r"(?:(?:thoi|khong) nhan(?: xu ly)?(?: nua)?|hand back)"
_CHANNELS = rf"(?P<channels>{CHANNEL}(?:\s*(?:,|va|and|then|roi(?: den)?)?\s*{CHANNEL})*)"
PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("help", r"/(help|start|trogiup)\b.*|help|tro giup|huong dan"),
        ("overdue", r"(?:/overdue|/quahan|qua han|viec qua han)(?:\s+(?P<page>\d+))?"),
        ("missing", r"/(missing|chuabaocao)|ai chua (bao cao|nop|gui)( bao cao)?\??|chua bao cao"),
        ("mine", r"/(viec|tasks|mine)|viec cua (toi|minh|em|anh|chi)|my tasks"),
        ("why", rf"{_WHY}(?:\s+{_REF})?\s*\?*"),
        ("why", rf"{_REF}[\s:,.-]+{_WHY}\s*\?*"),
        ("keep_writing", r"tiep tuc nhan (?:tin )?nhac viec|keep (?:on )?reminding(?: me)?"),
        ("undo", r"/?(hoan ?tac|undo|huy ghi)"),
        (
            "consolidate",
            r"(?:/tonghop|/report|tong hop|consolidate)\s+(?P<cycle>bc\s?\d+)\s*(?P<period>.*)",
        ),
        (
            "hand_in_all",
            r"(?:gui|nop|send|submit)\s+(?P<codes>bc\s?\d+(?:\s*(?:,|va|and|&)\s*bc\s?\d+)+)",
        ),
        (
            "hand_in",
            rf"(?:{_REF}\s+)?(?:gui|nop|send|submit)(?: bao cao| bc)?(?:\s+(?:di|lai))?"
            r"|(?:gui|nop|send|submit)\s+(?P<late>bc\s?\d+)(?:\s+(?P<period>.+))?",
        ),
        (
            "nothing",
            rf"(?:{_REF}\s+)?(?:gui |nop |bao cao )?{_NOTHING}",
        ),
        ("reopen", rf"(?:mo lai|reopen)\s+{_REF}.*"),
        ("agree", rf"(?:{_REF}\s+)?(?:dong y|xac nhan|duyet|ok duyet|approve|confirm)"),
        ("agree", rf"(?:dong y|xac nhan|duyet|approve|confirm)\s+{_REF}"),
        ("refuse", rf"(?:khong dong y|tu choi|refuse|reject)\s+{_REF}(?P<why>.*)"),
        ("refuse", rf"{_REF}\s+(?:khong dong y|tu choi|refuse|reject)(?P<why>.*)"),
        ("send_back", rf"(?:tra lai|return)\s+{_REF}(?P<why>.*)"),
        ("send_back", rf"{_REF}\s+(?:tra lai|return)(?P<why>.*)"),
        ("assign", rf"(?:giao|assign)\s+{_REF}\s+(?:cho|to|for)?\s*(?P<who>.+)"),
        ("take_charge", rf"(?:{_REF}\s+)?{_TAKE}(?:\s+{_UNTIL})?"),
        ("take_charge", rf"{_TAKE}\s+{_REF}(?:\s+{_UNTIL})?"),
        ("give_back", rf"(?:{_REF}\s+)?{_GIVE_BACK}"),
        ("give_back", rf"{_GIVE_BACK}\s+{_REF}"),
        ("newest_channel", r"(?:/kenh|/channels?)\s+(?:moi nhat|tu dong|mac dinh|newest|auto)"),
        ("channels", rf"(?:/kenh|/channels?)\s+{_CHANNELS}"),
        (
            "channels",
            rf"(?:xin |hay |chi )*(?:uu tien|nhan(?: tin)?{_ME} (?:qua|bang|tren)"
            rf"|(?:nhac|gui tin){_ME} (?:qua|bang|tren))"
            rf"(?: kenh)? {_CHANNELS}(?: truoc| thoi)?",
        ),
        (
            "channels",
            rf"(?:only )?(?:prefer|(?:message|write to|write|remind|contact|text) me"
            rf" (?:on|by|via|through|in)) {_CHANNELS}(?: first| only)?",
        ),
        ("my_channels", r"/kenh|/channels?|kenh nhan tin|my channels"),
        (
            "half_day",
            # "chi" typed without its accent is taken for "chị" and left out as a courtesy.
            rf"(?:chi {_REMIND}(?: vao)?(?: buoi)?|{_REMIND}(?: vao)? buoi)"
            r" (?P<half>sang|chieu)(?: thoi)?"
            r"|only (?:remind me )?(?:in )?(?:the )?(?P<english>morning|afternoon)s?",
        ),
        (
            "both_halves",
            rf"{_REMIND}(?: vao)? (?:ca )?(?:hai|2) buoi|{_REMIND} ca (?:sang va|sang lan) chieu"
            r"|(?:remind me )?(?:in )?(?:the )?(?:both (?:slots|halves)|morning and afternoon)",
        ),
        (
            "quiet_hours",
            rf"(?:khong|dung|xin dung) {_REMIND}(?: tu)? (?P<from>{_CLOCK})"
            rf"\s?(?:den|toi|-)\s?(?P<to>{_CLOCK})"
            r"|(?:no messages|do not write|don'?t write|do not remind me|don'?t remind me)"
            rf" (?:from |between )?(?P<since>{_CLOCK})\s?(?:to|and|until|-)\s?(?P<until>{_CLOCK})",
        ),
        (
            "no_quiet_hours",
            r"bo gio (?:khong nhan|khong nhac|yen lang)|nhan (?:luc|gio) nao cung duoc"
            r"|no quiet hours|any hour is fine",
        ),
        ("snooze", rf"{_AGAIN}\s+(?:viec |ve |about |of )?{_CODE}(?:[\s:,]+(?P<when>.+))?"),
        ("snooze", rf"{_AGAIN}\s+(?:viec |muc )?(?P<n>\d{{1,2}})(?P<when>)"),
        ("snooze", rf"(?:{_ITEM}[\s:.,-]+)?(?:thi )?(?P<when>{_WHEN})[\s,]+(?:thi |hay )?{_AGAIN}"),
        ("snooze", rf"(?P<when>{_WHEN})[\s,]+(?:thi |hay )?{_AGAIN}\s+(?:viec |ve )?{_CODE}"),
        # With a time "nhắc" alone will do: "NV1 mai nhắc", "mai nhắc NV1", "nhắc NV1 thứ 2".
        ("snooze", rf"(?:{_ITEM}[\s:.,-]+)?(?:de )?(?P<when>{_WHEN})[\s,]+{_MAY_BE}"),
        ("snooze", rf"(?P<when>{_WHEN})[\s,]+(?:thi |hay )?nhac\s+(?:viec |ve )?{_CODE}"),
        ("snooze", rf"(?:{_ITEM}[\s:.,-]+)?nhac\s+(?P<when>{_WHEN})"),
        ("snooze", rf"(?:{_ITEM}[\s:.,-]+)?{_NOT_BEFORE} (?P<when>{_WHEN})"),
        ("snooze", rf"nhac\s+(?:viec |ve )?{_CODE}\s+(?P<when>{_WHEN})"),
        ("snooze", rf"(?:{_ITEM}[\s:.,-]+)?de(?: den| toi)? (?P<when>{_WHEN})"),
        ("snooze", rf"(?:{_REF}[\s:.,-]+)?{_AGAIN}(?:[\s:,]+(?P<when>.+))?"),
    )
)


def phrase_of(words: str) -> tuple[str, re.Match[str]] | None:
    """The name of the phrase the words are, and what it names; None for free words."""
    said = folded(words)
    for name, pattern in PHRASES:
        if found := pattern.fullmatch(said):
            return name, found
    return None


_LATER = re.compile(r"(?:sau|sau di|later)?")  # "nhắc lại sau" says no more than "nhắc lại"


def when_of(found: re.Match[str]) -> str:
    """When somebody wants to be reminded again, as a phrase found it; empty if it does not say."""
    when = (found["when"] or "").strip(" ,.:")
    return "" if _LATER.fullmatch(when) else when


def folded(words: str) -> str:
    return fold(words).strip(" .!,;:")


_COURTESY = {"da", "vang", "thua", "em", "e", "anh", "chi", "c", "a", "nhe", "nha", "roi", "r"}
_COURTESY |= {"luon", "oi", "minh", "voi", "giup", "please"}
_A_NAME_FOLLOWS = {"cho", "to", "for"}


def without_courtesy(words: str) -> str:
    """The words without what politeness puts around them: "dạ e gửi BC1 rồi ạ" is "gửi BC1".

    In "giao NV3 cho Chi" the last word is a name.
    """
    tokens = words.split()
    while len(tokens) > 1 and _is_courtesy(tokens[0]):
        tokens.pop(0)
    while len(tokens) > 1 and fold(tokens[-1]).strip(" .,!") in _COURTESY:
        if fold(tokens[-2]) in _A_NAME_FOLLOWS:
            break
        tokens.pop()
    return " ".join(tokens)


def _is_courtesy(token: str) -> bool:
    """ "Chị" and "dạ" are; "chỉ" (only) and "đã" (done already) are not."""
    word = unicodedata.normalize("NFC", token.lower()).strip(" .,!")
    return word not in ("chỉ", "đã") and fold(word) in _COURTESY


_BY_PERIOD = re.compile(
    r"(?:báo cáo|bao cao|bc)\s+(?P<period>tuần|tuan|tháng|thang|quý|quy|[69]\s?tháng|[69]\s?thang"
    r"|năm|nam)(?P<this>\s+(?:này|nay))?(?!\w)",
    re.IGNORECASE,
)
_KINDS = {
    "tuan": CycleKind.WEEKLY,
    "thang": CycleKind.MONTHLY,
    "quy": CycleKind.QUARTERLY,
    "6 thang": CycleKind.SEMIANNUAL,
    "9 thang": CycleKind.NINE_MONTH,
    "nam": CycleKind.ANNUAL,
}


async def with_report_codes(asked: Asked, words: str) -> str:
    """The words with the codes of the office's reports, as `by_codes` puts them in."""
    if _BY_PERIOD.search(words) is None:
        return words
    return by_codes(words, await cycles.read(asked.tx, asked.org.id))


def by_codes(words: str, known: Iterable[Cycle]) -> str:
    """ "gửi báo cáo tuần này" as "gửi BC1", "gửi báo cáo tuần 37" as "gửi BC1 tuần 37".

    Only where one of the known cycles has that period.
    """
    found = _BY_PERIOD.search(words)
    if found is None:
        return words
    kind = _KINDS.get(re.sub(r"(\d)\s?", r"\1 ", fold(found["period"])))
    codes = [cycle.code for cycle in known if cycle.kind is kind]
    if len(codes) != 1:
        return words
    numbered = re.match(r"\s*\d", words[found.end() :])
    period = f" {found['period']}" if numbered else ""
    return f"{words[: found.start()]}{codes[0]}{period}{words[found.end() :]}"


def raw_tail(words: str, folded: str) -> str:
    """The end of the message as it was typed, as many words as the folded end has."""
    count = len(folded.strip(" :,.-").split())
    return " ".join(words.split()[-count:]).strip(" :,.-") if count else ""
