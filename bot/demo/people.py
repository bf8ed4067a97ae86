"""Who plays in the demo: the sample people, or for another plan people made from its units."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.demo.office import Office, json_lines
from bot.made_up_people import made_up_people
from bot.sandbox.platform import ChannelName
from storage.plan_import import read_plan

SAMPLE = Path(__file__).parent / "people.csv"


@dataclass(frozen=True, kw_only=True)
class Player:
    name: str
    unit: str
    role: str  # the first of their roles
    roles: tuple[str, ...]
    short: str = ""  # the unit as the service abbreviates it


def people_file(plan: Path, default_plan: Path, folder: Path) -> Path:
    """The people file for a plan: ours for our sample, else one made from the plan's units."""
    if plan == default_plan:
        return SAMPLE
    path = folder / "people.csv"
    path.write_bytes(made_up_people(read_plan(plan.name, plan.read_bytes())))
    return path


def players(path: Path) -> list[Player]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Player(
            name=row["full_name"],
            unit=row["unit"],
            role=row["role"].split(";")[0],
            roles=tuple(row["role"].split(";")),
        )
        for row in rows
    ]


async def move_in(
    office: Office, cast: list[Player], homes: Mapping[str, Sequence[ChannelName]] | None = None
) -> list[Player]:
    """Everybody gets an account and types a one-time code to each of their bots; the one that is
    linked last is their first choice. Who is not in `homes` uses Telegram."""
    invited = {line["person"]: line for line in json_lines(await office.dondoc("invite", "--json"))}
    moved = [replace(p, short=_shown(p, invited[p.name]["unit"])) for p in cast]
    for player in moved:
        await office.join(player.name, player.role, player.short)
    for player in moved:
        first, *others = (homes or {}).get(player.name, ("telegram",))
        code = invited[player.name]["code"]
        for channel in reversed(others):
            await office.say(player.name, f"/start {code}", channel=channel)
            await office.settled()
            (again,) = json_lines(await office.dondoc("invite", player.name, "--json"))
            code = again["code"]
        await office.say(player.name, f"/start {code}", channel=first)
    await office.settled()
    return moved


def _shown(player: Player, short: str) -> str:
    """The unit as people write it behind a name: "P.HC-TH"; a leader has none."""
    if not short:
        return "Lãnh đạo Sở"
    return f"P.{short}" if player.unit.lower().startswith("phòng ") else short
