"""A virtual office as scenes, one after each moment at which it is awake."""

from collections.abc import Collection, Sequence
from datetime import datetime

from scheduler.rules.digest import Fact
from scheduler.rules.notice import Notice
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Message
from tests.invariants.scene import Heard, SaidNow, Scene


class Watch:
    """Looks at an office again and again; what was said since the last look is in the scene."""

    def __init__(self, office: VirtualOffice, *, is_calm: bool = True) -> None:
        self._office, self._read, self._is_calm = office, 0, is_calm

    def scene(self, now: datetime) -> Scene:
        office = self._office
        new = office.messages[self._read :]
        self._read = len(office.messages)
        return Scene(
            now=now,
            office=office.office,
            policies=office.policies,
            is_live=office.office.live_from is not None,
            staff=office.staff,
            duties=office.duties,
            climbed=office.climbed,
            snoozed=office.snoozed,
            requests={each.id: each for each in office.requests},
            succeeded={
                old: end.new[0]
                for old, end in office.lineage.ended.items()
                if len(end.new) == 1 and end.confirmed_at is not None and end.began_at is not None
            },
            is_calm=self._is_calm,
            heard=self._heard(new),
        )

    def _heard(self, new: Sequence[Message]) -> tuple[Heard, ...]:
        said: dict[int, list[SaidNow]] = {message.id: [] for message in new}
        for queued in self._office.outbox.by_key.values() if new else ():
            if queued.said.message_id in said:
                named = self._office.outbox.named(queued.notice.key)
                said[queued.said.message_id].append(said_now(queued.notice, named))
        return tuple(
            Heard(
                person_id=message.person_id,
                at=message.at,
                slot_at=message.slot_at,
                said=tuple(said[message.id]),
            )
            for message in new
        )


def said_now(notice: Notice, named: Collection[Fact]) -> SaidNow:
    return SaidNow(
        key=notice.key,
        kind=notice.kind,
        step=notice.step,
        round=notice.round,
        duty_id=notice.duty_id,
        slot_at=notice.slot_at,
        named=frozenset(named),
    )
