"""What must hold of conversations: acts, notes, lists, broadcasts, linking codes."""

from sqlalchemy import and_, exists, func, or_, select

from storage.invariants.base import Rows, Wrong, invariant
from storage.tables import (
    acts,
    broadcast_readers,
    broadcasts,
    inbox,
    link_codes,
    link_tries,
    listings,
    notes,
    notices,
    papers,
)

HASH = 64  # hexadecimal digits


@invariant(acts, "§4.11")
async def acted_by_what_was_handled(rows: Rows) -> list[Wrong]:
    """Only a message that was handled did something."""
    handled = exists().where(
        inbox.c.org_id == acts.c.org_id, inbox.c.id == acts.c.inbox_id, inbox.c.state == "handled"
    )
    return await rows.where(acts, ~handled, "nobody has handled the message that did it")


@invariant(acts, "§4.12")
async def acted_once(rows: Rows) -> list[Wrong]:
    """What one message did is kept once."""
    a = acts.c
    query = (
        select(func.max(a.id).label("id"))
        .where(a.org_id == rows.org.id)
        .group_by(a.inbox_id)
        .having(func.count() > 1)
    )
    return [(row.id, "its message has done the same before") for row in await rows.all(query)]


@invariant(acts, "§4.11")
async def act_names_what_it_told(rows: Rows) -> list[Wrong]:
    """What an act made us tell people is there, so that it can be taken back."""
    query = select(acts.c.id, acts.c.told).where(acts.c.org_id == rows.org.id).order_by(acts.c.id)
    told = select(notices.c.key).where(
        notices.c.org_id == rows.org.id,
        or_(notices.c.key.startswith("event:"), notices.c.key.startswith("request:")),
    )
    known = {row.key for row in await rows.all(told)}
    return [
        (row.id, "it names a notice that is not there")
        for row in await rows.all(query)
        if not known.issuperset(row.told)
    ]


@invariant(notes, "§5")
async def note_says_something(rows: Rows) -> list[Wrong]:
    """A note on a duty has words."""
    return await rows.where(notes, func.trim(notes.c.words) == "", "it says nothing")


@invariant(listings, "§5")
async def list_on_a_page(rows: Rows) -> list[Wrong]:
    """A list is looked at on one of its pages, and can be asked for again."""
    wrong = or_(listings.c.page < 1, func.trim(listings.c.words) == "")
    return await rows.where(listings, wrong, "it has no such page, or no words")


@invariant(papers, "§5")
async def workbook_is_a_table(rows: Rows) -> list[Wrong]:
    """A list that was frozen as a workbook has a cell in each line for each column."""
    query = select(papers.c.id, papers.c.body).where(papers.c.org_id == rows.org.id)
    return [
        (row.id, "a line has more or fewer cells than there are columns")
        for row in await rows.all(query.order_by(papers.c.id))
        if {len(line) for line in row.body.get("rows", ())} - {len(row.body.get("columns", ()))}
    ]


@invariant(notices, "§5")
async def workbook_is_kept(rows: Rows) -> list[Wrong]:
    """An answer that brings a workbook brings one that is there, of whoever asked."""
    whose = {
        row.id: row.person_id
        for row in await rows.all(select(papers).where(papers.c.org_id == rows.org.id))
    }
    query = select(notices.c.id, notices.c.person_id, notices.c.facts).where(
        notices.c.org_id == rows.org.id, notices.c.kind == "answer"
    )
    return [
        (row.id, "it brings somebody else's workbook, or none")
        async for row in rows.each(query.order_by(notices.c.id))
        for file in row.facts.get("files", ())
        if "paper" in file and whose.get(file["paper"]) != row.person_id
    ]


@invariant(broadcasts, "§4.3")
async def broadcast_has_readers(rows: Rows) -> list[Wrong]:
    """What is said to a unit is said to somebody else than the speaker, in a later slot."""
    of_it = and_(
        broadcast_readers.c.org_id == broadcasts.c.org_id,
        broadcast_readers.c.broadcast_id == broadcasts.c.id,
    )
    to_others = exists().where(of_it, broadcast_readers.c.person_id != broadcasts.c.person_id)
    to_speaker = exists().where(of_it, broadcast_readers.c.person_id == broadcasts.c.person_id)
    wrong = or_(~to_others, to_speaker, broadcasts.c.slot_at < broadcasts.c.at)
    return await rows.where(broadcasts, wrong, "it has no other reader, or its slot came before it")


@invariant(broadcast_readers, "§4.3")
async def answered_once_it_was_said(rows: Rows) -> list[Wrong]:
    """Nobody knows what is said to a unit before its slot."""
    query = (
        select(broadcasts.c.id)
        .join(
            broadcast_readers,
            and_(
                broadcast_readers.c.org_id == broadcasts.c.org_id,
                broadcast_readers.c.broadcast_id == broadcasts.c.id,
            ),
        )
        .where(
            broadcasts.c.org_id == rows.org.id,
            broadcast_readers.c.answered_at < broadcasts.c.slot_at,
        )
        .distinct()
        .order_by(broadcasts.c.id)
    )
    return [(row.id, "it was answered before its slot") for row in await rows.all(query)]


@invariant(link_codes, "§3, Link")
async def code_used_in_time(rows: Rows) -> list[Wrong]:
    """A linking code is stored hashed, and was used, if at all, before it expired."""
    c = link_codes.c
    wrong = or_(
        and_(c.used_at.is_not(None), or_(c.code_hash.is_(None), c.used_at > c.expires_at)),
        and_(c.code_hash.is_not(None), func.length(c.code_hash) != HASH),
    )
    return await rows.where(link_codes, wrong, "its hash, its use and its end do not fit")


@invariant(link_tries, "§3, Link")
async def guesses_counted(rows: Rows) -> list[Wrong]:
    """Wrong codes are counted from the first on, and silence follows them."""
    t = link_tries.c
    wrong = or_(t.wrong < 0, t.silences < 0, t.until < t.since)
    query = select(t.channel).where(t.org_id == rows.org.id, wrong).order_by(t.channel, t.address)
    return [
        (None, f"of an account at {row.channel} they do not add up")
        for row in await rows.all(query)
    ]
