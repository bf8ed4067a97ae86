"""What the numbers mean with which the Official Account API refuses: one table.

Gone: nobody is there any more. Closed: not now, another channel may. Refused: these words never.
Whole bot: an administrator has to do something, and is told what; nothing else leaves until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.channels.base import SendFailed, Sent
from scheduler.rules.calendar import OFFICE_ZONE

STALE = (216, -216, -220, 401, -401)  # the access token: renewed once, and tried again
NIGHT = -234
NIGHT_ENDS = time(6)  # in Việt Nam, wherever the office is
UNTIL_MENDED = timedelta(minutes=10)  # between two looks whether somebody has done something
UNKNOWN = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Meaning:
    reason: str
    gone: bool = False
    closed: bool = False
    refused: bool = False
    whole_bot: bool = False
    wait: timedelta = timedelta(seconds=30)


def _gone(reason: str) -> Meaning:
    return Meaning(reason=reason, gone=True)


def _closed(reason: str) -> Meaning:
    return Meaning(reason=reason, closed=True)


def _refused(reason: str) -> Meaning:
    return Meaning(reason=reason, refused=True)


def _for_the_admin(reason: str) -> Meaning:
    return Meaning(reason=reason, whole_bot=True, wait=UNTIL_MENDED)


MEANINGS = {
    -213: _gone("the person does not follow the Official Account"),
    -217: _gone("the person has refused messages of the Official Account"),
    -244: _gone("the person has refused messages of this kind"),
    -227: _gone("the person's Zalo account is banned, or was not used for 45 days"),
    -230: _closed("the person has done nothing on the Official Account for seven days"),
    -232: _closed("the person has done nothing on the Official Account for too long"),
    -211: _closed("the quota of messages of the Official Account is used up"),
    -218: _closed("the person has had as many messages as Zalo lets through for now"),
    -201: _refused("the platform takes no such message"),
    -210: _refused("the message or file is too large for the platform"),
    -233: _refused("the platform takes no file or message of this type"),
    -32: Meaning(reason="too many calls", whole_bot=True, wait=timedelta(seconds=2)),
    -221: _for_the_admin("the Official Account is not verified: verify it in Zalo's console"),
    -224: _for_the_admin(
        "the Official Account's package does not include this: upgrade it in Zalo's console"
    ),
    -240: _for_the_admin("Zalo has shut this version of its API: install a newer dondoc"),
    -320: _for_the_admin(
        "the app has no Zalo Cloud Account to pay from: link one in Zalo's console"
    ),
    -321: _for_the_admin(
        "the Zalo Cloud Account of the app has no money left, or is locked: see Zalo's console"
    ),
}


def failure(code: int, said: str, now: datetime, sent: Sequence[Sent]) -> SendFailed:
    """What a refusal means for a message; `said`: the platform's own words; `now`: real time."""
    if code == NIGHT:
        reason, wait = "Zalo lets no such message through at night", _until_morning(now)
        return SendFailed(reason=f"{reason} ({code})", wait=wait, sent=tuple(sent))
    if code in STALE:
        reason = "the platform takes no token of the Official Account: was its app changed?"
        meaning = _for_the_admin(reason)
    else:
        meaning = MEANINGS.get(code) or Meaning(reason=said or "no reason", wait=UNKNOWN)
    return SendFailed(
        reason=f"{meaning.reason} ({code})",
        gone=meaning.gone,
        closed=meaning.closed,
        refused=meaning.refused,
        whole_bot=meaning.whole_bot,
        wait=meaning.wait,
        sent=tuple(sent),
    )


def _until_morning(now: datetime) -> timedelta:
    here = now.astimezone(OFFICE_ZONE)
    day = here.date() if here.time() < NIGHT_ENDS else here.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT_ENDS, tzinfo=OFFICE_ZONE) - now
