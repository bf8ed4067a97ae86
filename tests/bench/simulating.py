"""A year of an office of sixty people, played with the real rules: how many seconds it takes."""

import asyncio
import time
from statistics import median

from scheduler.simulate.run import run
from tests.bench.harness import Bench, stopwatch
from tests.scheduler.simulate.builders import a_wide_office, at

UNITS = 28  # an officer and a head in each, and three people for them all


def simulating(bench: Bench, *, units: int = UNITS) -> str:
    """A line with the seconds of the median round, and how many of them the processor worked.

    Nobody answers: that is the year with the most to say.
    """
    seconds, worked = [], []
    for n in range(bench.rounds):
        bench.say(f"a year in memory, round {n + 1} of {bench.rounds}")
        office = a_wide_office(units)
        begins, ends = at("2026-08-03T00:00"), at("2027-08-03T00:00")
        office.go_live(begins)
        began = time.process_time()
        with stopwatch() as watch:
            asyncio.run(run(office, begins, ends))
        seconds.append(watch.seconds)
        worked.append(time.process_time() - began)
    people, said = len(office.staff.people), len(office.messages)
    return (
        f"simulation: a year of {people} people, {said} messages, in {median(seconds):.1f} s "
        f"({median(worked):.1f} s of one processor)"
    )
