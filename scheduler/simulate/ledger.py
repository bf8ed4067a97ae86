"""The scheduler's port to a virtual office: `scheduler.tick` makes the very same pass over it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.rules.alarm import Alarm
from scheduler.rules.decision import Decision
from scheduler.rules.duty import Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.finding import Guarded
from scheduler.rules.watching import Climbed, Seen
from scheduler.simulate import guard
from scheduler.simulate.acts import hand_in, tell_takers
from scheduler.simulate.digests import queue_digests
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.opening import open_due

Decided = tuple[Seen, Decision]


class VirtualLedger:
    """Nothing is set aside here: what makes a rule raise ends the simulation with its error."""

    def __init__(self, office: VirtualOffice) -> None:
        self._office = office

    async def is_quiet(self, now: datetime) -> bool:
        coming = (self._office.next_look(), self._office.next_opening())
        return not self._lets_go(now) and all(at is None or at > now for at in coming)

    async def open_due(self, now: datetime) -> int:
        return open_due(self._office, now)

    async def watched(self, now: datetime, limit: int) -> Sequence[Seen]:
        return [self._office.look(duty, now) for duty in self._office.due(now, limit)]

    async def apply(self, decided: Sequence[Decided], now: datetime) -> int:
        """Store decisions about duties that are still as they were read; the others stay due."""
        # What moves a duty may move others of its set too: those are no longer as they were read.
        moving = [each for each in decided if each[1].missed or each[1].handed_in]
        staying = [each for each in decided if not (each[1].missed or each[1].handed_in)]
        kept = []
        for seen, decision in (*moving, *staying):
            if self._office.duties[seen.record.id].version == seen.record.version:
                kept.append((seen, decision))
                self._office.look_again(seen.record.id, decision.look_at)
                self._move(seen.record, decision, now)
        for seen, decision in kept:
            self._office.comes_to_manager(seen.record.id, at_rung=decision.in_digest is not None)
            self._pass_over(seen.record, decision, now)
        outbox = self._office.outbox
        return sum(outbox.enqueue(decision.notices, now, seen.item) for seen, decision in kept)

    async def set_aside(self, look: Seen, error: Exception, now: datetime) -> None:
        raise error

    async def guarded(self, now: datetime) -> Guarded | None:
        slot = self._lets_go(now)
        return guard.guarded(self._office, slot) if slot else None

    async def warned(self, raised: Alarm, slot: datetime) -> None:
        guard.keep(self._office, raised, slot)

    async def reach(self, now: datetime) -> None:
        """Let a slot go, with its digests."""
        slot = self._lets_go(now)
        if slot is not None:
            queue_digests(self._office, slot)
            tell_takers(self._office, slot)
            self._office.watermark = now

    async def sample(self, now: datetime) -> Sequence[Seen] | None:
        return None

    async def checked(self, overslept: Sequence[tuple[Seen, datetime]], now: datetime) -> None:
        return

    def _lets_go(self, now: datetime) -> datetime | None:
        """The slot that the watermark has yet to reach."""
        slot, watermark = self._office.office.open_slot(now), self._office.watermark
        return slot if slot and (watermark is None or watermark < slot) else None

    def _move(self, record: DutyRecord, decision: Decision, now: datetime) -> None:
        """Close a report as missed, or hand in the receiving unit's own with the lines it has."""
        if decision.missed:
            self._office.move(record.id, Move.MISS, now)
        if decision.handed_in:
            duty, office = record.duty, self._office.office
            assert duty.due_on is not None
            # The last instant in time: nobody is late to himself.
            last_instant = office.closes_at(duty.due_on, duty.due_time) - timedelta(seconds=1)
            hand_in(self._office, record.id, None, last_instant, now)

    def _pass_over(self, record: DutyRecord, decision: Decision, now: datetime) -> None:
        """Note rungs that are skipped, and those of people who rest: they count as told."""
        day, round_ = self._office.office.day_of(now), record.duty.round
        for role, why in decision.skipped.items():
            passed = Climbed(role=role, round=round_, on_day=day, outcome="skipped", why=why)
            self._office.climb(record.id, passed)
        for role in decision.muted:
            rung = Climbed(role=role, round=round_, on_day=day, outcome="told")
            self._office.climb(record.id, rung)
            self._office.freeze(record.id, round_)
