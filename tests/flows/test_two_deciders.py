"""Two who may decide the same thing do so within the same moment, on different platforms.

One decision is taken, and whoever comes second hears once who decided what, and when.
"""

import asyncio
from pathlib import Path
from typing import Any

from storage.tables import inbox, requests
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Dung": "zalo_bot", "Khánh": "zalo_bot"}
Deed = tuple[str, str, str]  # who, "says" or "presses", what


async def test_two_deciders(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES) as town:
        await the_head_has_a_deputy(town)
        await a_result_is_confirmed_once(town)
        await a_result_is_returned_or_confirmed_but_not_both(town)
        await an_extension_has_one_day(town)
        await the_coordinator_decides_what_waited_too_long(town)


async def the_head_has_a_deputy(town: Town) -> None:
    await town.slot("2026-08-03 07:45")
    await town.says("Bình", "phó phòng là Dung")


async def a_result_is_confirmed_once(town: Town) -> None:
    await town.says("An", "NV1 xong")
    await town.slot("2026-08-03 13:30")
    told = await both(town, ("Bình", "presses", "1. Đồng ý"), ("Dung", "says", "đồng ý NV1"))
    assert (await town.duty("NV1")).state == "accepted"
    await one_decision_and_one_explanation(town, told, "NV1/HC", "13:45")

    await town.slot("2026-08-04 07:45")
    heard = await town.reads("An")
    assert heard.count("NV1 Xây dựng quy chế làm việc của Sở: lãnh đạo đơn vị đã xác nhận") == 1


async def a_result_is_returned_or_confirmed_but_not_both(town: Town) -> None:
    await town.says("An", "NV2 xong")
    await town.slot("2026-08-04 13:30")
    told = await both(
        town, ("Dung", "says", "trả lại NV2: thiếu phụ lục"), ("Bình", "presses", "1. Đồng ý")
    )
    await one_decision_and_one_explanation(town, told, "NV2/HC", "13:45")
    state = (await town.duty("NV2")).state
    await town.slot("2026-08-05 07:45")
    heard = await town.reads("An")
    assert ("được trả lại để làm tiếp" in heard) == (state == "started")
    assert ("đã xác nhận hoàn thành" in heard) == (state == "accepted")


async def an_extension_has_one_day(town: Town) -> None:
    await town.says("An", "NV4 xin gia hạn đến 30/9 vì chờ số liệu của các phòng")
    await town.slot("2026-08-05 13:30")
    told = await both(
        town, ("Bình", "presses", "1. Đồng ý"), ("Dung", "says", "NV4 đồng ý đến 20/9")
    )
    await one_decision_and_one_explanation(town, told, "NV4/HC", "13:45")
    due = (await town.duty("NV4")).due_on.isoformat()
    granted = await newest(town)
    assert due == (
        "2026-09-30" if granted.decided_by == await town.person("Bình") else "2026-09-20"
    )


async def the_coordinator_decides_what_waited_too_long(town: Town) -> None:
    """Nobody answered for four working days: the coordinator is asked too, and both decide."""
    await town.says("An", "NV3 xin gia hạn đến 30/10 vì chờ hướng dẫn")
    await town.says("An", "NV4 xin gia hạn đến 30/10 vì chờ hướng dẫn")
    for day in ("06", "07", "10", "11", "12"):
        await town.slot(f"2026-08-{day} 07:45")
        await town.slot(f"2026-08-{day} 13:30")
    assert "NV4/HC" in await town.reads("Khánh")
    told = await both(
        town, ("Bình", "says", "đồng ý NV4"), ("Khánh", "says", "không đồng ý NV4/HC")
    )
    await one_decision_and_one_explanation(town, told, "NV4/HC", "13:45")


# --- within the same moment ---------------------------------------------------------------------


async def both(town: Town, *deeds: Deed) -> dict[str, str]:
    """What each is shown when all is done before the service looks."""
    began, heard = await town.last(), len(await town.rows(inbox))
    await asyncio.gather(*(_does(town, deed) for deed in deeds))
    await town.posted(heard + len(deeds))
    await town.catch_up()
    return {
        who: "\n".join(each["text"] for each in await town.shown(who, began)) for who, *_ in deeds
    }


async def _does(town: Town, deed: Deed) -> None:
    who, act, what = deed
    path, channel = f"/people/{town.ids[who]}", town.home(who)
    if act == "says":
        await town.sim.post(f"{path}/say", channel=channel, text=what)
    else:
        message, data = await town.button(who, what)
        await town.sim.post(f"{path}/press", channel=channel, message_id=message, data=data)


async def newest(town: Town) -> Any:
    """The request that was decided last."""
    return max(
        (row for row in await town.rows(requests) if row.decided_at is not None),
        key=lambda row: (row.decided_at, row.id),
    )


async def one_decision_and_one_explanation(
    town: Town, told: dict[str, str], code: str, when: str
) -> None:
    """Whoever decided has their echo; the other is told their name, the decision and the time."""
    row = await newest(town)
    names = {await town.person(name): name for name in told}
    first = names.pop(row.decided_by)
    (second,) = names.values()
    assert told[first].startswith("Đã"), told
    assert code in told[second], told
    assert first in told[second], told
    assert when in told[second], told
    assert "Đã ghi" not in told[second], told
