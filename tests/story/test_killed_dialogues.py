"""A half-finished sentence is in the database: kill -9 in the middle of it, and it is finished."""

import re
from datetime import date, timedelta

from storage.tables import questions, requests
from tests.databases import SQLITE_ONLY
from tests.story.house import MONDAY, House

pytestmark = SQLITE_ONLY


async def test_a_reason_is_given_after_a_kill_and_other_words(house: House) -> None:
    office = house.office
    await office.clock_to(MONDAY + timedelta(minutes=15))
    await office.say("An", "NV1 xin gia hạn đến 20/8")
    await office.settled()
    assert "Xin cho biết lý do" in (await house.said_to("An"))[-1].text

    await house.kill()
    await office.say("An", "/viec")  # while nobody listens
    await house.start()
    await office.settled()
    assert re.search(r"^- NV1 ", (await house.said_to("An"))[-1].text, re.MULTILINE)
    assert [row for row in await house.rows(questions) if row.answered_at is None]

    await office.say("An", "chờ ý kiến của các phòng")
    await office.settled()

    (row,) = await house.rows(requests, requests.c.outcome.is_(None))
    assert (row.kind, row.new_due_on) == ("extension", date(2026, 8, 20))
    assert "chờ ý kiến của các phòng" in row.reason
    assert [row for row in await house.rows(questions) if row.answered_at is None] == []
