"""What all tests share: the databases they run on, and the reasons why tests were skipped."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.compiled_once import share_what_is_compiled
from tests.databases import BACKENDS, Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer, postgres_server

share_what_is_compiled()
# Hundreds of processes are started: what they import is compiled by the first, and kept, even where
# the environment says that Python need not.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of a process. None cuts its power: it need not wait for the disk."""
    with postgres_server(fsync=False) as server:
        yield server


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop and start again."""
    with postgres_server(fsync=False) as server:
        yield server


@pytest.fixture(scope="session", params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """One kind of database after the other."""
    if request.param == "sqlite":
        return SqliteDatabases()
    return PostgresDatabases(request.getfixturevalue("postgres"))


AddRow = Callable[..., None]
Row = dict[str, str]
TABLE = "table"  # the property of a test's report that holds a row: reports cross processes


@pytest.fixture
def table(request: pytest.FixtureRequest) -> AddRow:
    """`table("Outages", trouble="…", lost=0)`: a row of a table printed when all tests are over."""

    def add(title: str, **cells: object) -> None:
        shown = {name: str(cell) for name, cell in cells.items()}  # plain, to cross processes
        request.node.user_properties.append((TABLE, [title, shown]))

    return add


def _tables(terminalreporter: pytest.TerminalReporter) -> dict[str, list[Row]]:
    """The rows of the whole run, by title."""
    found: dict[str, list[Row]] = {}
    for report in (each for kind in terminalreporter.stats.values() for each in kind):
        if getattr(report, "when", None) != "call":
            continue
        for name, value in report.user_properties:
            if name == TABLE:
                title, cells = value
                found.setdefault(title, []).append(cells)
    return found


def _print_table(
    terminalreporter: pytest.TerminalReporter, title: str, rows: Sequence[Row]
) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[name.replace("_", " ") for name in names]]
    cells += [[row.get(name, "") for name in names] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(names))]
    terminalreporter.section(title)
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        terminalreporter.write_line(line.rstrip())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, rows in _tables(terminalreporter).items():
        _print_table(terminalreporter, title, rows)
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped because {reason}")
