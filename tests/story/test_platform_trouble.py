"""The platform makes trouble: too many requests, errors, a person who blocks the bot, an outage."""

from collections import Counter
from datetime import timedelta

import pytest

from scheduler.clock import wall_clock
from storage.tables import links, mailboxes, messages, notices
from tests.story.house import MONDAY, House

MONDAY_AFTERNOON = MONDAY.replace(hour=13, minute=30)
TUESDAY_AFTERNOON = MONDAY_AFTERNOON + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
REST = timedelta(minutes=20)  # that the platform asks for: longer than any lease or retry of ours


async def test_a_chat_that_must_rest_delays_nobody_else(house: House) -> None:
    await house.fault("429", "Giang", retry_after=int(REST.total_seconds()))
    await house.office.clock_to(MONDAY)
    await house.office.say("An", "NV1 60%")
    await house.office.settled()

    assert await house.counted() == Counter(
        {
            ("An", "03/08 am", ("NV1", "NV3")): 1,
            ("An", "03/08 am", ("NV1",)): 1,
            ("Bình", "03/08 am", ("NV1", "NV3")): 1,
            ("Hải", "03/08 am", ("NV2", "NV3")): 1,
            ("Chi", "03/08 am", ()): 1,  # who coordinates hears that nobody leads the office
        }
    )
    refused = [each for each in await house.record() if each["what"] == "refused"]
    assert [each["error_code"] for each in refused] == [429], "nobody called again too soon"
    (rests,) = await house.rows(mailboxes, mailboxes.c.lease_until.is_not(None))
    assert rests.lease_until > wall_clock() + REST / 2

    await house.end_rests()
    await house.until_said_to("Giang", 1)


async def test_a_call_that_hangs_delays_nobody_else(house: House) -> None:
    await house.fault("hold_before", "Giang")
    await house.clock(MONDAY)

    async def hangs() -> bool:
        return await house.hanging() == 1

    await house.until("Giang's call hangs", hangs)
    await house.until_said_to("An", 1)
    await house.office.say("An", "NV1 60%")
    await house.until_said_to("An", 2)
    assert await house.said_to("Giang") == []

    await house.office.sim("DELETE", "faults")
    await house.until_said_to("Giang", 1)
    await house.office.clock_to(MONDAY_AFTERNOON)
    assert len(await house.said_to("Giang")) == 1


async def test_what_meets_an_error_of_the_platform_is_sent_again(house: House) -> None:
    await house.fault("500", "Giang")
    await house.office.clock_to(MONDAY)
    assert await house.said_to("Giang") == []

    await house.end_rests()
    await house.until_said_to("Giang", 1)

    await house.office.clock_to(MONDAY_AFTERNOON)
    keys = [each.key for each in await house.said_to("Giang")]
    assert keys == [("Giang", "03/08 am", ("NV3", "NV2"))]


@pytest.mark.parametrize("how", ["the platform says so", "a message is refused"])
async def test_whoever_blocks_the_bot_is_passed_over_and_the_head_hears_of_it(
    house: House, how: str
) -> None:
    if how == "the platform says so":
        await house.office.block("Giang")
        await house.office.settled()
    else:
        await house.fault("403", "Giang")
    for moment in (MONDAY, MONDAY_AFTERNOON, TUESDAY_AFTERNOON):
        await house.office.clock_to(moment)

    assert await house.said_to("Giang") == []
    (link,) = await house.rows(links, links.c.address == str(house.office.ids["Giang"]))
    assert link.state == "blocked"
    to_head = await house.said_to("Hải")
    told = [each for each in to_head if "Giang không còn nhận được tin" in each.text]
    assert len(told) == 1
    # Before Monday's slot it is told in that slot; in the slot itself, in the next.
    in_time = MONDAY if how == "the platform says so" else MONDAY_AFTERNOON
    assert in_time <= told[0].at < in_time + timedelta(minutes=30)
    assert told[0].items[:2] == ("NV3", "NV2"), "what Giang is not asked any more"
    assert to_head[-1].key == ("Hải", "04/08 pm", ("BC1", "NV3", "NV2"))
    assert await house.rows(notices, notices.c.state == "queued") == []


async def test_after_an_outage_each_person_gets_one_message_with_the_newest(house: House) -> None:
    await house.fault("drop_before", times=1_000_000)
    for moment in (MONDAY, MONDAY_AFTERNOON, TUESDAY_AFTERNOON):
        await house.office.clock_to(moment)
    assert await house.said() == []

    # Wednesday comes first: mended on Tuesday, the service might rightly still say Tuesday's.
    await house.office.clock_to(WEDNESDAY)
    assert await house.said() == []
    await house.office.sim("DELETE", "faults")
    await house.end_rests()
    await house.office.settled()

    assert await house.counted() == Counter(
        {
            ("An", "05/08 am", ("NV1", "NV3")): 1,
            ("Bình", "05/08 am", ("NV1", "NV3")): 1,
            ("Giang", "05/08 am", ("BC1", "NV3", "NV2")): 1,
            ("Hải", "05/08 am", ("NV2", "NV3")): 1,
            ("Chi", "05/08 am", ()): 1,  # who coordinates hears that nobody leads the office
        }
    )
    (to_an,) = await house.said_to("An")
    assert to_an.text.count("còn 1 ngày làm việc") == 2, "as of Wednesday, not as of Monday"
    assert await house.rows(messages, messages.c.state == "calling") == []


async def test_told_to_stop_it_finishes_the_message_in_hand(house: House) -> None:
    """SIGTERM while the platform has accepted a message but not answered yet."""
    await house.fault("hold_after", "Giang")
    await house.clock(MONDAY)

    async def hangs() -> bool:
        return await house.hanging() == 1

    await house.until("Giang's call hangs", hangs)
    assert house.service is not None
    house.service.terminate()
    await house.office.sim("DELETE", "faults")
    assert await house.service.wait() == 0
    await house.stop()

    assert await house.messages_to("Giang", "calling") == []
    assert await house.rows(mailboxes, mailboxes.c.claim_id.is_not(None)) == []
    log = (house.office.folder / "service.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "CancelledError" not in log
    await house.start()
    await house.office.clock_to(MONDAY_AFTERNOON)
    assert len(await house.said_to("Giang")) == 1
