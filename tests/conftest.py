"""What all tests share: the databases they run on, and the reasons why tests were skipped."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.databases import BACKENDS, Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests. No test cuts its power, so it need not wait for the disk."""
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped because {reason}")
