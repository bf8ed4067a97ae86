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
    rf"{_NUMBER}(?:(?: ?(?:,|&|\+|-) ?| (?:va|voi|lan|and|den|toi) | ){_NUMBER}(?![\w%/])){{0,12}}"
)
_NOUN = r"(?:dau viec|viec|cai|muc|item|task|so|nhiem vu|bao cao|no\.?)"
# What is said of an item begins so; after a count stands the name of what is counted.
_HEAD = (
    r"(?:xong|roi|chua|ch(?!\w)|dang(?! vien| uy)|da|done|ok|hoan|duoc|gan|vuong|xin|nop|gui|lam"
    r"|bi|chờ|đợi|cho (?:em|minh|toi|ky|duyet|y kien|so lieu)|khong|sap|moi|vua|trinh|gia han|tre"
    r"|trễ|cham|chậm|muộn|khoang|tam|tầm|hon|dat|co(?! quan| so)|tien do|deu|cung|thi|van(?! ban)"
    r"|con|em|minh|toi|chung toi|ben em|ben minh|giao(?! vien)|ban giao|chuyen(?! de| vien)|nho"
    r"|kẹt|tắc|thieu|quen|mai|mốt|hom (?:nay|qua)|sang|chieu|tối|cuoi|dau (?:tuan|thang)"
    r"|thu (?:[2-7]|hai|ba|tu|nam|sau|sáu|bay)|(?:tuan|thang|quy) nay|ngay mai|het"
    r"|la(?! thu)|cua|phai|is|was|are|in progress|pending|not|sent|waiting|blocked|will|mot nua"
    r"|[0-9]{1,3} ?%|[0-9]{1,3} phan tram)(?!\w)|[✅✔❌⏳]"
)
_NEXT_ONE = r"(?:tuan|thang|quy) (?:sau|toi)(?!\w)"  # after an item it is a day, not an amount
_LED = re.compile(  # a number these words stand before is theirs
    r"(?<!\w)(?:lan|thang|ngay|quy|thu|nam|duoc|khoang|tam|tầm|hon|gan|them|dot|buoc|phan|doan|vong"
    r"|ky|trong|den|toi|từ|phong|to|khu|thon|ap|cap|khoa|con|co|chờ|đợi|cho|phien ban) ?$"
)
_COUNT = re.compile(
    rf"(?<![\w%/,.:-])(?P<noun>{_NOUN} (?:so )?)?(?P<numbers>{_NUMBERS})(?![\w%])"
    rf"(?:(?P<next> {_NEXT_ONE})|(?P<counted> ?{COUNTED})"
    rf"|(?P<mark> ?[.):/](?![0-9])| -(?= ))?(?P<head>\s?(?:{_HEAD}))?)"
)
_START = re.compile(r"(?:^|[\n;.!?,:(\-*]|(?<!\w)(?:va|con|nhung|rieng|nham|da|thi|and|but)) ?$")
_ORDER_NOUN = r"(?:dau viec|viec|cai|muc|nhiem vu|bao cao|item)"
_PERIOD = r"(?! (?:nam|thang|tuan|quy|gio|ngay|buoi|ky|nhiem ky|mua|viec)(?!\w))"
_ORDER = re.compile(
    rf"(?<!\w){_ORDER_NOUN} (?:(?P<first>dau(?: tien)?|thu nhat){_PERIOD}"
    rf"|(?P<last>cuoi(?: cung)?|sau cung|chot){_PERIOD}"
    r"|thu (?P<nth>hai|ba|tu|nam|sáu|sau|bay|tám|tam|chin|[1-9]))(?!\w)"
    r"|(?<!\w)the (?:(?P<one>first)|(?P<final>last)|(?P<english>second|third|fourth|fifth))"
    r"(?: (?:one|item|task))?(?! (?:week|day|month|part|half|draft|quarter))(?!\w)"
)
_PLACES = {
    "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sáu": 6, "sau": 6, "bay": 7, "tám": 8, "tam": 8,
    "chin": 9, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_ALL = re.compile(
    rf"(?<!\w)(?:(?:ca|all) (?P<count>hai|ba|bon|nam|sáu|sau|bay|tám|tam|chin|[2-9]|[1-9][0-9]"
    rf"|two|three|four|five)(?: {_ORDER_NOUN})?(?! ?{COUNTED})|(?P<both>both)(?! \w+s(?!\w))"
    rf"|(?:tat ca|toan bo|moi)(?: cac| nhung)? {_ORDER_NOUN}(?! {_ORDER_NOUN})|all of them"
    rf"|(?:tat ca|toan bo)(?= (?:deu|da|xong|roi|chua|dang|thi|ok|done)(?!\w)))(?!\w)"
)
_COUNTS = _PLACES | {"bon": 4, "two": 2, "three": 3, "four": 4, "five": 5}
REST = re.compile(
    rf"(?<!\w)(?:(?:may |cac |nhung |so )?(?:{_ORDER_NOUN} )?con lai|the rest|the others?)(?!\w)"
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
    for count in _COUNT.finditer(text, start):
        if count["counted"] or not _names_items(text, count, bool(found)):
            continue
        place = count.start() if count["noun"] else count.start("numbers")
        numbers = _spread(count["numbers"])
        known = [code for number in numbers if (code := code_of(number))]
        if len(known) == len(numbers):
            end = count.end("mark") if count["mark"] else count.end("numbers")
            found.extend(Ref(code, place, end) for code in known)
        elif count["noun"] and known and code_of(numbers[0]):
            end = count.start("numbers") + len(str(numbers[0]))  # "việc 2 60": the 60 is no item
            found.append(Ref(known[0], place, end))
    return found


def _names_items(text: str, count: re.Match[str], after_another: bool) -> bool:
    if count["noun"]:
        return True
    if not (count["mark"] or count["head"] or (count["next"] and after_another)):
        return False
    before = text[max(0, count.start() - 20) : count.start()]
    if after_another:
        return not _LED.search(before) or bool(_START.search(before))
    return bool(_START.search(before))


def _spread(words: str) -> list[int]:
    """ "1, 2 và 4" as 1 2 4, "2-4" as 2 3 4."""
    numbers: list[int] = []
    through = False
    for token in re.findall(r"[0-9]+|-|den|toi", words):
        if not token.isdigit():
            through = True
        elif through and numbers and numbers[-1] < int(token):
            numbers.extend(range(numbers[-1] + 1, int(token) + 1))
            through = False
        else:
            numbers.append(int(token))
    return numbers


def by_order(text: str, numbered: Mapping[int, str]) -> list[Ref]:
    """The items named by their place: "cái đầu", "việc thứ hai", "việc cuối"."""
    found: list[Ref] = []
    for order in _ORDER.finditer(text):
        nth = order["nth"] or order["english"]
        if order["first"] or order["one"]:
            number = min(numbered)
        elif order["last"] or order["final"]:
            number = max(numbered)
        else:
            number = int(nth) if nth.isdigit() else _PLACES[nth]
        if number in numbered:
            found.append(Ref(numbered[number], *order.span()))
    return found


def of_all(text: str, numbered: Mapping[int, str]) -> list[Ref]:
    """Every item, if the text speaks of all and counts them right; one alone needs no such word."""
    every = _ALL.search(text) if len(numbered) > 1 else None
    if not every:
        return []
    count = every["count"]
    said = 2 if every["both"] else None
    if count:
        said = int(count) if count.isdigit() else _COUNTS[count]
    if said is not None and said != len(numbered):
        return []
    return [Ref(code, *every.span()) for code in numbered.values()]


def of_the_rest(text: str, numbered: Mapping[int, str], named: set[str]) -> list[Ref]:
    """The items not named yet, where the text says something of the rest."""
    rest = REST.search(text)
    left = [code for code in numbered.values() if code not in named]
    return [Ref(code, *rest.span()) for code in left] if rest and named else []
