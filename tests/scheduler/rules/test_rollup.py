from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.report_facts import STATES, Entry, ReportFacts, TaskFacts
from scheduler.rules.rollup import build_snapshot
from scheduler.rules.snapshot import Figures, HandIn, Header, Snapshot, Status, loads

CELLS = ("done_on_time", "done_late", "open_in_time", "open_overdue")
OWN_LINES = ("ongoing", "waiting", "undated", "suspended")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


# Week 37 of 2026 is closed as Wednesday 9 September ends; the report is made the next morning.
HEADER = Header(
    org="Sở KH&CN",
    issuer_parent="",
    cycle="BC1",
    kind=CycleKind.WEEKLY,
    period="2026-W37",
    period_from=at("2026-09-03"),
    cut_off=at("2026-09-10"),
    as_of=at("2026-09-10T09:00"),
    version=1,
    plan_title="Kế hoạch A",
    receiver="QLKH",
)


def duty(id: int = 1, *, code: str = "NV1", unit: str = "HC-TH", **more: Any) -> TaskFacts:
    """A duty that is open; `due` is its last day in time, `done` the moment it was reported."""
    due: date | None = date.fromisoformat(more.pop("due")) if "due" in more else None
    if "done" in more:
        more |= {"reported_at": at(more.pop("done"))}
        more.setdefault("state", "reported")
    facts: dict[str, Any] = {
        "closes_at": at(f"{due + timedelta(days=1)}") if due else None,
        "due_on": due,
    }
    text = {"ref": "II.1.a", "heading": "1. Nhận thức", "title": "Làm việc A", "short": "Việc A"}
    return TaskFacts(duty_id=id, code=code, unit=unit, **(text | facts | more))


def entry(id: int, when: str, text: str = "đang làm", **more: Any) -> Entry:
    return Entry(id=id, person="An", at=at(when), text=text, **more)


def report(unit: str, came: str | None = None, **more: Any) -> ReportFacts:
    facts: dict[str, Any] = {"duty_id": 900, "closes_at": at("2026-09-10")}
    if came:
        facts |= {"reported_at": at(came), "state": "reported"}
    return ReportFacts(unit=unit, **(facts | more))


def the_report(*tasks: TaskFacts, header: Header = HEADER) -> Snapshot:
    return build_snapshot(header, tasks, [])


def where(figures: Figures) -> dict[str, int]:
    """Only the lines that count something."""
    named = {name: getattr(figures, name).n for name in (*CELLS, *OWN_LINES)}
    return {name: n for name, n in named.items() if n}


@pytest.mark.parametrize(
    ("facts", "cell", "status"),
    [
        # With a due date: the four cells.
        ({"due": "2026-09-08", "done": "2026-09-08T23:59"}, "done_on_time", "hoàn thành đúng hạn"),
        ({"due": "2026-09-08", "done": "2026-09-09T00:00"}, "done_late", "hoàn thành quá hạn"),
        ({"due": "2026-12-31"}, "open_in_time", "chưa đến hạn"),
        ({"due": "2026-12-31", "state": "started"}, "open_in_time", "chưa đến hạn"),
        ({"due": "2026-09-16"}, "open_in_time", "sắp đến hạn"),
        ({"due": "2026-09-17"}, "open_in_time", "chưa đến hạn"),
        ({"due": "2026-09-09"}, "open_overdue", "quá hạn"),
        ({"due": "2026-09-10"}, "open_in_time", "sắp đến hạn"),
        (
            {"due": "2026-12-31", "original_due_on": date(2026, 8, 31)},
            "open_in_time",
            "đã gia hạn",
        ),
        # Reported is done until returned; what came after the cut-off is not yet done.
        ({"due": "2026-09-05", "state": "started"}, "open_overdue", "quá hạn"),
        ({"due": "2026-09-30", "done": "2026-09-10T08:00"}, "open_in_time", "chưa đến hạn"),
        ({"due": "2026-09-05", "done": "2026-09-10T00:01"}, "open_overdue", "quá hạn"),
        # Held up, or without a day: a line of its own.
        ({"due": "2026-09-05", "state": "waiting"}, "waiting", "chờ điều kiện"),
        ({"due": "2026-09-05", "state": "suspended"}, "suspended", "tạm dừng / không còn phù hợp"),
        ({"ongoing": True}, "ongoing", "thường xuyên"),
        ({}, "undated", "chưa đến hạn"),
        ({"done": "2026-09-05T10:00"}, "undated", "hoàn thành đúng hạn"),
    ],
)  # fmt: skip
def test_a_task_stands_in_one_cell_under_one_word(
    facts: dict[str, Any], cell: str, status: str
) -> None:
    snapshot = the_report(duty(**facts))

    assert where(snapshot.figures) == {cell: 1}
    assert snapshot.tasks[0].status == status
    assert snapshot.figures.total.n == (cell in CELLS)


DONE, LATE = {"done": "2026-08-30T10:00"}, {"done": "2026-09-02T10:00"}


@pytest.mark.parametrize(
    ("first", "second", "cell"),
    [
        (DONE, DONE, "done_on_time"),
        (DONE, LATE, "done_late"),
        (LATE, {}, "open_overdue"),
        (DONE, {"due": "2026-12-31"}, "open_in_time"),
        ({}, {"due": "2026-12-31"}, "open_overdue"),
        (DONE, {"state": "suspended"}, "suspended"),
        (DONE, {"state": "cancelled"}, "done_on_time"),
    ],
)
def test_a_co_led_task_counts_once(
    first: dict[str, Any], second: dict[str, Any], cell: str
) -> None:
    """Both units owe it by 31 August, unless said."""
    both = [
        duty(1, unit="HC-TH", **({"due": "2026-08-31"} | first)),
        duty(2, unit="CĐS", **({"due": "2026-08-31"} | second)),
    ]

    snapshot = the_report(*both)

    assert where(snapshot.figures) == {cell: 1}
    assert len(snapshot.tasks) == 1
    counted = [line.unit for line in snapshot.units if where(line.figures)]
    assert counted == sorted(d.unit for d in both if d.state != "cancelled")


def test_a_yearly_task_counts_once_per_year_begun() -> None:
    years = [
        duty(n, year=year, due=f"{year}-12-31") for n, year in enumerate((2025, 2026, 2027), 1)
    ]

    snapshot = the_report(*years)

    assert where(snapshot.figures) == {"open_overdue": 1, "open_in_time": 1}
    assert [task.year for task in snapshot.tasks] == [2025, 2026]


def test_a_cancelled_task_is_counted_nowhere() -> None:
    snapshot = the_report(duty(state="cancelled", due="2026-09-01"))

    assert where(snapshot.figures) == {}
    assert snapshot.tasks == ()


def test_a_draft_made_before_the_cut_off_is_judged_as_of_its_making() -> None:
    monday = replace(HEADER, as_of=at("2026-09-07T08:00"))

    snapshot = the_report(duty(due="2026-09-08"), header=monday)

    assert where(snapshot.figures) == {"open_in_time": 1}


def test_every_entry_counts_in_exactly_one_period() -> None:
    next_week = replace(
        HEADER, period="2026-W38", period_from=HEADER.cut_off, cut_off=at("2026-09-17")
    )
    task = duty(
        entries=(
            entry(1, "2026-09-03T00:00"),  # the last moment of the week before
            entry(2, "2026-09-05T10:00"),
            entry(3, "2026-09-10T00:00"),
            entry(4, "2026-09-10T08:00", sent_with="2026-W37"),  # late, with the report of week 37
            entry(5, "2026-09-10T08:30"),
        )
    )

    in_week = {
        header.period: [said.entry for said in the_report(task, header=header).tasks[0].said]
        for header in (HEADER, next_week)
    }

    assert in_week == {"2026-W37": [2, 3, 4], "2026-W38": [5]}


def test_the_blocker_is_what_each_units_newest_word_names() -> None:
    snapshot = the_report(
        duty(
            1,
            entries=(
                entry(1, "2026-09-04T08:00", blocker="thiếu kinh phí"),
                entry(2, "2026-09-08T08:00", blocker="chờ thẩm định"),
            ),
        ),
        duty(2, unit="CĐS", entries=(entry(4, "2026-09-05T08:00", blocker="thiếu người"),)),
    )

    assert snapshot.tasks[0].blocker == "chờ thẩm định; thiếu người"


STUCK = entry(1, "2026-09-04T08:00", blocker="thiếu kinh phí")


@pytest.mark.parametrize(
    "facts",
    [
        {"entries": (STUCK, entry(2, "2026-09-08T08:00"))},
        {"entries": (STUCK,), "done": "2026-09-08T08:00"},
        {"entries": (entry(1, "2026-09-02T08:00", blocker="thiếu kinh phí"),)},
    ],
    ids=["a newer word names none", "the task is done", "said before the period"],
)
def test_a_difficulty_of_before_is_not_shown(facts: dict[str, Any]) -> None:
    assert the_report(duty(**facts)).tasks[0].blocker is None


@pytest.mark.parametrize(
    ("entries", "percent"),
    [
        ((), 5),
        ((entry(1, "2026-08-01T08:00", percent=20),), 20),
        ((entry(1, "2026-09-08T08:00", percent=20), entry(2, "2026-09-09T08:00")), 20),
        ((entry(1, "2026-09-08T08:00", percent=20), entry(2, "2026-09-11T08:00", percent=90)), 20),
        ((entry(1, "2026-09-10T08:00", percent=90, sent_with="2026-W37"),), 90),
        ((entry(1, "2026-09-10T08:00", percent=90, sent_with="2026-W38"),), 5),
    ],
)
def test_the_percent_is_the_newest_told_by_the_cut_off(
    entries: tuple[Entry, ...], percent: int
) -> None:
    assert the_report(duty(percent=5, entries=entries)).tasks[0].percent == percent


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        ({"counts_from": at("2026-09-05T16:00")}, "done_on_time"),
        ({"counts_from": at("2026-09-06T00:00")}, "done_late"),
        ({}, "done_late"),
    ],
)
def test_what_replaces_a_returned_result_in_time_is_as_old_as_that(
    facts: dict[str, Any], cell: str
) -> None:
    snapshot = the_report(duty(due="2026-09-05", done="2026-09-08T10:00", **facts))

    assert where(snapshot.figures) == {cell: 1}


def test_the_percent_of_a_co_led_task_is_the_slowest_units() -> None:
    fast, slow = duty(1, percent=80), duty(2, unit="CĐS", percent=30)

    assert the_report(fast, slow).tasks[0].percent == 30
    assert the_report(fast, replace(slow, percent=None)).tasks[0].percent is None


def test_tasks_stand_in_the_order_of_the_plan() -> None:
    snapshot = the_report(*(duty(n, code=f"NV{n}") for n in (12, 2, 1)))

    assert [task.code for task in snapshot.tasks] == ["NV1", "NV2", "NV12"]


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        (report("HC-TH", "2026-09-09T23:59"), HandIn.ON_TIME),
        (report("HC-TH", "2026-09-10T08:00"), HandIn.LATE),
        (report("HC-TH", "2026-09-10T09:01"), HandIn.MISSING),  # after the report was made
        (report("HC-TH", "2026-09-10T08:00", counts_from=at("2026-09-09T10:00")), HandIn.ON_TIME),
        (report("HC-TH"), HandIn.MISSING),
        (report("HC-TH", state="missed"), HandIn.MISSING),
        (report("QLKH"), HandIn.ON_TIME),  # receives the reports: nobody sends to themselves
    ],
)
def test_punctuality_is_judged_as_of_the_making(facts: ReportFacts, standing: HandIn) -> None:
    [line] = build_snapshot(HEADER, [], [facts]).punctuality

    assert line.standing is standing
    assert line.due == date(2026, 9, 9)


def test_who_owed_the_report_and_said_nothing_is_silent() -> None:
    spoke = duty(1, unit="HC-TH", entries=(entry(1, "2026-09-08T08:00"),))
    spoke_before = duty(2, code="NV2", unit="TĐC", entries=(entry(2, "2026-09-01T08:00"),))
    owes_nothing = duty(3, code="NV3", unit="ĐMST")

    snapshot = build_snapshot(
        HEADER,
        [spoke, spoke_before, owes_nothing],
        [report("HC-TH"), report("TĐC"), report("TT"), report("CĐS", state="cancelled")],
    )

    assert snapshot.silent == ("TT", "TĐC")


def test_the_figures_of_report_1270_come_out() -> None:
    """21.914 tasks = 16.051 done (14.068 + 1.983) + 5.863 open (5.640 + 223), 27/12/2017."""
    kinds = [
        (14_068, {"due": "2017-11-30", "done": "2017-11-30T16:00"}),
        (1_983, {"due": "2017-11-30", "done": "2017-12-04T09:00"}),
        (5_640, {"due": "2018-01-31"}),
        (223, {"due": "2017-12-15"}),
    ]
    all_facts = [facts for n, facts in kinds for _ in range(n)]
    duties = [duty(n, code=f"NV{n}", **facts) for n, facts in enumerate(all_facts, 1)]
    header = replace(HEADER, cut_off=at("2017-12-27"), as_of=at("2017-12-27T10:00"))

    figures = build_snapshot(header, duties, []).figures

    assert where(figures) == {
        "done_on_time": 14_068,
        "done_late": 1_983,
        "open_in_time": 5_640,
        "open_overdue": 223,
    }
    assert (figures.total.n, figures.done) == (21_914, 16_051)


def test_a_reported_duty_without_its_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="duty 1 is reported, but not since when"):
        duty(1, state="reported")
    with pytest.raises(ValueError, match="no such state: done"):
        duty(1, state="done")


# --- over all histories -------------------------------------------------------------------------

MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: at("2025-06-01") + timedelta(minutes=minutes)
)
WORDS = st.text(max_size=12)
ENTRIES = st.builds(
    Entry,
    id=st.integers(1, 99),
    person=WORDS,
    at=MOMENTS,
    text=WORDS,
    blocker=st.none() | WORDS,
    sent_with=st.none() | st.sampled_from(["2026-W37", "2026-W36"]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[TaskFacts]:
    duties = []
    for id in range(draw(st.integers(0, 12))):
        state = draw(st.sampled_from(sorted(STATES)))
        due = draw(st.none() | st.dates(date(2025, 6, 1), date(2027, 6, 1)))
        needs_moment = state in ("reported", "accepted")
        duties.append(
            duty(
                id,
                code=f"NV{draw(st.integers(1, 6))}",
                unit=draw(st.sampled_from(["HC-TH", "CĐS", "TĐC"])),
                state=state,
                reported_at=draw(MOMENTS if needs_moment else st.none() | MOMENTS),
                percent=draw(st.none() | st.integers(0, 100)),
                year=draw(st.none() | st.sampled_from([2025, 2026, 2027])),
                ongoing=draw(st.booleans()),
                entries=tuple(draw(st.lists(ENTRIES, max_size=2))),
                **({"due": due.isoformat()} if due else {}),
            )
        )
    return duties


@given(histories())
def test_the_lines_partition_the_tasks_and_each_lists_its_duties(duties: list[TaskFacts]) -> None:
    snapshot = the_report(*duties)
    figures = snapshot.figures
    counted = [d for d in duties if d.state != "cancelled" and d.year != 2027]
    task_of = {d.duty_id: d.task for d in counted}

    listed = [id for name in (*CELLS, *OWN_LINES) for id in getattr(figures, name).duties]
    assert Counter(listed) == Counter(d.duty_id for d in counted)
    for name in ("total", *CELLS, *OWN_LINES):
        figure = getattr(figures, name)
        assert figure.n == len({task_of[id] for id in figure.duties})
    assert figures.total.n == sum(getattr(figures, name).n for name in CELLS)
    assert len(snapshot.tasks) == len(set(task_of.values()))
    by_unit = Counter(id for line in snapshot.units for id in line.figures.total.duties)
    assert set(by_unit.values()) <= {1}


@given(histories(), st.randoms(use_true_random=False))
def test_the_same_facts_are_the_same_bytes_in_any_order(
    duties: list[TaskFacts], order: Any
) -> None:
    text = the_report(*duties).dumps()
    shuffled = list(duties)
    order.shuffle(shuffled)

    assert the_report(*shuffled).dumps() == text
    assert loads(text) == the_report(*duties)
    assert loads(text).dumps() == text
    assert text.endswith("}\n")


def test_the_json_has_the_shape_that_others_read() -> None:
    task = duty(7, due="2026-09-30", entries=(entry(5, "2026-09-08T09:30", "đã xong 60%"),))
    form = build_snapshot(HEADER, [task], [report("HC-TH", "2026-09-09T16:00")]).to_json()

    assert (form["from"], form["cut_off"]) == (
        "2026-09-03T00:00:00+07:00",
        "2026-09-10T00:00:00+07:00",
    )
    assert form["figures"]["open_in_time"] == {"n": 1, "duties": [7]}
    assert form["units"][0]["figures"]["total"] == {"n": 1, "duties": [7]}
    assert form["tasks"][0]["due_on"] == "2026-09-30"
    assert form["tasks"][0]["said"] == [
        {
            "entry": 5,
            "person": "An",
            "unit": "HC-TH",
            "at": "2026-09-08T09:30:00+07:00",
            "text": "đã xong 60%",
        }
    ]
    assert form["punctuality"] == [
        {
            "unit": "HC-TH",
            "due": "2026-09-09",
            "handed_in": "2026-09-09T16:00:00+07:00",
            "standing": "on_time",
        }
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"org": 1}', "null"])
def test_another_text_is_not_a_snapshot(text: str) -> None:
    with pytest.raises(ValueError, match="not a report snapshot"):
        loads(text)


def test_status_words_are_the_offices() -> None:
    assert [status.value for status in Status] == [
        "chưa đến hạn",
        "sắp đến hạn",
        "quá hạn",
        "hoàn thành đúng hạn",
        "hoàn thành quá hạn",
        "thường xuyên",
        "chờ điều kiện",
        "đã gia hạn",
        "tạm dừng / không còn phù hợp",
    ]
