"""The health page of a process that serves several orgs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web.health import build_web
from storage.health import TOO_OLD, Health, SeveralOrgs

NOW = datetime(2026, 8, 3, 0, 45, tzinfo=UTC)
WELL = Health(
    org="so-mau",
    state="live",
    office_now=NOW,
    watermark=NOW,
    unheard=0,
    undecided=0,
    unsent=0,
    sending=0,
    set_aside=0,
    mended=0,
    dead_links=0,
    unlinked=0,
    oldest_due=None,
    oldest_look=None,
    oldest_unheard=None,
)
BUSY = replace(WELL, org="so-khac", unsent=1, oldest_due=NOW - timedelta(minutes=1))
BEHIND = replace(BUSY, oldest_due=NOW - TOO_OLD)


@pytest.mark.parametrize(
    ("other", "idle", "ready", "status"),
    [
        (replace(WELL, org="so-khac"), True, True, 200),
        (BUSY, False, True, 200),
        (BEHIND, False, False, 503),
    ],
    ids=["well", "busy", "behind"],
)
async def test_all_are_idle_and_ready_only_if_each_is(
    other: Health, idle: bool, ready: bool, status: int
) -> None:
    async def look() -> SeveralOrgs:
        return SeveralOrgs(each=(WELL, other))

    async with TestClient(TestServer(build_web(look))) as client:
        alive = await client.get("/healthz")
        keeps_up = await client.get("/readyz")
        told = await alive.json()

    assert (alive.status, keeps_up.status) == (200, status)
    assert (told["idle"], told["ready"], told["office_now"]) == (idle, ready, NOW.isoformat())
    assert {slug: facts["idle"] for slug, facts in told["orgs"].items()} == {
        "so-mau": True,
        "so-khac": idle,
    }


async def test_while_nothing_can_be_written_it_is_alive_and_not_ready() -> None:
    async def look() -> Health:
        return WELL

    app = build_web(look, lambda: "its disk is full")
    async with TestClient(TestServer(app)) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
        assert (alive.status, ready.status) == (200, 503)
        assert (await ready.json())["database"] == ("the database cannot be used: its disk is full")
