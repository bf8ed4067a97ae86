"""What becomes of units, as reorganisations have gone (DESIGN.md §3 Unit, DOMAIN.md §9)."""

from datetime import UTC, date, datetime

import pytest

from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Post, Staff
from scheduler.rules.succession import (
    BadSuccession,
    Lineage,
    Succession,
    SuccessionKind,
    left_behind,
    standing_in,
    taken_over,
)

HC, KH, VP, VP2, TT, CNS = range(1, 7)
MARCH, JULY, NEXT_YEAR = date(2026, 3, 1), date(2026, 7, 1), date(2027, 1, 1)
BEFORE, LATER = date(2026, 2, 28), date(2027, 6, 1)
CONFIRMED = datetime(2026, 3, 2, tzinfo=UTC)

RENAME, MERGE = SuccessionKind.RENAME, SuccessionKind.MERGE
SPLIT, CLOSE = SuccessionKind.SPLIT, SuccessionKind.CLOSE


def end(
    old: int,
    *new: int,
    kind: SuccessionKind,
    on: date = MARCH,
    confirmed: bool = True,
    **choices: int,
) -> Succession:
    return Succession(
        old=old,
        new=new,
        kind=kind,
        on=on,
        confirmed_at=CONFIRMED if confirmed else None,
        choices=choices,
    )


def line(*ends: Succession, born: dict[int, date] | None = None) -> Lineage:
    found = Lineage(born=born or {})
    for each in ends:
        found = found.adding(each)
    return found


RENAMED = line(end(HC, VP, kind=RENAME), born={VP: MARCH})
UNCONFIRMED = line(end(HC, VP, kind=RENAME, confirmed=False), born={VP: MARCH})
MERGED = line(end(HC, VP, kind=MERGE), end(KH, VP, kind=MERGE), born={VP: MARCH})
CHAIN = line(end(HC, KH, kind=RENAME), end(KH, VP, kind=RENAME, on=JULY), born={KH: MARCH})
HALF_CHAIN = line(
    end(HC, KH, kind=RENAME, confirmed=False), end(KH, VP, kind=RENAME, on=JULY), born={KH: MARCH}
)
TO_SPLIT = line(end(HC, VP, VP2, kind=SPLIT, NV1=VP, BC1=VP2), born={VP: MARCH, VP2: MARCH})
MERGED_THEN_SPLIT = line(
    end(HC, VP, kind=MERGE),
    end(KH, VP, kind=MERGE),
    end(VP, VP2, TT, kind=SPLIT, on=JULY, NV1=TT),
    born={VP: MARCH, VP2: JULY, TT: JULY},
)
CLOSED = line(end(HC, kind=CLOSE, NV1=KH))
CLOSED_TO = line(end(HC, KH, kind=CLOSE))


@pytest.mark.parametrize(
    ("what", "unit", "on", "code", "opens_for", "holds"),
    [
        (RENAMED, HC, BEFORE, "NV1", HC, HC),
        (RENAMED, HC, MARCH, "NV1", VP, VP),
        (UNCONFIRMED, HC, MARCH, "NV1", VP, HC),  # the old people go on
        (MERGED, KH, MARCH, "NV1", VP, VP),
        (CHAIN, HC, MARCH, "NV1", KH, KH),
        (CHAIN, HC, JULY, "NV1", VP, VP),
        (HALF_CHAIN, HC, JULY, "NV1", VP, HC),  # what nobody confirmed stops at its first step
        (HALF_CHAIN, KH, JULY, "NV1", VP, VP),
        (TO_SPLIT, HC, MARCH, "NV1", VP, VP),
        (TO_SPLIT, HC, MARCH, "BC1", VP2, VP2),
        (TO_SPLIT, HC, MARCH, "NV2", HC, HC),  # nobody has chosen yet
        (MERGED_THEN_SPLIT, HC, MARCH, "NV1", VP, VP),
        (MERGED_THEN_SPLIT, HC, JULY, "NV1", TT, TT),
        (MERGED_THEN_SPLIT, KH, JULY, "NV2", VP, VP),
        (CLOSED, HC, BEFORE, "NV2", HC, HC),
        (CLOSED, HC, MARCH, "NV1", KH, KH),
        (CLOSED, HC, MARCH, "NV2", None, HC),  # nothing opens; what is open stays
        (CLOSED_TO, HC, MARCH, "NV2", KH, KH),
    ],
)
def test_who_gets_what_is_new_and_who_what_is_open(
    what: Lineage, unit: int, on: date, code: str, opens_for: int | None, holds: int
) -> None:
    assert what.opens_for(unit, on, code) == opens_for
    assert what.holds(unit, on, code) == holds


@pytest.mark.parametrize(
    ("what", "unit", "on", "today"),
    [
        (RENAMED, HC, BEFORE, (HC,)),
        (UNCONFIRMED, HC, MARCH, (VP,)),  # a name is a name, confirmed or not
        (CHAIN, HC, JULY, (VP,)),
        (TO_SPLIT, HC, MARCH, (VP, VP2)),
        (MERGED_THEN_SPLIT, HC, LATER, (VP2, TT)),
        (CLOSED, HC, MARCH, ()),
        (CLOSED, KH, MARCH, (KH,)),
    ],
)
def test_an_old_name_finds_what_the_unit_is_today(
    what: Lineage, unit: int, on: date, today: tuple[int, ...]
) -> None:
    assert what.today(unit, on) == today


@pytest.mark.parametrize(
    ("what", "unit", "former"),
    [
        (RENAMED, VP, (HC,)),
        (RENAMED, HC, ()),
        (MERGED, VP, (HC, KH)),
        (CHAIN, VP, (KH, HC)),
        (MERGED_THEN_SPLIT, TT, (VP, HC, KH)),
    ],
)
def test_and_the_other_way_round(what: Lineage, unit: int, former: tuple[int, ...]) -> None:
    assert what.former(unit) == former


@pytest.mark.parametrize(
    ("what", "unit", "day", "was"),
    [
        (RENAMED, VP, BEFORE, (HC,)),
        (RENAMED, HC, MARCH, (VP,)),
        (MERGED, VP, BEFORE, (HC, KH)),
        (MERGED_THEN_SPLIT, TT, MARCH, (VP,)),
        (MERGED_THEN_SPLIT, TT, BEFORE, (HC, KH)),
        (line(end(HC, KH, kind=MERGE)), KH, BEFORE, (KH,)),  # into a unit that was there
    ],
)
def test_the_name_it_had_on_a_day(
    what: Lineage, unit: int, day: date, was: tuple[int, ...]
) -> None:
    assert what.on_day(unit, day) == was


def test_after_a_split_the_old_unit_still_reports_for_what_nobody_has_chosen() -> None:
    assert TO_SPLIT.parts(HC, MARCH) == (HC, VP, VP2)
    assert MERGED.parts(HC, MARCH) == (VP,)
    assert CLOSED.parts(HC, MARCH) == ()


@pytest.mark.parametrize(
    ("before", "made", "why"),
    [
        (RENAMED, end(HC, KH, kind=RENAME, on=JULY), "ended already"),
        (RENAMED, end(VP, HC, kind=RENAME, on=JULY), "came before"),
        (CHAIN, end(VP, HC, kind=MERGE, on=NEXT_YEAR), "came before"),
        (Lineage(), end(HC, HC, kind=RENAME), "succeed itself"),
        (Lineage(), end(HC, kind=RENAME), "exactly one"),
        (Lineage(), end(HC, VP, kind=SPLIT), "two new units"),
        (Lineage(), end(HC, VP, VP, kind=SPLIT), "named once"),
        (Lineage(), end(HC, VP, KH, kind=CLOSE), "are a split"),
        (RENAMED, end(KH, HC, kind=MERGE, on=JULY), "has ended by then"),
        (RENAMED, end(VP, KH, kind=MERGE, on=BEFORE), "begins only on 2026-03-01"),
    ],
)
def test_what_cannot_be_is_refused(before: Lineage, made: Succession, why: str) -> None:
    with pytest.raises(BadSuccession, match=why):
        before.adding(made)


# --- people -------------------------------------------------------------------------------------

AN, BINH, CHI, DUNG, KHANH, SON = range(1, 7)


def post(person: int, unit: int, role: Role, *, contact: bool = False) -> Post:
    return Post(person_id=person, unit_id=unit, role=role, is_contact=contact)


OF_HC = (post(AN, HC, Role.OFFICER, contact=True), post(BINH, HC, Role.HEAD))
OF_KH = (
    post(CHI, KH, Role.HEAD),
    post(KHANH, KH, Role.OFFICER, contact=True),
    post(KHANH, KH, Role.COORDINATOR),
    post(SON, KH, Role.DEPUTY),
)
NEW_HEAD = (post(DUNG, VP, Role.HEAD),)


@pytest.mark.parametrize(
    ("posts", "old", "gets"),
    [
        (OF_HC, HC, {(AN, Role.OFFICER, True), (BINH, Role.HEAD, False)}),
        ((*OF_HC, *NEW_HEAD), HC, {(AN, Role.OFFICER, True)}),  # a people file has named another
        (
            (*OF_KH, post(AN, VP, Role.OFFICER, contact=True), *NEW_HEAD),
            KH,
            {
                (KHANH, Role.OFFICER, False),
                (KHANH, Role.COORDINATOR, False),
                (SON, Role.DEPUTY, False),
            },
        ),
        ((*OF_HC, post(AN, VP, Role.OFFICER)), HC, {(BINH, Role.HEAD, False)}),
    ],
)
def test_the_successor_gets_the_people_and_keeps_its_own_head(
    posts: tuple[Post, ...], old: int, gets: set[tuple[int, Role, bool]]
) -> None:
    made = taken_over(posts, old, VP)

    assert {(each.person_id, each.role, each.is_contact) for each in made} == gets
    assert {each.unit_id for each in made} == {VP}


def test_whoever_was_in_charge_of_a_unit_is_of_each_of_its_parts() -> None:
    posts = (*OF_HC, post(SON, HC, Role.DEPUTY), post(CHI, VP2, Role.DEPUTY))

    assert taken_over(posts, HC, VP, is_split=True) == (post(SON, VP, Role.DEPUTY),)
    assert taken_over(posts, HC, VP2, is_split=True) == ()


@pytest.mark.parametrize(
    ("posts", "old", "new", "left"),
    [
        (OF_HC, HC, (VP,), ()),
        ((*OF_HC, *NEW_HEAD), HC, (VP,), (BINH,)),
        (OF_HC, HC, (VP, VP2), (AN, BINH)),  # who goes where, only people can say
        ((*OF_HC, post(AN, VP2, Role.OFFICER)), HC, (VP, VP2), (BINH,)),
        (OF_HC, HC, (), (AN, BINH)),
        ((*OF_HC, post(SON, HC, Role.DEPUTY)), HC, (VP, VP2), (AN, BINH)),  # Sơn is not of it
    ],
)
def test_who_would_be_left_without_a_post(
    posts: tuple[Post, ...], old: int, new: tuple[int, ...], left: tuple[int, ...]
) -> None:
    assert left_behind(posts, old, new) == left


@pytest.mark.parametrize(
    ("what", "posts", "unit", "heads"),
    [
        (UNCONFIRMED, OF_HC, VP, (BINH,)),
        (UNCONFIRMED, (*OF_HC, *NEW_HEAD), VP, (DUNG,)),
        (MERGED, (*OF_HC, *OF_KH), VP, (BINH, CHI)),
        (CHAIN, OF_HC, VP, (BINH,)),  # nobody was ever named for the one between them
        (TO_SPLIT, OF_HC, VP2, (BINH,)),
        (UNCONFIRMED, OF_HC, HC, (BINH,)),
    ],
)
def test_a_unit_nobody_was_named_for_has_the_people_of_those_it_came_from(
    what: Lineage, posts: tuple[Post, ...], unit: int, heads: tuple[int, ...]
) -> None:
    people = {each: Person(id=each, name=str(each)) for each in range(1, 7)}

    staff = standing_in(Staff(people=people, posts=posts), what)

    assert tuple(person.id for person in staff.holding(Role.HEAD, unit)) == heads
