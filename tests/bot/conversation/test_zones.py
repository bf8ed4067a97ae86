"""An office in another zone, over the night on which its clocks change."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.paper.docx import build_docx
from storage import reports
from storage.database import Database
from storage.tables import messages, orgs
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
async def paris(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """The sample office moved to Paris, where summer time ends on Sunday 25 October 2026."""
    path = tmp_path / "office.db"
    async with an_office(path) as office:
        await office.database.write(lambda tx: tx.execute(update(orgs).values(zone=PARIS.key)))
        yield office


async def go(office: OfficeInMemory, wall: str) -> None:
    """Let the clock on the office's wall show `wall` and do all that is due."""
    office.now = datetime.fromisoformat(wall).replace(tzinfo=PARIS).astimezone(UTC)
    await office.catch_up()
