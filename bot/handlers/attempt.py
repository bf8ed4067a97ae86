"""Attempting what may be refused: it is done whole or not at all, and then it is said why not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.administration.cannot import CannotDo
from bot.handlers.asked import Answer, Asked


@asynccontextmanager
async def attempt(asked: Asked) -> AsyncIterator[None]:
    """Around work that raises CannotDo, or a refusal of a rule: whatever it had begun is as if it
    had not been.

    The message goes on after that, with its answer; so it cannot be its own transaction's end.
    """
    things = len(asked.doing.things)
    try:
        async with asked.tx.begin_nested():
            yield
    except (CannotDo, ValueError):
        del asked.doing.things[things:]
        raise


def refusal(error: CannotDo) -> Answer:
    """Why it could not be done, and what to do instead."""
    return Answer(text="no.cannot", facts={"why": error.said})
