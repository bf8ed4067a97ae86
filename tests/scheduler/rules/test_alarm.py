"""When findings are told, and to whom: each row is a morning, with what stands on it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scheduler.rules.alarm import Alarm, alarm, readers_of
from scheduler.rules.finding import Finding, FindingKind, Guarded, Remembered, Undated, Waiting
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Post, Staff
from tests.builders import AN, BINH, CHI, DUNG, an_office, at, on

ADMIN = replace(AN, id=8, name="Vy")


def a_staff(*posts: tuple[Person, Role, int]) -> Staff:
    return Staff(
        people={p.id: p for p in (AN, BINH, CHI, DUNG, ADMIN)},
        posts=tuple(
            Post(person_id=person.id, unit_id=unit, role=role, is_contact=False)
            for person, role, unit in posts
        ),
    )


BOTH = a_staff((DUNG, Role.COORDINATOR, 11), (CHI, Role.COORDINATOR, 12), (ADMIN, Role.ADMIN, 10))


def looked(
    day: str,
    remembered: Sequence[Remembered],
    *,
    aside: Sequence[str] = (),
    undated: Sequence[str] = (),
    staff: Staff = BOTH,
    clock: str = "07:45",
) -> Alarm:
    return alarm(
        Guarded(
            slot=at(f"{day}T{clock}"),
            released=None,
            is_first=clock == "07:45",
            office=an_office(),
            staff=staff,
            set_aside=aside,
            undated=[
                Undated(duty=name, since=on("2026-08-03"), coordinating_unit=11) for name in undated
            ],
            remembered=remembered,
        )
    )


def told(raised: Alarm) -> list[str]:
    """What is told, to whomever: "new set_aside 2: NV1, NV2"."""
    lines = {
        f"{line.what} {line.kind.value} {line.facts()['count']}: "
        + ", ".join(each["name"] for each in line.facts()["names"])
        for lines in raised.told.values()
        for line in lines
    }
    return sorted(lines)


@pytest.mark.parametrize(
    "mornings",
    [
        # Told when it is new, not the day after, how many after a week, and once when it is over.
        [
            ("2026-11-02", ["NV1"], ["new set_aside 1: NV1"]),
            ("2026-11-03", ["NV1"], []),
            ("2026-11-06", ["NV1"], []),
            ("2026-11-09", ["NV1"], ["stands set_aside 1: NV1"]),
            ("2026-11-10", ["NV1"], []),
            ("2026-11-12", [], ["over set_aside 1: NV1"]),
            ("2026-11-13", [], []),
        ],
        # What is new does not repeat the old; after a week one line counts all of a kind.
        [
            ("2026-11-02", ["NV1"], ["new set_aside 1: NV1"]),
            ("2026-11-05", ["NV1", "NV2"], ["new set_aside 1: NV2"]),
            ("2026-11-09", ["NV1", "NV2"], ["stands set_aside 2: NV1, NV2"]),
            ("2026-11-12", ["NV1", "NV2"], []),
            ("2026-11-16", ["NV1", "NV2"], ["stands set_aside 2: NV1, NV2"]),
        ],
        # It comes again: it is new again.
        [
            ("2026-11-02", ["NV1"], ["new set_aside 1: NV1"]),
            ("2026-11-03", [], ["over set_aside 1: NV1"]),
            ("2026-11-04", ["NV1"], ["new set_aside 1: NV1"]),
        ],
        # A long sleep tells the weekly line once.
        [
            ("2026-11-02", ["NV1"], ["new set_aside 1: NV1"]),
            ("2026-12-01", ["NV1"], ["stands set_aside 1: NV1"]),
        ],
    ],
)
def test_a_finding_is_told_once_weekly_and_once_when_it_is_over(
    mornings: list[tuple[str, list[str], list[str]]],
) -> None:
    remembered: Sequence[Remembered] = ()
    for day, aside, says in mornings:
        raised = looked(day, remembered, aside=aside)
        assert told(raised) == says, day
        remembered = [
            each
            for each in raised.remembered
            if each.over_at is None or (each.told_at and each.told_at < each.over_at)
        ]


def test_between_mornings_it_is_only_remembered() -> None:
    first = looked("2026-11-02", (), aside=["NV1"], clock="13:30")
    assert (first.told, [each.told_at for each in first.remembered]) == ({}, [None])
    assert looked("2026-11-03", first.remembered).remembered == (), "gone before it was told"

    morning = looked("2026-11-03", first.remembered, aside=["NV1"])
    assert told(morning) == ["new set_aside 1: NV1"]
    assert morning.remembered[0].since == at("2026-11-02T13:30")
    gone = looked("2026-11-03", morning.remembered, clock="13:30")
    assert gone.remembered[0].over_at == at("2026-11-03T13:30")
    back = looked("2026-11-04", gone.remembered, aside=["NV1"])
    assert told(back) == [], "it came back before anybody heard that it was over"
    assert told(looked("2026-11-04", gone.remembered)) == ["over set_aside 1: NV1"]


def test_a_conditional_task_is_asked_about_again_once_a_month() -> None:
    raised = looked("2026-08-03", (), undated=["NV7/HC"])
    says = ["new undated 1: NV7/HC (03/08/2026)"]
    assert told(raised) == says
    for day, again in (("2026-08-10", []), ("2026-09-01", []), ("2026-09-03", says)):
        assert told(looked(day, raised.remembered, undated=["NV7/HC"])) == again, day


def test_a_thousand_findings_are_one_line_of_ten_names() -> None:
    raised = looked("2026-11-02", (), aside=[f"NV{n}" for n in range(1000)])

    ((reader, (line,)),) = raised.told.items()
    assert reader == ADMIN.id
    assert line.facts()["count"] == 1000
    assert len(line.facts()["names"]) == 10
    assert line.facts()["more"] == 990


COORDINATOR = ((DUNG, Role.COORDINATOR, 11),)
VY = ((ADMIN, Role.ADMIN, 10),)


@pytest.mark.parametrize(
    ("kind", "unit", "posts", "readers"),
    [
        (FindingKind.UNSENT, None, (*COORDINATOR, *VY), [ADMIN]),
        (FindingKind.SET_ASIDE, None, (*COORDINATOR, *VY), [ADMIN]),
        (FindingKind.UNLINKED, None, (*COORDINATOR, *VY), [ADMIN]),
        (FindingKind.UNSENT, None, COORDINATOR, [DUNG]),
        (FindingKind.NO_HEAD, None, (*COORDINATOR, *VY), [DUNG]),
        (FindingKind.ABSENT, None, (*COORDINATOR, *VY), [DUNG]),
        (FindingKind.CALENDAR, None, VY, [ADMIN]),
        (FindingKind.UNDATED, 11, (*COORDINATOR, (CHI, Role.COORDINATOR, 12)), [DUNG]),
        (FindingKind.NO_COORDINATOR, 13, (*COORDINATOR, *VY), [DUNG]),
        (FindingKind.NO_COORDINATOR, 13, ((BINH, Role.HEAD, 10),), []),
    ],
)
def test_who_is_told(
    kind: FindingKind,
    unit: int | None,
    posts: tuple[tuple[Person, Role, int], ...],
    readers: list[Person],
) -> None:
    finding = Finding(kind=kind, subject="x", name="x", unit_id=unit)

    assert list(readers_of(finding, a_staff(*posts))) == readers


def test_what_nobody_could_be_told_is_new_until_somebody_is_there() -> None:
    alone = looked("2026-11-02", (), aside=["NV1"], staff=a_staff())
    assert (alone.told, alone.remembered[0].told_at) == ({}, None)

    assert told(looked("2026-11-03", alone.remembered, aside=["NV1"])) == ["new set_aside 1: NV1"]


def test_a_person_has_one_digest_of_all_that_concerns_them() -> None:
    staff = a_staff(*COORDINATOR)
    stuck = [Waiting(person_id=AN.id, slot_at=at("2026-11-02T07:45"), created_at=at("2026-11-02"))]
    raised = alarm(
        Guarded(
            slot=at("2026-11-03T07:45"),
            released=at("2026-11-02T13:30"),
            is_first=True,
            office=an_office(),
            staff=staff,
            waiting=stuck * 1000,
            set_aside=["NV1"],
        )
    )

    ((reader, lines),) = raised.told.items()
    assert reader == DUNG.id
    assert [(line.kind.value, line.facts()["count"]) for line in lines] == [
        ("unsent", 1000),
        ("set_aside", 1),
    ]
