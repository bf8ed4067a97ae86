"""The people of the sandbox: invented, and each with one id on every platform."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.sandbox.shelf import Shelf

Role = Literal["officer", "head", "deputy_head", "coordinator", "deputy", "leader"]
FIRST_ID = 1001


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    name: str
    role: Role
    unit: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class People:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        found = (Person(**kept.form) for kept in shelf.all("person"))
        self._by_id: dict[int, Person] = {person.id: person for person in found}

    def add(self, *, name: str, role: Role, unit: str) -> Person:
        person = Person(id=FIRST_ID + len(self._by_id), name=name, role=role, unit=unit)
        self._by_id[person.id] = person
        self._shelf.put("person", person.id, person.to_json())
        return person

    def get(self, person_id: int) -> Person | None:
        return self._by_id.get(person_id)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())
