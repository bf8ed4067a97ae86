"""`make bench`: each part of the service as a ratio to its baseline in the same run; how evenly a
minute at the platform's limit is used; how long a simulated year and a plan of 60 pages take.

    make bench [ARGS="--rounds 5 --sends 2000 --on sqlite --only inbound"]

On SQLite in a file (synchronous FULL) and on a PostgreSQL of its own (fsync on). No figure makes it
fail; a message lost or sent twice does.
"""

import argparse
import asyncio
import logging
import os
import platform
import sqlite3
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.harness import Bench, Line, show
from tests.bench.importing import PAGES, importing
from tests.bench.importing import told as told_of_importing
from tests.bench.inbound import inbound
from tests.bench.pacing import Paced, pacing
from tests.bench.passing import idle, passing
from tests.bench.sending import full_outbox, sending
from tests.bench.simulating import UNITS, simulating
from tests.bench.two_senders import two_senders
from tests.bench.understanding import MOST, told, understanding
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import postgres_server

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PARTS = ("sending", "pacing", "inbound", "pass", "idle", "understanding", "importing", "simulation")


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--rounds", type=int, default=3, help="rounds of each comparison")
    asked.add_argument("--sends", type=int, default=600, help="people who get a message")
    asked.add_argument("--seconds", type=int, default=60, help="at the platform's limit")
    asked.add_argument("--updates", type=int, default=10_000, help="updates posted")
    asked.add_argument("--duties", type=int, default=2_000, help="duties due at once")
    asked.add_argument(
        "--idle",
        type=int,
        nargs="+",
        default=[1_000, 100_000, 1_000_000],
        help="duties of which none is due",
    )
    asked.add_argument("--replies", type=int, default=MOST, help="replies understood")
    asked.add_argument("--pages", type=int, default=PAGES, help="of the plan that is imported")
    asked.add_argument("--units", type=int, default=UNITS, help="of the office that is simulated")
    asked.add_argument("--on", choices=NAMES, nargs="+", default=list(NAMES))
    asked.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    return asked.parse_args()


async def measure(
    asked: argparse.Namespace, on: str, databases: Databases
) -> tuple[list[Line], list[Paced]]:
    bench = Bench(rounds=asked.rounds, on=NAMES[on])
    lines: list[Line] = []
    paced: list[Paced] = []
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as name:
        folder = Path(name)
        if "sending" in asked.only:
            bench.say(f"making an office of {asked.sends} people")
            outbox = await full_outbox(databases, folder, asked.sends)
            lines.append(await sending(bench, databases, folder, outbox, asked.sends))
            if on == "postgresql":
                lines.append(await two_senders(bench, databases, folder, outbox, asked.sends))
        if "pacing" in asked.only:
            paced.append(await pacing(bench, databases, folder, asked.seconds))
        if "inbound" in asked.only:
            lines.append(await inbound(bench, databases, folder, asked.updates))
        if "pass" in asked.only:
            lines += await passing(bench, databases, folder, asked.duties)
        if "idle" in asked.only:
            lines += await idle(bench, databases, folder, asked.idle)
    return lines, paced


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    asked = arguments()
    lines: list[Line] = []
    paced: list[Paced] = []
    with ExitStack() as stack:
        for on in asked.on:
            databases: Databases = SqliteDatabases()
            if on == "postgresql":
                databases = PostgresDatabases(stack.enter_context(postgres_server()))
            measured = asyncio.run(measure(asked, on, databases))
            lines += measured[0]
            paced += measured[1]
    understood: list[Line] = []
    if "understanding" in asked.only:
        bench = Bench(rounds=asked.rounds, on="memory")
        understood = asyncio.run(understanding(bench, asked.replies))
    imported: list[Line] = []
    if "importing" in asked.only:
        bench = Bench(rounds=asked.rounds, on="memory")
        imported = asyncio.run(importing(bench, asked.pages))
    if lines or understood or imported:
        show([*lines, *understood, *imported], machine())
    for each in paced:
        print(each)
    if understood:
        print(told(understood))
    if imported:
        print(told_of_importing(imported, asked.pages))
    if "simulation" in asked.only:
        bench = Bench(rounds=asked.rounds, on="memory")
        print(simulating(bench, units=asked.units))


def machine() -> str:
    return (
        f"{os.cpu_count()} cores (load {os.getloadavg()[0]:.1f}), "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


if __name__ == "__main__":
    main()
