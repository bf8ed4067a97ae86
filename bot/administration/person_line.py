"""A person in one line, as people type it: "Nguyễn Văn Mẫu, Phòng Hành chính, trưởng phòng"."""

import re

from scheduler.rules.people import Role
from scheduler.rules.words import fold
from storage.people_file import TITLES, PersonRow

_BETWEEN = re.compile(r"\s*[,;]\s*")
_KINDS = ("phong", "trung tam", "chi cuc", "ban")  # with which a unit's name begins
_CONTACT = {"dau moi lien he", "nguoi lien he", "contact"}
ROLES = {role.value.replace("_", " "): role for role in Role} | TITLES
_OF = re.compile(rf"({'|'.join(sorted(ROLES, key=len, reverse=True))})(?: (?:cua |of )?)(.+)")


class NoPerson(ValueError):
    """What a line lacks to be a person: `missing` is "name" or "unit"."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


def read_person(said: str) -> PersonRow:
    """The person of a line: the name first, then unit and role in any order; without a role an
    officer. Raises NoPerson."""
    name, *rest = [part for part in _BETWEEN.split(said.strip(" .,;")) if part] or [""]
    if not re.fullmatch(r"[^\W\d]+(?: [^\W\d]+){0,7}", name) or fold(name) in ROLES:
        raise NoPerson("name")
    unit, title, role, contact = "", "", Role.OFFICER, False
    for part in rest:
        folded = fold(part)
        if folded in _CONTACT:
            contact = True
        elif (found := role_meant(part)) is not None:
            role, title = found, part
        elif both := _OF.fullmatch(folded):
            title = " ".join(part.split()[: len(both[1].split())])
            role, unit = ROLES[both[1]], _unit_of(both[1], part, len(both[1].split()))
        else:
            unit = part
    if len(unit) < 2:
        raise NoPerson("unit")
    return PersonRow.model_validate(
        {
            "full_name": name,
            "title": title,
            "unit": unit,
            "role": role.value,
            "contact": "yes" if contact else "",
        }
    )


def role_meant(said: str) -> Role | None:
    """The role of a word or title: "trưởng phòng", "head", "chuyên viên"."""
    return ROLES.get(fold(said).strip(" .,").replace("_", " "))


def _unit_of(title: str, part: str, words: int) -> str:
    """Of "trưởng phòng Hành chính" it is "Phòng Hành chính"; of "trưởng Phòng A" too."""
    rest = " ".join(part.split()[words:])
    rest = re.sub(r"^(?:của|cua|of) ", "", rest)
    if fold(rest).startswith(_KINDS):
        return rest
    kind = next((kind for kind in _KINDS if title.endswith(kind)), None)
    if kind is None:
        return rest
    typed = " ".join(part.split()[words - len(kind.split()) : words])
    return f"{typed[:1].upper()}{typed[1:]} {rest}"
