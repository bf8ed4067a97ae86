"""What must hold of the talk: inbox, mailboxes, messages, notices, deliveries."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, Table, and_, cast, exists, func, or_, select

from scheduler.rules.notice import duty_key
from storage import policies
from storage.calendar_edits import all_changes
from storage.invariants.base import Rows, Wrong, invariant
from storage.tables import (
    attachments,
    deliveries,
    duties,
    inbox,
    journal,
    links,
    mailboxes,
    message_items,
    messages,
    notices,
    people,
    plan_drafts,
    questions,
    requests,
)

SAID = ("sent", "unknown")


@invariant(inbox, "§4.12")
async def handled_or_set_aside(rows: Rows) -> list[Wrong]:
    """A message that was set aside says why, and no other does."""
    wrong = (inbox.c.state == "set_aside") != inbox.c.error.is_not(None)
    return await rows.where(inbox, wrong, "its state and its error do not fit")


@invariant(attachments, "§4.12")
async def kept_with_its_content(rows: Rows) -> list[Wrong]:
    """A file that is kept has its content, no other has; one that could not be kept says why."""
    a = attachments.c
    fits = and_(
        (a.state == "kept") == a.content.is_not(None),
        a.state.in_(("too_large", "failed")) == a.reason.is_not(None),
        or_(a.state != "kept", a.size == func.length(a.content)),
    )
    return await rows.where(attachments, ~fits, "its state, reason and content do not fit")


@invariant(attachments, "§4.12")
async def attached_by_what_was_handled(rows: Rows) -> list[Wrong]:
    """A file came with a message that was handled, and stands beside words that were."""
    brought, beside = inbox.alias(), inbox.alias()
    query = (
        select(attachments.c.id)
        .join(brought, _row(brought, attachments.c.inbox_id))
        .outerjoin(beside, _row(beside, attachments.c.said_with_id))
        .where(
            attachments.c.org_id == rows.org.id,
            or_(
                brought.c.state != "handled",
                beside.c.state != "handled",
            ),
        )
        .order_by(attachments.c.id)
    )
    return [(row.id, "it came with nothing that was handled") for row in await rows.all(query)]


@invariant(plan_drafts, "§5")
async def drafted_as_far_as_read(rows: Rows) -> list[Wrong]:
    """A plan that came in by chat holds what was read of it, once it was."""
    d = plan_drafts.c
    wrong = or_(
        and_(d.state.in_(("open", "confirmed")), d.draft.is_(None)),
        and_(d.state.in_(("reading", "refused")), d.draft.is_not(None)),
    )
    return await rows.where(plan_drafts, wrong, "its state and what was read do not fit")


def _row(table: Any, number: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(table.c.org_id == attachments.c.org_id, table.c.id == number)


@invariant(notices, "§4.12")
async def answered_once_handled(rows: Rows) -> list[Wrong]:
    """Only what was handled or set aside has an answer."""
    waiting = (
        select(inbox.c.id)
        .where(inbox.c.org_id == rows.org.id, inbox.c.state == "stored")
        .order_by(inbox.c.id)
    )
    keys = [f"answer:{row.id}.1" for row in await rows.all(waiting)]
    found: list[Wrong] = []
    for begin in range(0, len(keys), 500):
        some = notices.c.key.in_(keys[begin : begin + 500])
        found += await rows.where(notices, some, "answers a message that nobody has handled")
    return found


@invariant(notices, "§3, Notice")
async def key_names_the_fact(rows: Rows) -> list[Wrong]:
    """The key of a notice names what it is about and whom it is for."""
    known = {
        "answer": inbox,
        "request": requests,
        "event": journal,
    }
    ids = {
        name: {row.id for row in await rows.all(select(table.c.id).where(_of(table, rows)))}
        for name, table in known.items()
    }
    columns = (notices.c.id, notices.c.key, notices.c.duty_id, notices.c.round, notices.c.step)
    query = select(*columns, notices.c.person_id).where(_of(notices, rows)).order_by(notices.c.id)
    found: list[Wrong] = []
    async for row in rows.each(query):
        kind, _, rest = row.key.partition(":")
        if kind == "duty":
            fits = row.key == duty_key(row.duty_id, row.round, row.step, row.person_id)
        elif kind in known:
            number = re.match(r"\d+", rest)
            fits = number is not None and int(number[0]) in ids[kind]
            fits &= kind == "answer" or rest.rpartition(":")[2] == str(row.person_id)
        else:
            fits = kind == "digest" and rest.rpartition(":")[2] == str(row.person_id)
        if not fits:
            found.append((row.id, f"its key {row.key} names something else than it holds"))
    return found


@invariant(notices, "§4.1")
async def settled_with_its_message(rows: Rows) -> list[Wrong]:
    """A notice waits alone or is being called; once said or failed, so is its message."""
    n, m = notices.c, messages.c
    alone = n.message_id.is_(None)
    fits = or_(
        and_(n.state == "queued", n.settled_at.is_(None), or_(alone, m.state == "calling")),
        and_(n.state == "dropped", n.settled_at.is_not(None), alone),
        and_(n.state == "failed", n.settled_at.is_not(None), or_(alone, m.state == "failed")),
        and_(n.state.in_(SAID), n.settled_at.is_not(None), ~alone, m.state == n.state),
    )
    query = (
        select(n.id, n.state, m.state.label("message"))
        .select_from(notices)
        .outerjoin(messages, and_(m.org_id == n.org_id, m.id == n.message_id))
        .where(_of(notices, rows), or_(~fits, and_(~alone, m.mailbox_id != n.mailbox_id)))
        .order_by(n.id)
    )
    return [
        (row.id, f"it is {row.state}, its message {row.message or 'is none'}")
        for row in await rows.all(query)
    ]


@invariant(notices, "§3, Mailbox")
async def notice_in_its_own_mailbox(rows: Rows) -> list[Wrong]:
    """What is to be said to a person waits in that person's mailbox."""
    box = mailboxes.c
    query = (
        select(notices.c.id)
        .join(
            mailboxes,
            and_(box.org_id == notices.c.org_id, box.id == notices.c.mailbox_id),
        )
        .where(
            _of(notices, rows),
            notices.c.person_id.is_not(None),
            notices.c.lane == "slot",
            box.recipient != "person:" + cast(notices.c.person_id, String),
        )
    )
    return [(row.id, "it waits in somebody else's mailbox") for row in await rows.all(query)]


@invariant(mailboxes, "§3, Mailbox")
async def mailbox_of_somebody_known(rows: Rows) -> list[Wrong]:
    """A person's mailbox belongs to a person of the same org."""
    known = exists().where(
        people.c.org_id == mailboxes.c.org_id,
        mailboxes.c.recipient == "person:" + cast(people.c.id, String),
    )
    stray = and_(mailboxes.c.recipient.startswith("person:"), ~known)
    return await rows.where(mailboxes, stray, "there is no such person in the org")


@invariant(mailboxes, "§5")
async def nothing_waits_unseen(rows: Rows) -> list[Wrong]:
    """A mailbox is woken no later than the first thing that waits in it."""
    earlier = or_(mailboxes.c.next_at.is_(None), mailboxes.c.next_at > notices.c.slot_at)
    queued = exists().where(
        notices.c.org_id == mailboxes.c.org_id,
        notices.c.mailbox_id == mailboxes.c.id,
        notices.c.state == "queued",
        notices.c.message_id.is_(None),
        earlier,
    )
    called = exists().where(
        messages.c.org_id == mailboxes.c.org_id,
        messages.c.mailbox_id == mailboxes.c.id,
        messages.c.state == "calling",
        mailboxes.c.next_at.is_(None),
    )
    return await rows.where(mailboxes, or_(queued, called), "something waits and nobody is woken")


@invariant(mailboxes, "§3, Mailbox")
async def claimed_with_a_lease(rows: Rows) -> list[Wrong]:
    """Whoever claims a mailbox holds it for a time."""
    endless = and_(mailboxes.c.claim_id.is_not(None), mailboxes.c.lease_until.is_(None))
    return await rows.where(mailboxes, endless, "it is claimed without an end")


@invariant(messages, "§4.1")
async def message_settled(rows: Rows) -> list[Wrong]:
    """A message is being called, or has a time at which that was settled."""
    wrong = (messages.c.state == "calling") != messages.c.settled_at.is_(None)
    return await rows.where(messages, wrong, "its state and its times do not fit")


@invariant(messages, "§4.1")
async def in_flight_under_a_claim(rows: Rows) -> list[Wrong]:
    """What is in flight is being called by whoever holds, or last held, its mailbox."""
    m, box = messages.c, mailboxes.c
    held = exists().where(box.org_id == m.org_id, box.id == m.mailbox_id, box.claim_id.is_not(None))
    wrong = and_(m.in_flight, or_(m.state != "calling", ~held))
    return await rows.where(messages, wrong, "it is in flight and nobody calls it")


@invariant(messages, "§4.3")
async def lane_of_a_message(rows: Rows) -> list[Wrong]:
    """A slot message has a slot, an answer has none."""
    wrong = (messages.c.lane == "slot") != messages.c.slot_at.is_not(None)
    return await rows.where(messages, wrong, "its lane and its slot do not fit")


@invariant(messages, "§4.3")
async def one_message_per_slot(rows: Rows) -> list[Wrong]:
    """One message per person and slot."""
    m = messages.c
    query = (
        select(func.max(m.id).label("id"), func.count().label("n"))
        .where(_of(messages, rows), m.lane == "slot", m.state != "failed")
        .group_by(m.mailbox_id, m.slot_at)
        .having(func.count() > 1)
    )
    return [(row.id, f"{row.n} messages in one slot") for row in await rows.all(query)]


@invariant(messages, "§4.3")
async def spoken_in_office_hours(rows: Rows) -> list[Wrong]:
    """Slot messages are called only in office hours, on working days, once their slot has come.

    The hours are those of the policy then in force, and a day that somebody made another one after
    the message had left is not held against it.
    """
    query = (
        select(messages.c.id, messages.c.calling_at, messages.c.slot_at)
        .where(_of(messages, rows), messages.c.lane == "slot", messages.c.slot_at.is_not(None))
        .order_by(messages.c.id)
    )
    office, zone = rows.org.office, rows.org.office.calendar.zone
    changes = await all_changes(rows.connection, rows.org.id)
    since = await policies.since(rows.connection, rows.org.id)

    def spoke_in_a_slot(at: datetime) -> bool:
        in_force = (p for p in rows.org.policies.values() if _held_at(since, p.version, at))
        return any(replace(office, policy=p).open_slot(at) is not None for p in in_force)

    return [
        (row.id, f"it was called at {row.calling_at.astimezone(zone):%F %T}")
        async for row in rows.each(query)
        if row.calling_at < row.slot_at
        or (
            not spoke_in_a_slot(row.calling_at)
            and not any(
                change.at >= row.calling_at
                and change.first <= office.day_of(row.calling_at) <= change.last
                for change in changes
            )
        )
    ]


def _held_at(since: dict[int, datetime], version: int, at: datetime) -> bool:
    """Whether a version of the policy was in force at a moment, its ends included."""
    begun = version == 1 or since[version] <= at
    return begun and (version + 1 not in since or at <= since[version + 1])


@invariant(messages, "§3, Delivery")
async def sent_means_delivered(rows: Rows) -> list[Wrong]:
    """Of a message that was sent, part after part was taken, each once, by whatever channel."""
    parts = (
        select(
            deliveries.c.message_id,
            func.count().label("n"),
            func.count(deliveries.c.part.distinct()).label("different"),
            func.max(deliveries.c.part).label("last"),
        )
        .where(deliveries.c.org_id == rows.org.id, deliveries.c.outcome == "sent")
        .group_by(deliveries.c.message_id)
        .subquery()
    )
    query = (
        select(messages.c.id, messages.c.state, parts.c.n)
        .outerjoin(parts, parts.c.message_id == messages.c.id)
        .where(
            _of(messages, rows),
            or_(
                and_(messages.c.state == "sent", parts.c.n.is_(None)),
                parts.c.n != parts.c.different,
                parts.c.last != parts.c.n - 1,
            ),
        )
        .order_by(messages.c.id)
    )
    return [
        (row.id, f"{row.n or 'no'} parts were taken, not each once")
        for row in await rows.all(query)
    ]


@invariant(messages, "§4.13")
async def left_for_good(rows: Rows) -> list[Wrong]:
    """A message never comes back to a channel it was moved away from."""
    d = deliveries.c
    several = (
        select(d.message_id)
        .where(_of(deliveries, rows))
        .group_by(d.message_id)
        .having(or_(_differ(d.channel), _differ(d.address)))
    )
    query = (
        select(d.message_id, d.channel, d.address)
        .where(_of(deliveries, rows), d.message_id.in_(several))
        .order_by(d.message_id, d.id)
    )
    tried: dict[int, list[tuple[str, str]]] = {}
    for row in await rows.all(query):
        steps = tried.setdefault(row.message_id, [])
        if steps[-1:] != [(row.channel, row.address)]:
            steps.append((row.channel, row.address))
    return [
        (message, "it was called again where it had failed")
        for message, steps in tried.items()
        if len(set(steps)) < len(steps)
    ]


@invariant(deliveries, "§3, Link")
async def delivered_to_its_reader(rows: Rows) -> list[Wrong]:
    """What is said to a person goes to no address that is another person's by then."""
    d = deliveries.c
    query = (
        select(d.id)
        .join(messages, and_(messages.c.org_id == d.org_id, messages.c.id == d.message_id))
        .join(
            mailboxes,
            and_(mailboxes.c.org_id == d.org_id, mailboxes.c.id == messages.c.mailbox_id),
        )
        .join(
            links,
            and_(
                links.c.org_id == d.org_id,
                links.c.channel == d.channel,
                links.c.address == d.address,
            ),
        )
        .where(
            _of(deliveries, rows),
            mailboxes.c.recipient.startswith("person:"),
            mailboxes.c.recipient != "person:" + cast(links.c.person_id, String),
            d.at > links.c.since,
        )
        .order_by(d.id)
    )
    return [(row.id, "it went to somebody else's chat") for row in await rows.all(query)]


@invariant(deliveries, "§3, Delivery")
async def delivery_known_to_the_platform(rows: Rows) -> list[Wrong]:
    """A part that was sent has the platform's number; one that was not says why."""
    d = deliveries.c
    wrong = or_(
        and_(d.outcome == "sent", d.provider_id.is_(None)),
        and_(d.outcome != "sent", d.error.is_(None)),
    )
    return await rows.where(deliveries, wrong, "neither number nor reason")


@invariant(message_items, "§3, Message")
async def items_numbered_from_one(rows: Rows) -> list[Wrong]:
    """The items of a message are numbered from 1 without a gap."""
    i = message_items.c
    query = (
        select(i.message_id)
        .where(i.org_id == rows.org.id)
        .group_by(i.message_id)
        .having(or_(func.min(i.n) != 1, func.max(i.n) != func.count()))
    )
    return [(row.message_id, "numbers are missing") for row in await rows.all(query)]


@invariant(notices, "§3, Org")
async def named_duties_are_ours(rows: Rows) -> list[Wrong]:
    """The duties that a digest names are the org's own."""
    query = select(notices.c.id, notices.c.facts).where(
        _of(notices, rows), notices.c.kind == "digest"
    )
    ours = await _duties(rows)
    return [
        (row.id, "it names a duty that the org does not have")
        for row in await rows.all(query.order_by(notices.c.id))
        if not set(row.facts.get("duties", ())) <= ours
    ]


@invariant(questions, "§3, Org")
async def choices_are_ours(rows: Rows) -> list[Wrong]:
    """The duties that a question offers are the org's own."""
    query = select(questions.c.id, questions.c.body).where(_of(questions, rows))
    ours = await _duties(rows)
    return [
        (row.id, "it offers a duty that the org does not have")
        for row in await rows.all(query.order_by(questions.c.id))
        if not set(row.body.get("choices", ())) <= ours
    ]


@invariant(questions, "§5")
async def one_open_question(rows: Rows) -> list[Wrong]:
    """A person is asked one question at a time."""
    q = questions.c
    query = (
        select(func.max(q.id).label("id"))
        .where(_of(questions, rows), q.answered_at.is_(None))
        .group_by(q.person_id)
        .having(func.count() > 1)
    )
    return [(row.id, "an older question is open as well") for row in await rows.all(query)]


@invariant(journal, "§3, Journal")
async def journal_in_order(rows: Rows) -> list[Wrong]:
    """The journal is written line after line."""
    query = (
        select(journal.c.id, journal.c.at, journal.c.what)
        .where(_of(journal, rows))
        .order_by(journal.c.id)
    )
    found: list[Wrong] = []
    newest = None
    async for row in rows.each(query):
        if row.what in BEFORE_THE_OFFICE:
            continue
        # A message is acted upon at the moment its batch was read: minutes, not more.
        if newest is not None and row.at < newest - A_BATCH:
            found.append((row.id, "it is older than the lines before it"))
        newest = max(row.at, newest) if newest is not None else row.at
    return found


A_BATCH = timedelta(minutes=15)
BEFORE_THE_OFFICE = ("org_created",)  # a sandbox's clock may still go back after it


def _of(table: Table, rows: Rows) -> ColumnElement[bool]:
    ours: ColumnElement[bool] = table.c.org_id == rows.org.id
    return ours


def _differ(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Of a group: not all are the same."""
    return func.min(column) != func.max(column)


async def _duties(rows: Rows) -> set[int]:
    return {row.id for row in await rows.all(select(duties.c.id).where(_of(duties, rows)))}
