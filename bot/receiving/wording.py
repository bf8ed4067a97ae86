"""Words as they are compared: folded, without what politeness and habit put around them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.handlers.asked import Asked
from scheduler.rules.cycle import CycleKind
from scheduler.rules.plan import Cycle
from scheduler.rules.words import fold
from storage import cycles

_LATER = re.compile(r"(?:sau|sau di|later)?")  # "nhắc lại sau" says no more than "nhắc lại"


def when_of(found: re.Match[str]) -> str:
    """When somebody wants to be reminded again, as a phrase found it; empty if it does not say."""
    when = (found["when"] or "").strip(" ,.:")
    return "" if _LATER.fullmatch(when) else when


def folded(words: str) -> str:
    return fold(words).strip(" .!,;:")


_COURTESY = {"da", "vang", "thua", "em", "e", "anh", "chi", "c", "a", "nhe", "nha", "roi", "r"}
_COURTESY |= {"luon", "oi", "minh", "voi", "giup", "please"}
_ADDRESSES = {"em", "e", "anh", "chi", "c", "a", "minh"}  # people are called so, too
_A_NAME_FOLLOWS = {"cho", "to", "for"}
_GIVEN = {"anh", "chi", "minh", "em"}  # of the addresses, what people are named
_A_PERSON_FOLLOWS = re.compile(
    r"(?<!\S)(?:of|ghi ho|pho phong(?: la)?|lien ket cua)$"
    r"|^(?:nhac(?: nho)?|remind|unlink)$"
    r"|^/(?:remind|nhac|nhacviec|lienket|malienket|invite|huylienket|unlink)$"
)


def without_courtesy(words: str) -> str:
    """The words without what politeness puts around them: "dạ e gửi BC1 rồi ạ" is "gửi BC1".

    In "giao NV3 cho đồng chí Chi", "giao NV3 cho Lê Anh" and "nhắc Minh" the last word is a name.
    """
    tokens = words.split()
    while len(tokens) > 1 and _is_courtesy(tokens[0]):
        tokens.pop(0)
    while len(tokens) > 1 and fold(tokens[-1]).strip(" .,!") in _COURTESY:
        if _is_name(tokens):
            break
        last = tokens.pop()
        if [fold(tokens[-1]), fold(last).strip(" .,!")] == ["dong", "chi"] and len(tokens) > 1:
            tokens.pop()
    return " ".join(tokens)


def _is_name(tokens: Sequence[str]) -> bool:
    """Whether the last word is a name: "cho Chi", "cho đồng chí Chi", or its end: "cho Lê Anh"."""
    *before, last = [fold(token).strip(" .,!") for token in tokens]
    if last in _ADDRESSES and len(before) > 1 and not _name_follows(before, last):
        if not _is_courtesy(tokens[-2]):
            is_one = all(token.istitle() and token.isalpha() for token in tokens[-2:])
            return is_one or _name_follows(before[:-1], last)
        while len(before) > 1 and before[-1] in {*_ADDRESSES, "dong", "d/c"}:
            before.pop()
    return _name_follows(before, last)


def _name_follows(before: Sequence[str], last: str) -> bool:
    if before and before[-1] in _A_NAME_FOLLOWS:
        return True
    return last in _GIVEN and _A_PERSON_FOLLOWS.search(" ".join(before)) is not None


def _is_courtesy(token: str) -> bool:
    """ "Chị" and "dạ" are; "chỉ" (only) and "đã" (done already) are not."""
    word = unicodedata.normalize("NFC", token.lower()).strip(" .,!")
    return word not in ("chỉ", "đã") and fold(word) in _COURTESY


_BY_PERIOD = re.compile(
    r"(?:báo cáo|bao cao|bc)\s+(?P<period>tuần|tuan|tháng|thang|quý|quy|[69]\s?tháng|[69]\s?thang"
    r"|năm|nam)(?P<this>\s+(?:này|nay))?(?!\w)"
    r"|(?:the |this )?\b(?P<english>weekly|monthly|quarterly|annual) report\b",
    re.IGNORECASE,
)
_KINDS = {
    "tuan": CycleKind.WEEKLY,
    "thang": CycleKind.MONTHLY,
    "quy": CycleKind.QUARTERLY,
    "6 thang": CycleKind.SEMIANNUAL,
    "9 thang": CycleKind.NINE_MONTH,
    "nam": CycleKind.ANNUAL,
    "weekly": CycleKind.WEEKLY,
    "monthly": CycleKind.MONTHLY,
    "quarterly": CycleKind.QUARTERLY,
    "annual": CycleKind.ANNUAL,
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
    said = found["period"] or found["english"]
    kind = _KINDS.get(re.sub(r"(\d)\s?", r"\1 ", fold(said)))
    codes = [cycle.code for cycle in known if cycle.kind is kind]
    if len(codes) != 1:
        return words
    numbered = re.match(r"\s*\d", words[found.end() :])
    period = f" {found['period']}" if numbered and found["period"] else ""
    return f"{words[: found.start()]}{codes[0]}{period}{words[found.end() :]}"


def as_typed(words: str, found: re.Match[str], name: str) -> str:
    """A group of a match on the folded words, as it was typed; empty if it matched nothing."""
    if found.groupdict().get(name) is None:
        return ""
    before = found.string[: found.start(name)]
    first = len(before.split())
    if before and not before[-1].isspace():  # it begins in the middle of a word: "(ghi hộ"
        first -= 1
    typed = words.strip(" .!,;:").split()[first : first + len(found[name].split())]
    return " ".join(typed).strip(" :,.;()-!")


def raw_tail(words: str, folded: str) -> str:
    """The end of the message as it was typed, as many words as the folded end has."""
    count = len(folded.strip(" :,.-").split())
    return " ".join(words.split()[-count:]).strip(" :,.-") if count else ""
