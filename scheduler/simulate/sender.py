"""The virtual sender: in a slot that is released each person gets one message, which arrives.

As `bot.sending` drafts and settles: what is not needed any more is dropped, the rest is one message
of numbered items; a rung is told and the ladder frozen with it; the duties are looked at again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scheduler.rules.bundle import BY_THEMSELVES, bundle, is_counted, queued
from scheduler.rules.digest import Coordination, Fact, Management, standing_in
from scheduler.rules.needed import is_needed
from scheduler.rules.notice import Kind
from scheduler.rules.people import Role
from scheduler.rules.watching import Climbed, Seen
from scheduler.simulate.digests import fresh
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Item, Message, Queued

Digest = Management | Coordination


def dispatch(office: VirtualOffice, now: datetime) -> int:
    """Say what may be said at `now`; return how many messages left."""
    slot = office.office.released_slot(now, office.watermark)
    if slot is None:
        return 0
    sent = []
    looks: dict[int, Seen] = {}
    for person, waiting in office.outbox.ready(slot):
        digests = {each.id: fresh(office, each, now) for each in waiting}
        needed = [
            each
            for each in waiting
            if _is_needed(office, looks, each, now)
            and not ((digest := digests[each.id]) and digest.is_empty)
        ]
        office.outbox.give_up([each for each in waiting if each not in needed], "dropped", now)
        if not office.staff.people[person].reachable:
            _unreachable(office, needed, now)
        elif needed:
            for each in needed:
                if digest := digests[each.id]:
                    office.outbox.name(each.notice.key, [line.fact for line in digest.lines])
            message = Message(
                id=len(office.messages) + 1,
                person_id=person,
                at=now,
                slot_at=slot,
                items=_items(office, looks, needed, digests),
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
    office: VirtualOffice,
    looks: dict[int, Seen],
    needed: Sequence[Queued],
    digests: Mapping[int, Digest | None],
) -> tuple[Item, ...]:
    by_id = {each.id: each for each in needed}
    stand = {duty for id_ in by_id if (each := digests[id_]) for duty in standing_in(each)}
    found: list[Item] = []
    number = 0
    for item in bundle(
        queued(
            each.id,
            each.notice.kind,
            each.notice.step,
            looks[each.notice.duty_id].item.duty if each.notice.duty_id is not None else None,
        )
        for each in needed
    ):
        said, digest = by_id[item.said.id], digests[item.said.id]
        notice = said.notice
        if notice.kind is Kind.CLIMB and notice.duty_id in stand:
            continue  # it stands in a digest of the message
        if digest is not None:
            for line in digest.lines:
                is_numbered = isinstance(digest, Management)
                number += is_numbered
                duty = line.item.duty.id
                found.append(_line(office, said, duty, number if is_numbered else None))
            found += [] if digest.lines else [_alone(said)]  # counts alone
            continue
        is_numbered = notice.kind not in BY_THEMSELVES and not is_counted(notice.kind, notice.step)
        number += is_numbered
        if notice.duty_id is not None:
            found.append(_line(office, said, notice.duty_id, number if is_numbered else None))
            continue
        listed = notice.facts.get("duties", ())  # of what somebody takes over
        found += [_line(office, said, duty, None) for duty in listed] or [_alone(said)]
    return tuple(found)


def _line(office: VirtualOffice, said: Queued, id_: int, number: int | None) -> Item:
    """What a notice says of its duty, or a digest of one that it names."""
    duty = office.duties[id_].duty
    return Item(
        notice=said.notice,
        made_at=said.said.created_at,
        made_of=said.made_of,
        n=number,
        duty_id=duty.id,
        duty=duty.name,
        title=duty.title or (f"{duty.cycle.value} {duty.period}" if duty.cycle else ""),
        due_on=duty.due_on,
    )


def _alone(said: Queued) -> Item:
    return Item(notice=said.notice, made_at=said.said.created_at)


def _settle(office: VirtualOffice, sent: Sequence[Queued], now: datetime) -> None:
    day = office.office.day_of(now)
    spoken = _spoken(office, sent)
    for duty, round_, step in spoken:
        if not step.startswith("rung-"):
            continue
        role = Role(step.removeprefix("rung-"))
        office.climb(duty, Climbed(role=role, round=round_, on_day=day, outcome="told"))
        office.freeze(duty, round_)
    office.touch({duty for duty, _, _ in spoken}, now)


def _spoken(office: VirtualOffice, said: Sequence[Queued]) -> list[Fact]:
    """What notices say of duties; of digests what they name."""
    found = []
    for each in said:
        notice = each.notice
        if notice.duty_id is not None:
            found.append((notice.duty_id, notice.round, notice.step))
        found += sorted(office.outbox.named(notice.key))
    return found


def _unreachable(office: VirtualOffice, lost: Sequence[Queued], now: datetime) -> None:
    """Nobody can be told: the pass hands on what waits for a word."""
    office.outbox.give_up(lost, "failed", now)
    office.touch({duty for duty, _, _ in _spoken(office, lost)}, now)
