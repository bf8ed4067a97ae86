"""Whether a queued notice should still be said, asked of the duty as a look at it would see it."""

from collections.abc import Collection
from datetime import datetime

from scheduler.rules.decision import Watched, recipients
from scheduler.rules.duty import is_overdue
from scheduler.rules.notice import (
    UNCONDITIONAL,
    Circumstances,
    Notice,
    request_of,
    still_needed,
)


def is_needed(
    notice: Notice,
    queued_at: datetime,
    item: Watched | None,
    open_requests: Collection[int],
    now: datetime,
) -> bool:
    """Whether a notice, in the outbox since `queued_at`, is still to be said (DESIGN.md §4.2).

    `item`: its duty, None if there is none any more; `open_requests`: what waits for a decision
    about it.
    """
    if notice.kind in UNCONDITIONAL:
        return True
    if item is None:
        return False
    seen = Circumstances(
        duty=item.duty,
        recipients=recipients(item, notice.kind, notice.step),
        snoozed_until=item.snoozed.get(notice.person_id),
        request_open=request_of(notice.key) in open_requests,
        spoken_since=any(word > queued_at for word in _words(item)),
        is_overdue=is_overdue(item.duty, item.office, now),
        waits_for_time=item.extension_asked_in_time,
    )
    return still_needed(notice, seen, now)


def _words(item: Watched) -> list[datetime]:
    """When somebody last said something about a duty: a request for more time is a word too."""
    said = [item.last_word_at] if item.last_word_at is not None else []
    return [*said, *(waiting.asked_at for waiting in item.requests)]
