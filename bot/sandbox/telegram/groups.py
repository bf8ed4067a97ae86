"""Groups: who is in them, their topics, and what becomes of one that is made a supergroup.

A group is of the platform: all its bots write into the same messages.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

from bot.sandbox.chats import Message, Messages
from bot.sandbox.people import People, Person
from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.files import Files

GroupKind = Literal["group", "supergroup"]
Standing = Literal["member", "administrator", "left", "kicked"]
FIRST_ID = {"group": -4000000001, "supergroup": -1002000000001}
PRESENT = ("member", "administrator")


@dataclass(kw_only=True)
class Facts:
    title: str
    kind: GroupKind
    forum: bool
    owner: int  # the person who made it
    members: list[int]  # people, the owner among them
    bots: dict[str, Standing] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)  # their names, by thread
    pinned: list[int] = field(default_factory=list)
    moved_to: int | None = None
    moved_from: int | None = None


class Group(Messages):
    def __init__(self, group_id: int, facts: Facts, shelf: Shelf, people: People) -> None:
        own = shelf.part(f"group/{group_id}")
        self.files = Files(own)
        super().__init__(own, self.files)
        self.id = group_id
        self.facts = facts
        self.people = people
        self._shelf = shelf

    def keep(self) -> None:
        self._shelf.put("group", self.id, asdict(self.facts))

    def person(self, person_id: int | None) -> Person:
        found = self.people.get(person_id) if person_id is not None else None
        assert found is not None, "nobody leaves the sandbox"
        return found

    def standing(self, bot_id: int) -> Standing:
        return self.facts.bots.get(str(bot_id), "left")

    def has_bot(self, bot_id: int) -> bool:
        return self.standing(bot_id) in PRESENT

    def is_admin(self, bot_id: int) -> bool:
        return self.standing(bot_id) == "administrator"

    def has_topic(self, thread_id: int) -> bool:
        return str(thread_id) in self.facts.topics

    def bots(self) -> list[int]:
        """Those that are in it."""
        return [int(bot_id) for bot_id, how in self.facts.bots.items() if how in PRESENT]

    def last_bot(self) -> int | None:
        """The bot that wrote last."""
        by_bots: list[Message] = [each for each in self.messages() if each.by == "bot"]
        return by_bots[-1].author if by_bots else None


class Groups:
    def __init__(self, shelf: Shelf, people: People) -> None:
        self._shelf = shelf
        self._people = people
        self._by_id: dict[int, Group] = {}
        for kept in shelf.all("group"):
            self._open(int(kept.key), Facts(**kept.form))

    def add(self, facts: Facts) -> Group:
        of_kind = sum(group.facts.kind == facts.kind for group in self)
        group = self._open(FIRST_ID[facts.kind] - of_kind, facts)
        group.keep()
        return group

    def get(self, group_id: int) -> Group | None:
        return self._by_id.get(group_id)

    def __iter__(self) -> Iterator[Group]:
        return iter(self._by_id.values())

    def _open(self, group_id: int, facts: Facts) -> Group:
        self._by_id[group_id] = group = Group(group_id, facts, self._shelf, self._people)
        return group
