"""Sức khỏe: how the service stands, on one screen, each line with what to do about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.administration.watchdog import found_now
from bot.handlers.asked import Answer, Asked
from bot.sending.watchdog_words import line_words
from bot.texts import moment, text
from scheduler.clock import wall_clock
from scheduler.rules.alarm import standing_for
from storage import backup, health, inbox, journal
from storage.health import TOO_OLD, Health

BACKUP_IS_OLD = timedelta(days=2)  # one is made every night


async def look(asked: Asked) -> Answer:
    """State, what waits, what is late, quotas, what is set aside, the last backup; then all that
    the watchdog would tell this reader."""
    found = await health.look(asked.tx, asked.org, asked.now, wall_clock())
    messages = await inbox.count_set_aside(asked.tx, asked.org.id)
    backed_up = await journal.newest_of_all(asked.tx, asked.org.id, backup.NOTED)
    standing = await found_now(asked.tx, asked.org, asked.now)
    lines = [
        text(f"health.{asked.org.state}"),
        text("health.waits", n=found.unheard, duties=found.undecided, people=found.unsent),
        *_late(asked, found),
        *_quotas(found),
        *([text("health.set_aside", n=messages)] if messages else []),
        *([text("health.mended", n=found.mended)] if found.mended else []),
        _backup(asked, backed_up),
    ]
    theirs = standing_for(asked.person.id, standing, asked.staff)
    watched: list[Any] = [line_words(line.facts(), asked.person.language) for line in theirs]
    facts = {"at": moment(asked.now, asked.zone), "lines": [*lines, *watched]}
    return Answer(text="health.stands", facts=facts)


def _late(asked: Asked, found: Health) -> Iterator[Any]:
    waits = (
        (found.oldest_unheard, "health.late_unheard"),
        (found.oldest_look, "health.late_look"),
        (found.oldest_due, "health.late_due"),
    )
    for since, key in waits:
        if since is not None and found.office_now - since >= TOO_OLD:
            yield text(key, at=moment(since, asked.zone))


def _quotas(found: Health) -> Iterator[Any]:
    for bot, used in found.quotas.items():
        yield text("health.quota", name=bot, n=used["sent"], most=used["most"])


def _backup(asked: Asked, backed_up: datetime | None) -> Any:
    if backed_up is None:
        return text("health.no_backup")
    is_old = asked.now - backed_up > BACKUP_IS_OLD
    key = "health.old_backup" if is_old else "health.backup"
    return text(key, at=moment(backed_up, asked.zone))
