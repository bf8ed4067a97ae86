"""What `dondoc policy` does: the policy in force, a new version of it, open climbs moved to it."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.administration.cannot import CannotDo
from scheduler.rules.escalation import Climb
from scheduler.rules.policy import Policy
from scheduler.rules.policy_form import BadPolicy, written
from scheduler.rules.policy_move import MovedClimb
from storage import orgs, policies, policy_edits
from storage.database import Database
from storage.policy_edits import Changed

SAYS = {
    "slots": "when messages leave, on working days",
    "hours": "when the office works, and may be spoken to",
    "day_off_rule": "a due day off: advise the working day before (previous), move it (next), none",
    "grace_days": "working days after the due day before a climb begins to count",
    "ladder": "who is told that a task or a report of a month or longer is late, after how many"
    " working days",
    "weekly_ladder": "the same for weekly reports",
    "long_task_steps": "working days before the advice day on which a task of three months or more"
    " is asked for",
    "short_task_steps": "the same for shorter tasks",
    "report_steps": "the same for reports of a month or longer",
    "confirm_tasks": "whether a head confirms that a task is done",
    "charge_days": "working days for which somebody takes charge of what is late, by default",
    "charge_at_most": "and at the most, each person in one climb",
    "messages_a_day": "how many messages one person gets a day; answers do not count",
    "items_a_message": "how many items one message has; what may wait goes with the next",
}
"""What each setting is, for whoever edits the file."""


@dataclass(frozen=True, kw_only=True)
class Version:
    number: int
    since: datetime
    climbs: int  # open ones that stand on it

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.number,
            "since": self.since.isoformat(timespec="seconds"),
            "climbs": self.climbs,
        }


@dataclass(frozen=True, kw_only=True)
class ShownPolicy:
    """One version, and which others there are, oldest first."""

    policy: Policy
    versions: Sequence[Version]

    @property
    def in_force(self) -> int:
        return self.versions[-1].number

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.policy.version,
            "in_force": self.in_force,
            "policy": written(self.policy),
            "versions": [each.to_json() for each in self.versions],
        }


@dataclass(frozen=True, kw_only=True)
class ShownClimb:
    """What moving one climb changes, as seen on a day: nobody is told in the past."""

    climb: MovedClimb
    today: date

    def shown(self) -> str:
        """One line: who was reached last, and who comes next."""
        climb = self.climb
        reached = [f"{role.value} reached {on}" for role, on in climb.reached.items()]
        line = f"{climb.duty.name}: {reached[-1]}; next: {self._next(climb.moved)}"
        same = climb.kept == climb.moved
        return line if same else f"{line} (was: {self._next(climb.kept)})"

    def to_json(self) -> dict[str, Any]:
        return {
            "duty": self.climb.duty.name,
            "reached": {role.value: on.isoformat() for role, on in self.climb.reached.items()},
            "next": self._form(self.climb.moved),
            "was": self._form(self.climb.kept),
        }

    def _next(self, climb: Climb | None) -> str:
        return f"{climb.rung.role.value} on {max(climb.on, self.today)}" if climb else "nobody"

    def _form(self, climb: Climb | None) -> dict[str, str] | None:
        on = climb and max(climb.on, self.today)
        return {"role": climb.rung.role.value, "on": on.isoformat()} if climb and on else None


async def show(database: Database, org: int, number: int | None) -> ShownPolicy:
    """A version of the policy; without a number the one in force."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        since = await policies.since(connection, org)
        climbs = await policy_edits.climbs(connection, org)
    wanted = state.office.policy.version if number is None else number
    if wanted not in state.policies:
        raise CannotDo("cannot.no_version", n=wanted, last=max(since))
    zone = state.office.calendar.zone
    return ShownPolicy(
        policy=state.policies[wanted],
        versions=[_version(each, since, climbs, zone) for each in since],
    )


def _version(
    number: int, since: dict[int, datetime], climbs: dict[int, int], zone: ZoneInfo
) -> Version:
    return Version(
        number=number, since=since[number].astimezone(zone), climbs=climbs.get(number, 0)
    )


async def change(database: Database, org: int, path: Path, now: datetime) -> Changed:
    """Read a policy file and store what it changes as a new version; raise CannotDo."""
    form = _read(path)
    try:
        return await database.write(lambda tx: policy_edits.change(tx, org, form, now))
    except BadPolicy as error:
        raise CannotDo("cannot.policy", mistakes=str(error)) from error


async def apply(database: Database, org: int, now: datetime, *, dry_run: bool) -> list[ShownClimb]:
    """Move open climbs to the policy in force, or only say what that would do."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        climbs = await policy_edits.older_climbs(connection, state, now)
    if not dry_run:
        climbs = await database.write(lambda tx: policy_edits.apply(tx, org, now))
    today = state.office.day_of(now)
    return [ShownClimb(climb=each, today=today) for each in climbs]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CannotDo("cannot.read", path=str(path), why=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotDo("cannot.no_toml", path=str(path), why=str(error)) from error


# --- in words -----------------------------------------------------------------------------------


def as_toml(shown: ShownPolicy) -> str:
    """The policy as a file that `dondoc policy set` takes back."""
    lines = [f"# version {shown.policy.version} of the policy"]
    lines += [
        f"# version {each.number}: since {each.since:%F %R}, {each.climbs} open climbs"
        + (", in force" if each.number == shown.in_force else "")
        for each in shown.versions
    ]
    lines.append("")
    lines += [
        f"{name} = {as_value(value)}  # {SAYS[name]}"
        for name, value in written(shown.policy).items()
    ]
    return "\n".join(lines)


def as_value(value: Any) -> str:
    """A setting as TOML writes it: its strings, lists and numbers are those of JSON."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {as_value(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)
