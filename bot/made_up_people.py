"""People for a plan whose office we do not know: named after their units, so nobody is invented.

Two officers and a head for each unit that leads a task or has to do with a report, a coordinator
in the unit that receives the reports, a deputy in charge of all units, a leader (DESIGN.md §7).
"""

import csv
import io

from storage.plan_import.draft import Draft

COLUMNS = ("full_name", "title", "unit", "parent", "role", "in_charge_of", "contact", "language")
OFFICERS = 2


def made_up_people(draft: Draft) -> bytes:
    """A people file (CSV) for a plan."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(_rows(draft))
    return file.getvalue().encode()


def _rows(draft: Draft) -> list[dict[str, str]]:
    timed = [cycle for cycle in draft.reporting if cycle.recurrence]
    units = _units(draft, [name for c in timed for name in (*c.sender.split("; "), c.receiver)])
    receivers = [cycle.receiver for cycle in timed if cycle.receiver in units]
    top = draft.plan.issuer or "Cơ quan ban hành"
    rows = []
    for unit in units:
        for n in range(1, OFFICERS + 1):
            contact = "yes" if n == 1 else "no"
            rows.append(_row(f"Cán bộ {n} {unit}", unit, top, "officer", contact=contact))
        rows.append(_row(f"Trưởng đơn vị {unit}", unit, top, "head"))
    home = receivers[0] if receivers else units[0] if units else top
    rows.append(_row(f"Đầu mối tổng hợp {home}", home, top, "coordinator"))
    rows.append(_row("Phó Giám đốc", top, "", "deputy") | {"in_charge_of": ";".join(units)})
    rows.append(_row("Giám đốc", top, "", "leader"))
    return rows


def _units(draft: Draft, reporting: list[str]) -> list[str]:
    """The units that work with the plan, in the order it names them; a group is its members."""
    members = {unit.name: unit.members for unit in draft.units if unit.type == "nhom"}
    named = [name for task in draft.tasks for name in task.lead] + reporting
    each = (unit for name in named for unit in members.get(name, (name,)))
    return list(dict.fromkeys(unit for unit in each if unit and unit not in members))


def _row(name: str, unit: str, parent: str, role: str, contact: str = "no") -> dict[str, str]:
    return {
        "full_name": f"{name} (mẫu)"[:120],
        "title": "",
        "unit": unit,
        "parent": parent if parent != unit else "",
        "role": role,
        "in_charge_of": "",
        "contact": contact,
        "language": "vi",
    }
