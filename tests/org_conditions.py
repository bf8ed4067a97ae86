"""Does a statement say of which org it speaks? Asked of every statement that was really executed.

Each table with an `org_id` must have it compared with a value, or with the `org_id` of a table of
which that holds; in a subquery also with one of the query around it. So a missing condition and a
join on half a key are found wherever they stand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Alias, BindParameter, Delete, Engine, Insert, Select, Table, Update, event
from sqlalchemy.sql import ClauseElement, Join, operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause
from sqlalchemy.sql.selectable import SelectBase

Named = Table | Alias  # what a statement reads or changes
Recorded = dict[str, ClauseElement]  # each by its SQL
_left_open: dict[str, frozenset[str]] = {}  # by SQL: the same statements are executed in every test


@contextmanager
def recorded() -> Iterator[Recorded]:
    """Every statement of SQLAlchemy's that any database executes meanwhile."""
    seen: Recorded = {}

    def note(connection: Any, cursor: Any, sql: str, values: Any, context: Any, many: bool) -> None:
        compiled = context.compiled if context is not None else None
        if isinstance(compiled, SQLCompiler) and compiled.statement is not None:
            seen.setdefault(sql, compiled.statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def of_any_org(statements: Recorded) -> dict[str, set[str]]:
    """The statements that leave the org of a table open, each with the names of those tables."""
    for sql in statements.keys() - _left_open.keys():
        _left_open[sql] = frozenset(table.name for table in _open(statements[sql], set()))
    return {sql: set(_left_open[sql]) for sql in statements if _left_open[sql]}


def _open(statement: ClauseElement, around: set[Named | None]) -> set[Named]:
    """The tables left open; those `around` a subquery are said of an org already."""
    parts = list(_parts(statement))
    ours = {part for part in parts if isinstance(part, (Table, Alias)) and "org_id" in part.c}
    if isinstance(statement, Insert):
        ours.discard(statement.table)  # a row without its org is refused by the table itself
    known: set[Named | None] = {None, *around}
    equal = [pair for part in parts if (pair := _compared(part)) is not None]
    while reached := {t for p in equal if p & known for t in p} - known:
        known |= reached
    nested = [part for part in parts if isinstance(part, SelectBase)]
    return (ours - known).union(*(_open(inner, known) for inner in nested))


def _parts(statement: ClauseElement) -> Iterator[ClauseElement]:
    """What a statement consists of, of a subquery only itself; no comparison that need not hold."""
    waiting: list[Any]
    match statement:
        case Select():
            waiting = [*statement.get_final_froms(), statement.whereclause]
            waiting += [column for column in statement.get_children() if not _is_from(column)]
        case Update() | Delete():
            waiting = [statement.table, statement.whereclause, *statement.get_children()]
        case Insert():
            waiting = [statement.table, statement.select]
        case _:
            waiting = list(statement.get_children())
    while waiting:
        part = waiting.pop()
        if part is None:
            continue
        if isinstance(part, BooleanClauseList) and part.operator is operators.or_:
            waiting += [inner for inner in _below(part) if not isinstance(inner, BinaryExpression)]
            continue
        yield part
        if isinstance(part, Join):
            waiting += [part.left, part.right, part.onclause]
        elif not isinstance(part, (Table, Alias, ColumnClause, SelectBase)):
            waiting += part.get_children()


def _below(part: ClauseElement) -> Iterator[ClauseElement]:
    """Everything in a part, of a subquery only itself."""
    for inner in part.get_children():
        yield inner
        if not isinstance(inner, (ColumnClause, SelectBase)):
            yield from _below(inner)


def _is_from(part: Any) -> bool:
    return isinstance(part, (Table, Join))


def _compared(part: ClauseElement) -> set[Named | None] | None:
    """The tables whose org an equation compares; None among them stands for a value.

    A subquery's column is as good as a value: of which org it is, is asked of the subquery.
    """
    if not isinstance(part, BinaryExpression) or part.operator is not operators.eq:
        return None
    sides: set[Named | None] = set()
    for side in (part.left, part.right):
        if isinstance(side, ColumnClause) and side.name == "org_id":
            sides.add(side.table if isinstance(side.table, (Table, Alias)) else None)
        elif isinstance(side, BindParameter):
            sides.add(None)
        else:
            return None
    return sides if sides != {None} else None
