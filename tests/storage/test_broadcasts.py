"""Words to a unit and who has answered, on both databases."""

from datetime import timedelta

from storage import broadcasts
from storage.sql import insert_one
from storage.tables import people, units
from tests.storage.builders import BEGINS, House


async def test_each_reader_answers_once_and_only_what_has_left(house: House) -> None:
    later = BEGINS + timedelta(hours=4)

    async def make(tx):  # type: ignore[no-untyped-def]
        unit = await insert_one(
            tx,
            units,
            org_id=house.org,
            name="Phòng Hành chính",
            short="HC",
            is_group=False,
            aliases=[],
        )
        who = [
            await insert_one(tx, people, org_id=house.org, full_name=name, language="vi")
            for name in ("Bình", "An", "Dung")
        ]
        made = await broadcasts.make(
            tx,
            house.org,
            person=who[0],
            unit=unit,
            words="họp",
            readers=who[1:],
            now=BEGINS,
            slot_at=later,
        )
        early = await broadcasts.answered(tx, house.org, who[1], BEGINS)
        first = await broadcasts.answered(tx, house.org, who[1], later)
        again = await broadcasts.answered(tx, house.org, who[1], later, broadcast=made)
        newest = await broadcasts.newest_of(tx, house.org, who[0])
        readers = await broadcasts.readers_of(tx, house.org, made)
        assert newest is not None
        return (
            early,
            [row.id for row in first],
            again,
            newest.id,
            made,
            [(row.person_id == who[1], row.answered_at) for row in readers],
        )

    early, first, again, newest, made, readers = await house.database.write(make)

    assert (early, first, again, newest) == ([], [made], [], made)
    assert readers == [(True, later), (False, None)]
