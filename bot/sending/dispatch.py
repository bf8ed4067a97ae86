"""Dispatch: what may leave now is claimed, composed, committed, sent and settled (DESIGN.md §5).

1. Claim some hundred mailboxes whose bot and chat are free, in one transaction, with a lease.
2. Read all they have to say; which notices are still needed, which may wait for a later slot;
   bundle them; compose the words.
3. Commit the messages with `calling_at`: from here on their words are final.
4. Call the platform, several at once, outside any transaction.
5. Settle what comes back together: deliveries, notices, rungs that were told; the duties are
   looked at again.

A crash before 3 leaves leases that run out, and a new claim composes anew. A crash after it leaves
messages in "calling": Telegram is called again with the same words, so what was in flight may
arrive twice; nothing is ever lost. A slot message that could not leave in its slot is taken back
in a later one: what it said is asked and composed anew, together with what came since.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Channel
from bot.sending import closings
from bot.sending.calling import Outcome, call, left_of
from bot.sending.drafting import Drafted, draft_all
from bot.sending.layout import lay_out
from bot.sending.reopening import asking_to_reopen
from bot.sending.settling import set_aside, settle, unreachable
from bot.web.links import SignedLinks
from scheduler.rules.pacing import Limits, Waiting
from storage import claims, deliveries, orgs, outbox
from storage.batch import Batch
from storage.claims import Claimed
from storage.database import Database
from storage.deliveries import Attempt, Message, Settlement
from storage.orgs import OrgState
from storage.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

IN_HAND = 200  # mailboxes claimed by one sender
AT_ONCE = 64  # calls side by side
PATIENCE = 0.5  # seconds until a dispatch no longer waits for a call that hangs
SETTLE_AGAIN = 1.0  # seconds between two tries while the database is in trouble
GOOD_BYE = 30.0  # seconds in which what is being called is settled at the end


class Dispatcher:
    """Sends for one org. What it must not forget is in the database, so others may send too."""

    def __init__(
        self,
        database: Database,
        org: int,
        channels: Mapping[str, Channel],
        real_clock: Callable[[], datetime],
        limits: Limits | None = None,
        met: Callable[[Exception], None] = lambda error: None,
        links: SignedLinks | None = None,
    ) -> None:
        self._database = database
        self._org = org
        self._links = links or SignedLinks(org, {}, None)  # to files, where they are not taken
        self._channels = channels
        self._real_clock = real_clock
        self._limits = limits or Limits()
        self._met = met  # whom to tell of trouble that does not end a dispatch
        self._settlements = Batch(database, self._settle)
        self._in_hand: dict[int, asyncio.Task[None]] = {}  # by mailbox
        self._places = asyncio.Semaphore(AT_ONCE)
        self._claiming = asyncio.Lock()
        self._is_open = True
        self._left: list[tuple[int, str]] = []  # claims in the middle of which trouble came

    async def drain(self, office_now: Callable[[], Awaitable[datetime]]) -> int:
        """Dispatch until nothing more may leave, at the pace the platform allows."""
        total = 0
        while True:
            called, rest = await self._round(await office_now())
            total += called
            if not called:
                if rest is None:
                    return total
                await asyncio.sleep(rest.total_seconds())

    async def dispatch(self, now: datetime) -> int:
        """Serve what may leave at `now` (office time); return how many messages were called.

        A call that hangs keeps its place among those in hand, but nobody waits for it.
        """
        called, _ = await self._round(now)
        return called

    async def finish(self) -> None:
        """Finish the messages in hand: what is being called is settled, nothing new is claimed."""
        self._is_open = False
        async with self._claiming:  # whatever was claimed before is in hand now
            pass
        await self.settled()

    async def settled(self) -> None:
        """Wait until what is in hand now is settled, but not for ever."""
        if self._in_hand:
            await asyncio.wait(set(self._in_hand.values()), timeout=GOOD_BYE)

    async def _round(self, now: datetime) -> tuple[int, timedelta | None]:
        async with self._claiming:
            room = await self._room()
            if not self._is_open or not self._channels or room <= 0:
                return 0, None
            async with self._database.read() as connection:
                org = await orgs.load(connection, self._org)
                waits = await claims.waiting(connection, org, now, self._real_clock(), most=1)
            if not waits and not self._left:
                return 0, None
            await self._give_back()
            claim = uuid.uuid4().hex
            claimed = await self._database.write(lambda tx: self._claim(tx, org, claim, now, room))
            try:
                messages = await self._begun(org, claimed.boxes, claim, now)
            except DatabaseTrouble:
                self._left += [(box.mailbox_id, claim) for box in claimed.boxes]
                raise
            begun = {self._take(message, claim, now) for message in messages}
        if not begun:
            return 0, claimed.rest
        await asyncio.wait(begun, timeout=PATIENCE)
        return len(begun), None

    async def _give_back(self) -> None:
        """Free the mailboxes that were claimed when trouble came: nobody need wait for a lease."""
        left = self._left

        async def work(tx: AsyncConnection) -> None:
            await claims.release(tx, self._org, await claims.held(tx, self._org, left))

        if left:
            await self._database.write(work)
            self._left = []

    async def _room(self) -> int:
        """How many mailboxes may be claimed; waits a little for one to be settled if none."""
        if len(self._in_hand) >= IN_HAND:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait(self._in_hand.values(), timeout=PATIENCE, return_when=first)
        return IN_HAND - len(self._in_hand)

    async def _claim(
        self, tx: AsyncConnection, org: OrgState, claim: str, now: datetime, room: int
    ) -> Claimed:
        return await claims.claim(
            tx,
            org,
            next(iter(self._channels)),
            claim,
            now=now,
            real_now=self._real_clock(),
            limits=self._limits,
            most=room,
            but_not=self._in_hand.keys(),
        )

    # --- composing ------------------------------------------------------------------------------

    async def _begun(
        self, org: OrgState, boxes: Sequence[Waiting], claim: str, now: datetime
    ) -> list[Message]:
        """The messages of claimed mailboxes, committed with `calling_at`.

        Mailboxes that cannot be read together are read one by one, so that one of them does not
        keep the others from speaking; its lease frees it.
        """
        if not boxes:
            return []
        try:
            return await self._begin(org, boxes, claim, now)
        except DatabaseTrouble:
            raise
        except Exception:
            if len(boxes) == 1:
                logger.exception(
                    "what waits in a mailbox could not be put into words",
                    extra={"action": "dispatch_failed", "mailbox": boxes[0].mailbox_id},
                )
                await self._database.write(lambda tx: set_aside(tx, org, boxes[0], claim, now))
                return []
        return [message for box in boxes for message in await self._begun(org, [box], claim, now)]

    async def _begin(
        self, org: OrgState, boxes: Sequence[Waiting], claim: str, now: datetime
    ) -> list[Message]:
        async with self._database.read() as connection:
            ids = [box.mailbox_id for box in boxes]
            unsettled = await deliveries.unsettled(connection, org.id, ids)
        for box in await self._take_back(org, unsettled.values(), claim, now):
            del unsettled[box]
        async with self._database.read() as connection:
            drafted = await draft_all(connection, org, boxes, unsettled, self._channels, claim, now)
        begun = await self._database.write(lambda tx: _commit(tx, org, boxes, drafted, claim, now))
        return [*drafted.again, *begun]

    async def _take_back(
        self, org: OrgState, unsettled: Iterable[Message], claim: str, now: datetime
    ) -> set[int]:
        """After an outage nobody wants yesterday's words: its notices join this slot's message."""
        slot = claims.released_slot(org, now)
        stale = [
            (message, claim)
            for message in unsettled
            if slot is not None and message.slot_at is not None and message.slot_at < slot
        ]
        if not stale:
            return set()
        return await self._database.write(lambda tx: deliveries.take_back(tx, org.id, stale, now))

    # --- calling --------------------------------------------------------------------------------

    def _take(self, message: Message, claim: str, now: datetime) -> asyncio.Task[None]:
        task = asyncio.create_task(self._carry(message, claim, now))
        self._in_hand[message.mailbox_id] = task
        task.add_done_callback(lambda _: self._in_hand.pop(message.mailbox_id, None))
        return task

    async def _carry(self, message: Message, claim: str, now: datetime) -> None:
        """Call the platform and settle; whatever fails, the lease frees the mailbox."""
        claimed_at = self._real_clock()
        try:
            async with self._places:
                if self._real_clock() - claimed_at > claims.LEASE / 2:
                    return  # another sender may have it by the time the platform answers
                outcome = await self._called(message, now)
            settlement = Settlement(
                claim_id=claim,
                message=message,
                attempts=outcome.attempts,
                state=outcome.state,
                at=now,
                rest_until=self._real_clock() + outcome.wait if outcome.wait else None,
                rest=self._left_for_another(message, outcome),
                is_closed=outcome.is_closed,
                moved_to=outcome.moved_to,
            )
            await self._settled(settlement)
        except DatabaseTrouble:  # a report could not be read; the loops say why
            self._left.append((message.mailbox_id, claim))
        except Exception:
            logger.exception(
                "a message could not be carried",
                extra={"action": "dispatch_failed", "mailbox": message.mailbox_id},
            )

    async def _called(self, message: Message, now: datetime) -> Outcome:
        channel = self._channels.get(message.channel)
        if channel is None:
            return Outcome(state="failed", attempts=(), elsewhere=True)
        try:
            parts = await lay_out(self._database, message, self._channels, self._links, now)
            closing = await closings.look(self._database, self._org, channel, message, now)
            if closing.asks:
                parts = asking_to_reopen(parts, message.body["language"], channel)
        except DatabaseTrouble:
            raise
        except Exception as error:
            logger.exception(
                "a message could not be laid out",
                extra={"action": "dispatch_failed", "message_id": message.id},
            )
            attempt = Attempt(part=0, outcome="refused", error=type(error).__name__)
            return Outcome(state="failed", attempts=(attempt,))
        numbered = enumerate(parts, message.first_part)
        left = [(n, part) for n, part in numbered if n not in message.sent_parts]
        return await call(channel, message, left, closed=closing.reason)

    def _left_for_another(self, message: Message, outcome: Outcome) -> dict[str, Any] | None:
        """What another channel may deliver of a message that failed on its own."""
        if not outcome.elsewhere:
            return None
        before = sum(number >= message.first_part for number in message.sent_parts)
        delivered = before + sum(attempt.outcome == "sent" for attempt in outcome.attempts)
        channel = self._channels.get(message.channel)
        if channel is None and delivered:  # by a bot of which nothing is known any more
            return None
        return left_of(message, channel, delivered)

    async def _settled(self, settlement: Settlement) -> None:
        """Settle, however long the database is in trouble: else the platform is called again."""
        while True:
            try:
                await self._settlements.put(settlement)
                return
            except DatabaseTrouble as trouble:
                self._met(trouble)
                await asyncio.sleep(SETTLE_AGAIN)

    async def _settle(
        self, tx: AsyncConnection, settlements: Sequence[Settlement]
    ) -> Sequence[bool]:
        bots = {name: channel.quota for name, channel in self._channels.items()}
        return await settle(tx, await orgs.load(tx, self._org), settlements, bots)


async def _commit(
    tx: AsyncConnection,
    org: OrgState,
    boxes: Sequence[Waiting],
    drafted: Drafted,
    claim: str,
    now: datetime,
) -> list[Message]:
    """Commit what was drafted; mailboxes with nothing to say are given back."""
    await unreachable(tx, org, drafted.unreachable, drafted.dropped, now)
    await outbox.move_on(tx, org.id, drafted.rests, postponed=False)
    await outbox.move_on(tx, org.id, drafted.postponed, postponed=True)
    speaking = {message.mailbox_id for message in drafted.again}
    speaking |= {draft.mailbox_id for draft in drafted.new}
    silent = [(box.mailbox_id, claim) for box in boxes if box.mailbox_id not in speaking]
    await claims.release(tx, org.id, await claims.held(tx, org.id, silent))
    begun = await deliveries.begin_calls(tx, org.id, drafted.new, now)
    return [message for message in begun if message is not None]
