"""Groups (a beta of the platform): a bot there hears only what names it or quotes it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Group:
    id: str
    name: str


class Groups:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._groups = {kept.key: Group(**kept.form) for kept in shelf.all("group")}

    def add(self, name: str) -> Group:
        group = Group(id=secrets.token_hex(10), name=name)
        self._shelf.put("group", group.id, vars(group))
        self._groups[group.id] = group
        return group

    def get(self, group_id: str) -> Group | None:
        return self._groups.get(group_id)

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups.values())
