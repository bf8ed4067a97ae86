"""The fixed phrases, and what politeness and habit put around them.

A table: the first phrase that matches the whole folded message decides what is wanted. Free words
that match none go to understanding.
"""

import re
from collections.abc import Iterable

from bot.handlers.asked import Asked
from scheduler.rules.cycle import CycleKind
from scheduler.rules.plan import Cycle
from scheduler.rules.words import fold
from storage import cycles

_REF = r"(?:(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]+))?|(?P<n>\d{1,2}))"
_NOTHING = r"(?:khong (?:co )?(?:gi )?phat sinh(?: gi)?|kps|nothing to report)"
_WHY = (
    r"(?:/why|/vi_?sao|vi sao|tai sao|why)"
    r"(?: (?:lai )?(?:nhac|bao|gui|remind)(?: cho)?(?: (?:toi|minh|em|anh|chi|me))?| me| vay| the)?"
)
_TAKE = r"(?:nhan xu ly|take charge(?: of)?)"
_UNTIL = r"(?:den|toi|truoc|until|till|by)\s+.+"
_GIVE_BACK = r"(?:(?:thoi|khong) nhan(?: xu ly)?(?: nua)?|hand back)"
PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("help", r"/(help|start|trogiup)\b.*|help|tro giup|huong dan"),
        ("overdue", r"(?:/overdue|/quahan|qua han|viec qua han)(?:\s+(?P<page>\d+))?"),
        ("missing", r"/(missing|chuabaocao)|ai chua (bao cao|nop|gui)( bao cao)?\??|chua bao cao"),
        ("mine", r"/(viec|tasks|mine)|viec cua (toi|minh|em|anh|chi)|my tasks"),
        ("why", rf"{_WHY}(?:\s+{_REF})?\s*\?*"),
        ("undo", r"/?(hoan tac|undo|huy ghi)"),
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
        ("snooze", rf"(?:{_REF}\s+)?(?:nhac lai|snooze)(?: sau| mai)*"),
        ("snooze", rf"(?:nhac lai|snooze)\s+{_REF}(?: sau| mai)*"),
    )
)


def phrase_of(words: str) -> tuple[str, re.Match[str]] | None:
    """The name of the phrase the words are, and what it names; None for free words."""
    said = folded(words)
    for name, pattern in PHRASES:
        if found := pattern.fullmatch(said):
            return name, found
    return None


def folded(words: str) -> str:
    return fold(words).strip(" .!,;:")


_COURTESY = {"da", "vang", "thua", "em", "e", "anh", "chi", "c", "a", "nhe", "nha", "roi", "r"}
_COURTESY |= {"luon", "oi", "minh", "please"}
_A_NAME_FOLLOWS = {"cho", "to", "for"}


def without_courtesy(words: str) -> str:
    """The words without what politeness puts around them: "dạ e gửi BC1 rồi ạ" is "gửi BC1".

    In "giao NV3 cho Chi" the last word is a name.
    """
    tokens = words.split()
    while len(tokens) > 1 and fold(tokens[0]).strip(" .,!") in _COURTESY:
        tokens.pop(0)
    while len(tokens) > 1 and fold(tokens[-1]).strip(" .,!") in _COURTESY:
        if fold(tokens[-2]) in _A_NAME_FOLLOWS:
            break
        tokens.pop()
    return " ".join(tokens)


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
