"""Dispatch: what may leave now is claimed, composed, committed, sent and settled (DESIGN.md §5).

1. Pacing names the mailboxes whose bot and chat are free; each is claimed with a lease.
2. Which notices are still needed; bundle them; compose the words.
3. Commit the message with `calling_at`: from here on its words are final.
4. Call the platform, outside any transaction.
5. Settle: deliveries, notices, rungs that were told; the duties are looked at again.

A crash before 3 leaves a lease that runs out, and a new claim composes anew. A crash after it
leaves a message in "calling": Telegram is called again with the same words, so what was in flight
may arrive twice; nothing is ever lost. A slot message that could not leave in its slot is taken
back in a later one: what it said is asked and composed anew, together with what came since.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Button, Channel, Part
from bot.sending import files
from bot.sending.about import gather
from bot.sending.calling import call
from bot.sending.compose import About, Composed, Due, answer, slot_message
from bot.sending.settling import settle, unreachable
from scheduler.rules.bundle import split
from scheduler.rules.decision import recipients
from scheduler.rules.notice import (
    UNCONDITIONAL,
    Circumstances,
    Kind,
    Notice,
    request_of,
    still_needed,
)
from scheduler.rules.pacing import Limits, Waiting, choose
from storage import deliveries, links, orgs, outbox
from storage.database import Database
from storage.deliveries import Draft
from storage.orgs import OrgState
from storage.people import Staff, load_staff

logger = logging.getLogger(__name__)

AT_ONCE = 16  # mailboxes served side by side
PATIENCE = 0.5  # seconds until a dispatch no longer waits for a call that hangs


class Dispatcher:
    """Sends for one org. Remembers only when each chat was spoken to lately, for pacing."""

    def __init__(
        self,
        database: Database,
        org: int,
        channels: Mapping[str, Channel],
        real_clock: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        self._database = database
        self._org = org
        self._channels = channels
        self._real_clock = real_clock
        self._limits = limits or Limits()
        self._lately: dict[str, list[datetime]] = {}
        self._serving: set[asyncio.Task[bool]] = set()

    async def dispatch(self, now: datetime) -> int:
        """Serve what may leave at `now` (office time); return how many messages were called.

        A call that hangs keeps its place among those served side by side, but nobody waits for it.
        """
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            waiting = await outbox.waiting(connection, org, now, self._real_clock())
        real = self._real_clock()
        self._forget(real)
        chosen = choose(waiting, self._lately, self._limits, real)
        begun = set()
        for box in chosen[: AT_ONCE - len(self._serving)]:
            task = asyncio.create_task(self._guarded(org, box, now))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
            begun.add(task)
        if not begun:
            return 0
        done, _ = await asyncio.wait(begun, timeout=PATIENCE)
        return sum(task.result() for task in done)

    async def finish(self) -> None:
        """Finish the messages in hand: what is being called is settled, nothing new is begun."""
        if self._serving:
            await asyncio.wait(self._serving)

    def _forget(self, real: datetime) -> None:
        begins = real - max(self._limits.chat_window, timedelta(seconds=1))
        kept = {box: [at for at in sent if at > begins] for box, sent in self._lately.items()}
        self._lately = {box: sent for box, sent in kept.items() if sent}

    async def _guarded(self, org: OrgState, box: Waiting, now: datetime) -> bool:
        try:
            return await self._serve(org, box, now)
        except Exception:
            # The lease frees the mailbox; the others go on.
            logger.exception(
                "a mailbox could not be served",
                extra={"action": "dispatch_failed", "mailbox": box.mailbox_id},
            )
            return False

    async def _serve(self, org: OrgState, box: Waiting, now: datetime) -> bool:
        claim = uuid.uuid4().hex
        taken = await self._database.write(
            lambda tx: outbox.claim(tx, org.id, box.mailbox_id, claim, self._real_clock())
        )
        if not taken:
            return False
        async with self._database.read() as connection:
            message = await outbox.unsettled(connection, org.id, box.mailbox_id)
        if message is not None and await self._take_back(org, box, claim, message, now):
            message = None
        async with self._database.read() as connection:
            draft = None
            if message is None or (message.lane == "slot" and box.urgent):
                draft = await self._draft(connection, org, box, claim, now)
        if draft is not None:
            drafted = draft
            called = await self._database.write(
                lambda tx: deliveries.begin_call(tx, org.id, drafted, now)
            )
            if called is None:
                return False
            async with self._database.read() as connection:
                message = await deliveries.message(connection, org.id, called)
        if message is None:
            await self._database.write(lambda tx: outbox.release(tx, org.id, box.mailbox_id, claim))
            return False
        self._lately.setdefault(box.recipient, []).append(self._real_clock())
        await self._call(org, box, claim, message, now)
        return True

    async def _take_back(
        self, org: OrgState, box: Waiting, claim: str, message: Row[Any], now: datetime
    ) -> bool:
        """After an outage nobody wants yesterday's words: its notices join this slot's message."""
        slot = outbox.released_slot(org, now)
        if message.lane != "slot" or slot is None or message.slot_at >= slot:
            return False
        return await self._database.write(
            lambda tx: deliveries.take_back(tx, org.id, box.mailbox_id, claim, message.id, now)
        )

    # --- composing ------------------------------------------------------------------------------

    async def _draft(
        self, connection: AsyncConnection, org: OrgState, box: Waiting, claim: str, now: datetime
    ) -> Draft | None:
        staff = await load_staff(connection, org.id)
        urgent = await outbox.queued(connection, org.id, box.mailbox_id, "now", now)
        if urgent:
            return _answer_draft(urgent[0], staff, box, claim, org.language)
        slot = outbox.released_slot(org, now)
        rows = await outbox.queued(connection, org.id, box.mailbox_id, "slot", slot) if slot else []
        if not rows:
            return None
        reader = staff.people[rows[0].person_id]
        ids = [row.duty_id for row in rows if row.duty_id is not None]
        ids += [duty for row in rows for duty in row.facts.get("duties", ())]
        about = await gather(connection, org, staff, ids, now)
        needed = [row for row in rows if _still_needed(row, about, now)]
        dropped = [row.id for row in rows if row not in needed]
        address = await links.of_person(connection, org.id, reader.id)
        if not needed or address is None:
            failed = list(needed) if address is None else []
            await self._database.write(lambda tx: unreachable(tx, org, failed, dropped, now))
            return None
        due = [
            Due(
                id=row.id,
                kind=Kind(row.kind),
                step=row.step,
                duty_id=row.duty_id,
                facts=row.facts,
                request_id=request_of(row.key),
            )
            for row in needed
        ]
        composed = slot_message(due, about, reader, org.office, now)
        channel, chat = address
        return Draft(
            mailbox_id=box.mailbox_id,
            claim_id=claim,
            lane="slot",
            slot_at=slot,
            channel=channel,
            address=chat,
            body=composed.body() | {"language": reader.language},
            items=composed.items,
            notice_ids=[row.id for row in needed],
            dropped_ids=dropped,
        )

    # --- calling --------------------------------------------------------------------------------

    async def _call(
        self, org: OrgState, box: Waiting, claim: str, message: Row[Any], now: datetime
    ) -> None:
        channel = self._channels.get(message.channel)
        async with self._database.read() as connection:
            done = await deliveries.sent_parts(connection, org.id, message.id)
            failed_before = await deliveries.failures(connection, org.id, message.id)
        parts = await self._parts(org.id, message, channel.text_limit if channel else 4096)
        left = [(number, part) for number, part in enumerate(parts) if number not in done]
        outcome = await call(channel, message, left, failed_before)
        wait = self._real_clock() + outcome.wait if outcome.wait else None
        await self._database.write(
            lambda tx: settle(tx, org, box.mailbox_id, claim, message, outcome, now, wait)
        )

    async def _parts(self, org: int, message: Row[Any], limit: int) -> list[Part]:
        body = message.body
        texts = split(body["blocks"], limit)
        rows = tuple(
            tuple(Button(label=label, data=data) for label, data in row)
            for row in body.get("buttons", ())
        )
        parts = [Part(text=words) for words in texts[:-1]]
        parts += [Part(text=words, buttons=rows) for words in texts[-1:]]
        if wanted := body.get("files"):
            async with self._database.read() as connection:
                loaded = await files.load(connection, org, wanted, body["language"])
            for name, caption, snapshot, kind in loaded:
                # Laying out a large plan takes seconds: not on the loop that answers people.
                content = await asyncio.to_thread(files.report_file, snapshot, kind)
                parts.append(Part(text=caption, file_name=name, content=content))
        return parts


def _answer_draft(
    row: Row[Any], staff: Staff, box: Waiting, claim: str, office_language: str
) -> Draft:
    reader = staff.people.get(row.person_id) if row.person_id is not None else None
    language = reader.language if reader else office_language
    composed: Composed = answer(row.facts, language)
    return Draft(
        mailbox_id=box.mailbox_id,
        claim_id=claim,
        lane="now",
        slot_at=None,
        channel=row.facts["channel"],
        address=row.facts["address"],
        body=composed.body()
        | {
            "language": language,
            "quote": row.facts.get("quote"),
            "files": row.facts.get("files", []),
        },
        items=composed.items,
        notice_ids=[row.id],
        dropped_ids=[],
    )


def _still_needed(row: Row[Any], about: Mapping[int, About], now: datetime) -> bool:
    kind = Kind(row.kind)
    if kind in UNCONDITIONAL:
        return True
    known = about.get(row.duty_id)
    if known is None:
        return False
    item = known.item
    notice = Notice(
        key=row.key,
        kind=kind,
        person_id=row.person_id,
        step=row.step,
        slot_at=row.slot_at,
        duty_id=row.duty_id,
        round=row.round,
    )
    seen = Circumstances(
        duty=item.duty,
        recipients=recipients(item, kind, row.step),
        snoozed_until=item.snoozed.get(row.person_id),
        request_open=request_of(row.key) in known.requests,
        spoken_since=item.last_word_at is not None and item.last_word_at > row.created_at,
    )
    return still_needed(notice, seen, now)
