"""`dondoc init` from outside: from an empty folder to an office that answers."""

import asyncio
import fcntl
import os
import pty
import re
import signal
import sys
import termios
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.sandbox.server import build_app
from scheduler.clock import wall_clock
from tests.bot.sandbox.playing import OfficeClock

DONDOC = Path(sys.executable).parent / "dondoc"
TOKEN = "7000000001:SANDBOX-of-init"
PEOPLE = """full_name,title,unit,parent,role,in_charge_of,contact,email,language
Nguyễn Văn Mẫu,Chuyên viên,Phòng A,Sở Mẫu,officer,,yes,,vi
Trần Thị Ví Dụ,Trưởng phòng,Phòng A,Sở Mẫu,head,,no,,vi
"""
GIVEN = ("--name", "Sở Mẫu; UBND tỉnh Mẫu", "--admin", "Nguyễn Văn Mẫu", "--yes")
PATIENCE = 60.0
CTRL_C = "\x03"


@dataclass(frozen=True, kw_only=True)
class Ended:
    status: int
    out: str
    err: str


class Machine:
    """An empty folder that is also the home, and nothing set but what a test sets."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self.environment |= settings

    async def dondoc(self, *words: str, typed: Sequence[str] | None = None) -> Ended:
        """`typed`: somebody sits at a terminal and types these lines, or `CTRL_C`."""
        ours, theirs = pty.openpty()

        def at_the_terminal() -> None:
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        process = await asyncio.create_subprocess_exec(
            DONDOC,
            *words,
            cwd=self.folder,
            env=self.environment,
            stdin=theirs if typed is not None else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=at_the_terminal if typed is not None else None,
        )
        os.close(theirs)
        assert process.stdout is not None
        begun = b""
        for line in typed or ():
            if line == CTRL_C:  # the question before it must have come
                begun += await asyncio.wait_for(process.stdout.readuntil(b">"), PATIENCE)
                process.send_signal(signal.SIGINT)
            else:
                os.write(ours, f"{line}\n".encode())
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        os.close(ours)
        assert "Traceback" not in err.decode(), err.decode()
        assert process.returncode is not None
        return Ended(status=process.returncode, out=(begun + out).decode(), err=err.decode())

    def settings(self) -> dict[str, str]:
        """What a shell makes of the file."""
        lines = (self.folder / "dondoc.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
async def sandbox() -> AsyncIterator[str]:
    clock = OfficeClock(now=wall_clock())
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
def machine(tmp_path: Path, sandbox: str) -> Machine:
    return Machine(tmp_path, DONDOC_TELEGRAM_BASE_URL=f"{sandbox}/telegram")


# --- at a terminal ------------------------------------------------------------------------------


async def test_five_answers_leave_an_office_that_answers(machine: Machine, sandbox: str) -> None:
    (machine.folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (machine.folder / "bot.token").write_text(f"{TOKEN}\n", encoding="utf-8")

    done = await machine.dondoc(
        "init",
        typed=[
            "Sở Mẫu; UBND tỉnh Mẫu",
            "Lê Văn Quản Trị",
            "people.csv",
            *("1", "bot.token"),
            "08:00,14:00",
            "",  # yes
        ],
    )

    assert done.status == 0, done
    assert done.err == ""
    for n in range(1, 6):
        assert f"{n}/5 " in done.out
    assert "✓ telegram: token đúng" in done.out
    assert "Đã dựng xong: 3 người, 2 đơn vị" in done.out
    assert TOKEN not in done.out + (machine.folder / "dondoc.env").read_text(encoding="utf-8")
    assert TOKEN.encode() not in (machine.folder / "dondoc.db").read_bytes()
    assert machine.files() == {"people.csv", "bot.token", "dondoc.db", "dondoc.env"}
    for name in ("dondoc.db", "dondoc.env"):
        assert (machine.folder / name).stat().st_mode & 0o777 == 0o600
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", done.out)
    assert code is not None

    # Only what the file says, as a service has it.
    served = Machine(machine.folder, **machine.settings())
    assert '"08:00", "14:00"' in (await served.dondoc("policy", "show", "--json")).out
    assert "admin" in (await served.dondoc("people", "show", "Quản Trị")).out
    async with running(served), ClientSession() as session:
        assert "đã được liên kết" in await answer(session, sandbox, "Lê Văn Quản Trị", code[0])


@asynccontextmanager
async def running(machine: Machine) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        DONDOC,
        "run",
        cwd=machine.folder,
        env=machine.environment | {"DONDOC_WEB_PORT": "0"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def answer(session: ClientSession, sandbox: str, person: str, words: str) -> str:
    """What the bot says to somebody new who writes these words."""
    async with session.post(
        f"{sandbox}/sim/people", json={"name": person, "role": "officer", "unit": "Sở Mẫu"}
    ) as made:
        assert made.status == 201, await made.text()
        who = (await made.json())["id"]
    theirs = f"{sandbox}/sim/people/{who}"
    async with session.post(f"{theirs}/say", json={"text": words}) as said:
        assert said.status == 200
    for _ in range(600):
        async with session.get(f"{theirs}/messages") as shown:
            texts = [m["text"] for m in await shown.json() if m["from"] == "bot"]
        if texts:
            return str(texts[-1])
        await asyncio.sleep(0.1)
    raise AssertionError("no answer")


async def test_a_wrong_answer_is_asked_again_and_people_can_be_typed(machine: Machine) -> None:
    done = await machine.dondoc(
        "init",
        typed=[
            *("?", "Sở Mẫu"),
            *("42", "Nguyễn Văn Mẫu"),
            *("nowhere.csv", "An", "Nguyễn Văn Mẫu, Phòng A, trưởng phòng", "Bình; Phòng B", ""),
            *("9", "1", "no.token", "1", "123456:wrong-token", "1", TOKEN),
            *("25:00", "07:45; 07:30-11:30,13:00-17:00"),
            "c",
        ],
    )

    assert done.status == 0, done
    assert len(done.err.splitlines()) == 8
    for said in ("2 đến 120 ký tự", "bằng chữ", "nowhere.csv", "“An” chưa đủ", "gõ 1 (Telegram)"):
        assert said in done.err
    assert "no.token" in done.err
    assert "Giờ chưa đúng" in done.err
    token = machine.folder / "telegram.token"
    assert token.read_text(encoding="utf-8") == f"{TOKEN}\n"
    assert token.stat().st_mode & 0o777 == 0o600
    served = Machine(machine.folder, **machine.settings())
    listed = (await served.dondoc("people", "list")).out
    assert "Nguyễn Văn Mẫu: head A, admin A" in listed
    assert "Bình: officer B" in listed


@pytest.mark.parametrize("answered", [0, 2, 4])
async def test_who_stops_leaves_nothing(answered: int, machine: Machine) -> None:
    answers = ["Sở Mẫu", "Nguyễn Văn Mẫu", "", "3"][:answered]

    done = await machine.dondoc("init", typed=[*answers, CTRL_C])

    assert done.status == 1
    assert "chưa có gì được ghi" in done.err
    assert machine.files() == set()


async def test_a_no_at_the_end_leaves_nothing(machine: Machine) -> None:
    done = await machine.dondoc("init", typed=["Sở Mẫu", "Nguyễn Văn Mẫu", "", "1", TOKEN, "", "k"])

    assert done.status == 1
    assert machine.files() == set()


# --- without one --------------------------------------------------------------------------------


async def test_without_a_terminal_the_questions_are_said(machine: Machine) -> None:
    done = await machine.dondoc("init")

    assert (done.status, done.out) == (1, "")
    for option in ("--name", "--admin", "--people", "--telegram-token-file", "--hours", "--yes"):
        assert option in done.err
    assert machine.files() == set()


async def test_options_answer_everything_and_a_second_time_changes_nothing(
    machine: Machine,
) -> None:
    (machine.folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    first = await machine.dondoc("init", *GIVEN, "--people", "people.csv", "--hours", "08:00")
    before = {name: (machine.folder / name).read_bytes() for name in machine.files()}

    again = await machine.dondoc("init", *GIVEN)
    at_a_terminal = await machine.dondoc("init", typed=[])

    assert first.status == 0, first
    for said in (again, at_a_terminal):
        assert said.status == 0
        assert "Đã có cơ quan Sở Mẫu: 2 người; quản trị: Nguyễn Văn Mẫu" in said.out
    assert {name: (machine.folder / name).read_bytes() for name in machine.files()} == before


async def test_it_speaks_english(machine: Machine) -> None:
    machine.environment["DONDOC_LANGUAGE"] = "en"

    refused = await machine.dondoc("init")
    done = await machine.dondoc("init", *GIVEN)

    assert "Nobody is there to be asked" in refused.err
    assert "The administrator's linking code" in done.out
    assert machine.settings()["DONDOC_LANGUAGE"] == "en"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--people", "nowhere.csv"), "nowhere.csv"),
        (("--hours", "morning"), "Giờ chưa đúng: “morning”"),
        (("--people", "empty.csv"), "tệp empty.csv không có ai"),
        (("--people", "columns.csv"), "tệp columns.csv thiếu cột"),
        (("--people", "row.csv"), "Dòng 2: "),
        (("--telegram-token-file", "no.token"), "no.token"),
        (("--settings-file", "no/such/folder/dondoc.env"), "no/such/folder"),
    ],
)
async def test_what_cannot_be_is_one_line_and_leaves_nothing(
    options: tuple[str, str], said: str, machine: Machine
) -> None:
    lists = {
        "empty.csv": "full_name,unit,role\n",
        "columns.csv": "full_name\nAn\n",
        "row.csv": "full_name,unit,role\nAn,Phòng A,vua\n",
    }
    for name, lines in lists.items():
        (machine.folder / name).write_text(lines, encoding="utf-8")
    done = await machine.dondoc("init", *GIVEN, *options)
    for name in lists:
        (machine.folder / name).unlink()

    assert done.status == 1
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert machine.files() == set()


async def test_a_database_that_is_only_migrated_becomes_the_office(machine: Machine) -> None:
    await machine.dondoc("migrate")

    done = await machine.dondoc("init", *GIVEN)

    assert done.status == 0, done
    assert "Đã dựng xong: 1 người" in done.out


async def test_what_a_settings_file_says_besides_stays(machine: Machine) -> None:
    file = machine.folder / "dondoc.env"
    kept = [
        "# the mail server of the office",
        "DONDOC_ZALO_BOT_TOKEN_FILE=/etc/dondoc/zalo.token",
        "DONDOC_TELEGRAM_TOKEN=7000000001:of-before",
        "HTTPS_PROXY=http://proxy.mau.vn:3128",
    ]
    file.write_text("\n".join([*kept, "DONDOC_LANGUAGE=en"]), encoding="utf-8")

    done = await machine.dondoc("init", *GIVEN)

    assert done.status == 0, done
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[: len(kept)] == kept
    assert "DONDOC_LANGUAGE=vi" in lines
    assert "DONDOC_LANGUAGE=en" not in lines
    assert file.stat().st_mode & 0o777 == 0o600
