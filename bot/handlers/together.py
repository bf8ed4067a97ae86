"""A message of several parts: each is answered by itself, and one answer says all of it.

One question of ours is open at a time. Of those that the parts raise the first is asked; the others
wait in it, and each is asked once the one before it is closed, however that came.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.texts import text
from storage import progress, questions

Part = Callable[[], Awaitable[Answer | None]]


async def together(asked: Asked, parts: Sequence[Part]) -> Answer:
    """The answers of all parts in one, what is asked last; at least one part says something."""
    said, raised = list[Answer](), list[tuple[int, Answer]]()
    last = await _open(asked)
    for part in parts:
        answer = await part()
        now_open = await _open(asked)
        is_new = now_open is not None and (last is None or last.id != now_open.id)
        last = now_open
        if answer is not None and now_open is not None and is_new:
            raised.append((now_open.id, answer))
        elif answer is not None:
            said.append(answer)
    if raised:
        for question, answer in raised:
            kept = {"shown": answer.stored(), "inbox": asked.inbox}
            await questions.keep(asked.tx, asked.org.id, question, kept)
        said.append(await _ask(asked, [question for question, _ in raised]))
    return as_one(said)


async def then_what_waited(asked: Asked, answer_to: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, and, if it closed a question behind which others waited, the next of them."""
    before = await _open(asked)
    answer = await answer_to()
    waiting = before.body.get("later", []) if before is not None else []
    if not waiting or before is None:
        return answer
    now_open = await _open(asked)
    if now_open is None:
        left = [each for each in waiting if not await _is_settled(asked, each)]
        return as_one([answer, await _ask(asked, left)]) if left else answer
    if now_open.id != before.id:
        later = [*now_open.body.get("later", []), *waiting]
        await questions.keep(asked.tx, asked.org.id, now_open.id, {"later": later})
    return answer


async def _ask(asked: Asked, waiting: Sequence[int]) -> Answer:
    """Open the first of these questions again; the others wait in it."""
    first, *later = waiting
    await asked.drop_question()
    await questions.keep(asked.tx, asked.org.id, first, {"later": later}, is_open=True)
    row = await questions.one(asked.tx, asked.org.id, first)
    return Answer(**row.body["shown"])


async def _is_settled(asked: Asked, question: int) -> bool:
    """Whether the person has spoken of the question's duty since."""
    body = (await questions.one(asked.tx, asked.org.id, question)).body
    if body["kind"] == "which":
        return False
    about = (asked.person.id, body["choices"][0], body["inbox"])
    return await progress.spoken_since(asked.tx, asked.org.id, *about)


async def _open(asked: Asked) -> Row[Any] | None:
    return await questions.open_for(asked.tx, asked.org.id, asked.person.id)


def as_one(said: Sequence[Answer]) -> Answer:
    """Several answers in one, with the buttons of the last that has some."""
    if len(said) == 1:
        return said[0]
    return Answer(
        text="recorded.several",
        facts={"lines": [text(each.text, **each.facts) for each in said]},
        buttons=next((each.buttons for each in reversed(said) if each.buttons), ()),
        files=[file for each in said for file in each.files],
        is_sure_echo=all(each.is_sure_echo for each in said),
    )
