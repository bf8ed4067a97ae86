"""What is promised for the next slot, while the service is silent: the answer says that it is.

Before the first `live`, and in a pause, only answers leave (DESIGN.md §3, Org).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.handlers.asked import Answer
from bot.handlers.together import as_one
from storage.orgs import OrgState

PROMISES = frozenset(
    [
        *(f"recorded.{key}" for key in ("snoozed", "snoozed_capped", "snoozed_late", "for")),
        *(f"recorded.{key}" for key in ("contested", "question", "proposed")),
        *(f"head.{key}" for key in ("reopened", "returned", "extended", "noted", "answered")),
        *(f"head.{key}" for key in ("reminded", "reminded_all", "support", "kept", "task_given")),
        *(f"head.{key}" for key in ("suspend", "resume", "close", "cancel", "counts_from")),
        *(f"head.{key}" for key in ("lead_changed", "lead_named")),
        *(f"head.{key}" for key in ("supporter_added", "supporter_dropped")),
        *(f"plan.{key}" for key in ("amended", "withdrawn", "introduced")),
    ]
)
"""The texts that say when somebody will be reminded or told."""


def while_silent(org: OrgState, answer: Answer) -> Answer:
    """The answer, and beside a promise that nothing leaves until the service goes live."""
    if org.is_live or not _promises(answer.stored()):
        return answer
    now = Answer(text="live.silent_paused" if org.state == "paused" else "live.silent_yet")
    return replace(as_one([answer, now]), buttons=answer.buttons, codes=answer.codes)


def _promises(said: Any) -> bool:
    """Whether a stored text, or one within it, is such a promise."""
    if isinstance(said, Mapping):
        return said.get("text") in PROMISES or any(map(_promises, said.values()))
    return isinstance(said, list | tuple) and any(map(_promises, said))
