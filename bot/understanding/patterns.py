"""Small patterns over the lexemes of a clause.

    "past .. hand_in"     one concept, then the other within a few words
    "not_yet hand_in"     side by side; courtesy and address may stand between
    "^ already $"         nothing else in the clause but courtesy and address
    "title !own takes"    a lexeme that is not of the concept
    "past word", "*"      a word of no concept; any lexeme

Matching tries every start, skips at most `WITHIN` lexemes at each ".." and at most `COURTESY` of
courtesy: linear in the clause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.lexemes import Lexeme

WITHIN = 5  # lexemes that ".." may skip
COURTESY = 16  # lexemes of courtesy and address that may stand between two parts, or at the end
_ADDRESS = frozenset({"courtesy", "person", "own"})

Clause = tuple[Lexeme, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The parts of a pattern, and the concepts without which it cannot fit."""

    parts: tuple[str, ...]
    needs: frozenset[str]


def compiled(patterns: Sequence[str]) -> tuple[Pattern, ...]:
    """Patterns as they are written, ready to match."""
    return tuple(
        Pattern(parts, frozenset(p for p in parts if p.isidentifier() and p != "word"))
        for parts in (tuple(pattern.split()) for pattern in patterns)
    )


def by_concept(table: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, Pattern]]]:
    """The patterns of each name, under one concept without which they cannot fit ("": none)."""
    found: dict[str, list[tuple[str, Pattern]]] = {}
    for name, patterns in table.items():
        for pattern in compiled(patterns):
            found.setdefault(min(pattern.needs, default=""), []).append((name, pattern))
    return found


def fits(clause: Clause, has: frozenset[str], patterns: tuple[Pattern, ...]) -> bool:
    """Whether any pattern fits; `has` are the concepts of the clause."""
    return any(p.needs <= has and find(clause, p) is not None for p in patterns)


def find(clause: Clause, pattern: Pattern) -> tuple[int, int] | None:
    """The first place a pattern fits, as [start, end)."""
    parts = pattern.parts
    if parts[0] == "^":
        return _match(clause, parts[1:], 0, 0)
    for start in range(len(clause)):
        if _is(clause[start], parts[0]) and (found := _match(clause, parts, start, start)):
            return found
    return None


def _match(clause: Clause, parts: tuple[str, ...], at: int, start: int) -> tuple[int, int] | None:
    """Fit the parts from `at` on; between two of them courtesy may stand."""
    if not parts:
        return start, at
    head, rest = parts[0], parts[1:]
    if head == "$":
        ends = len(clause) - at <= COURTESY and all(x.concepts & _ADDRESS for x in clause[at:])
        return (start, at) if ends else None
    if head == "..":
        for skip in range(at, min(len(clause), at + WITHIN + 1)):
            if _is(clause[skip], rest[0]) and (found := _match(clause, rest, skip, start)):
                return found
        return None
    end = min(len(clause), at + COURTESY)
    while at < end and not _is(clause[at], head) and clause[at].concepts & _ADDRESS:
        at += 1
    if at < end and _is(clause[at], head):
        return _match(clause, rest, at + 1, start)
    return None


def _is(lexeme: Lexeme, concept: str) -> bool:
    if concept[0] == "!":
        return concept[1:] not in lexeme.concepts
    return (
        concept in lexeme.concepts or concept == "*" or (concept == "word" and not lexeme.concepts)
    )
