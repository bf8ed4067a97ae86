"""Checking the texts after somebody has corrected a sentence: what is wrong, one line each.

A sentence may say anything, but it must stay under its key, keep its blanks, and fit where it is
shown. A file is compared with what it was made from: the same file as it is installed, or, if that
is the one in question, the other language.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

from bot.texts import LANGUAGES, flat, render
from scheduler.rules.bundle import utf16

# By the beginning of the key, how long a text may be: a Telegram button, the line of a command in
# Telegram's menu, the subject of a letter; all else one message of Zalo, blanks filled.
LONGEST = (("button.", 64), ("menu.", 256), ("mail.subject.", 120), ("", 2000))
ONE_LINE = ("button.", "menu.", "mail.subject.")
OF_A_BLANK = 80  # letters that usually stand in one


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`what`: the sentence about it, a key of [texts]."""

    file: str
    what: str
    key: str = ""
    facts: Mapping[str, Any]

    def shown(self, language: str) -> str:
        """The sentence; in the other language if this very file cannot say it."""
        facts = {"key": self.key, **self.facts}
        for each in (language, *LANGUAGES):
            try:
                return f"{self.file}: " + render(f"texts.{self.what}", each, facts)
            except (KeyError, ValueError, IndexError):
                continue
        return f"{self.file}: {self.key} {self.what}"


def installed_faults() -> list[Fault]:
    """What is wrong with the texts that the service would speak with."""
    read = {f"{each}.toml": _installed(each) for each in LANGUAGES}
    return list(_faults(read))


def faults_of(path: Path) -> list[Fault]:
    """What is wrong with a corrected copy of the file of a language; `path` begins as that does.

    Raises ValueError if its name tells no language.
    """
    language = next((each for each in LANGUAGES if path.name.startswith(each)), None)
    if language is None:
        raise ValueError(path.name)
    read = {path.name: path.read_bytes(), f"{language}.toml ": _installed(language)}
    return [each for each in _faults(read) if each.file == path.name]


def _installed(language: str) -> bytes:
    return (resources.files("bot.texts") / f"{language}.toml").read_bytes()


def _faults(read: Mapping[str, bytes]) -> Iterator[Fault]:
    """Of two files of which each is held against the other."""
    texts: dict[str, dict[str, Any]] = {}
    for file, content in read.items():
        try:
            texts[file] = dict(flat(tomllib.loads(content.decode("utf-8-sig"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            yield Fault(file=file, what="unreadable", facts={"reason": error})
    if len(texts) < len(read):
        return
    for (file, own), (_, other) in zip(texts.items(), reversed(texts.items()), strict=True):
        for key, words in own.items():
            for what, facts in _wrong(key, words, other):
                yield Fault(file=file, what=what, key=key, facts=facts)
        for key in other.keys() - own.keys():
            yield Fault(file=file, what="missing", key=key, facts={})


def _wrong(key: str, words: Any, other: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if key not in other:
        near = get_close_matches(key, other, n=1)
        yield ("misnamed", {"near": near[0]}) if near else ("unknown", {})
        return
    if not isinstance(words, str):
        yield "no_words", {}
        return
    try:
        blanks, expected = _blanks(words), _blanks(str(other[key]))
    except ValueError:
        yield "braces", {}
        return
    for name in sorted(expected - blanks):
        yield "lost", {"blank": f"{{{name}}}"}
    for name in sorted(blanks - expected):
        yield "extra", {"blank": f"{{{name}}}"}
    if str(other[key]).strip() and not words.strip():
        yield "empty", {}
    if key.startswith(ONE_LINE) and "\n" in words:
        yield "lines", {}
    most = next(most for beginning, most in LONGEST if key.startswith(beginning))
    if (length := utf16(words) + OF_A_BLANK * len(blanks) * (most == LONGEST[-1][1])) > most:
        yield "too_long", {"length": length, "most": most}


def _blanks(words: str) -> set[str]:
    """The names of the blanks; raise ValueError where braces make none."""
    found = [part for part in Formatter().parse(words) if part[1] is not None]
    if any(not str(name).isidentifier() or form or turned for _, name, form, turned in found):
        raise ValueError(words)
    return {str(name) for _, name, _, _ in found}
