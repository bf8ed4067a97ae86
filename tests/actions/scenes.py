"""For every action a scene: who does it, at which moment, and what is so afterwards.

A new action needs one entry here: the examples of its `ways` are what is typed.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.actions.stage import STRANGER, Prepare, Stage, Way


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`expects`: rows that are new or changed, each by some of its columns. `shows`: pieces of the
    answer. `then`: what is said after a way that has to ask back. `not_for`: who has no right."""

    person: str
    prepare: Prepare
    about: str | None = None
    expects: tuple[tuple[str, dict[str, Any]], ...] = ()
    shows: tuple[str, ...] = ()
    then: dict[Way, str] = field(default_factory=dict)
    not_for: str = STRANGER
    no_button: str = ""  # why the button of its ways cannot be met here
    by_channel: bool = False  # the effect names the channel


async def first_morning(stage: Stage) -> None:
    return


async def asked(stage: Stage) -> None:
    """An is asked for NV1 and BC1."""
    await stage.at("2026-08-05T07:45")
    await stage.at("2026-08-05T09:00")


async def has_said(stage: Stage) -> None:
    await asked(stage)
    await stage.say("An", "NV1 60%")


async def sent(stage: Stage) -> None:
    """The weekly report is with the coordinator."""
    await has_said(stage)
    await stage.say("An", "BC1 gửi")


async def not_sent(stage: Stage) -> None:
    """The weekly report is late, and the coordinator sees it."""
    await asked(stage)
    await stage.at("2026-08-06T07:45")
    await stage.at("2026-08-06T09:00")


async def two_reports(stage: Stage) -> None:
    await has_said(stage)
    await stage.at("2026-08-05T13:30")


async def reported(stage: Stage) -> None:
    """Bình is asked to confirm NV1."""
    await stage.say("An", "NV1 xong")
    await stage.at("2026-08-03T13:30")
    await stage.at("2026-08-03T14:00")


async def accepted(stage: Stage) -> None:
    await reported(stage)
    await stage.say("Bình", "đồng ý NV1")


async def wants_more_time(stage: Stage) -> None:
    """Bình is asked for an extension of NV1."""
    await stage.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await stage.at("2026-08-03T13:30")
    await stage.at("2026-08-03T14:00")


async def late(stage: Stage) -> None:
    """NV1 is overdue, and Bình was told this morning."""
    for day in ("17", "18", "19"):
        await stage.at(f"2026-08-{day}T07:00")
        for name in ("An", "Bình"):  # who is silent for a week is not written to on some channels
            await stage.say(name, "/viec")
        await stage.at(f"2026-08-{day}T07:45")
        await stage.at(f"2026-08-{day}T09:00")


async def taken(stage: Stage) -> None:
    await late(stage)
    await stage.say("Bình", "NV1 nhận xử lý")


SCENES = {
    # looking
    "help": Scene(person="An", prepare=first_morning, shows=("hoàn tác",)),
    "overdue": Scene(person="Bình", prepare=late, shows=("HC",)),
    "missing": Scene(person="Khánh", prepare=not_sent, shows=("Báo cáo tuần", "HC")),
    "mine": Scene(person="An", prepare=first_morning, shows=("NV1", "NV2")),
    "why": Scene(person="An", prepare=asked, shows=("NV1",), not_for=STRANGER),
    # reporting
    "done": Scene(
        person="An",
        prepare=asked,
        about="NV1",
        expects=(("duties", {"state": "reported", "percent": 100}), ("progress", {})),
        not_for="Chi",
    ),
    "undo": Scene(
        person="An",
        prepare=has_said,
        expects=(("duties", {"percent": None}),),
        not_for="Chi",
    ),
    "consolidate": Scene(person="Khánh", prepare=sent, expects=(("reports", {}),), not_for="An"),
    "hand_in_all": Scene(
        person="An", prepare=two_reports, expects=(("submissions", {}),), not_for="Chi"
    ),
    "hand_in": Scene(
        person="An",
        prepare=has_said,
        about="BC1",
        expects=(("submissions", {}), ("duties", {"state": "reported"})),
        not_for="Chi",
    ),
    "nothing": Scene(
        person="An",
        prepare=asked,
        about="BC1",
        expects=(("submissions", {}), ("duties", {"state": "reported"})),
        not_for="Chi",
    ),
    # deciding
    "reopen": Scene(
        person="Bình",
        prepare=accepted,
        expects=(("duties", {"state": "started"}),),
        not_for="An",
    ),
    "agree": Scene(
        person="Bình",
        prepare=reported,
        about="NV1",
        expects=(("duties", {"state": "accepted"}),),
        not_for="An",
    ),
    "refuse": Scene(
        person="Bình",
        prepare=wants_more_time,
        about="NV1",
        expects=(("requests", {"outcome": "refused"}),),
        not_for="An",
    ),
    "send_back": Scene(
        person="Bình",
        prepare=reported,
        about="NV1",
        expects=(("duties", {"state": "started"}),),
        then={"button": "thiếu phụ lục"},
        not_for="An",
    ),
    "assign": Scene(
        person="Bình",
        prepare=first_morning,
        expects=(("assignments", {}),),
        no_button="it asks to whom: test_staffing.py presses it",
        not_for="An",
    ),
    "take_charge": Scene(
        person="Bình", prepare=late, about="NV1", expects=(("charges", {}),), not_for="An"
    ),
    "extend": Scene(
        person="Khánh",
        prepare=late,
        expects=(("moves", {"new_due_on": date(2026, 9, 20)}),),
        no_button="she is told two days later: test_climb_offers.py presses it",
        not_for="Dung",
    ),
    "note": Scene(
        person="Bình",
        prepare=late,
        about="NV1",
        expects=(("notes", {}),),
        then={"button": "chờ Sở Tài chính"},
        not_for="Chi",
    ),
    "give_back": Scene(person="Bình", prepare=taken, expects=(("charges", {}),), not_for="An"),
    # being written to
    "keep_writing": Scene(
        person="An",
        prepare=first_morning,
        shows=("tiếp tục",),
        no_button="its message comes at the end of a platform's window: test_window.py presses it",
    ),
    "newest_channel": Scene(person="An", prepare=first_morning, shows=("kênh",)),
    "channels": Scene(person="An", prepare=first_morning, shows=("Telegram",), by_channel=True),
    "my_channels": Scene(person="An", prepare=first_morning, shows=("kênh",)),
    "half_day": Scene(person="An", prepare=first_morning, expects=(("people", {}),)),
    "both_halves": Scene(person="An", prepare=first_morning, shows=("07:45", "13:30")),
    "quiet_hours": Scene(person="An", prepare=first_morning, expects=(("people", {}),)),
    "no_quiet_hours": Scene(person="An", prepare=first_morning, shows=("giờ",)),
    "snooze": Scene(
        person="An", prepare=asked, about="NV1", expects=(("snoozes", {}),), not_for="Chi"
    ),
}

# Actions that no scene performs on every channel yet, and where what they do is shown in memory.
IN_MEMORY_ONLY = {
    "test_lists.py": ("due", "task", "unit", "summary", "page", "sheet"),
    "test_report_lines.py": ("line",),
    "test_deciding.py": ("agree_several",),
    "test_staffing.py": ("hand_over", "deputy", "end_deputy"),
    "test_absences.py": ("absence",),
    "test_passing_on.py": ("answer", "keep", "let_have"),
    "test_bad_words_and_files.py": ("more_time",),
    "test_linking.py": (
        "unlinked", "unlink", "invite", "vietnamese", "english", "language", "test_link",
    ),
    "test_record_for.py": ("record_for", "contest"),
    "test_support_asked.py": ("support",),
    "test_broadcast.py": ("broadcast", "seen", "who_answered"),
    "test_tapped.py": ("task_which", "remind_which", "broadcast_what"),
    "test_remind_others.py": ("remind", "remind_all"),
}  # fmt: skip
