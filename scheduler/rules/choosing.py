"""On which of a person's channels a message goes out, and where it goes if it cannot (DESIGN.md
§4.13).

Live links first: in the order the person (or an admin) wished, those nobody spoke of by age, the
newest first. E-mail last of all, where the office sends any: nobody can answer there.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

EMAIL = "email"  # the channel that is the last resort
PLATFORMS = ("telegram", "zalo_bot", "zalo_oa")
FAMILIES = ("zalo",)  # words for several platforms of one maker


class Address(NamedTuple):
    channel: str  # the name of a bot in its org, or "email"
    address: str  # of the chat there


@dataclass(frozen=True, kw_only=True)
class Link:
    """A live link of a person."""

    at: Address
    since: datetime


def order(
    links: Iterable[Link],
    wish: Sequence[str] = (),
    *,
    email: str | None = None,
    configured: Collection[str] | None = None,
    used_up: Collection[Address] = (),
) -> tuple[Address, ...]:
    """Where a message for a person is tried, one address after the other.

    `links`: the live ones; of the same age the later made first.
    `wish`: channels, platforms ("zalo_bot") or families ("zalo") in the order wanted. `configured`:
    the channels there are just now; None: all, but no e-mail. `used_up`: where this message cannot
    be said, or will not.
    """
    newest_first = sorted(links, key=lambda link: link.since, reverse=True)
    chosen = [link.at for link in sorted(newest_first, key=lambda link: _rank(link, wish))]
    if email and configured is not None:
        chosen.append(Address(EMAIL, email))
    return tuple(
        at
        for at in chosen
        if at not in used_up and (configured is None or at.channel in configured)
    )


def matches(named: str, channel: str) -> bool:
    """Whether a wish names a channel: itself, its platform, or the family of that."""
    platform = platform_of(channel)
    return named in (channel, platform, platform.partition("_")[0])


def platform_of(channel: str) -> str:
    """ "zalo_bot" of "zalo_bot/b"."""
    return channel.partition("/")[0]


def checked(wish: Iterable[str]) -> tuple[str, ...]:
    """The wish itself, each channel once; raise ValueError if it names what is none."""
    found = tuple(dict.fromkeys(wish))
    for named in found:
        if named == EMAIL:
            raise ValueError("email is always the last resort: it has no place in the order")
        if platform_of(named) not in (*PLATFORMS, *FAMILIES) or named.endswith("/"):
            raise ValueError(
                f"{named} is no channel: there are {', '.join((*PLATFORMS, *FAMILIES))}, "
                "or one bot of several, such as zalo_bot/b"
            )
    return found


def _rank(link: Link, wish: Sequence[str]) -> int:
    """The first place in the wish that names its channel; behind all of them, if none does."""
    ranks = (place for place, named in enumerate(wish) if matches(named, link.at.channel))
    return min(ranks, default=len(wish))
