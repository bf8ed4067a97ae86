"""The benchmarks run from end to end; what they find on a shared machine is nobody's fault."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_benchmark_tells_its_ratio_and_loses_or_doubles_nothing() -> None:
    small = ["--rounds", "1", "--sends", "20", "--updates", "200", "--duties", "50"]
    small += ["--seconds", "4", "--idle", "50", "200", "400", "--units", "2", "--replies", "20"]
    small += ["--pages", "2"]

    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *small],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for line in ("sending", "inbound", "pass, duties due", "pass, none of 400 due"):
        for database in ("SQLite", "PostgreSQL"):
            assert re.search(rf"{line} +│ {database} ", done.stdout), done.stdout
    assert "sending, two processes" in done.stdout
    pace = r"[\d.]+ a second over 4 s \([\d.]+ of what is allowed\), busiest second \d+"
    for database in ("SQLite", "PostgreSQL"):
        assert re.search(f"pacing on {database}: {pace}", done.stdout), done.stdout
    assert "understanding a reply" in done.stdout
    assert re.search(r"understanding: a reply [\d.]+ ms, 100 kB [\d.]+ ms", done.stdout)
    assert re.search(
        r"importing 2 pages: DOCX [\d.]+ s, text [\d.]+ s; at most \d+ MB", done.stdout
    )
    assert re.search(r"simulation: a year of 7 people, \d+ messages, in [\d.]+ s", done.stdout)
