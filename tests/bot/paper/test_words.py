from dataclasses import replace

import pytest

from bot.paper.summary import summary_lines
from bot.paper.words import number, percentage, period_name, since, until
from scheduler.rules.cycle import CycleKind
from scheduler.rules.rollup import build_snapshot
from tests.bot.paper.samples import HCTH, a_header, a_task, an_entry, at, the_week


@pytest.mark.parametrize(
    ("kind", "period", "name"),
    [
        (CycleKind.WEEKLY, "2026-W37", "tuần 37/2026"),
        (CycleKind.WEEKLY, "2026-W03", "tuần 3/2026"),
        (CycleKind.MONTHLY, "2026-09", "tháng 9/2026"),
        (CycleKind.QUARTERLY, "2026-Q3", "quý III/2026"),
        (CycleKind.SEMIANNUAL, "2026-H1", "6 tháng đầu năm 2026"),
        (CycleKind.SEMIANNUAL, "2026-H2", "6 tháng cuối năm 2026"),
        (CycleKind.NINE_MONTH, "2026-9M", "9 tháng đầu năm 2026"),
        (CycleKind.ANNUAL, "2026", "năm 2026"),
        (CycleKind.ADHOC, "2026-11-09", "kỳ 2026-11-09"),
    ],
)
def test_a_period_has_the_name_people_use(kind: CycleKind, period: str, name: str) -> None:
    assert period_name(kind, period) == name


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 8, "12,5 %"),
        (1, 2, "50 %"),
        (2, 3, "66,7 %"),
        (1, 2000, "0,1 %"),  # half up, where a float would round to even
        (8, 8, "100 %"),
        (0, 8, "0 %"),
        (16_051, 16_274, "98,6 %"),
    ],
)
def test_percentages_have_a_decimal_comma(part: int, whole: int, text: str) -> None:
    assert percentage(part, whole) == text


def test_thousands_have_a_dot() -> None:
    assert [number(n) for n in (0, 999, 1200, 21_914)] == ["0", "999", "1.200", "21.914"]


def test_nobody_writes_midnight() -> None:
    assert since(at("2026-09-03")) == "từ ngày 03/09/2026"
    assert since(at("2026-09-03T17:00")) == "từ 17:00 ngày 03/09/2026"
    assert until(at("2026-09-10")) == "đến hết ngày 09/09/2026"
    assert until(at("2026-09-09T17:00")) == "đến 17:00 ngày 09/09/2026"


def test_the_summary_has_what_a_chat_message_needs() -> None:
    facts = summary_lines(the_week())

    assert facts["period"] == "tuần 37/2026"
    assert (facts["total"], facts["done"], facts["open_overdue"]) == (7, 2, 2)
    assert facts["silent"] == ["Phòng TĐC", "TT KH-CN-TT"]
    assert facts["blockers"][0] == (
        "(NV2) Tổ chức hội nghị, hội thảo phổ biến Kế hoạch 1570/KH-UBND: "
        "Chưa được duyệt kinh phí thuê hội trường"
    )


def test_the_summary_names_five_blockers_and_counts_the_rest() -> None:
    blocked = an_entry(1, "An", "2026-09-08T08:00", "vướng", blocker="thiếu vốn")
    tasks = [
        replace(a_task(n, f"I.{n}", f"Việc {n}", HCTH), entries=(blocked,)) for n in range(1, 9)
    ]

    facts = summary_lines(build_snapshot(a_header(), tasks, []))

    assert len(facts["blockers"]) == 5
    assert facts["more_blockers"] == 3
