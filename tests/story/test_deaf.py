"""A service that was away for more than 20 hours asks to send again; a quiet one does not."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.story.conftest import a_house
from tests.story.house import MONDAY

TOLD = "đến 13:45 thứ Ba 04/8/2026 Đôn Đốc không nhận được tin nhắn"


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polled", "posted to"])
@pytest.mark.parametrize("is_away", [True, False], ids=["away", "quiet"])
async def test_only_who_was_away_asks_to_send_again(
    databases: Databases, office_so_far: str, tmp_path: Path, by_webhook: bool, is_away: bool
) -> None:
    async with (
        databases.copy(office_so_far, tmp_path) as url,
        a_house(tmp_path, url, by_webhook=by_webhook) as house,
    ):
        await house.office.clock_to(MONDAY)
        await house.office.settled()
        if is_away:
            await house.kill()
        later = MONDAY + timedelta(hours=30)
        await (house.clock(later) if is_away else house.office.clock_to(later))
        if is_away:
            await house.start()
        await house.office.settled()
        await house.begin_to_count()

        await house.office.say("An", "NV1 60%")
        await house.office.settled()
        await house.office.say("An", "NV1 70%")
        await house.office.settled()

        first, then = [each.text for each in await house.said_to("An") if "Đã ghi" in each.text]
        assert (TOLD in first) is is_away
        assert "Đôn Đốc không nhận được" not in then
