"""How well plans are read that were labelled before the importer saw them (`documents/`).

The floors lie a little under what was measured when they were set; `make score` prints the figures.
"""

import pytest

from tests.storage.plan_import.measuring import Figures, documents, is_shown, measured

HALVES = {
    "looked at while mending": True,
    "never looked at": False,
}


@pytest.fixture(scope="module")
def halves() -> dict[bool, Figures]:
    found = {True: Figures(), False: Figures()}
    for path, labelled in documents():
        found[is_shown(path)].add(measured(path, labelled))
    return found


@pytest.mark.parametrize("shown", HALVES.values(), ids=HALVES)
def test_the_tasks_of_other_plans_are_found(halves: dict[bool, Figures], *, shown: bool) -> None:
    figures = halves[shown]
    assert figures.documents == 12
    assert figures.f1 >= 0.95, figures
    assert figures.leads >= 0.93 * figures.found, figures
    assert figures.supports >= 0.95 * figures.found, figures
    assert figures.kinds >= 0.94 * figures.found, figures
    assert figures.times >= 0.93 * figures.found, figures


def test_questions_are_few(halves: dict[bool, Figures]) -> None:
    asked = sum(half.questions for half in halves.values())
    tasks = sum(half.said for half in halves.values())
    assert asked <= tasks / 5
