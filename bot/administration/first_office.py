"""What `dondoc init` leaves: an office with a name, its hours, its people, and an administrator.

All of it in one transaction, in which the file with the settings is written as well: whatever
fails, or is stopped, leaves nothing behind.
"""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import PREFIX, Settings
from scheduler.rules.people import Role
from scheduler.rules.words import fold_name
from storage import links, orgs, people_file, policy_edits
from storage.links import CODE_LIVES, in_print
from storage.people import load_staff
from storage.people_file import PersonRow


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The answers to the five questions."""

    name: str
    parent: str  # the body above it, or ""
    admin: str
    rows: tuple[PersonRow, ...]  # the people, the administrator among them
    hours: Mapping[str, Any]  # as `policy_form.read` takes it; empty: as it is
    settings: Mapping[str, str]  # what the file with the settings holds
    file: Path


@dataclass(frozen=True, kw_only=True)
class Made:
    people: int
    units: int
    code: str  # the administrator's, to be typed to the bot
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An office that is there already."""

    name: str
    state: str
    people: int
    admins: tuple[str, ...]


async def standing(connection: AsyncConnection, org: int) -> Standing | None:
    """What is there of an office; None while it has neither a name nor people."""
    state, staff = await orgs.load(connection, org), await load_staff(connection, org)
    if not state.name and not staff.people:
        return None
    admins = tuple(each.name for each in staff.holding(Role.ADMIN))
    return Standing(name=state.name, state=state.state, people=len(staff.people), admins=admins)


def with_admin(rows: list[PersonRow], admin: str, office: str) -> tuple[PersonRow, ...]:
    """The people with the administrator among them: whoever bears the name whole, else a person
    of the office itself. Of several with that name, the first."""
    there = [fold_name(row.full_name) == fold_name(admin) for row in rows]
    if True not in there:
        new = PersonRow.model_validate({"full_name": admin, "unit": office, "role": "admin"})
        return (*rows, new)
    at = there.index(True)
    roles = list(dict.fromkeys((*rows[at].role, Role.ADMIN)))
    return (*rows[:at], rows[at].model_copy(update={"role": roles}), *rows[at + 1 :])


async def make(tx: AsyncConnection, org: int, wanted: Wanted, now: datetime) -> Made:
    """Make the office. Raises BadPolicy, OSError (of the file), and then nothing is so."""
    await orgs.call(tx, org, wanted.name, wanted.parent, now)
    if wanted.hours:
        await policy_edits.change(tx, org, wanted.hours, now)
    done = await people_file.store(tx, org, list(wanted.rows), now.date())
    staff = await load_staff(tx, org)
    admin = next(
        each
        for each in staff.holding(Role.ADMIN)
        if fold_name(each.name) == fold_name(wanted.admin)
    )
    code = await links.make_code(tx, org, admin.id, now)
    write(wanted.file, wanted.settings)
    return Made(
        people=done.people,
        units=len(done.new_units),
        code=in_print(code),
        until=now + CODE_LIVES,
    )


def settings_of(settings: Settings, tokens: Mapping[str, Path]) -> dict[str, str]:
    """What the file says: where the database is, which files hold the tokens, and whatever else is
    set otherwise than by default. A secret that no file holds is left out.

    `tokens`: by the setting's name ("telegram_token").
    """
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    lines = {
        name: str(value)
        for name, value in values.items()
        if value not in (None, type(settings).model_fields[name].default)
        and not isinstance(value, SecretStr)
    }
    lines |= {"database_url": whole_path(settings.database_url)}
    lines |= {"language": settings.language, "timezone": settings.timezone}
    lines |= {f"{name}_file": str(path.resolve()) for name, path in tokens.items()}
    return {PREFIX + name.upper(): value for name, value in lines.items()}


def whole_path(url: str) -> str:
    """The address of a database that means the same from whatever folder it is read."""
    read = make_url(url)
    if read.get_backend_name() != "sqlite" or not read.database:
        return url
    return read.set(database=str(Path(read.database).resolve())).render_as_string()


def write(path: Path, settings: Mapping[str, str]) -> None:
    """Write settings so that systemd and a shell read them, for the owner alone, at one stroke.

    What a file that is there already says besides stays, also its comments and the tokens of
    channels that were not asked about. Of a secret that is set anew the former line goes, however
    it was given: whole, or as a file.
    """
    known = path.read_text() if path.exists() else ""
    new = {_setting(name) for name in settings}
    lines = [line for line in known.splitlines() if _setting(line.partition("=")[0]) not in new]
    lines += [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
    half = path.with_name(f".{path.name}.new")
    half.unlink(missing_ok=True)
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(f"{line}\n" for line in lines)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _setting(name: str) -> str:
    """Which setting a name in the file is of: `X` and `X_FILE` are one."""
    return name.strip().removeprefix("export ").strip().removesuffix("_FILE")
