"""The first week explains itself: one line a day for five working days, each thing once.

Everybody was linked on Monday 3 August 2026; the office has something to say on most days.
"""

from bot.channels.base import SendFailed
from bot.sending.manners import TO_EXPLAIN
from bot.texts import catalogue, render
from tests.fakes import OfficeInMemory

DAYS = [f"2026-08-{day:02}" for day in (3, 4, 5, 6, 7, 10, 11, 12)]
ROLES = {"An": "officer", "Bình": "manager", "Khánh": "manager", "Sơn": "leader", "Tâm": "leader"}
DOSES = {key.partition(".")[2] for key in catalogue("vi") if key.startswith("dose.")}


def doses_in(said: str) -> list[str]:
    return [each for each in sorted(DOSES) if render(f"dose.{each}", "vi") in said]


async def first_days(office: OfficeInMemory) -> dict[str, dict[str, list[str]]]:
    """By person, what each day explained."""
    found: dict[str, dict[str, list[str]]] = {person: {} for person in ROLES}
    for day in DAYS:
        for slot in ("07:45", "13:30"):
            await office.at(f"{day}T{slot}")
        for person in ROLES:
            if doses := doses_in(office.said_to(person)):
                found[person][day] = doses
    return found


def test_there_is_no_dose_without_a_reader() -> None:
    assert {each for doses in TO_EXPLAIN.values() for each in doses} == DOSES


async def test_one_line_a_day_each_once_and_then_no_more(office: OfficeInMemory) -> None:
    found = await first_days(office)

    for person, explained in found.items():
        doses = [dose for day in explained.values() for dose in day]
        assert all(len(each) == 1 for each in explained.values())
        assert doses == list(TO_EXPLAIN[ROLES[person]])[: len(doses)]
        assert max(explained, default=DAYS[0]) <= "2026-08-10"
    assert found["An"]["2026-08-03"] == ["own_words"]
    assert len(found["An"]) > 1


async def test_what_somebody_has_done_is_not_explained(office: OfficeInMemory) -> None:
    office.said_to("An")
    await office.say("An", "NV1 nhắc lại ngày mai")
    await office.say("An", "hoàn tác")

    explained = (await first_days(office))["An"]

    assert {"snooze", "undo"}.isdisjoint(each for day in explained.values() for each in day)


async def test_it_is_explained_once_where_a_call_fails(office: OfficeInMemory) -> None:
    for person in ROLES:
        office.said_to(person)
    office.channel.failing = [SendFailed(reason="cut", unknown=True)] * 9

    for explained in (await first_days(office)).values():
        doses = [dose for day in explained.values() for dose in day]
        assert len(doses) == len(set(doses))


async def test_a_leader_is_addressed_as_one(office: OfficeInMemory) -> None:
    assert office.last("An")[1].startswith("Kính gửi An, Đôn Đốc xin nhắc việc:")

    await office.at("2026-09-07T07:45")

    assert office.last("Tâm")[1].startswith("Kính báo cáo đồng chí Tâm")
