"""Who plays in the demo: the sample people, or for another plan people made from its units."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from bot.demo.office import Office, json_lines
from bot.made_up_people import made_up_people
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


async def move_in(office: Office, cast: list[Player]) -> list[Player]:
    """Everybody gets an account and types their one-time code to the bot."""
    invited = {line["person"]: line for line in json_lines(await office.dondoc("invite", "--json"))}
    moved = [replace(p, short=_shown(p, invited[p.name]["unit"])) for p in cast]
    for player in moved:
        await office.join(player.name, player.role, player.short)
    for player in moved:
        await office.say(player.name, f"/start {invited[player.name]['code']}")
    await office.settled()
    return moved


def _shown(player: Player, short: str) -> str:
    """The unit as people write it behind a name: "P.HC-TH"; a leader has none."""
    if not short:
        return "Lãnh đạo Sở"
    return f"P.{short}" if player.unit.lower().startswith("phòng ") else short
