"""What each report covers: DOMAIN.md §4 as a table, ten years against dateutil, random entries."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.coverage import (
    CUMULATIVE,
    BadSchedule,
    Coverage,
    CutOff,
    Reading,
    Schedule,
    coverage,
    covered_period,
    default_reading,
    due_day,
    following,
    period_due,
)
from scheduler.rules.cycle import CycleKind, period_bounds
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import opening_day
from scheduler.rules.recurrence import parse_rrule
from tests.builders import YEAR_2026, an_office, at, on

WEEKLY, MONTHLY, QUARTERLY, SEMIANNUAL, NINE_MONTH, ANNUAL = list(CycleKind)[:6]
DUE, PREVIOUS, DECREE = Reading.DUE, Reading.PREVIOUS, CutOff.DECREE
IN_TURN = (WEEKLY, MONTHLY, QUARTERLY, ANNUAL)

RULES = {
    WEEKLY: "FREQ=WEEKLY;BYDAY=WE",
    MONTHLY: "FREQ=MONTHLY;BYMONTHDAY=9",
    QUARTERLY: "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
    SEMIANNUAL: "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9",
    NINE_MONTH: "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9",
    ANNUAL: "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9",
}
BOTH_HALVES = "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=9"
MONTH_END = "FREQ=MONTHLY;BYMONTHDAY=-1"
QUARTER_AFTER = "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=9"
JANUARY = "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=9"
JULY = "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=9"
OCTOBER = "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=9"


def a_schedule(
    kind: CycleKind,
    rule: str | None = None,
    reading: Reading = DUE,
    cut_off: CutOff = CutOff.DUE,
) -> Schedule:
    recurrence = parse_rrule(rule or RULES[kind])
    return Schedule(kind=kind, recurrence=recurrence, reading=reading, cut_off=cut_off)


# --- which period -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "rule", "due", "of_the_day", "previous"),
    [
        (WEEKLY, RULES[WEEKLY], "2026-09-09", "2026-W37", "2026-W36"),
        (WEEKLY, RULES[WEEKLY], "2027-01-06", "2027-W01", "2026-W53"),
        (MONTHLY, RULES[MONTHLY], "2026-09-09", "2026-09", "2026-08"),
        (MONTHLY, RULES[MONTHLY], "2026-01-09", "2026-01", "2025-12"),
        (MONTHLY, MONTH_END, "2026-02-28", "2026-02", "2026-01"),
        (QUARTERLY, RULES[QUARTERLY], "2026-09-09", "2026-Q3", "2026-Q2"),
        (QUARTERLY, QUARTER_AFTER, "2026-10-09", "2026-Q4", "2026-Q3"),
        (QUARTERLY, QUARTER_AFTER, "2027-01-09", "2027-Q1", "2026-Q4"),
        (SEMIANNUAL, RULES[SEMIANNUAL], "2026-06-09", "2026-H1", "2025-H2"),
        (SEMIANNUAL, JULY, "2026-07-09", "2026-H2", "2026-H1"),
        (NINE_MONTH, RULES[NINE_MONTH], "2026-09-09", "2026-9M", "2025-9M"),
        (NINE_MONTH, OCTOBER, "2026-10-09", "2026-9M", "2026-9M"),
        (ANNUAL, RULES[ANNUAL], "2026-11-09", "2026", "2025"),
        (ANNUAL, JANUARY, "2027-01-09", "2027", "2026"),
    ],
)
def test_the_period_of_a_report_under_both_readings(
    kind: CycleKind, rule: str, due: str, of_the_day: str, previous: str
) -> None:
    for reading, period in ((DUE, of_the_day), (PREVIOUS, previous)):
        schedule = a_schedule(kind, rule, reading)
        assert period_due(schedule, on(due)) == period
        assert due_day(schedule, period) == on(due)


@pytest.mark.parametrize(
    ("kind", "rule", "reading"),
    [
        (WEEKLY, RULES[WEEKLY], DUE),
        (MONTHLY, RULES[MONTHLY], DUE),
        (QUARTERLY, RULES[QUARTERLY], DUE),
        (QUARTERLY, QUARTER_AFTER, PREVIOUS),  # "trước ngày 10 tháng đầu quý sau"
        (QUARTERLY, "FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=9", DUE),
        (SEMIANNUAL, RULES[SEMIANNUAL], DUE),
        (SEMIANNUAL, JULY, PREVIOUS),
        (SEMIANNUAL, "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=9", PREVIOUS),
        (NINE_MONTH, RULES[NINE_MONTH], DUE),
        (NINE_MONTH, OCTOBER, PREVIOUS),
        (ANNUAL, RULES[ANNUAL], DUE),
        (ANNUAL, JANUARY, PREVIOUS),
    ],
)
def test_the_reading_that_the_due_days_themselves_suggest(
    kind: CycleKind, rule: str, reading: Reading
) -> None:
    assert default_reading(kind, parse_rrule(rule)) is reading


@pytest.mark.parametrize(
    ("schedule", "period"),
    [
        (a_schedule(MONTHLY, RULES[QUARTERLY]), "2026-10"),
        (a_schedule(QUARTERLY, "FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=9"), "2026-Q3"),
        (a_schedule(SEMIANNUAL), "2026-H2"),
        (a_schedule(MONTHLY), "2026-09.2"),
        (a_schedule(MONTHLY), "2026-W37"),
        (a_schedule(MONTHLY), "2026-13"),
    ],
)
def test_a_period_for_which_nothing_is_due_is_refused(schedule: Schedule, period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        due_day(schedule, period)


@pytest.mark.parametrize("kind", [CycleKind.ADHOC, CycleKind.PERIODIC_UNSPECIFIED])
def test_a_report_without_fixed_periods_has_no_schedule(kind: CycleKind) -> None:
    with pytest.raises(BadSchedule, match="no fixed period"):
        a_schedule(kind, RULES[MONTHLY])


def test_of_several_reports_in_one_period_the_later_ones_are_numbered() -> None:
    """A week's worth of due days in a monthly cycle: as with "ngày 15 và ngày cuối tháng"."""
    schedule = a_schedule(MONTHLY, RULES[WEEKLY])
    named = [period_due(schedule, on(f"2026-09-{day:02}")) for day in (2, 9, 16, 23, 30)]

    assert named == ["2026-09", "2026-09.2", "2026-09.3", "2026-09.4", "2026-09.5"]
    assert [due_day(schedule, period).day for period in named] == [2, 9, 16, 23, 30]
    assert period_bounds(MONTHLY, named[1]) == (on("2026-09-01"), on("2026-09-30"))


# --- from when to when --------------------------------------------------------------------------

DOMAIN_4 = [
    # Nghị định 09/2019/NĐ-CP, Điều 12: the first and the last day of the data
    (MONTHLY, "2026-09", "2026-08-15", "2026-09-14"),
    (MONTHLY, "2026-01", "2025-12-15", "2026-01-14"),
    (MONTHLY, "2026-03", "2026-02-15", "2026-03-14"),
    (QUARTERLY, "2026-Q1", "2025-12-15", "2026-03-14"),
    (QUARTERLY, "2026-Q2", "2026-03-15", "2026-06-14"),
    (QUARTERLY, "2026-Q3", "2026-06-15", "2026-09-14"),
    (QUARTERLY, "2026-Q4", "2026-09-15", "2026-12-14"),
    (SEMIANNUAL, "2026-H1", "2025-12-15", "2026-06-14"),
    (SEMIANNUAL, "2026-H2", "2026-06-15", "2026-12-14"),
    (NINE_MONTH, "2026-9M", "2025-12-15", "2026-09-14"),  # by analogy
    (ANNUAL, "2026", "2025-12-15", "2026-12-14"),
]


@pytest.mark.parametrize(("kind", "period", "first", "last"), DOMAIN_4)
@pytest.mark.parametrize("reading", [DUE, PREVIOUS])
def test_the_decree_s_periods_of_data_under_both_readings(
    kind: CycleKind, period: str, first: str, last: str, reading: Reading
) -> None:
    rule = BOTH_HALVES if kind is SEMIANNUAL else RULES[kind]
    found = covered_period(a_schedule(kind, rule, reading, DECREE), period, an_office())

    assert found.begins == at(first)
    assert found.cut_off == at(last) + timedelta(days=1)


def test_the_decree_s_halves_stand_without_each_other_and_beside_any_annual_report() -> None:
    office, annual = an_office(), at("2025-11-10")
    december = a_schedule(SEMIANNUAL, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=9", DUE, DECREE)
    nine = a_schedule(NINE_MONTH, None, DUE, DECREE)

    assert covered_period(december, "2026-H2", office).begins == at("2026-06-15")
    assert covered_period(nine, "2026-9M", office, annual=annual).begins == at("2025-12-15")


def test_the_decree_fixes_no_cut_off_for_weekly_reports() -> None:
    with pytest.raises(BadSchedule, match="no cut-off for weekly reports: use the cut-off “due”"):
        a_schedule(WEEKLY, None, DUE, DECREE)


def test_the_decree_s_one_cut_off_a_period_serves_no_two_reports() -> None:
    with pytest.raises(BadSchedule, match="one cut-off a period"):
        a_schedule(MONTHLY, RULES[WEEKLY], DUE, DECREE)


@pytest.mark.parametrize(
    ("kind", "rule", "period", "first", "last"),
    [
        (WEEKLY, None, "2026-W33", "2026-08-06", "2026-08-12"),
        (WEEKLY, None, "2026-W37", "2026-08-27", "2026-09-09"),  # W36 opens none: 2/9 is off
        (WEEKLY, None, "2026-W09", "2026-02-12", "2026-02-25"),  # W08 is Tết
        (MONTHLY, None, "2026-09", "2026-08-10", "2026-09-09"),
        (MONTHLY, MONTH_END, "2026-03", "2026-03-01", "2026-03-31"),
        (QUARTERLY, None, "2026-Q3", "2026-06-10", "2026-09-09"),
        (QUARTERLY, None, "2026-Q1", "2025-12-10", "2026-03-09"),
        (SEMIANNUAL, None, "2026-H1", "2025-12-15", "2026-06-09"),
        (SEMIANNUAL, BOTH_HALVES, "2026-H1", "2025-12-15", "2026-06-09"),
        (SEMIANNUAL, BOTH_HALVES, "2026-H2", "2026-06-10", "2026-12-09"),
        (SEMIANNUAL, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=9", "2026-H2", "2026-06-15", "2026-12-09"),
        (NINE_MONTH, None, "2026-9M", "2025-12-15", "2026-09-09"),
        (ANNUAL, None, "2026", "2025-11-10", "2026-11-09"),
    ],
)
def test_by_default_the_due_day_is_the_cut_off(
    kind: CycleKind, rule: str | None, period: str, first: str, last: str
) -> None:
    found = covered_period(a_schedule(kind, rule), period, an_office())

    assert (found.begins, found.cut_off) == (at(first), at(last) + timedelta(days=1))


@pytest.mark.parametrize(("kind", "period"), [(SEMIANNUAL, "2026-H1"), (NINE_MONTH, "2026-9M")])
def test_six_and_nine_months_add_up_from_the_annual_report_s_cut_off(
    kind: CycleKind, period: str
) -> None:
    annual = covered_period(a_schedule(ANNUAL), "2025", an_office())

    found = covered_period(a_schedule(kind), period, an_office(), annual=annual.cut_off)

    assert found.begins == at("2025-11-10")


@pytest.mark.parametrize("period", ["2026-W08", "2026-W36"])
def test_a_week_that_opens_no_report_has_none(period: str) -> None:
    with pytest.raises(ValueError, match="counts in the next"):
        covered_period(a_schedule(WEEKLY), period, an_office())


# --- a change of settings -----------------------------------------------------------------------


def test_with_the_previous_reading_the_day_that_names_the_same_month_again_opens_none() -> None:
    september = covered_period(a_schedule(MONTHLY), "2026-09", an_office())

    found = following(a_schedule(MONTHLY, None, PREVIOUS), september, an_office())

    assert (found.period, found.due_on) == ("2026-10", on("2026-11-09"))
    assert (found.begins, found.cut_off) == (at("2026-09-10"), at("2026-11-10"))


def test_back_from_the_previous_reading_a_month_is_passed_over() -> None:
    august = covered_period(a_schedule(MONTHLY, None, PREVIOUS), "2026-08", an_office())

    found = following(a_schedule(MONTHLY), august, an_office())

    assert (found.period, found.due_on) == ("2026-10", on("2026-10-09"))
    assert (found.begins, found.cut_off) == (at("2026-09-10"), at("2026-10-10"))


@pytest.mark.parametrize(
    ("before", "after", "begins", "cut_off"),
    [
        (CutOff.DUE, DECREE, "2026-09-10", "2026-10-15"),
        (DECREE, CutOff.DUE, "2026-09-15", "2026-10-10"),
    ],
)
def test_another_cut_off_begins_where_the_last_one_ended(
    before: CutOff, after: CutOff, begins: str, cut_off: str
) -> None:
    september = covered_period(a_schedule(MONTHLY, None, DUE, before), "2026-09", an_office())

    found = following(a_schedule(MONTHLY, None, DUE, after), september, an_office())

    assert (found.period, found.begins, found.cut_off) == ("2026-10", at(begins), at(cut_off))


def test_a_cut_off_never_goes_back() -> None:
    """Due on the last of the month after the quarter; the decree would have it end before."""
    after = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
    second = covered_period(a_schedule(QUARTERLY, after, PREVIOUS), "2026-Q2", an_office())

    found = following(a_schedule(QUARTERLY, after, PREVIOUS, DECREE), second, an_office())

    assert (found.period, found.begins, found.cut_off) == (
        "2026-Q3",
        at("2026-10-01"),
        at("2026-10-01"),
    )


# --- ten years ----------------------------------------------------------------------------------

BEGIN, END = at("2024-01-01"), at("2034-12-31")
OFFICES = {"2026 with its days off": an_office(), "no day off": Office()}


def ten_years(schedule: Schedule, office: Office) -> list[Coverage]:
    """Each report that opens, in order, as the rules find it from the one before."""
    first = schedule.recurrence.on_or_after(BEGIN.date())
    while opening_day(schedule.kind, first, office) is None:
        first = schedule.recurrence.on_or_after(first + timedelta(days=1))
    found = [coverage(schedule, first, office)]
    while found[-1].due_on < END.date():
        found.append(following(schedule, found[-1], office))
    return [each for each in found if each.due_on <= END.date()]


def by_dateutil(rule: str, office: Office, kind: CycleKind) -> list[date]:
    """The due days of the same ten years, of weeks only those with a day worked up to it."""
    named = [
        moment.date() for moment in rrulestr(rule, dtstart=BEGIN).between(BEGIN, END, inc=True)
    ]
    if kind is not WEEKLY:
        return named
    off = office.calendar.off
    return [
        due
        for due in named
        if any(due - timedelta(days=back) not in off for back in range(due.weekday() + 1))
    ]


SETTINGS = [
    (kind, rule, reading, cut_off)
    for kind, rules in {
        WEEKLY: [RULES[WEEKLY], "FREQ=WEEKLY;BYDAY=FR"],
        MONTHLY: [RULES[MONTHLY], MONTH_END],
        QUARTERLY: [RULES[QUARTERLY], QUARTER_AFTER, "FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=9"],
        SEMIANNUAL: [RULES[SEMIANNUAL], BOTH_HALVES, JULY],
        NINE_MONTH: [RULES[NINE_MONTH], OCTOBER],
        ANNUAL: [RULES[ANNUAL], JANUARY],
    }.items()
    for rule in rules
    for reading in Reading
    for cut_off in CutOff
    if (kind, cut_off) != (WEEKLY, DECREE)
]


@pytest.mark.parametrize("office", OFFICES.values(), ids=OFFICES.keys())
@pytest.mark.parametrize(("kind", "rule", "reading", "cut_off"), SETTINGS)
def test_ten_years_of_due_days_and_cut_offs_as_dateutil_has_them(
    kind: CycleKind, rule: str, reading: Reading, cut_off: CutOff, office: Office
) -> None:
    found = ten_years(a_schedule(kind, rule, reading, cut_off), office)

    assert [each.due_on for each in found] == by_dateutil(rule, office, kind)
    assert len({each.period for each in found}) == len(found)
    for each in found:
        first, last = period_bounds(kind, each.period)
        if reading is PREVIOUS:
            assert last < each.due_on  # the period is over
        elif kind is not NINE_MONTH:
            assert first <= each.due_on <= last
        in_time = each.due_on if cut_off is CutOff.DUE else last.replace(day=14)
        assert each.cut_off == datetime.combine(
            in_time + timedelta(days=1), time.min, YEAR_2026.zone
        )
        assert each.begins < each.cut_off


@pytest.mark.parametrize("office", OFFICES.values(), ids=OFFICES.keys())
@pytest.mark.parametrize(
    ("kind", "rule", "reading", "cut_off"), [each for each in SETTINGS if each[0] in IN_TURN]
)
def test_reports_in_turn_leave_no_gap_and_the_calendar_alone_tells_the_same(
    kind: CycleKind, rule: str, reading: Reading, cut_off: CutOff, office: Office
) -> None:
    schedule = a_schedule(kind, rule, reading, cut_off)
    found = ten_years(schedule, office)

    assert all(earlier.cut_off == later.begins for earlier, later in pairwise(found))
    assert found == [covered_period(schedule, each.period, office) for each in found]


@pytest.mark.parametrize(
    ("kind", "rule", "reading", "cut_off"), [each for each in SETTINGS if each[0] in CUMULATIVE]
)
def test_what_adds_up_the_year_begins_with_it(
    kind: CycleKind, rule: str, reading: Reading, cut_off: CutOff
) -> None:
    found = ten_years(a_schedule(kind, rule, reading, cut_off), an_office())
    halves = {each.period: each.cut_off for each in found if each.period.endswith("H1")}
    for each in found[1:]:
        year = int(each.period[:4])
        if each.period.endswith("H2"):
            assert each.begins == halves.get(f"{year}-H1", at(f"{year}-06-15"))
        else:
            assert each.begins == at(f"{year - 1}-12-15")


# --- random entries -----------------------------------------------------------------------------

CHANGES = st.lists(
    st.tuples(st.sampled_from(list(Reading)), st.sampled_from(list(CutOff))), min_size=1, max_size=6
)
SINCE_2026 = st.lists(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3 * 365)), max_size=30
)


@settings(max_examples=150, deadline=None)
@given(
    kind_and_rule=st.sampled_from(sorted({each[:2] for each in SETTINGS if each[0] in IN_TURN})),
    changes=CHANGES,
    said=SINCE_2026,
)
def test_each_entry_counts_in_exactly_one_report_whatever_is_set_and_changed(
    kind_and_rule: tuple[CycleKind, str],
    changes: list[tuple[Reading, CutOff]],
    said: list[timedelta],
) -> None:
    """Also those made at the very instants at which one report ends and the next begins."""
    kind, rule = kind_and_rule
    schedules = [
        a_schedule(kind, rule, reading, cut_off if kind is not WEEKLY else CutOff.DUE)
        for reading, cut_off in changes
    ]
    office, first = an_office(), schedules[0].recurrence.on_or_after(on("2025-12-01"))
    opened = [coverage(schedules[0], first, office)]
    while opened[-1].cut_off < at("2029-02-01"):
        opened.append(following(schedules[len(opened) % len(schedules)], opened[-1], office))
    borders = [each.cut_off for each in opened if each.cut_off < at("2029-01-01")]
    moments = [at("2026-01-01") + after for after in said]
    moments += [m + step for m in borders for step in (-RESOLUTION, 0 * RESOLUTION, RESOLUTION)]

    for moment in moments:
        if moment > opened[0].begins:
            assert len([each for each in opened if each.begins < moment <= each.cut_off]) == 1


RESOLUTION = timedelta.resolution
