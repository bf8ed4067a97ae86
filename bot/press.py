"""What a button carries, of at most 64 bytes: the action, what it is about, in which version.

A duty's button names the round it was offered in, the request it decides if any, and the day: what
has changed since, or is of last month, is not acted upon.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from scheduler.rules.duty import Duty

_FORM = re.compile(
    r"2:(?P<action>[a-z_]{1,24}):(?P<first>\d{1,10}):(?P<second>\d{1,10})"
    r"(?::(?P<request>\d{1,10}):(?P<day>\d{1,7}))?"
)


@dataclass(frozen=True, kw_only=True)
class Press:
    """`first` and `second` are a duty and its round, or whatever the action says."""

    action: str
    first: int = 0
    second: int = 0
    request: int = 0
    offered_on: date | None = None

    @property
    def data(self) -> str:
        plain = f"2:{self.action}:{self.first}:{self.second}"
        if self.offered_on is None:
            return plain
        return f"{plain}:{self.request}:{self.offered_on.toordinal()}"

    @classmethod
    def read(cls, data: str) -> Self | None:
        """The press that a platform hands back; None if it is none of ours, or of before."""
        found = _FORM.fullmatch(data)
        if found is None:
            return None
        day = int(found["day"]) if found["day"] else None
        if day is not None and not 1 <= day <= date.max.toordinal():
            return None
        return cls(
            action=found["action"],
            first=int(found["first"]),
            second=int(found["second"]),
            request=int(found["request"] or 0),
            offered_on=date.fromordinal(day) if day else None,
        )


def about(duty: Duty, action: str, offered_on: date, request: int = 0) -> Press:
    """The press of a button about a duty, as it stands."""
    return Press(
        action=action, first=duty.id, second=duty.round, request=request, offered_on=offered_on
    )
