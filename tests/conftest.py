"""What all tests share: the databases they run on, and the reasons why tests were skipped."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.databases import BACKENDS, Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests. No test cuts its power, so it need not wait for the disk."""
    with postgres_server(fsync=False) as server:
        yield server


@pytest.fixture(scope="session", params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """One kind of database after the other."""
    if request.param == "sqlite":
        return SqliteDatabases()
    return PostgresDatabases(request.getfixturevalue("postgres"))


AddRow = Callable[..., None]
TABLES: dict[str, list[dict[str, object]]] = {}  # of the whole run, by title


@pytest.fixture
def table() -> AddRow:
    """`table("Outages", trouble="…", lost=0)`: a row of a table printed when all tests are over."""

    def add(title: str, **cells: object) -> None:
        TABLES.setdefault(title, []).append(cells)

    return add


def _print_table(terminalreporter: pytest.TerminalReporter, title: str) -> None:
    rows = TABLES[title]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[name.replace("_", " ") for name in names]]
    cells += [[str(row.get(name, "")) for name in names] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(names))]
    terminalreporter.section(title)
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        terminalreporter.write_line(line.rstrip())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title in TABLES:
        _print_table(terminalreporter, title)
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped because {reason}")
