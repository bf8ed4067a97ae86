"""Whether a regular expression can backtrack without bound.

A backtracking matcher tries every way to read a prefix of the text. Their number has a bound that
does not depend on the text unless the expression is ambiguous in one of two ways (Weber and Seidl,
1991); both are looked for in its position automaton (Glushkov):

    nested     (?:a+)*, (?:a|aa)*      a loop reads one word in two ways: exponential
    adjacent   a*a*, a*b?[ab]*         two loops read one word, and so does a way from the first
                                       to the second: a power of the length

Bounded repeats are taken as at most two; what only looks around counts as empty.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import combinations
from typing import Any

# One character for each that a pattern can tell apart.
_SAMPLE = "".join(map(chr, range(128))) + "éạảãôốồổđưỏửờợễộ字½\u200b👍"
_WITHOUT_BOUND = re._constants.MAXREPEAT  # type: ignore[attr-defined]  # it has no public name
_CATEGORIES = {"WORD": r"\w", "DIGIT": r"\d", "SPACE": r"\s"}
_ALL = (1 << len(_SAMPLE)) - 1
_State = tuple[int, ...]  # where one reader of the text stands, or several of the same text
_EMPTY = ("AT", "ASSERT", "ASSERT_NOT")


@dataclass
class _Part:
    """Positions a part of the expression begins and ends at."""

    nullable: bool = True
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()


@dataclass
class _Automaton:
    """Each position reads one of the characters of its set, and leads to those that follow it."""

    reads: list[int] = field(default_factory=list)  # sets of _SAMPLE, a bit each
    follow: list[set[int]] = field(default_factory=list)
    groups: dict[int, Any] = field(default_factory=dict)
    loops: list[frozenset[int]] = field(default_factory=list)  # the outermost, in their order
    doubled: bool = False  # one loop goes round by way of another and without it: (a+)*

    def sequence(self, items: Iterable[tuple[Any, Any]]) -> _Part:
        return reduce(self._then, (self._item(str(op), value) for op, value in items), _Part())

    def _then(self, left: _Part, right: _Part) -> _Part:
        for position in left.last:
            self.follow[position] |= right.first
        return _Part(
            left.nullable and right.nullable,
            left.first | right.first if left.nullable else left.first,
            left.last | right.last if right.nullable else right.last,
        )

    def _item(self, op: str, value: Any) -> _Part:
        if op in _EMPTY:
            return _Part()
        if op == "SUBPATTERN":
            self.groups[value[0]] = value[-1]
            return self.sequence(value[-1])
        if op == "GROUPREF":
            return self.sequence(self.groups[value])
        if op == "ATOMIC_GROUP":
            return self.sequence(value)
        if op == "BRANCH":
            parts = [self.sequence(branch) for branch in value[1]]
            return _Part(
                any(part.nullable for part in parts),
                frozenset().union(*(part.first for part in parts)),
                frozenset().union(*(part.last for part in parts)),
            )
        if op.endswith("_REPEAT"):
            return self._repeat(*value)
        self.reads.append(_set_of([(op, value)]))
        self.follow.append(set())
        here = frozenset({len(self.reads) - 1})
        return _Part(False, here, here)

    def _repeat(self, least: int, most: int, body: Any) -> _Part:
        begin, inner = len(self.reads), len(self.loops)
        part = self.sequence(body)
        if most == _WITHOUT_BOUND:
            self.loops[inner:] = [frozenset(range(begin, len(self.reads)))]
            for position in part.last:
                self.doubled = self.doubled or not part.first.isdisjoint(self.follow[position])
                self.follow[position] |= part.first
        elif most > 1:
            again = self.sequence(body)
            again.nullable = True
            part = self._then(part, again)
        return _Part(part.nullable or least == 0, part.first, part.last)

    def together(self, state: _State) -> Iterator[_State]:
        """Where several readers of one word may stand after its next character."""
        states: list[tuple[_State, int]] = [((), -1)]
        for position in state:
            states = [
                ((*to, next_), common)
                for to, chars in states
                for next_ in self.follow[position]
                if (common := chars & self.reads[next_])
            ]
        return (to for to, _ in states)


def _walk(starts: Iterable[_State], following: Callable[[_State], Iterator[_State]]) -> set[_State]:
    """What is reached by one step or more."""
    seen: set[_State] = set()
    todo = list(starts)
    while todo:
        for to in following(todo.pop()):
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return seen


def _set_of(items: Iterable[tuple[Any, Any]]) -> int:
    chars, negated = 0, False
    for op, value in ((str(op), value) for op, value in items):
        if op == "IN":
            chars |= _set_of(value)
        elif op == "NEGATE":
            negated = True
        elif op == "ANY":
            chars |= _ALL & ~_bits("\n".__eq__)
        elif op == "LITERAL":
            chars |= _bits(partial(_lies_in, value, value))
        elif op == "NOT_LITERAL":
            chars |= _ALL & ~_bits(partial(_lies_in, value, value))
        elif op == "RANGE":
            chars |= _bits(partial(_lies_in, *value))
        else:
            assert op == "CATEGORY", op
            known = _bits(re.compile(_CATEGORIES[str(value).rpartition("_")[2]]).match)
            chars |= _ALL & ~known if "_NOT_" in str(value) else known
    return _ALL & ~chars if negated else chars


def _lies_in(low: int, high: int, char: str) -> bool:
    return low <= ord(char) <= high


def _bits(holds: Callable[[str], object]) -> int:
    return sum(1 << i for i, char in enumerate(_SAMPLE) if holds(char))


def ambiguity(pattern: re.Pattern[str]) -> str | None:
    """How the expression can backtrack without bound, or None if it cannot."""
    automaton = _Automaton()
    automaton.sequence(re._parser.parse(pattern.pattern, pattern.flags))  # type: ignore[attr-defined]  # no public parser
    if automaton.doubled:
        return "nested: a loop in a loop"
    for loop in automaton.loops:
        if _is_nested(automaton, loop):
            return f"nested: {_shown(automaton, loop)}"
    for one, two in combinations(automaton.loops, 2):
        if _are_adjacent(automaton, one, two):
            return f"adjacent: {_shown(automaton, one)} and {_shown(automaton, two)}"
    return None


def _is_nested(automaton: _Automaton, loop: frozenset[int]) -> bool:
    def within(state: _State) -> Iterator[_State]:
        return (to for to in automaton.together(state) if loop.issuperset(to))

    parted = {s for s in _walk([(p, p) for p in loop], within) if s[0] != s[1]}
    return any(to[0] == to[1] for to in _walk(parted, within))


def _are_adjacent(automaton: _Automaton, one: frozenset[int], two: frozenset[int]) -> bool:
    chars = [reduce(int.__or__, (automaton.reads[p] for p in loop)) for loop in (one, two)]
    if not chars[0] & chars[1]:
        return False

    def within(state: _State) -> Iterator[_State]:
        return (to for to in automaton.together(state) if to[0] in one and to[2] in two)

    return any((p, q, q) in _walk([(p, p, q)], within) for p in one for q in two)


def _shown(automaton: _Automaton, loop: frozenset[int]) -> str:
    """Some of the characters of a loop, to find it by."""
    return "".join(
        _SAMPLE[(automaton.reads[p] & -automaton.reads[p]).bit_length() - 1]
        if automaton.reads[p].bit_count() == 1
        else "."
        for p in sorted(loop)[:30]
    )
