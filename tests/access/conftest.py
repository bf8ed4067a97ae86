"""The prepared office, made once, and SQLite without threads."""

import pytest
import pytest_asyncio

from tests.access.world import PEOPLE, PLAN, Prepared, prepare
from tests.bot.conversation.conftest import an_office
from tests.sqlite_at_once import sqlite_at_once

__all__ = ["sqlite_at_once"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("access") / "office.db"
    async with an_office(path, PEOPLE, PLAN) as office:
        await prepare(office)
        addresses, now, real = office.addresses, office.now, office.real
    return Prepared(database=path, addresses=addresses, now=now, real=real)
