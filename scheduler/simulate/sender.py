"""The virtual sender: in a slot that is released each person gets one message, which arrives.

As `bot.sending` drafts and settles: what is not needed any more is dropped, the rest is one message
of numbered items; a rung is told and the ladder frozen with it; the duties are looked at again.
"""

from collections.abc import Sequence
from datetime import datetime

from scheduler.rules.bundle import BY_THEMSELVES, bundle, is_counted, queued
from scheduler.rules.needed import is_needed
from scheduler.rules.notice import Notice
from scheduler.rules.people import Role
from scheduler.rules.watching import Climbed, Seen
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Item, Message, Queued
from scheduler.simulate.reason import reason_of


def dispatch(office: VirtualOffice, now: datetime) -> int:
    """Say what may be said at `now`; return how many messages left."""
    slot = office.office.released_slot(now, office.watermark)
    if slot is None:
        return 0
    sent = []
    looks: dict[int, Seen] = {}
    for person, waiting in office.outbox.ready(slot):
        needed = [each for each in waiting if _is_needed(office, looks, each, now)]
        office.outbox.give_up([each for each in waiting if each not in needed], "dropped", now)
        if not office.staff.people[person].reachable:
            _unreachable(office, needed, now)
        elif needed:
            message = Message(
                id=len(office.messages) + 1,
                person_id=person,
                at=now,
                slot_at=slot,
                items=_items(office, looks, needed),
            )
            office.outbox.say(message, needed)
            sent += needed
    _settle(office, sent, now)
    return len({each.said.message_id for each in sent})


def _look(
    office: VirtualOffice, looks: dict[int, Seen], duty: int | None, now: datetime
) -> Seen | None:
    if duty is None:
        return None
    if duty not in looks:
        looks[duty] = office.look(duty, now)
    return looks[duty]


def _is_needed(office: VirtualOffice, looks: dict[int, Seen], each: Queued, now: datetime) -> bool:
    notice = each.notice
    seen = _look(office, looks, notice.duty_id, now)
    requests = [r.id for r in office.waiting(notice.duty_id)] if notice.duty_id else ()
    return is_needed(notice, each.said.created_at, seen.item if seen else None, requests, now)


def _items(
    office: VirtualOffice, looks: dict[int, Seen], needed: Sequence[Queued]
) -> tuple[Item, ...]:
    by_id = {each.id: each.notice for each in needed}
    found: list[Item] = []
    number = 0
    for item in bundle(
        queued(
            id_,
            notice.kind,
            notice.step,
            looks[notice.duty_id].item.duty if notice.duty_id is not None else None,
        )
        for id_, notice in by_id.items()
    ):
        notice = by_id[item.said.id]
        is_numbered = notice.kind not in BY_THEMSELVES and not is_counted(notice.kind, notice.step)
        number += is_numbered
        found += _lines(office, looks, notice, number if is_numbered else None)
    return tuple(found)


def _lines(
    office: VirtualOffice, looks: dict[int, Seen], notice: Notice, number: int | None
) -> list[Item]:
    """What a notice says: of its duty, or of each duty that a digest names."""
    named = [notice.duty_id] if notice.duty_id is not None else notice.facts.get("duties", ())
    lines = []
    for id_ in named:
        record = office.duties[id_]
        duty = record.duty
        lines.append(
            Item(
                key=notice.key,
                kind=notice.kind,
                step=notice.step,
                n=number,
                duty_id=duty.id,
                duty=duty.name,
                title=duty.title or (f"{duty.cycle.value} {duty.period}" if duty.cycle else ""),
                due_on=duty.due_on,
                reason=reason_of(notice, looks[id_].item if id_ in looks else None),
            )
        )
    reason = reason_of(notice, None)
    alone = Item(key=notice.key, kind=notice.kind, step=notice.step, reason=reason)
    return lines or [alone]


def _settle(office: VirtualOffice, sent: Sequence[Queued], now: datetime) -> None:
    day = office.office.day_of(now)
    for each in sent:
        notice = each.notice
        if notice.duty_id is None or not notice.step.startswith("rung-"):
            continue
        role = Role(notice.step.removeprefix("rung-"))
        rung = Climbed(role=role, round=notice.round, on_day=day, outcome="told")
        office.climb(notice.duty_id, rung)
        office.freeze(notice.duty_id, notice.round)
    office.touch({each.notice.duty_id for each in sent if each.notice.duty_id is not None}, now)


def _unreachable(office: VirtualOffice, lost: Sequence[Queued], now: datetime) -> None:
    """Nobody can be told: the pass hands on what waits for a word."""
    office.outbox.give_up(lost, "failed", now)
    office.touch({each.notice.duty_id for each in lost if each.notice.duty_id is not None}, now)
