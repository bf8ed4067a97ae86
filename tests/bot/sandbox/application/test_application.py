"""An independent client works against the sandbox: every check, by polling and by webhook."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.sandbox.application.checks import CHECKS
from tests.bot.sandbox.application.world import SECRET, SECRET_HEADER, World, a_world

in_one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def polling() -> AsyncIterator[World]:
    async with a_world("polling") as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def webhook() -> AsyncIterator[World]:
    async with a_world("webhook") as world:
        yield world


def test_there_are_enough_checks() -> None:
    assert len(CHECKS) >= 40


@in_one_loop
@pytest.mark.parametrize("name", CHECKS)
async def test_by_polling(polling: World, name: str) -> None:
    await CHECKS[name](polling)


@in_one_loop
@pytest.mark.parametrize("name", CHECKS)
async def test_by_webhook(webhook: World, name: str) -> None:
    await CHECKS[name](webhook)


@in_one_loop
async def test_what_the_webhook_got_was_signed_with_the_secret(webhook: World) -> None:
    await webhook.person()

    assert {headers.get(SECRET_HEADER) for headers in webhook.hooked} == {SECRET}
