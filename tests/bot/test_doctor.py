"""`dondoc doctor` from outside: against the sandbox, and against servers that misbehave."""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.server import build_app
from bot.texts import LANGUAGES, catalogue
from scheduler.clock import wall_clock
from scheduler.rules.calendar import OFFICE_ZONE
from tests.bot.channels.mail_server import PASSWORD, mail_server
from tests.bot.channels.oa_server import APP_ID, APP_SECRET, KEY, OaServer
from tests.bot.sandbox.playing import OfficeClock

DONDOC = Path(sys.executable).parent / "dondoc"
TOKEN = "7000000001:SANDBOX-doctor"
SECRETS = (
    TOKEN,
    PASSWORD,
    TOKEN.partition(":")[2],
    APP_SECRET,
    KEY,
    "refresh-1",
    "access-2",
    "pass-word",
)
PUBLIC = "http://127.0.0.1:9"  # nobody is there

Json = dict[str, Any]
Rows = list[Json]


async def doctor(folder: Path, *words: str, **settings: str) -> str:
    """What it printed; whatever happens, no secret is in it and it ends in time."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    running = await asyncio.create_subprocess_exec(
        DONDOC,
        "doctor",
        *words,
        cwd=folder,
        env={**clean, "DONDOC_DATABASE_URL": "sqlite+aiosqlite:///office.db", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(running.communicate(), 60)
    for secret in SECRETS:
        assert secret not in out.decode() + err.decode()
    assert "Traceback" not in err.decode(), err.decode()
    has_bad = '"mark": "bad"' in out.decode() or "✗" in out.decode()
    assert running.returncode == (1 if has_bad else 0)
    return out.decode()


async def rows(folder: Path, **settings: str) -> Rows:
    return [json.loads(line) for line in (await doctor(folder, "--json", **settings)).splitlines()]


def marks(found: Rows, about: str = "") -> dict[str, str]:
    return {each["what"]: each["mark"] for each in found if about in each["about"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database as `dondoc migrate` makes it."""
    folder = tmp_path_factory.mktemp("doctor")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    url = {"DONDOC_DATABASE_URL": "sqlite+aiosqlite:///office.db"}

    async def migrate() -> int:
        done = await asyncio.create_subprocess_exec(
            DONDOC, "migrate", cwd=folder, env=clean | url, stdout=asyncio.subprocess.DEVNULL
        )
        return await done.wait()

    assert asyncio.run(migrate()) == 0
    return (folder / "office.db").read_bytes()


@pytest.fixture
def folder(tmp_path: Path, made: bytes) -> Path:
    path = tmp_path / "office.db"
    path.write_bytes(made)
    path.chmod(0o600)
    return tmp_path


async def served(app: web.Application) -> AsyncIterator[str]:
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def sandbox() -> AsyncIterator[str]:
    clock = OfficeClock(now=wall_clock())
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move)
    async for base in served(app):
        yield base


# --- all is well --------------------------------------------------------------------------------


async def test_a_bot_in_the_sandbox_and_a_fresh_database_are_well(
    folder: Path, sandbox: str
) -> None:
    found = await rows(
        folder, DONDOC_TELEGRAM_TOKEN=TOKEN, DONDOC_TELEGRAM_BASE_URL=f"{sandbox}/telegram"
    )

    assert marks(found) == {
        "database_read": "good",
        "database_written": "good",
        "file_closed": "good",
        "disk": "good",
        "zone": "good",
        "texts_good": "good",
        "public_none": "good",
        "address_answers": "good",
        "clock_right": "good",
        "token_good": "good",
        "privacy_on": "good",
        "webhook_none": "good",
        "commands_none": "doubtful",
    }
    assert {tuple(each) for each in found} == {("about", "mark", "what", "seen", "mend")}
    assert all((each["mend"] is None) == (each["mark"] == "good") for each in found)


@pytest.mark.parametrize(("language", "said"), [("vi", "token đúng"), ("en", "the token is good")])
async def test_people_read_it_in_their_language(
    folder: Path, sandbox: str, language: str, said: str
) -> None:
    shown = await doctor(
        folder,
        DONDOC_TELEGRAM_TOKEN=TOKEN,
        DONDOC_TELEGRAM_BASE_URL=f"{sandbox}/telegram",
        DONDOC_LANGUAGE=language,
    )

    assert f"✓ main telegram: {said}" in shown
    assert "! main telegram: " in shown
    assert "\n    → " in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_has_one_sentence_that_says_how_to_mend_it(language: str) -> None:
    words = catalogue(language)
    mends = {key: said for key, said in words.items() if key.startswith("mend.")}

    assert len(mends) > 35
    for key, said in mends.items():
        assert key.replace("mend.", "doctor.") in words
        assert said.endswith((".", "{path}")), key


# --- a platform that misbehaves -----------------------------------------------------------------

ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "mau_bot", "can_join_groups": True}


class Platform:
    """Answers each method as told; a status may stand before the body, and headers after it."""

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = {
            "getMe": {"ok": True, "result": ME},
            "getWebhookInfo": {"ok": True, "result": {"url": "", "pending_update_count": 0}},
            "getMyCommands": {"ok": True, "result": [{"command": "help", "description": "x"}]},
        }
        self.answers |= answers

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = self.answers[request.match_info["method"]]
        if answer == "silence":
            await asyncio.sleep(60)
        if answer == "cut":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(answer, timedelta):  # so far ahead is its clock
            there = format_datetime(datetime.now(UTC) + answer, usegmt=True)
            return web.json_response({"ok": True, "result": ME}, headers={"Date": there})
        status, body, headers = answer if isinstance(answer, tuple) else (200, answer, {})
        if isinstance(body, str):
            return web.Response(status=status, text=body, headers=headers)
        return web.json_response(body, status=status, headers=headers)


def hook(**info: Any) -> Json:
    return {"ok": True, "result": {"url": "", "pending_update_count": 0, **info}}


def me(**more: Any) -> Json:
    return {"ok": True, "result": {**ME, **more}}


def refused(code: int) -> Json:
    return {"ok": False, "error_code": code, "description": f"Unauthorized {TOKEN}"}


DOOR = f"{PUBLIC}/telegram/main"
TROUBLES = [
    ("token", {"getMe": (401, refused(401), {})}, None, {"token_unknown": "bad"}),
    ("other address", {"getMe": (404, "<html>", {})}, None, {"address_other": "bad"}),
    ("portal", {"getMe": (302, "", {"Location": "/login"})}, None, {"address_other": "bad"}),
    ("busy", {"getMe": (429, refused(429), {})}, None, {"platform_refuses": "doubtful"}),
    ("cut", {"getMe": "cut"}, None, {"address_cut": "bad"}),
    ("silent", {"getMyCommands": "silence"}, None, {"address_silent": "bad"}),
    (
        "privacy off",
        {"getMe": me(can_read_all_group_messages=True)},
        None,
        {"privacy_off": "doubtful"},
    ),
    ("no groups", {"getMe": me(can_join_groups=False)}, None, {"groups_closed": "doubtful"}),
    (
        "webhook while polling",
        {"getWebhookInfo": hook(url="https://other.example/secret-path")},
        None,
        {"webhook_of_another": "doubtful"},
    ),
    ("no webhook", {}, PUBLIC, {"webhook_not_set": "doubtful"}),
    (
        "webhook elsewhere",
        {"getWebhookInfo": hook(url="https://other.example/secret-path")},
        PUBLIC,
        {"webhook_elsewhere": "bad"},
    ),
    (
        "webhook fails",
        {
            "getWebhookInfo": hook(
                url=DOOR, pending_update_count=3, last_error_message="Connection refused"
            )
        },
        PUBLIC,
        {"webhook_fails": "bad"},
    ),
    (
        "webhook behind",
        {"getWebhookInfo": hook(url=DOOR, pending_update_count=500)},
        PUBLIC,
        {"webhook_behind": "doubtful"},
    ),
    ("webhook right", {"getWebhookInfo": hook(url=DOOR)}, PUBLIC, {"webhook_set": "good"}),
    (
        "no commands",
        {"getMyCommands": {"ok": True, "result": []}},
        None,
        {"commands_none": "doubtful"},
    ),
    ("clock", {"getMe": timedelta(seconds=20)}, None, {"clock_wrong": "doubtful"}),
    ("clock far off", {"getMe": timedelta(hours=-7)}, None, {"clock_wrong": "bad"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "public", "expected"),
    [each[1:] for each in TROUBLES],
    ids=[each[0] for each in TROUBLES],
)
async def test_what_is_wrong_with_a_telegram_bot(
    folder: Path, answers: dict[str, Any], public: str | None, expected: dict[str, str]
) -> None:
    async for base in served(Platform(**answers).app()):
        settings = {"DONDOC_TELEGRAM_TOKEN": TOKEN, "DONDOC_TELEGRAM_BASE_URL": base}
        found = await rows(folder, **settings, **({"DONDOC_PUBLIC_URL": public} if public else {}))

        assert expected.items() <= marks(found, "main telegram").items()
        assert "secret-path" not in json.dumps(found)


ZALO_ME = {"id": "1", "account_name": "bot.mau", "account_type": "BASIC", "can_join_groups": False}
NOT_FOUND: Any = (404, {"ok": False, "description": "Not Found", "error_code": 404}, {})
ZALO = [
    ("well", {}, None, {"zalo_token_good": "good", "polled": "good", "zalo_quota": "good"}),
    ("token", {"getMe": refused(401)}, None, {"zalo_token_unknown": "bad"}),
    (
        "webhook of another",
        {"getWebhookInfo": hook(url="https://other.example/x")},
        None,
        {"webhook_of_another": "doubtful"},
    ),
    (
        "unverified",
        {
            "getWebhookInfo": hook(
                url=f"{PUBLIC}/zalo_bot/main", verification={"ok": False, "hint": "timeout"}
            )
        },
        PUBLIC,
        {"webhook_unverified": "bad"},
    ),
    ("none", {}, PUBLIC, {"webhook_not_set": "doubtful"}),
]


@pytest.mark.parametrize(
    ("answers", "public", "expected"), [each[1:] for each in ZALO], ids=[each[0] for each in ZALO]
)
async def test_what_is_wrong_with_a_zalo_bot(
    folder: Path, answers: dict[str, Any], public: str | None, expected: dict[str, str]
) -> None:
    usual = {"getMe": {"ok": True, "result": ZALO_ME}, "getWebhookInfo": NOT_FOUND}
    async for base in served(Platform(**{**usual, **answers}).app()):
        settings = {
            "DONDOC_ZALO_BOT_TOKEN": TOKEN,
            "DONDOC_ZALO_BOT_BASE_URL": base,
            "DONDOC_TELEGRAM_BASE_URL": base,
        }
        found = await rows(folder, **settings, **({"DONDOC_PUBLIC_URL": public} if public else {}))

        assert expected.items() <= marks(found, "main zalo_bot").items()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (2099, {"zalo_quota": "good"}),
        (2100, {"zalo_quota": "doubtful"}),
        (3000, {"zalo_quota_used_up": "bad"}),
    ],
)
async def test_the_quota_of_a_zalo_bot_is_what_we_have_counted(
    folder: Path, sent: int, expected: dict[str, str]
) -> None:
    month = wall_clock().astimezone(OFFICE_ZONE).date().replace(day=1)
    with closing(sqlite3.connect(folder / "office.db")) as office, office:
        office.execute(
            "INSERT INTO quotas (org_id, bot, month, sent, most) "
            "SELECT id, 'zalo_bot', ?, ?, 3000 FROM orgs",
            (month.isoformat(), sent),
        )
    answers = {"getMe": {"ok": True, "result": ZALO_ME}, "getWebhookInfo": NOT_FOUND}
    async for base in served(Platform(**answers).app()):
        found = await rows(
            folder,
            DONDOC_ZALO_BOT_TOKEN=TOKEN,
            DONDOC_ZALO_BOT_BASE_URL=base,
            DONDOC_TELEGRAM_BASE_URL=base,
        )

    assert expected.items() <= marks(found, "main zalo_bot").items()


# --- an Official Account ------------------------------------------------------------------------


def of_account(folder: Path, base: str, refresh_token: str = "refresh-1") -> dict[str, str]:
    tokens = folder / "oa.json"
    tokens.write_text(json.dumps({"refresh_token": refresh_token}))
    tokens.chmod(0o600)
    return {
        "DONDOC_ZALO_OA_APP_ID": APP_ID,
        "DONDOC_ZALO_OA_APP_SECRET": APP_SECRET,
        "DONDOC_ZALO_OA_SECRET_KEY": KEY,
        "DONDOC_ZALO_OA_TOKENS_FILE": str(tokens),
        "DONDOC_ZALO_OA_BASE_URL": base,
        "DONDOC_ZALO_OA_OAUTH_URL": base,
        "DONDOC_TELEGRAM_BASE_URL": base,
    }


async def test_an_account_that_is_well_but_has_heard_nothing(folder: Path) -> None:
    async for base in served(OaServer().app()):
        settings = of_account(folder, base)
        found = await rows(folder, **settings, DONDOC_PUBLIC_URL=PUBLIC)

    assert marks(found, "main zalo_oa") == {
        "address_answers": "good",
        "clock_right": "good",
        "file_closed": "good",
        "oa_token_good": "good",
        "oa_quota": "good",
        "oa_never_heard": "doubtful",
    }
    mend = next(each["mend"] for each in found if each["what"] == "oa_never_heard")
    assert f"{PUBLIC}/zalo_oa/main" in mend


@pytest.mark.parametrize(
    ("errors", "refresh_token", "mode", "expected"),
    [
        ([], "of-last-year", 0o600, {"oa_consent": "bad"}),
        ([-221], "refresh-1", 0o600, {"oa_refuses": "bad"}),
        ([-211], "refresh-1", 0o600, {"oa_refuses": "bad"}),
        ([], "refresh-1", 0o644, {"file_open": "doubtful"}),
        ([], "refresh-1", 0o600, {"oa_deaf": "bad"}),
    ],
)
async def test_what_is_wrong_with_an_account(
    folder: Path, errors: list[int], refresh_token: str, mode: int, expected: dict[str, str]
) -> None:
    platform = OaServer()
    platform.errors = errors
    async for base in served(platform.app()):
        settings = of_account(folder, base, refresh_token)
        (folder / "oa.json").chmod(mode)
        found = await rows(folder, **settings)

    assert expected.items() <= marks(found, "main zalo_oa").items()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_tokens_file_that_holds_none_is_not_taken_for_a_spent_token(
    folder: Path, language: str
) -> None:
    async for base in served(OaServer().app()):
        settings = of_account(folder, base)
        (folder / "oa.json").write_text("nothing of the kind")
        found = await rows(folder, **settings, DONDOC_LANGUAGE=language)

    [mend] = [each["mend"] for each in found if each["what"] == "oa_tokens_bad"]
    assert "refresh_token" in mend


async def test_a_tokens_file_that_is_not_there_is_one_trouble(folder: Path) -> None:
    async for base in served(OaServer().app()):
        settings = of_account(folder, base)
        (folder / "oa.json").unlink()
        found = await rows(folder, **settings, DONDOC_PUBLIC_URL=PUBLIC)

    bad = {what for what, mark in marks(found, "main zalo_oa").items() if mark == "bad"}
    assert bad == {"oa_no_tokens"}


# --- the way out --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "proxy",
    ["http://office:pass-word@127.0.0.1:9", "http://nobody.invalid:3128"],
)
async def test_a_proxy_that_leads_nowhere_is_named_not_the_platform(
    folder: Path, proxy: str
) -> None:
    async for base in served(Platform().app()):
        found = await rows(
            folder,
            DONDOC_TELEGRAM_TOKEN=TOKEN,
            DONDOC_TELEGRAM_BASE_URL=base,
            DONDOC_TELEGRAM_PROXY=proxy,
        )

    assert marks(found, "main telegram") == {"proxy_useless": "bad"}
    (mend,) = [each["mend"] for each in found if each["what"] == "proxy_useless"]
    assert "DONDOC_TELEGRAM_PROXY" in mend


# --- this machine -------------------------------------------------------------------------------


async def test_a_machine_without_database_or_bot(tmp_path: Path) -> None:
    found = await rows(tmp_path)

    assert marks(found)["database_missing"] == "bad"
    assert marks(found, "main")["no_bot"] == "bad"
    assert list(tmp_path.iterdir()) == []  # looking makes nothing


async def test_a_bot_is_looked_at_even_without_a_database(tmp_path: Path) -> None:
    async for base in served(Platform().app()):
        found = await rows(tmp_path, DONDOC_TELEGRAM_TOKEN=TOKEN, DONDOC_TELEGRAM_BASE_URL=base)

        assert marks(found)["token_good"] == "good"


@pytest.mark.parametrize(
    ("content", "mode", "expected"),
    [
        (b"no database at all, but a file of some length", 0o600, "database_damaged"),
        (b"", 0o600, "database_no_tables"),
        (None, 0o644, "file_open"),
    ],
)
async def test_what_is_wrong_with_the_database(
    folder: Path, content: bytes | None, mode: int, expected: str
) -> None:
    path = folder / "office.db"
    if content is not None:
        path.write_bytes(content)
    path.chmod(mode)

    found = await rows(folder)

    assert marks(found, "database")[expected] in ("bad", "doubtful")


async def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    found = await rows(
        tmp_path, DONDOC_DATABASE_URL="postgresql://dondoc:pass-word@127.0.0.1:1/dondoc"
    )

    assert marks(found, "database") == {"database_away": "bad"}


@pytest.mark.parametrize(
    ("version", "expected"), [("0001", "database_older"), ("9999", "database_newer")]
)
async def test_a_database_of_another_version(folder: Path, version: str, expected: str) -> None:
    with closing(sqlite3.connect(folder / "office.db")) as office, office:
        office.execute("UPDATE alembic_version SET version_num = ?", (version,))

    assert marks(await rows(folder), "database")[expected] == "bad"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "cơ sở dữ liệu: đang bị chương trình khác khóa"),
        ("en", "database: is locked by another program"),
    ],
)
async def test_a_database_that_another_program_holds(
    folder: Path, language: str, said: str
) -> None:
    with closing(sqlite3.connect(folder / "office.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        shown = await doctor(folder, DONDOC_LANGUAGE=language)

    assert f"✗ {said}" in shown


PUBLIC_ADDRESSES = [
    (200, {"ready": True, "idle": True, "late": None}, {"public": "good"}),
    (200, {"ready": False, "late": "a notice should have left"}, {"public_late": "doubtful"}),
    (200, {"hello": "world"}, {"public_other": "bad"}),
    (404, {}, {"public_other": "bad"}),
    (502, {}, {"public_no_service": "bad"}),
]


@pytest.mark.parametrize(("status", "body", "expected"), PUBLIC_ADDRESSES)
async def test_where_the_public_address_leads(
    folder: Path, status: int, body: Json, expected: dict[str, str]
) -> None:
    async def healthz(request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    app = Platform().app()
    app.router.add_get("/healthz", healthz)
    async for base in served(app):
        found = await rows(folder, DONDOC_TELEGRAM_BASE_URL=base, DONDOC_PUBLIC_URL=base)

    assert marks(found, "public address") == expected


async def test_a_public_address_where_nobody_is(folder: Path) -> None:
    found = await rows(
        folder, DONDOC_TELEGRAM_BASE_URL=PUBLIC, DONDOC_PUBLIC_URL="http://127.0.0.1:1"
    )

    assert marks(found, "public address") == {"address_refused": "bad"}


# --- the mail server ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("settings", "answers", "expected"),
    [
        ({}, {}, ("mail", "good")),
        ({"USER": "dondoc", "PASSWORD": PASSWORD}, {}, ("mail", "good")),
        ({"USER": "dondoc", "PASSWORD": "pass-word"}, {}, ("mail_login", "bad")),
        ({}, {"MAIL": "550 5.7.1 not your address"}, ("mail_sender", "bad")),
        ({}, {"MAIL": "hang up"}, ("address_cut", "bad")),
        ({"TLS": "starttls"}, {}, ("mail_encryption", "bad")),
        ({"TLS": "tls"}, {}, ("mail_encryption", "bad")),
        ({"PORT": "9"}, {}, ("address_refused", "bad")),
        ({"HOST": "mail.invalid", "TLS": "starttls"}, {}, ("address_unknown", "bad")),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_wrong_with_the_mail_server(
    folder: Path,
    language: str,
    settings: dict[str, str],
    answers: dict[str, str],
    expected: tuple[str, str],
) -> None:
    async with mail_server() as office:
        office.answers |= answers
        usual = {"HOST": "127.0.0.1", "PORT": str(office.port), "TLS": "none"}
        given = {**usual, "FROM": "dondoc@so.example.vn", **settings}
        named = {f"DONDOC_SMTP_{name}": value for name, value in given.items()}
        found = await rows(folder, **named, DONDOC_LANGUAGE=language)

    [seen] = [each for each in found if each["about"] == "e-mail"]
    assert (seen["what"], seen["mark"]) == expected
    assert given["HOST"] in seen["seen"]
    assert office.taken == []  # it was only looked at
