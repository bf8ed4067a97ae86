"""A story told to readers: chapters, and under each what was typed and said on all platforms.

What differs each time it is played (codes, ports, signatures) is left out, and what leaves at the
same minute is told in the order of names, so that the same story always reads the same.
"""

import re
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from bot.demo.transcript import line
from tests.flows.town import Entry, Town

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{4}-?[A-HJ-NP-Z2-9]{4}\b")
LINK = re.compile(r"https?://\S+")


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
