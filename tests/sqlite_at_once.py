"""SQLite without aiosqlite's threads, for tests in which one thing is said after the other.

Handing over to the thread and back took a third of their time. A conftest that imports the fixture
has it for its folder. It is not for tests in which two connections wait for each other: whoever
waits for a lock here lets nobody else work.
"""

from collections.abc import Callable, Iterator
from typing import Any

import aiosqlite
import pytest


@pytest.fixture(scope="module", autouse=True)
def sqlite_at_once() -> Iterator[None]:
    async def at_once(self: Any, work: Callable[..., Any], *rest: Any, **more: Any) -> Any:
        return work(*rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", at_once)
        yield
