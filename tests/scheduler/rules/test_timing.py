from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.timing import (
    Conditional,
    Deadline,
    NoTime,
    Ongoing,
    Timing,
    Window,
    Yearly,
    from_json,
    to_json,
)
from tests.builders import on

FORMS: list[tuple[Timing, dict[str, Any]]] = [
    (Deadline(due=on("2025-12-31")), {"kind": "deadline", "due": "2025-12-31"}),
    (
        Window(start=on("2025-10-01"), due=on("2025-12-31")),
        {"kind": "window", "start": "2025-10-01", "due": "2025-12-31"},
    ),
    (Ongoing(), {"kind": "ongoing", "start": None}),
    (
        Ongoing(start=on("2025-01-01"), reviewed_yearly=True),
        {"kind": "ongoing", "start": "2025-01-01", "review": "yearly"},
    ),
    (Yearly(), {"kind": "yearly"}),
    (Yearly(month=10, day=24, stated=True), {"kind": "yearly", "month_day": "10-24"}),
    (
        Yearly(start=on("2020-01-01"), end=on("2030-12-31")),
        {"kind": "yearly", "start": "2020-01-01", "end": "2030-12-31"},
    ),
    (
        Conditional(condition="Sau khi có hướng dẫn"),
        {"kind": "conditional", "condition": "Sau khi có hướng dẫn"},
    ),
    (NoTime(), {"kind": "none"}),
]
some_days = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))
maybe = st.none() | some_days
timings = st.one_of(
    st.builds(Deadline, due=some_days),
    st.builds(Window, start=some_days, due=some_days),
    st.builds(Ongoing, start=maybe, reviewed_yearly=st.booleans()),
    st.builds(Yearly, start=maybe, end=maybe),
    st.builds(
        Yearly,
        month=st.integers(min_value=1, max_value=12),
        day=st.integers(min_value=1, max_value=28),
        stated=st.just(True),
        start=maybe,
        end=maybe,
    ),
    st.builds(Conditional, condition=st.text()),
    st.just(NoTime()),
)


@pytest.mark.parametrize(("timing", "form"), FORMS)
def test_each_kind_has_its_normal_form(timing: Timing, form: dict[str, Any]) -> None:
    assert to_json(timing) == form


@given(timings)
def test_what_is_stored_is_read_back(timing: Timing) -> None:
    assert from_json(to_json(timing)) == timing


@pytest.mark.parametrize(
    "form", [{}, {"kind": "weekly"}, {"kind": "deadline", "due": "31/12/2025"}]
)
def test_any_other_form_is_refused(form: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(form)
