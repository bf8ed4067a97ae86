"""The prepared office, made once, and SQLite without threads."""

from collections.abc import Callable, Iterator
from typing import Any

import aiosqlite
import pytest
import pytest_asyncio

from tests.access.world import PEOPLE, PLAN, Prepared, prepare
from tests.bot.conversation.conftest import an_office


@pytest.fixture(scope="module", autouse=True)
def sqlite_at_once() -> Iterator[None]:
    """SQLite without aiosqlite's threads: of twenty thousand messages one after the other, handing
    over to them took a third of the time."""

    async def at_once(self: Any, work: Callable[..., Any], *rest: Any, **more: Any) -> Any:
        return work(*rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", at_once)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("access") / "office.db"
    async with an_office(path, PEOPLE, PLAN) as office:
        await prepare(office)
        addresses, now, real = office.addresses, office.now, office.real
    return Prepared(database=path, addresses=addresses, now=now, real=real)
