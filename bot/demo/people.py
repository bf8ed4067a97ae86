"""Who plays in the demo: the sample people, or for another plan people made from its units."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from bot.demo.office import Office, json_lines
from storage.plan_import import read_plan
from storage.plan_import.draft import Draft

SAMPLE = Path(__file__).parent / "people.csv"
COLUMNS = ("full_name", "title", "unit", "parent", "role", "in_charge_of", "contact", "language")


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
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_made_up(read_plan(plan.name, plan.read_bytes())))
    return path


def _made_up(draft: Draft) -> list[dict[str, str]]:
    """An officer and a head for each lead unit, named after it so that nobody is invented."""
    groups = {unit.name for unit in draft.units if unit.type == "nhom"}
    leads = dict.fromkeys(lead for task in draft.tasks for lead in task.lead)
    units = [name for name in leads if name not in groups]
    receivers = [c.receiver for c in draft.reporting if c.recurrence and c.receiver in units]
    coordinating = receivers[0] if receivers else units[0]
    top = draft.plan.issuer or "Cơ quan ban hành"
    rows = []
    for unit in units:
        officer = "officer;coordinator" if unit == coordinating else "officer"
        rows.append(_row(f"Cán bộ {unit}", unit, top, officer, contact="yes"))
        rows.append(_row(f"Trưởng đơn vị {unit}", unit, top, "head"))
    rows.append(_row("Phó Giám đốc", top, "", "deputy") | {"in_charge_of": ";".join(units)})
    rows.append(_row("Giám đốc", top, "", "leader"))
    return rows


def _row(name: str, unit: str, parent: str, role: str, contact: str = "no") -> dict[str, str]:
    return {
        "full_name": f"{name} (mẫu)",
        "title": "",
        "unit": unit,
        "parent": parent,
        "role": role,
        "in_charge_of": "",
        "contact": contact,
        "language": "vi",
    }


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
