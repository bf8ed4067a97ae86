"""Dispatch: what may leave now is claimed, composed, committed, sent and settled (DESIGN.md §5).

1. Claim the mailboxes whose bot and chat may be called in the next second, in one transaction,
   with a lease and a moment for each call.
2. Read all they have to say; which notices are still needed, which may wait for a later slot;
   bundle them; compose the words.
3. Commit the messages with `calling_at`: from here on their words are final.
4. Call the platform, each at its moment, outside any transaction.
5. Settle what comes back together: deliveries, notices, rungs that were told; the duties are
   looked at again.

A crash before 3 leaves leases that run out, and a new claim composes anew. A crash after it leaves
messages in flight: Telegram is called again with the same words, so what was in flight may arrive
twice; where a second call would not be known as such, there is none, and the message settles as
unknown. What is known not to have arrived is called again everywhere: nothing is ever lost. A slot
message that could not leave in its slot is taken back in a later one: what it said is asked and
composed anew, together with what came since.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Channel
from bot.sending import closings
from bot.sending.calling import Outcome, call, left_of
from bot.sending.codes import CodesInChat
from bot.sending.drafting import Drafted, draft_all
from bot.sending.gate import Gate
from bot.sending.layout import lay_out
from bot.sending.reopening import asking_to_reopen
from bot.sending.settling import set_aside, settle, unreachable
from bot.web.links import SignedLinks
from scheduler.rules.pacing import LOOK_AGAIN, Limits, Place, Refusal, Waiting
from storage import claims, deliveries, links, orgs, outbox
from storage.batch import Batch
from storage.claims import Claimed
from storage.database import Database
from storage.deliveries import Attempt, Message, Settlement
from storage.mailboxes import leave_instead
from storage.orgs import OrgState
from storage.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

IN_HAND = 200  # mailboxes claimed by one sender for one bot
AT_ONCE = 64  # calls of one bot side by side
NOBODY = Limits(per_second=1e9)  # who cannot be reached is not called
PATIENCE = 0.5  # seconds until a dispatch no longer waits for a call that hangs
SETTLE_AGAIN = 1.0  # seconds between two tries while the database is in trouble
GOOD_BYE = 30.0  # seconds in which what is being called is settled at the end
STOPPED = "the sender stopped during the call"


class _Line:
    """What is in hand for one bot: one that hangs takes no place from another."""

    def __init__(self, limits: Limits, real_clock: Callable[[], datetime]) -> None:
        self.limits = limits
        self.gate = Gate(limits, real_clock)
        self.places = asyncio.Semaphore(AT_ONCE)
        self.in_hand: dict[int, asyncio.Task[None]] = {}  # by mailbox


@dataclass(frozen=True, kw_only=True)
class _Round:
    """What was claimed at a time, the calls that were begun, and when to look again (real time)."""

    begun: frozenset[asyncio.Task[None]] = frozenset()
    claimed: int = 0
    again: datetime | None = None

    async def called(self) -> None:
        """Wait for the calls, but not for one that hangs."""
        if self.begun:
            await asyncio.wait(self.begun, timeout=PATIENCE)


class Dispatcher:
    """Sends for one org. What it must not forget is in the database, so others may send too."""

    def __init__(
        self,
        database: Database,
        org: int,
        channels: Mapping[str, Channel],
        real_clock: Callable[[], datetime],
        met: Callable[[Exception], None] = lambda error: None,
        links: SignedLinks | None = None,
        codes: CodesInChat | None = None,
    ) -> None:
        self._database = database
        self._org = org
        self._links = links or SignedLinks(org, {}, None)  # to files, where they are not taken
        self._codes = codes or CodesInChat(org, {})
        self._channels = channels
        self._real_clock = real_clock
        self._met = met  # whom to tell of trouble that does not end a dispatch
        self._settlements = Batch(database, self._settle)
        self._lines: dict[str | None, _Line] = {
            name: _Line(channel.limits, real_clock) for name, channel in channels.items()
        }
        self._lines[None] = _Line(NOBODY, real_clock)
        self._claiming = asyncio.Lock()
        self._is_open = True
        self._left: list[tuple[int, str]] = []  # claims in the middle of which trouble came

    async def drain(
        self, office_now: Callable[[], Awaitable[datetime]]
    ) -> tuple[int, datetime | None]:
        """Dispatch until nothing more may leave soon, at the pace the platforms allow.

        Returns how many messages were called, and when there will be something again for a bot or
        chat that rests (real time).
        """
        total = 0
        while True:
            done = await self._round(await office_now())
            total += len(done.begun)
            soon = self._real_clock() + LOOK_AGAIN
            if done.again and done.again <= soon:  # the next calls are planned during these
                wait = done.again - self._real_clock()
                await asyncio.sleep(max(wait.total_seconds(), 0))
            elif not done.claimed:
                return total, done.again
            else:
                await done.called()

    async def dispatch(self, now: datetime) -> int:
        """Serve what may leave at `now` (office time); return how many messages were called.

        A call that hangs keeps its place among those in hand, but nobody waits for it.
        """
        done = await self._round(now)
        await done.called()
        return len(done.begun)

    async def finish(self) -> None:
        """Finish the messages in hand: what is being called is settled, nothing new is claimed."""
        self._is_open = False
        async with self._claiming:  # whatever was claimed before is in hand now
            pass
        await self.settled()

    async def settled(self) -> None:
        """Wait until what is in hand now is settled, but not for ever."""
        if tasks := [task for line in self._lines.values() for task in line.in_hand.values()]:
            await asyncio.wait(tasks, timeout=GOOD_BYE)

    async def _round(self, now: datetime) -> _Round:
        async with self._claiming:
            if not self._is_open or not self._channels:
                return _Round()
            async with self._database.read() as connection:
                org = await orgs.load(connection, self._org)
                instead = await links.instead(connection, org.id, self._channels, now)
            if instead:
                await self._database.write(lambda tx: leave_instead(tx, org.id, instead))
                logger.warning(
                    "the bot of %d people's first choice is not set: another one speaks to them",
                    len(instead),
                    extra={"action": "other_bot"},
                )
            async with self._database.read() as connection:
                looked_at, again = await self._look(connection, org, now)
            lines = {bot: room for bot in looked_at if (room := await self._room(bot)) > 0}
            if not lines and not self._left:
                return _Round(again=again)
            await self._give_back()
            claim = uuid.uuid4().hex
            claims_of = await self._database.write(
                lambda tx: self._claim(tx, org, claim, now, lines)
            )
            places = {
                place.box.mailbox_id: (bot, place)
                for bot, claimed in claims_of.items()
                for place in claimed.places
            }
            boxes = [place.box for _, place in places.values()]
            try:
                messages = await self._begun(org, boxes, claim, now)
            except DatabaseTrouble:
                self._left += [(box.mailbox_id, claim) for box in boxes]
                raise
            begun = frozenset(
                self._take(message, *places[message.mailbox_id], claim, now) for message in messages
            )
        moments = [again, *(claimed.again for claimed in claims_of.values())]
        return _Round(
            begun=begun,
            claimed=len(boxes),
            again=min((at for at in moments if at), default=None),
        )

    async def _look(
        self, connection: AsyncConnection, org: OrgState, now: datetime
    ) -> tuple[list[str | None], datetime | None]:
        """The bots for which something waits and which may be called, and when to look again for
        the others; None among them: for those whom no bot reaches."""
        real_now = self._real_clock()
        waiting = [
            bot
            for bot in self._lines
            if await claims.is_waiting(connection, org, bot, now, real_now)
        ]
        resting = await claims.resting(connection, org.id, real_now) if waiting else {}
        later = [resting[bot] - LOOK_AGAIN for bot in waiting if bot in resting]
        return [bot for bot in waiting if bot not in resting], min(later, default=None)

    async def _give_back(self) -> None:
        """Free the mailboxes that were claimed when trouble came: nobody need wait for a lease."""
        left = self._left

        async def work(tx: AsyncConnection) -> None:
            ours = await claims.held(tx, self._org, left)
            await deliveries.not_called(tx, self._org, ours)
            await claims.release(tx, self._org, ours)

        if left:
            await self._database.write(work)
            self._left = []

    async def _room(self, bot: str | None) -> int:
        """How many of a bot's mailboxes may be claimed; waits a little for one to be settled if
        none."""
        in_hand = self._lines[bot].in_hand
        if len(in_hand) >= IN_HAND:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait(in_hand.values(), timeout=PATIENCE, return_when=first)
        return IN_HAND - len(in_hand)

    async def _claim(
        self,
        tx: AsyncConnection,
        org: OrgState,
        claim: str,
        now: datetime,
        rooms: Mapping[str | None, int],
    ) -> dict[str | None, Claimed]:
        return {
            bot: await claims.claim(
                tx,
                org,
                bot,
                claim,
                now=now,
                real_now=self._real_clock(),
                limits=self._lines[bot].limits,
                most=room,
                but_not=self._lines[bot].in_hand.keys(),
            )
            for bot, room in rooms.items()
        }

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
        in_doubt = await self._leave_in_doubt(unsettled.values(), claim, now)
        boxes = [box for box in boxes if box.mailbox_id not in in_doubt]
        unsettled = {box: each for box, each in unsettled.items() if box not in in_doubt}
        for box in await self._take_back(org, unsettled.values(), claim, now):
            del unsettled[box]
        async with self._database.read() as connection:
            drafted = await draft_all(connection, org, boxes, unsettled, self._channels, claim, now)
        return await self._database.write(lambda tx: _commit(tx, org, boxes, drafted, claim, now))

    async def _leave_in_doubt(
        self, unsettled: Iterable[Message], claim: str, now: datetime
    ) -> set[int]:
        """Settle as unknown what was in flight where a second call could double it, and return the
        mailboxes: they are free again."""
        found = [
            Settlement(
                claim_id=claim,
                message=message,
                attempts=(Attempt(part=message.next_part, outcome="unknown", error=STOPPED),),
                state="unknown",
                at=now,
            )
            for message in unsettled
            if message.in_flight
            and (channel := self._channels.get(message.channel))
            and not channel.repeats_unknown
        ]
        if found:
            logger.warning(
                "%d messages were in flight when their sender stopped: they may have arrived",
                len(found),
                extra={"action": "left_in_doubt"},
            )
            await self._database.write(lambda tx: self._settle(tx, found))
        return {each.message.mailbox_id for each in found}

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

    def _take(
        self, message: Message, bot: str | None, place: Place, claim: str, now: datetime
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(self._carry(message, place.at, claim, now))
        in_hand = self._lines[bot].in_hand
        in_hand[message.mailbox_id] = task
        task.add_done_callback(lambda _: in_hand.pop(message.mailbox_id, None))
        return task

    async def _carry(self, message: Message, at: datetime, claim: str, now: datetime) -> None:
        """Call the platform at a real moment and settle; whatever fails, the lease frees the
        mailbox."""
        claimed_at = self._real_clock()
        line = self._lines.get(message.channel, self._lines[None])
        try:
            async with line.places:
                if self._real_clock() - claimed_at > claims.LEASE / 2:
                    # Another sender may have it by the time the platform answers.
                    self._left.append((message.mailbox_id, claim))
                    return
                outcome = await self._called(message, line.gate, at, now)
            rest_until = self._real_clock() + outcome.wait if outcome.wait else None
            bot_rests_until = None
            if rest_until and outcome.is_not_now:
                refusal = Refusal(mailbox_id=message.mailbox_id, until=rest_until)
                bot_rests_until = line.gate.refused(refusal, whole_bot=outcome.whole_bot)
            settlement = Settlement(
                claim_id=claim,
                message=message,
                attempts=outcome.attempts,
                state=outcome.state,
                at=now,
                rest_until=rest_until,
                bot_rests_until=bot_rests_until,
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

    async def _called(self, message: Message, gate: Gate, at: datetime, now: datetime) -> Outcome:
        channel = self._channels.get(message.channel)
        if channel is None:
            return Outcome(state="failed", attempts=(), elsewhere=True)
        try:
            laid = await lay_out(
                self._database, message, self._channels, self._links, self._codes, now
            )
            parts = laid.parts
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
        if closing.reason is None and not await gate.enter(at, len(left)):
            return Outcome(state="calling", attempts=())  # the bot rests: whoever claims it next
        outcome = await call(channel, message, left, closed=closing.reason)
        return replace(outcome, texts=laid.texts)

    def _left_for_another(self, message: Message, outcome: Outcome) -> dict[str, Any] | None:
        """What another channel may deliver of a message that failed on its own."""
        if not outcome.elsewhere:
            return None
        before = sum(number >= message.first_part for number in message.sent_parts)
        delivered = before + sum(attempt.outcome == "sent" for attempt in outcome.attempts)
        channel = self._channels.get(message.channel)
        if channel is None and delivered:  # by a bot of which nothing is known any more
            return None
        return left_of(message, channel, delivered, outcome.texts)

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
    """Commit what is called now; mailboxes with nothing to say are given back."""
    await unreachable(tx, org, drafted.unreachable, drafted.dropped, now)
    await outbox.move_on(tx, org.id, drafted.rests, postponed=False)
    await outbox.move_on(tx, org.id, drafted.postponed, postponed=True)
    speaking = {message.mailbox_id for message in drafted.again}
    speaking |= {draft.mailbox_id for draft in drafted.new}
    silent = [(box.mailbox_id, claim) for box in boxes if box.mailbox_id not in speaking]
    await claims.release(tx, org.id, await claims.held(tx, org.id, silent))
    again = [(message, claim) for message in drafted.again]
    called = await deliveries.call_again(tx, org.id, again) if again else []
    begun = await deliveries.begin_calls(tx, org.id, drafted.new, now)
    return [*called, *(message for message in begun if message is not None)]
