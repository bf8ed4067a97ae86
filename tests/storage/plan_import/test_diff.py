"""Which task of a plan's next version is which (`storage.plan_import.diff`)."""

from datetime import date

from scheduler.rules.timing import Deadline
from storage.plan_import.diff import Known, compare
from storage.plan_import.draft import DraftTask

UNITS = {"Phòng Hành chính": 1, "Phòng Kế hoạch": 2}
DUE = Deadline(due=date(2026, 9, 30))


def known(number: int, ref: str, lead: str) -> Known:
    return Known(
        id=number,
        code=f"NV{number}",
        ref=ref,
        text="Rà soát quy chế.",
        short="Rà soát quy chế",
        leads=frozenset({UNITS[lead]}),
        supporters=frozenset(),
        lead_names=lead,
        support_names="",
        timing=DUE,
        timing_text="30/9/2026",
    )


def new(ref: str, lead: str) -> DraftTask:
    return DraftTask(
        ref=ref,
        heading="",
        text="Rà soát quy chế.",
        lead=(lead,),
        support=(),
        timing_text="30/9/2026",
        timing=DUE,
        lines=(1, 1),
        confidence=1.0,
        lead_scope={},
    )


def test_of_tasks_in_the_same_words_each_stays_with_its_unit_wherever_it_stands() -> None:
    stored = [known(5, "II.1.a", "Phòng Hành chính"), known(6, "II.2.a", "Phòng Kế hoạch")]
    moved = [new("II.1.a", "Phòng Kế hoạch"), new("II.2.a", "Phòng Hành chính")]

    found = compare(stored, moved, UNITS.get)

    assert (found.added, found.removed) == ((), ())
    pairs = {each.old.code: each.new.lead for each in (*found.same, *found.changed)}
    assert pairs == {"NV5": ("Phòng Hành chính",), "NV6": ("Phòng Kế hoạch",)}
