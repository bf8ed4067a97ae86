"""Four working weeks around Tết 2026, worked out by hand: who hears what, on which day and slot.

One task (NV1, of two units that report each for itself) and one weekly report, with an extension, a
return, a reassignment, an absence, a new policy, a decreed day off and an outage of ten days in the
middle of a climb. Tết lasts from 14 to 22 February; each line was counted on a calendar, and the
reason stands above it.
"""

from datetime import datetime
from pathlib import Path

import pytest

from tests.bot.test_cli import Shell

HERE = Path(__file__).parent / "around_tet"
TABLE = """
# Week 6. NV1 is due on Thursday 5/2, so T-3 is Monday; T-7 would have been before the plan came.
02/02 07:45  An     ask      NV1/HC           T-3
02/02 07:45  Giang  ask      NV1/TC           T-3
02/02 07:45  Bình   told     -                introduction
02/02 07:45  Hoa    told     -                introduction
# NV1/HC is given to Dung on Tuesday at 10:00. T-3 belongs to a slot that has come, and the morning
# is still spoken in, so it leaves at once; the list of what she takes over goes with the next slot.
03/02 10:00  Dung   ask      NV1/HC           T-3
03/02 13:30  Dung   told     NV1/HC           taken_over
# The weekly report is due on Wednesday 4/2: asked for in the last slot of the day before, together
# with the line of each open task of the unit about which nobody has said a word in the period.
03/02 13:30  An     ask      BC1/HC/2026-W06  T-1
03/02 13:30  Giang  ask      BC1/TC/2026-W06  T-1
03/02 13:30  Dung   ask      NV1/HC           line-2026-W06
03/02 13:30  Giang  ask      NV1/TC           line-2026-W06
04/02 07:45  An     ask      BC1/HC/2026-W06  T-0
04/02 07:45  Giang  ask      BC1/TC/2026-W06  T-0
04/02 07:45  Giang  ask      NV1/TC           T-1
04/02 07:45  Dung   ask      NV1/HC           T-1
# Giang: "NV1 xong" at 09:00, "BC1 gửi" at 10:30. NV1/HC is extended to Monday 9/2 at 10:00: a new
# round, of which T-3 was this morning.
04/02 13:30  Hoa    confirm  NV1/TC           confirm
04/02 13:30  Hoa    confirm  BC1/TC/2026-W06  confirm
04/02 13:30  Dung   ask      NV1/HC           T-3
04/02 13:30  Dung   told     NV1/HC           dated
04/02 13:30  Bình   told     NV1/HC           dated
# The report of HC is a working day late: its officer, and the coordinator's list. Hoa confirms NV1.
05/02 07:45  An     urge     BC1/HC/2026-W06  rung-officer
05/02 07:45  Khánh  digest   BC1/HC/2026-W06  missing
05/02 13:30  Giang  told     NV1/TC           accepted
# Two working days late: the head. A weekly report climbs no further.
06/02 07:45  Bình   climb    BC1/HC/2026-W06  rung-head
06/02 07:45  Dung   ask      NV1/HC           T-1
# Week 7, Monday: the weekly digests count the report whose head was told. NV1/HC is due today; it
# is the third ask without a word, so the head gets a line in his next slot.
09/02 07:45  Dung   ask      NV1/HC           T-0
09/02 07:45  Sơn    digest   -                deputy
09/02 07:45  Tâm    digest   -                leader
09/02 13:30  Bình   climb    NV1/HC           silent
# Dung: "NV1 xong" on Monday at 15:00. Bình returns it on Tuesday at 09:00: a third round begins,
# and the table counts from that day, 10/2.
10/02 07:45  Bình   confirm  NV1/HC           confirm
10/02 13:30  Dung   told     NV1/HC           returned
10/02 13:30  An     ask      BC1/HC/2026-W07  T-1
10/02 13:30  Giang  ask      BC1/TC/2026-W07  T-1
# +1 working day. The report of week 6 has closed as missed at midnight.
11/02 07:45  Dung   urge     NV1/HC           rung-officer
11/02 07:45  An     ask      BC1/HC/2026-W07  T-0
11/02 07:45  Giang  ask      BC1/TC/2026-W07  T-0
# An: "BC1 gửi" at 10:00; it has the line that Dung gave on Monday.
11/02 13:30  Bình   confirm  BC1/HC/2026-W07  confirm
# From 12/2 to 22/2 nothing is decided or sent; then it is Tết until Monday 23/2. No report of week
# 8. Since that morning Bình is away until the 24th, and Hoa stands in. +3 would have been 13/2.
23/02 07:45  Dung   urge     NV1/HC           week-2026-W09
23/02 07:45  Hoa    climb    NV1/HC           rung-head
23/02 07:45  Hoa    told     -                substitute
23/02 07:45  Hoa    told     NV1/HC           taken_over
23/02 07:45  Hoa    told     BC1/HC/2026-W07  taken_over
23/02 07:45  Hoa    told     BC1/HC/2026-W09  taken_over
23/02 07:45  Bình   told     -                away
# TC has not sent in its report of 11/2; the digests tell of the report of HC that was missed.
23/02 07:45  Giang  urge     BC1/TC/2026-W07  rung-officer
23/02 07:45  Khánh  digest   BC1/TC/2026-W07  missing
23/02 07:45  Sơn    digest   -                deputy
23/02 07:45  Tâm    digest   -                leader
# 24/2 was decreed off, so the eve of Wednesday 25/2 is today. NV1/TC was accepted before the last
# cut-off: TC leads nothing any more, and owes no report.
23/02 13:30  An     ask      BC1/HC/2026-W09  T-1
23/02 13:30  Dung   ask      NV1/HC           line-2026-W09
# Bình is back. The report of TC closed as missed at midnight, before it could reach its head.
25/02 07:45  An     ask      BC1/HC/2026-W09  T-0
25/02 07:45  Bình   told     NV1/HC           taken_over
25/02 07:45  Bình   told     BC1/HC/2026-W07  taken_over
25/02 07:45  Bình   told     BC1/HC/2026-W09  taken_over
# An: "BC1 không phát sinh" at 09:00.
25/02 13:30  Bình   confirm  BC1/HC/2026-W09  confirm
# +5 from 10/2 is 25/2 (11, 12, 13, 23, 25), but two working days after the head are the 26th. By
# the new policy (+4, one day) it would have been the 25th: a climb that began keeps its ladder.
26/02 07:45  Khánh  climb    NV1/HC           rung-coordinator
# +7 is 27/2; two working days after the coordinator are Monday 2/3, the first slot of week 10: the
# deputy's digest names NV1 and the report of TC that was missed; the leader's counts them.
02/03 07:45  Sơn    digest   NV1/HC           deputy
02/03 07:45  Tâm    digest   -                leader
02/03 07:45  Dung   urge     NV1/HC           week-2026-W10
02/03 07:45  Bình   climb    NV1/HC           week-2026-W10
02/03 07:45  Khánh  climb    NV1/HC           week-2026-W10
03/03 13:30  An     ask      BC1/HC/2026-W10  T-1
03/03 13:30  Dung   ask      NV1/HC           line-2026-W10
04/03 07:45  An     ask      BC1/HC/2026-W10  T-0
# An: "BC1 không phát sinh" at 09:00.
04/03 13:30  Bình   confirm  BC1/HC/2026-W10  confirm
# +10 is 4/3; three working days after the deputy are the 5th. Dung: "NV1 xong" at 10:00.
05/03 07:45  Tâm    digest   NV1/HC           leader
05/03 13:30  Bình   confirm  NV1/HC           confirm
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.splitlines() if line and not line.startswith("#")]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_who_hears_what_around_tet(shell: Shell) -> None:
    files = [
        word
        for option, name in (
            ("plan", "plan.txt"),
            ("people", "people.csv"),
            ("script", "script.jsonl"),
        )
        for word in (f"--{option}", str(HERE / name))
    ]

    ran = shell.done("simulate", "--from", "2026-02-02", "--to", "2026-03-06", *files, "--json")

    heard = [
        [
            f"{datetime.fromisoformat(message['at']):%d/%m}",
            f"{datetime.fromisoformat(message['at']):%H:%M}",
            message["person"],
            item["kind"],
            item["duty"] or "-",
            item["step"],
        ]
        for message in ran.lines()[:-1]
        for item in message["items"]
    ]
    assert sorted(heard) == sorted(rows(TABLE))
