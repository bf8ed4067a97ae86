"""The same words mean what our message, the due day, the calendar and the kind make of them.

Wednesday 14 October 2026, nine o'clock. Understood is "intent percent day codes", with a question
mark behind what the officer is asked about; a line of several codes has one status for each.
"""

from datetime import date

import pytest

from bot.understanding import Context, Item, Kind, Understood, understand
from tests.bot.understanding.builders import NOW

THURSDAY, FRIDAY, SATURDAY = (date(2026, 10, day) for day in (15, 16, 17))

ASKED = Context(asked="NV1")
DUE_FRIDAY = Context(asked="NV1", due_on=FRIDAY)
LIST = Context(items=((1, "NV4"), (2, "NV7"), (3, "BC2")))
LIST_ASKED = Context(items=LIST.items, asked="NV7")
PAIR = Context(items=((1, "NV4"), (2, "NV7")))
QUOTED = Context(items=LIST.items, quoted_items=((1, "NV9"), (2, "BC5")))
QUOTED_ONE = Context(items=LIST.items, quoted_items=((1, "NV9"),))
HOLIDAYS = Context(asked="NV1", days_off=frozenset({THURSDAY, FRIDAY}))
WORKED_SATURDAY = Context(asked="NV1", days_worked=frozenset({SATURDAY}))


def told(found: Understood | Item, *codes: str) -> str:
    percent = None if found.percent is None else f"{found.percent}%"
    day = found.date and f"{found.date:%d/%m}"
    words = [str(found.intent), percent, day, *codes]
    return " ".join(word for word in words if word) + ("" if found.sure else "?")


def heard(text: str, context: Context, kind: Kind = "task") -> str:
    found = understand(text, NOW, kind, context)
    if found.items:
        return ", ".join(told(item, item.ref) for item in found.items)
    return told(found, *found.refs)


@pytest.mark.parametrize(
    ("text", "context", "understood"),
    [
        # A number alone: an item if our message has one of that number, else the percent asked for.
        ("2", ASKED, "progress 2%"),
        ("60", ASKED, "progress 60%"),
        ("dạ 45 ạ", ASKED, "progress 45%"),
        ("100", ASKED, "done 100%"),
        ("0", ASKED, "not_started 0%"),
        ("150", ASKED, "other?"),
        ("2", LIST, "other NV7?"),
        ("dạ 2 ạ", LIST, "other NV7?"),
        ("3.", LIST, "other BC2?"),
        ("4", LIST, "progress 4%?"),
        ("60", LIST, "progress 60%?"),
        ("100", LIST, "done 100%?"),
        ("2", LIST_ASKED, "other NV7?"),
        ("5", LIST_ASKED, "progress 5%"),
        ("100", LIST_ASKED, "done 100%"),
        ("2", QUOTED, "other BC5?"),
        ("3", QUOTED, "progress 3%?"),
        ("2", Context(), "progress 2%?"),
        # An item by its number or its place, and nothing said of it.
        ("việc 2", LIST, "other NV7?"),
        ("số 3 nhé", LIST, "other BC2?"),
        ("cái thứ hai ạ", LIST, "other NV7?"),
        ("việc cuối", LIST, "other BC2?"),
        # A status of one item.
        ("2 xong", LIST, "done 100% NV7"),
        ("2: 45%", LIST, "progress 45% NV7"),
        ("1 xong", QUOTED, "done 100% NV9"),
        ("1 xong rồi", LIST_ASKED, "done 100% NV4"),
        ("cái đầu xong", LIST, "done 100% NV4"),
        ("cái thứ hai đang làm 30%", LIST, "progress 30% NV7"),
        ("việc cuối chưa làm", LIST, "not_started BC2"),
        ("việc cuối cùng mai gửi", LIST, "progress 15/10 BC2"),
        ("cái cuối chưa làm", QUOTED, "not_started BC5"),
        ("NV4 ✅", LIST, "done 100% NV4"),
        ("the last one is done", LIST, "done 100% BC2?"),
        ("1 là việc gì ạ?", LIST, "question NV4"),
        # Numbers our message does not have, and numbers that count something.
        ("3 xong", QUOTED, "done 100%?"),
        ("2 tuần nữa em gửi", LIST, "progress 28/10"),
        ("3 xã chưa gửi số liệu", LIST, "blocked"),
        ("3/4 rồi", LIST, "progress 75%?"),
        ("BC2 xong", QUOTED, "done 100% BC2"),
        # Several items.
        ("1 xong 2 chưa làm", PAIR, "done 100% NV4, not_started NV7"),
        ("1. xong\n2. đang trình ký\n3. mai gửi", LIST,
         "done 100% NV4, progress NV7, progress 15/10 BC2"),
        ("1, 2 xong, 3 chưa làm", LIST, "done 100% NV4, done 100% NV7, not_started BC2"),
        ("hai việc đầu xong, việc cuối chưa làm", LIST,
         "done 100% NV4, done 100% NV7, not_started BC2"),
        ("NV4 xong, 3 chưa làm", LIST, "done 100% NV4, not_started BC2"),
        ("1 xong, còn lại mai gửi", LIST,
         "done 100% NV4, progress 15/10 NV7, progress 15/10 BC2"),
        ("1 xong, cái kia chưa làm", PAIR, "done 100% NV4, not_started NV7"),
        # All of them; a count that is not ours is doubted, and "hết" may be said of one alone.
        ("cả 3 xong", LIST, "done 100% NV4, done 100% NV7, done 100% BC2"),
        ("tất cả đang làm", LIST, "progress NV4, progress NV7, progress BC2"),
        ("chưa xong cả 3", LIST, "progress NV4, progress NV7, progress BC2"),
        ("cả 3 xong, trừ số 2", LIST, "done 100% NV4, progress NV7?, done 100% BC2"),
        ("cả hai xong", PAIR, "done 100% NV4, done 100% NV7"),
        ("cả hai xong", QUOTED, "done 100% NV9, done 100% BC5"),
        ("both done", PAIR, "done 100% NV4, done 100% NV7"),
        ("cả hai xong", LIST, "done 100%?"),
        ("xong hết rồi", LIST, "done 100%"),
        # Words that say something only because we asked.
        ("rồi ạ", ASKED, "done 100%"),
        ("chưa", ASKED, "not_started"),
        ("đang", ASKED, "progress"),
        ("mốt", ASKED, "progress 16/10"),
        ("thứ 6", ASKED, "progress 16/10"),
        ("xong", QUOTED_ONE, "done 100%"),
        # The due day: an amount of time counts from it, for the duty asked about alone.
        ("xin thêm 3 ngày", DUE_FRIDAY, "extension 19/10"),
        ("xin thêm 3 ngày", ASKED, "extension"),
        ("xin lùi 1 tuần", DUE_FRIDAY, "extension 23/10"),
        ("xin thêm 2 ngày làm việc", DUE_FRIDAY, "extension 20/10"),
        ("em nộp trước hạn 1 ngày", DUE_FRIDAY, "progress 15/10"),
        ("NV1 xin thêm 3 ngày", DUE_FRIDAY, "extension 19/10 NV1"),
        ("NV9 xin thêm 3 ngày", DUE_FRIDAY, "extension NV9"),
        ("NV1 xin thêm 2 ngày, NV9 xin thêm 2 ngày", DUE_FRIDAY,
         "extension 18/10 NV1, extension NV9"),
        ("xin thêm 3 ngày kể từ hôm nay", DUE_FRIDAY, "extension 17/10"),
        ("3 ngày nữa em nộp", DUE_FRIDAY, "progress 17/10"),
        # The calendar.
        ("2 ngày làm việc nữa em nộp", ASKED, "progress 16/10"),
        ("2 ngày làm việc nữa em nộp", HOLIDAYS, "progress 20/10"),
        ("2 ngày nữa em nộp", HOLIDAYS, "progress 16/10"),
        ("3 ngày làm việc nữa em nộp", ASKED, "progress 19/10"),
        ("3 ngày làm việc nữa em nộp", WORKED_SATURDAY, "progress 17/10"),
    ],
)  # fmt: skip
def test_words_in_their_context(text: str, context: Context, understood: str) -> None:
    assert heard(text, context) == understood


@pytest.mark.parametrize(
    ("text", "task", "report"),
    [
        ("viết xong rồi, mai gửi", "progress 15/10", "progress 15/10"),
        ("gửi rồi ạ", "done 100%", "done 100%"),
        ("chưa gửi", "not_started", "not_started"),
    ],
)
def test_a_report_is_done_when_it_is_sent(text: str, task: str, report: str) -> None:
    assert (heard(text, ASKED, "task"), heard(text, ASKED, "report")) == (task, report)
