"""Which items of our message a reply means by their number or place in it (LABELS.md §6).

    "2 xong", "việc 1 và 3", "1. xong 2. 45%", "số 2 30%"     by the number
    "cái đầu", "việc thứ hai", "việc cuối"                    by the place
    "cả ba xong", "tất cả các việc"                           all of them
    "còn lại chưa"                                            those not named yet

A number counts only if our message has an item of that number, and nothing is counted by it ("2
tuần nữa", "3 xã chưa gửi").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MOST_REFS = 60  # no officer owes more; a longer range is a slip of the finger

# What is counted: a number before it is an amount, not a code and not an item.
COUNTED = (
    r"(?:%|phan|pt|gio|phut|ngay(?! mai)|hom(?! nay| qua)|tuan|thang|quy|nam(?! nay)|lat|chut|ti"
    r"|don vi|xa|phuong|phong|truong|thon|ban(?! hanh| giao)|huyen|tinh|nganh|trieu|ty|nghin|dong"
    r"|nguoi|can bo|ho|trang|lan|khoan|muc|buoc|khau|dot|buoi|cuoc|van ban|viec|nhiem vu|bao cao"
    r"|dau viec|cai|nua|tan|ha|km|chuc|giao vien|days?|weeks?|months?|hours?|more|of)(?!\w)"
)
_NUMBER = r"[1-9][0-9]?"
_NUMBERS = (
    rf"{_NUMBER}(?:(?: ?(?:,|&|\+|-) ?| (?:va|voi|lan|and|den|toi) | )(?:(?:so|viec|cai|muc) )?"
    rf"{_NUMBER}(?![\w%/])){{0,12}}"
)
_NOUN = r"(?:dau viec|viec|cai|muc|item|task|so|nhiem vu|bao cao|no\.?)"
# What is said of an item begins so; after a count stands the name of what is counted.
_HEAD = (
    r"(?:xong|roi|chua|ch(?!\w)|dang(?! vien| uy)|da|done|ok|hoan|duoc|gan|vuong|xin|nop|gui|lam"
    r"|bi|chờ|đợi|cho (?:em|minh|toi|ky|duyet|y kien|so lieu)|khong|sap|moi|vua|trinh|gia han|tre"
    r"|trễ|cham|chậm|muộn|khoang|tam|tầm|hon|dat|co(?! quan| so)|tien do|deu|cung|thi|van(?! ban)"
    r"|con|em|minh|toi|chung toi|ben em|ben minh|giao(?! vien)|ban giao|nho"
    r"|chuyen (?:cho|sang|phong|anh|chi|ban|dong chi)|kẹt|tắc|thieu|quen|mai|mốt"
    r"|hom (?:nay|qua)|sang|chieu|tối|cuoi|dau (?:tuan|thang)"
    r"|thu (?:[2-7]|hai|ba|tu|nam|sau|sáu|bay)|(?:tuan|thang|quy) nay|ngay mai|het"
    r"|hen|hua|dung mau|la(?! thu)|cua|phai|is|was|are|in progress|pending|not|sent|waiting"
    r"|blocked|will|extension|mot nua"
    r"|[0-9]{1,3} ?%|[0-9]{1,3} phan tram)(?!\w)|[✅✔❌⏳]"
)
_NEXT_ONE = r"(?:tuan|thang|quy) (?:sau|toi)(?!\w)"  # after an item it is a day, not an amount
_LED = re.compile(  # a number these words stand before is theirs
    r"(?<!\w)(?:lan|thang|ngay|quy|thu|nam|duoc|khoang|tam|tầm|hon|gan|them|dot|buoc|phan|doan|vong"
    r"|ky|trong|den|toi|từ|phong|to|khu|thon|ap|cap|khoa|con|co|chờ|đợi|cho|phien ban) ?$"
)
_FIRST = re.compile(
    rf"(?<![\w%/,.:-])(?P<noun>{_NOUN} (?:so )?)?(?P<numbers>{_NUMBERS})(?![\w%]|/[0-9])"
)
_FOLLOWS = re.compile(
    rf"(?: {_NEXT_ONE}(?P<next>))|(?P<counted> ?{COUNTED})|(?P<figure> [0-9])"
    rf"|(?P<mark> ?[.):/-](?![0-9]))|\s?(?P<head>{_HEAD})|(?P<end> ?(?:[,;.\n]|$))"
)
_ALL_BUT = re.compile(r"(?<!\w)(?:tru|ngoai tru|except) $")
_DONE_TO = re.compile(
    r"(?<!\w)(?:xong|hoan thanh|hoan tat|nop|gui|dang lam|chua lam|done|finished) $"
)
_ONE = re.compile(r"(?P<link>\D{0,12}?)(?P<n>[0-9]{1,2})")
_LOOSE = re.compile(r"(?:so|muc|no\.?|nhiem vu|bao cao) ")  # "phòng họp số 2", "định danh mức 2"
_START = re.compile(
    r"(?:^|[\n;.!?,:*-]|(?<!\w)(?:va|con|nhung|rieng|nham|da|thi|voi|and|but)) ?\(?$"
)
_ORDER_NOUN = r"(?:dau viec|viec|cai|muc|nhiem vu|bao cao|item)"
_PERIOD = (
    r"(?!(?: cua)? (?:nam|thang|tuan|quy|gio|ngay|buoi|ky|nhiem ky|mua|viec|tu|thau|moi|noi)(?!\w))"
)
# "đâu", "đấu" and "đầu" are one word here: first only where something is said of it, or nothing.
_FIRST_ONE = rf"(?:dau tien|thu nhat|dau(?= (?:{_HEAD})| ?(?:[,.;\n]|$)))"
_ORDER = re.compile(
    r"(?<!\w)(?<!lam )(?:(?P<many>hai|ba|bon|nam|[2-9]) )?(?:dau viec|viec|cai|nhiem vu|item) "
    rf"(?:(?P<first>{_FIRST_ONE}){_PERIOD}|(?P<last>cuoi(?: cung)?|sau cung){_PERIOD}"
    r"|thu (?P<nth>hai|ba|tu|nam|sáu|sau|bay|tám|tam|chin|[1-9]))(?!\w)"
    r"|(?<!\w)the (?:(?P<one>first)|(?P<final>last)|(?P<english>second|third|fourth|fifth))"
    r"(?: (?:one|item|task))?(?! (?:week|day|month|part|half|draft|quarter))(?!\w)"
)
_COUNTS = {
    "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sáu": 6, "sau": 6, "bay": 7, "tám": 8,
    "tam": 8, "chin": 9, "two": 2, "three": 3, "four": 4, "five": 5, "second": 2, "third": 3,
    "fourth": 4, "fifth": 5,
}  # fmt: skip
_ALL = re.compile(
    rf"(?<!\w)(?:(?:ca|all) (?P<count>hai|ba|bon|nam|sáu|sau|bay|tám|tam|chin|[2-9]|[1-9][0-9]"
    rf"|two|three|four|five)(?: {_ORDER_NOUN})?(?! ?{COUNTED})|(?P<both>both)(?! \w+s(?!\w))"
    rf"|(?:tat ca|toan bo)(?: cac| nhung)? {_ORDER_NOUN}(?! {_ORDER_NOUN})|all of them"
    rf"|(?:tat ca|toan bo)(?= (?:deu|da|xong|roi|chua|dang|thi|ok|done)(?!\w)))(?!\w)"
)
REST = re.compile(
    rf"(?<!\w)(?:(?:may |cac |nhung |hai |ba |[2-9] )?(?:{_ORDER_NOUN} )?con lai"
    r"|(?:may |cac |nhung )?(?:cai|viec) kia|the rest|the others?)(?!\w)"
    r"(?! ?(?:[0-9]|khoang|mot|la [0-9]|phan|khau|cua|vai|it|nhieu|of))"
)


@dataclass(frozen=True)
class Ref:
    """A code and where the text names it; codes of one range or list share their place."""

    code: str
    start: int
    end: int


def by_number(text: str, code_of: Callable[[int], str | None], start: int = 0) -> list[Ref]:
    """The items named by number from `start` on; `code_of` knows the numbers one may say."""
    found: list[Ref] = []
    at = start
    while (said := _FIRST.search(text, at)) and len(found) < MOST_REFS:
        codes, end = _known(said, code_of)
        at = end
        follows = _FOLLOWS.match(text, end)
        if codes and _names_items(text, said, follows, len(codes), bool(found)):
            place = said.start() if said["noun"] else said.start("numbers")
            at = follows.end() if follows and follows["mark"] else end
            found.extend(Ref(code, place, at) for code in codes)
    return found


def _known(said: re.Match[str], code_of: Callable[[int], str | None]) -> tuple[list[str], int]:
    """The codes of "1, 2 và 4" or "2-4" as far as the numbers are known, and where these end."""
    codes: list[str] = []
    before = 0
    end = said.start("numbers")
    for number in _ONE.finditer(said["numbers"]):
        value = int(number["n"])
        through = before and number["link"].strip() in ("-", "den", "toi")
        run = range(before + 1, value + 1) if through else (value,)
        known = [code for n in run if (code := code_of(n))]
        if not known or len(known) < len(run):
            break
        codes += known
        before = value
        end = said.start("numbers") + number.end()
    return codes, end if codes else said.start("numbers") + len(said["numbers"].split()[0])


def _names_items(
    text: str, said: re.Match[str], follows: re.Match[str] | None, many: int, after_another: bool
) -> bool:
    """Whether the numbers are no amount: by what stands before them and behind."""
    if follows and follows["counted"]:
        return False
    before = text[max(0, said.start() - 20) : said.start()]
    if said["noun"]:
        if not _LOOSE.fullmatch(said["noun"]) or after_another:
            return True
        if not follows or follows["end"] is not None:
            return said["noun"].startswith("so") and bool(
                _START.search(before) or _ALL_BUT.search(before)
            )
        return bool(_START.search(before))
    if not follows:
        return False
    if follows["end"] is not None:
        return (many > 1 or after_another) and bool(_DONE_TO.search(before))
    if _START.search(before):
        return follows["next"] is None or after_another
    return after_another and not _LED.search(before)


def by_order(text: str, numbered: Mapping[int, str]) -> list[Ref]:
    """The items named by their place: "cái đầu", "việc thứ hai", "việc cuối"."""
    found: list[Ref] = []
    for order in _ORDER.finditer(text):
        nth = order["nth"] or order["english"]
        many = _number(order["many"] or "1")
        inward = sorted(numbered)
        if order["first"] or order["one"]:
            numbers = inward[:many]
        elif order["last"] or order["final"]:
            numbers = inward[-many:]
        else:
            numbers = [_number(nth)]
        found.extend(Ref(numbered[n], *order.span()) for n in numbers if n in numbered)
    return found


def of_all(text: str, numbered: Mapping[int, str]) -> list[Ref]:
    """Every item, if the text speaks of all and counts them right; one alone needs no such word."""
    every = _ALL.search(text) if len(numbered) > 1 else None
    if not every or _count_of(every) not in (None, len(numbered)):
        return []
    return [Ref(code, *every.span()) for code in numbered.values()]


def _count_of(every: re.Match[str]) -> int | None:
    if every["both"]:
        return 2
    return _number(every["count"]) if every["count"] else None


def counts_amiss(text: str, numbered: Mapping[int, str]) -> bool:
    """Whether a text that names none of the items speaks of one, or of so many, as are not there.

    "3 xong" answers another message if ours had two items, and so does "cả ba xong".
    """
    every = _ALL.search(text)
    if every and _count_of(every) not in (None, len(numbered)):
        return True
    return bool(by_number(text, lambda number: str(number) if number < 10 else None))


def of_the_rest(text: str, numbered: Mapping[int, str], named: set[str]) -> list[Ref]:
    """The items not named yet, where the text says something of the rest."""
    rest = REST.search(text)
    left = [code for code in numbered.values() if code not in named]
    return [Ref(code, *rest.span()) for code in left] if rest and named else []


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]
