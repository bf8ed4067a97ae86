"""Hoàn tác: the newest thing a person did in the last ten minutes is taken back.

All of one message together: what it said of duties (entries of progress, reports handed in, what it
asked for), and whatever else it changed (`storage.acts`). What was to be told because of it is
dropped, and whoever was told already hears once that it is taken back. The same is taken back of a
message whose words are changed later.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.handlers.decided import cannot_undo
from bot.handlers.record import ask_to_confirm
from bot.texts import joined, text
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from storage import acts, duties, events, journal, outbox, progress, requests, said, submissions
from storage.progress import UNDO_FOR

Rows = Sequence[Row[Any]]


@dataclass(kw_only=True)
class TakenBack:
    """What is taken back: shown to people, as the journal keeps it, and what was told of it."""

    shown: list[Any] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # keys of notices

    def add(self, items: Iterable[DutyRecord]) -> None:
        for item in items:
            if item.duty.code not in self.codes:
                self.shown.append(item.duty.code)
                self.codes.append(item.duty.code)

    @property
    def what(self) -> Any:
        return joined(self.shown)


async def newest_done(asked: Asked, since: datetime) -> int | None:
    """The person's newest message since then (inbox row) that did something which still stands."""
    who = (asked.tx, asked.org.id, asked.person.id, since)
    done = [
        *await progress.last_of(*who),
        *await submissions.last_of(*who),
        *await requests.last_of(*who),
        *await acts.last_of(*who),
    ]
    return max((row.inbox_id or 0 for row in done), default=None)


async def undo(asked: Asked) -> Answer:
    """Undo all that the person's newest message did."""
    since = asked.said_at - UNDO_FOR
    who = (asked.tx, asked.org.id, asked.person.id, since)
    if await _pressed_before(asked):
        return Answer(text="undo.already")
    newest = await newest_done(asked, since)
    decided = await requests.decided_for(*who)
    if decided is not None and (decided.inbox_id or 0) > (newest or 0):
        item = await duties.one(asked.tx, asked.org.id, decided.duty_id)
        assert item is not None
        return cannot_undo(asked, item, decided)
    if newest is None:
        return Answer(text="undo.nothing")
    taken = await take_back(asked, [newest])
    if isinstance(taken, Answer):
        return taken
    codes = taken.codes
    await journal.note(asked.tx, asked.org.id, asked.now, "undone", asked.person.id, codes=codes)
    return Answer(text="undo.done", facts={"what": taken.what})


async def _pressed_before(asked: Asked) -> bool:
    """Whether the button stands under what is taken back already: somebody presses twice."""
    at = asked.incoming.channel, asked.incoming.address
    if asked.incoming.button is None or asked.incoming.pressed is None:
        return False
    ours = await said.message_known_as(asked.tx, asked.org.id, *at, asked.incoming.pressed)
    word = await said.answered_by(asked.tx, asked.org.id, ours) if ours is not None else None
    return word is not None and await acts.was_taken_back(asked.tx, asked.org.id, word)


async def take_back(asked: Asked, messages: Collection[int]) -> TakenBack | Answer:
    """Take back what messages (inbox rows) of the person did; return what, or why it cannot be."""
    who = (asked.tx, asked.org.id, messages)
    entries = await progress.of_messages(*who)
    every = await acts.of_messages(*who)
    accepted = {thing["duty"] for act in every for thing in act.done if thing["what"] == "confirm"}
    for item in await _duties_of(asked, entries):
        is_another = item.id not in accepted and not asked.heads(item)
        if item.duty.state is State.ACCEPTED and is_another:
            row = await requests.last_closed(asked.tx, asked.org.id, item.id)
            return cannot_undo(asked, item, row)
    for act in every:
        if final := next((thing for thing in act.done if not thing["rows"]), None):
            return Answer(text="undo.not_this", facts={"what": _shown(final)})
        if await acts.is_built_upon(asked.tx, asked.org.id, act):
            return Answer(text="undo.built_upon", facts={"what": _shown(act.done[0])})
    taken = TakenBack()
    for act in every:  # before the entries: a word of the head's is recorded, and then accepted
        await acts.take_back(asked.tx, asked.org.id, act, asked.now)
    await _entries(asked, entries, taken)
    await _submissions(asked, await submissions.of_messages(*who), taken)
    await _requests(asked, await requests.of_messages(*who), taken)
    for act in every:
        taken.told += act.told
        taken.shown += [_shown(thing) for thing in act.done]
        taken.codes += [f"{thing['what']} {thing['of']}" for thing in act.done]
    await _tell(asked, taken)
    return taken


def _shown(thing: dict[str, Any]) -> Any:
    return text(f"act.{thing['what']}", of=thing["of"])


async def _tell(asked: Asked, taken: TakenBack) -> None:
    """Whoever was told already hears, once, that it is taken back."""
    told = await outbox.take_back(asked.tx, asked.org.id, taken.told, asked.now)
    await events.tell(
        asked.tx,
        asked.org,
        asked.now,
        [asked.staff.people[reader] for reader in told],
        "taken_back",
        by=asked.person.id,
        facts={"who": asked.person.name, "what": taken.what},
    )


async def _duties_of(asked: Asked, rows: Rows) -> list[DutyRecord]:
    return await duties.by_ids(asked.tx, asked.org.id, [row.duty_id for row in rows])


async def _entries(asked: Asked, entries: Rows, taken: TakenBack) -> None:
    for entry in entries:
        await progress.undo(asked.tx, asked.org.id, entry, asked.now)
        await _withdraw(asked, entry.duty_id, taken)
        await _report_stands_again(asked, entry.duty_id)
    taken.add(await _duties_of(asked, entries))


async def _report_stands_again(asked: Asked, duty: int) -> None:
    """Taken back what had withdrawn a "done", somebody must confirm that again."""
    item = await duties.one(asked.tx, asked.org.id, duty)
    assert item is not None
    if item.duty.state is not State.REPORTED or item.duty.kind is not DutyKind.TASK:
        return
    if await requests.open_for(asked.tx, asked.org.id, duty, "confirm"):
        return
    said = await progress.of_duties(asked.tx, asked.org.id, [duty])
    done = [entry for entry in said.get(duty, ()) if entry.intent == "done"][-1:]
    for entry in done:
        await ask_to_confirm(asked, item, entry.person_id, entry.text)


async def _submissions(asked: Asked, sent: Rows, taken: TakenBack) -> None:
    for each in sent:
        again = await submissions.take_back(asked.tx, asked.org.id, each.id, "undone", asked.now)
        for item in again:
            await _withdraw(asked, item.id, taken)
        taken.add(again)


async def _requests(asked: Asked, asks: Rows, taken: TakenBack) -> None:
    """Withdraw them; the duty is asked for and climbs as before."""
    who = asked.tx, asked.org.id
    for row in asks:
        taken.told += await requests.keys_of(*who, row.duty_id, [row.id])
        await requests.close(*who, row.duty_id, row.kind, None, asked.now, "withdrawn")
        await duties.change(*who, row.duty_id, asked.now)
    taken.add(await _duties_of(asked, asks))


async def _withdraw(asked: Asked, duty: int, taken: TakenBack) -> None:
    """Nobody need confirm any more what this person had reported; another's report stands."""
    who = asked.tx, asked.org.id
    for row in await requests.open_for(*who, duty, "confirm"):
        if row.asked_by == asked.person.id:
            taken.told += await requests.keys_of(*who, duty, [row.id])
            await requests.close(*who, duty, "confirm", asked.person.id, asked.now, "undone")
