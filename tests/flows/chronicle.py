"""A story told to readers: chapters, and under each what was typed and said on all platforms.

What differs each time it is played (codes, ports, signatures) is left out, and what leaves at the
same minute is told in the order of names, so that the same story always reads the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from bot.demo.transcript import line
from tests.bot.test_init import DONDOC, Machine
from tests.databases import sqlite
from tests.flows.town import Entry, Town

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{4}-?[A-HJ-NP-Z2-9]{4}\b")
LINK = re.compile(r"https?://\S+")
PROMPT = re.compile(r"\n> ?|\[C/k\] ?")
CHECKS = re.compile(r"(?s)(Kiểm tra:\n).*?(?=\nViệc tiếp theo)")


@dataclass(kw_only=True)
class Chronicle:
    town: Town
    told: list[str] = field(default_factory=list)
    _up_to: int = 0  # of the sandbox's record

    async def chapter(self, title: str, about: str = "") -> None:
        """What was said since belongs to the chapter before."""
        await self._flush()
        self.told += [f"## {title}", *([about] if about else [])]

    async def dondoc(self, *words: str) -> str:
        """A command of the administrator's, with what it printed."""
        await self._flush()
        shown = " ".join(f"“{each}”" if " " in each else each for each in map(self._named, words))
        out = await self.town.dondoc(*words)
        self.told.append(_fenced(f"$ dondoc {shown}\n{self._named(out).rstrip()}"))
        return out

    async def asked_at_a_terminal(self, command: str, answers: Sequence[str]) -> str:
        """A command that asks, with what somebody types at its questions."""
        await self._flush()
        await self.town.set_clock()
        machine = Machine(self.town.folder, DONDOC_DATABASE_URL=sqlite(self.town.file))
        done = await machine.dondoc(*command.split(), typed=answers)
        assert done.status == 0, done.err
        typed = iter(answers)
        shown = PROMPT.sub(lambda prompt: f"{prompt[0]}{next(typed, '')}\n", done.out)
        shown = CHECKS.sub(r"\1…\n", shown).replace(str(DONDOC), "dondoc")
        self.told.append(_fenced(f"$ dondoc {command}\n{self._named(shown).rstrip()}"))
        return done.out

    async def text(self) -> str:
        await self._flush()
        return "\n\n".join(self.told) + "\n"

    async def _flush(self) -> None:
        entries = await self.town.record(self._up_to)
        self._up_to = max((each["n"] for each in entries), default=self._up_to)
        names = {number: name for name, number in self.town.ids.items()}
        lines = []
        for _, run in groupby(entries, key=_moment):
            for entry in sorted(run, key=lambda each: names.get(each["person_id"] or 0, "")):
                if (shown := line(entry, names, self.town.labels)) is not None:
                    lines.append(_masked(shown))
        if lines:
            self.told.append(_fenced("\n".join(lines)))

    def _named(self, words: str) -> str:
        return _masked(words.replace(f"{self.town.folder}/", ""))


def _moment(entry: Entry) -> tuple[str, bool]:
    """What the bot says to several people in one minute has no order of its own."""
    return str(entry["at"])[:16], entry["by"] == "bot"


def _masked(words: str) -> str:
    return LINK.sub("https://…", CODE.sub("XXXX-XXXX", words))


def _fenced(words: str) -> str:
    return f"```text\n{words}\n```"


def keep(folder: Path, name: str, told: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(told, encoding="utf-8")
