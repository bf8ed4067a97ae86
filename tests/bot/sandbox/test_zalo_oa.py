"""The Official Account API of the sandbox, over HTTP as its documents and its users tell of it."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientError, ClientSession, FormData
from aiohttp.test_utils import TestServer

from bot.sandbox.server import build_app
from bot.sandbox.shelf import Shelf
from tests.bot.sandbox.playing import MONDAY_8AM, OfficeClock, Sim
from tests.bot.sandbox.zalo import Json, Posted, Receiver, fetch, receiving, send_file

HERE: Json = {"channel": "zalo_oa"}
CS = "/v3.0/oa/message/cs"
ACCOUNT: Json = {
    "app_id": "4242",
    "app_secret": "SANDBOX-app",
    "secret_key": "SANDBOX-oa",
}
QUESTION = {"title": "Đã xong", "type": "oa.query.hide", "payload": "done:17"}


@dataclass
class Oa:
    """An app that calls for its account."""

    session: ClientSession
    access: str
    refresh: str

    async def call(
        self, method: str, path: str, *, token: str | None = None, **rest: Any
    ) -> tuple[int, Json]:
        headers = {"access_token": self.access if token is None else token}
        url = f"/zalo-oa{path}"
        async with self.session.request(method, url, headers=headers, **rest) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, path: str, **rest: Any) -> Any:
        status, answer = await self.call(method, path, **rest)
        assert (status, answer["error"]) == (200, 0), answer
        return answer["data"]

    async def error(self, method: str, path: str, **rest: Any) -> int:
        status, answer = await self.call(method, path, **rest)
        assert status == 200
        assert answer["message"]
        code: int = answer["error"]
        return code

    async def text(self, user: str, text: str = "NV12 đến hạn", **message: Any) -> Any:
        return await self.ok("POST", CS, json=cs(user, text=text, **message))

    async def text_error(self, user: str, text: str = "NV12 đến hạn", **message: Any) -> int:
        return await self.error("POST", CS, json=cs(user, text=text, **message))

    async def upload(self, kind: str, name: str, content: bytes) -> Json:
        form = FormData(quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        return (await self.call("POST", f"/v2.0/oa/upload/{kind}", data=form))[1]

    async def renew(self, refresh: str, secret: str = "SANDBOX-app", **form: str) -> Json:
        given = {"app_id": "4242", "grant_type": "refresh_token", "refresh_token": refresh, **form}
        async with self.session.post(
            "/zalo-oa/v4/oa/access_token", data=given, headers={"secret_key": secret}
        ) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found


def cs(user: str, **message: Any) -> Json:
    return {"recipient": {"user_id": user}, "message": message}


def template(**payload: Any) -> Json:
    return {"type": "template", "payload": payload}


def buttons(*each: Json) -> Json:
    return template(buttons=list(each))


@dataclass
class RealClock:
    now: datetime = MONDAY_8AM

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def real() -> RealClock:
    return RealClock()


@pytest.fixture
async def server(clock: OfficeClock, real: RealClock) -> AsyncIterator[TestServer]:
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move, real_now=real)
    server = TestServer(app)
    async with server:
        yield server


@pytest.fixture
async def oa(sim: Sim) -> Oa:
    made = await sim.post("/zalo-oa", **ACCOUNT)
    return Oa(sim.session, made["access_token"], made["refresh_token"])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def stranger(sim: Sim, name: str = "An") -> tuple[int, str]:
    """Somebody whom the account has never met: their id here, and on the platform."""
    person = await sim.add(name, started=False)
    everyone = await sim.get("/people?channel=zalo_oa")
    user: str = next(each["addresses"]["zalo_oa"] for each in everyone if each["id"] == person)
    return person, user


async def chatting(sim: Sim, name: str = "An") -> tuple[int, str]:
    """Somebody who has just written to the account."""
    person, user = await stranger(sim, name)
    await sim.post(f"/people/{person}/say", text="chào", **HERE)
    return person, user


def signed(posted: Posted) -> Json:
    """The event that was posted, whose signature is right."""
    event: Json = json.loads(posted.body)
    what = b"4242" + posted.body + event["timestamp"].encode() + b"SANDBOX-oa"
    assert posted.headers["X-ZEvent-Signature"] == f"mac={hashlib.sha256(what).hexdigest()}"
    assert posted.headers["Content-Type"] == "application/json"
    return event


# --- tokens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"access_token": "real"}])
async def test_only_its_own_header_with_its_own_token_opens(oa: Oa, headers: Json) -> None:
    async with oa.session.get("/zalo-oa/v2.0/oa/getoa", headers=headers) as answer:
        assert answer.status == 200
        assert (await answer.json())["error"] == -216


async def test_a_refresh_token_works_once(oa: Oa, sim: Sim) -> None:
    first = await oa.renew(oa.refresh)
    again = await oa.renew(oa.refresh)
    second = await oa.renew(first["refresh_token"])

    assert sorted(first) == ["access_token", "expires_in", "refresh_token"]
    assert first["expires_in"] == "90000"
    assert again["error"] == -14014
    assert "access_token" not in again
    assert await oa.ok("GET", "/v2.0/oa/getoa", token=second["access_token"])
    (entry,) = await sim.happened("refused")
    assert (entry["channel"], entry["method"], entry["error_code"]) == (
        "zalo_oa",
        "access_token",
        -14014,
    )
    assert len(await sim.happened("renewed")) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"secret": "SANDBOX-oa"}, -14002),
        ({"app_id": "4243"}, -14002),
        ({"grant_type": "password"}, -201),
    ],
)
async def test_a_pair_is_given_to_the_app_only(oa: Oa, given: Json, code: int) -> None:
    assert (await oa.renew(oa.refresh, **given))["error"] == code
    assert "access_token" in await oa.renew(oa.refresh)  # nothing was spent


async def test_tokens_grow_old_in_real_time(
    oa: Oa, sim: Sim, clock: OfficeClock, real: RealClock
) -> None:
    clock.now += timedelta(days=2)
    await oa.ok("GET", "/v2.0/oa/getoa")
    real.now += timedelta(seconds=89999)
    await oa.ok("GET", "/v2.0/oa/getoa")

    real.now += timedelta(seconds=1)
    assert await oa.error("GET", "/v2.0/oa/getoa") == -220

    await sim.post("/zalo-oa", expires_in=3600)
    pair = await oa.renew(oa.refresh)
    assert pair["expires_in"] == "3600"
    real.now += timedelta(days=91)
    assert (await oa.renew(pair["refresh_token"]))["error"] == -14014


async def test_tokens_expire_and_consent_ends_on_order(oa: Oa, sim: Sim) -> None:
    await sim.post("/zalo-oa/expire")
    assert await oa.error("GET", "/v2.0/oa/getoa") == -220
    pair = await oa.renew(oa.refresh)
    await oa.ok("GET", "/v2.0/oa/getoa", token=pair["access_token"])

    await sim.post("/zalo-oa/revoke")
    assert await oa.error("GET", "/v2.0/oa/getoa", token=pair["access_token"]) == -216
    assert (await oa.renew(pair["refresh_token"]))["error"] == -118

    renewed = await sim.post("/zalo-oa/consent")
    assert "access_token" in await oa.renew(renewed["refresh_token"])


async def test_consent_gives_a_code_that_is_good_once(oa: Oa) -> None:
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "app_id": "4242",
        "redirect_uri": "http://127.0.0.1:9/back",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "state": "s",
    }

    async def code() -> str:
        path = "/zalo-oa/v4/oa/permission"
        async with oa.session.get(path, params=asked, allow_redirects=False) as answer:
            assert answer.status == 302
            back = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert (back["state"], back["oa_id"]) == (["s"], ["7200000001"])
        return back["code"][0]

    redeeming = {"grant_type": "authorization_code", "code": await code()}
    assert "refresh_token" in await oa.renew("", **redeeming, code_verifier=verifier)
    assert (await oa.renew("", **redeeming, code_verifier=verifier))["error"] == -14015
    redeeming["code"] = await code()
    assert (await oa.renew("", **redeeming, code_verifier="w" * 43))["error"] == -14015


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"app_id": "4242", "redirect_uri": "https://vi.du/"}, -14003),
        ({"app_id": "1", "redirect_uri": "http://127.0.0.1:9/"}, -14002),
    ],
)
async def test_consent_leads_back_to_loopback_only(oa: Oa, wanted: Json, code: int) -> None:
    async with oa.session.get("/zalo-oa/v4/oa/permission", params=wanted) as answer:
        assert (await answer.json())["error"] == code


@pytest.mark.parametrize(
    "body",
    [
        {"app_secret": "YHl3bN8sG2x0fPq"},
        {"secret_key": "q0WvC7hY2Rk"},
        {"app_id": "abc"},
        {"webhook": "https://dondoc.vi.du/hook"},
        {"oa_id": 0},
        {"unknown": 1},
    ],
)
async def test_the_console_takes_nothing_that_looks_real(sim: Sim, body: Json) -> None:
    await sim.post("/zalo-oa", status=400, **body)


# --- sending --------------------------------------------------------------------------------------


async def test_a_text_is_answered_with_its_quota(oa: Oa, sim: Sim) -> None:
    person, user = await chatting(sim)

    data = await oa.text(user, "NV12 đến hạn hôm nay")

    assert re.fullmatch(r"\d{19}", user)
    assert data == {
        "message_id": data["message_id"],
        "user_id": user,
        "sent_time": str(int(MONDAY_8AM.timestamp() * 1000)),
        "quota": {
            "quota_type": "reply",
            "remain": 7,
            "total": 8,
            "expired_date": "11/11/2026",
            "owner_type": "OA",
            "owner_id": "7200000001",
        },
    }
    (entry,) = await sim.happened("sent")
    assert entry["channel"] == "zalo_oa"
    assert entry["bot_id"] == 7200000001
    assert entry["method"] == "message/cs"
    assert entry["person_id"] == person
    assert entry["message_id"] == data["message_id"]
    assert entry["text"] == "NV12 đến hạn hôm nay"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "ế" * 2000}, 0),
        ({"text": "ế" * 2001}, -210),
        ({"text": ""}, -201),
        ({}, -201),
        ({"text": 5}, -201),
        ({"text": "?", "quote_message_id": "nobody's"}, -201),
        ({"text": "?", "attachment": buttons(QUESTION)}, 0),
        ({"text": "?", "attachment": buttons(*[QUESTION] * 5)}, 0),
        ({"text": "?", "attachment": buttons(*[QUESTION] * 6)}, -201),
        ({"attachment": buttons(QUESTION)}, -201),
        ({"text": "?", "attachment": buttons({**QUESTION, "title": "x" * 101})}, -210),
        ({"text": "?", "attachment": buttons({**QUESTION, "payload": "x" * 1000})}, 0),
        ({"text": "?", "attachment": buttons({**QUESTION, "payload": "x" * 1001})}, -210),
        ({"text": "?", "attachment": buttons({**QUESTION, "payload": {"a": 1}})}, -201),
        ({"text": "?", "attachment": buttons({**QUESTION, "type": "callback"})}, -201),
        (
            {
                "text": "?",
                "attachment": buttons(
                    {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://vi.du"}}
                ),
            },
            0,
        ),
        (
            {
                "text": "?",
                "attachment": buttons({"title": "Mở", "type": "oa.open.url", "payload": "vi.du"}),
            },
            -201,
        ),
        (
            {
                "text": "?",
                "attachment": buttons(
                    {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84"}}
                ),
            },
            0,
        ),
        ({"attachment": {"type": "image", "payload": {"url": "https://vi.du/a.png"}}}, -201),
        (
            {
                "attachment": template(
                    template_type="media",
                    elements=[{"media_type": "image", "url": "https://vi.du/a.png"}],
                )
            },
            0,
        ),
        (
            {
                "attachment": template(
                    template_type="media", elements=[{"media_type": "image", "attachment_id": "x"}]
                )
            },
            -201,
        ),
        ({"attachment": template(template_type="media", elements=[])}, -201),
        ({"attachment": template(template_type="list", elements=[{"title": "a"}] * 5)}, 0),
        ({"attachment": template(template_type="list", elements=[{"title": "a"}] * 6)}, -201),
        ({"attachment": template(template_type="card", elements=[])}, -201),
        ({"attachment": {"type": "file", "payload": {"token": "x"}}}, -201),
    ],
)
async def test_what_a_message_may_be(oa: Oa, sim: Sim, message: Json, code: int) -> None:
    _, user = await chatting(sim)

    _, answer = await oa.call("POST", CS, json=cs(user, **message))

    assert answer["error"] == code
    assert len(await sim.happened("sent")) == (code == 0)


@pytest.mark.parametrize(
    "body",
    [
        {"message": {"text": "?"}},
        {"recipient": {"user_id": 5}, "message": {"text": "?"}},
        {"recipient": {"user_id": "123"}, "message": {"text": "?"}},
        {"recipient": {"phone": "84"}, "message": {"text": "?"}},
        [1],
    ],
)
async def test_a_message_is_for_somebody(oa: Oa, body: Any) -> None:
    assert await oa.error("POST", CS, json=body) == -201


@pytest.mark.parametrize(
    ("kind", "name", "size", "code"),
    [
        ("image", "a.png", 10, 0),
        ("image", "a.JPG", 2**20, 0),
        ("image", "a.png", 2**20 + 1, -210),
        ("image", "a.gif", 10, -233),
        ("gif", "a.gif", 10, 0),
        ("file", "a.pdf", 10, 0),
        ("file", "a.docx", 5 * 2**20, 0),
        ("file", "a.docx", 5 * 2**20 + 1, -210),
        ("file", "a.csv", 10, 0),
        ("file", "a.xlsx", 10, -233),
        ("file", "a", 10, -233),
        ("file", "a.pdf", 0, -201),
    ],
)
async def test_what_may_be_uploaded(oa: Oa, kind: str, name: str, size: int, code: int) -> None:
    answer = await oa.upload(kind, name, b"x" * size)

    assert answer["error"] == code
    if code == 0:
        assert list(answer["data"]) == ["token" if kind == "file" else "attachment_id"]


async def test_files_and_pictures_are_sent_by_what_the_upload_gave(oa: Oa, sim: Sim) -> None:
    person, user = await chatting(sim)
    token = (await oa.upload("file", "báo cáo.pdf", b"%PDF"))["data"]["token"]
    picture = (await oa.upload("image", "a.png", b"png"))["data"]["attachment_id"]
    file = {"type": "file", "payload": {"token": token}}
    element = {"media_type": "image", "attachment_id": picture}

    await oa.ok("POST", CS, json=cs(user, attachment=file))
    shown = template(template_type="media", elements=[element])
    await oa.text(user, "Biểu đồ", attachment=shown)
    # Words do not go with a file, and a picture's id is no file's token.
    assert await oa.text_error(user, "Báo cáo", attachment=file) == -201
    wrong = {"type": "file", "payload": {"token": picture}}
    assert await oa.error("POST", CS, json=cs(user, attachment=wrong)) == -201

    sent = await sim.happened("sent")
    assert [(entry["filename"], entry["text"]) for entry in sent] == [
        ("báo cáo.pdf", ""),
        ("a.png", "Biểu đồ"),
    ]
    document = (await sim.get(f"/people/{person}/messages?channel=zalo_oa"))[1]["document"]
    assert (document["mime"], document["photo"]) == ("application/pdf", False)
    async with sim.session.get(document["url"]) as answer:
        assert await answer.read() == b"%PDF"


async def test_twenty_sends_in_a_second(oa: Oa, sim: Sim) -> None:
    await sim.post("/zalo-oa", package=100)
    _, user = await chatting(sim)

    answers = await asyncio.gather(
        *(oa.call("POST", CS, json=cs(user, text=str(n))) for n in range(40))
    )

    codes = [answer["error"] for _, answer in answers]
    assert set(codes) == {0, -32}
    assert codes.count(0) >= 20
    assert len(await sim.happened("sent")) == codes.count(0)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/v2.0/oa/message", -240),
        ("POST", "/v2.0/oa/message/cs", -240),
        ("POST", "/v3.0/oa/upload/file", 404),
        ("GET", "/v2.0/oa/user/detail", 404),
        ("GET", CS, 404),
        ("POST", "/v3.0/oa/message/edit", 404),
    ],
)
async def test_the_version_belongs_to_the_name(oa: Oa, method: str, path: str, code: int) -> None:
    assert await oa.error(method, path, json={}) == code


# --- windows and quotas ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "answer"),
    [
        (timedelta(hours=48), ("reply", 7)),
        (timedelta(hours=48, seconds=1), ("sub_quota", 499)),
        (timedelta(days=7), ("sub_quota", 499)),
        (timedelta(days=7, seconds=1), -230),
    ],
)
async def test_windows_close_on_office_time(
    oa: Oa, sim: Sim, clock: OfficeClock, later: timedelta, answer: Any
) -> None:
    person, user = await chatting(sim)
    clock.now += later

    _, found = await oa.call("POST", CS, json=cs(user, text="?"))

    quota = found.get("data", {}).get("quota", {})
    assert answer in (found["error"], (quota.get("quota_type"), quota.get("remain")))
    # Whatever the person does opens it again.
    await sim.post(f"/people/{person}/say", text="tiếp", **HERE)
    assert (await oa.text(user))["quota"]["remain"] == 7


async def test_eight_are_free_and_then_the_package_pays(
    oa: Oa, sim: Sim, clock: OfficeClock
) -> None:
    person, user = await chatting(sim)
    await sim.post("/zalo-oa", package=2)

    kinds = [(await oa.text(user))["quota"]["quota_type"] for _ in range(10)]
    assert kinds == ["reply"] * 8 + ["sub_quota"] * 2
    assert await oa.text_error(user) == -211
    assert (await sim.get("/zalo-oa"))["used"] == 2

    clock.now = clock.now.replace(month=12, day=1)
    await sim.post(f"/people/{person}/say", text="còn đây", **HERE)
    assert (await sim.get("/zalo-oa"))["used"] == 0


async def test_who_never_wrote_and_who_has_left(oa: Oa, sim: Sim) -> None:
    person, user = await stranger(sim)
    assert await oa.text_error(user) == -232
    await sim.post(f"/people/{person}/unblock", **HERE)
    assert await oa.text_error(user) == -232  # to follow is not to write

    await sim.post(f"/people/{person}/say", text="chào", **HERE)
    await oa.text(user)
    await sim.post(f"/people/{person}/block", **HERE)
    assert await oa.text_error(user) == -213
    await sim.post(f"/people/{person}/say", text="?", status=409, **HERE)
    (shown,) = await sim.get("/people?channel=zalo_oa")
    assert shown["blocked"]

    await sim.post(f"/people/{person}/unblock", **HERE)
    await oa.text(user)
    assert len(await sim.happened("blocked")) == 1
    assert len(await sim.happened("unblocked")) == 2


@pytest.mark.parametrize(("hour", "code"), [(5, -234), (6, 0), (21, 0), (22, -234)])
async def test_promotion_does_not_wake_people(
    oa: Oa, sim: Sim, clock: OfficeClock, hour: int, code: int
) -> None:
    person, user = await chatting(sim)
    await sim.post(f"/people/{person}/unblock", **HERE)
    clock.now = clock.now.replace(hour=hour)
    body = cs(user, text="Mời dự hội nghị")

    _, answer = await oa.call("POST", "/v3.0/oa/message/promotion", json=body)
    consultation = await oa.text(user)

    assert answer["error"] == code
    assert consultation["quota"]["quota_type"] == "reply"


async def test_the_quota_can_be_asked_for(oa: Oa, sim: Sim) -> None:
    await sim.post("/zalo-oa", package=500, used=380)
    body = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}

    data = await oa.ok("POST", "/v3.0/oa/quota/message", json=body)

    assert (data["total"], data["remain"]) == (500, 120)
    assert await oa.error("POST", "/v3.0/oa/quota/message", json={}) == -201


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        ("400", None, -201),
        ("403", None, -213),
        ("429", None, -32),
        *[("400", str(code), code) for code in (-217, -218, -224, -227, -244, -320)],
    ],
)
async def test_refusals_on_order(oa: Oa, sim: Sim, kind: str, words: str | None, code: int) -> None:
    person, user = await chatting(sim)
    await sim.order(kind, "message/cs", channel="zalo_oa", person_id=person, text=words)

    assert await oa.text_error(user) == code
    await oa.text(user)

    (entry,) = await sim.happened("refused")
    assert (entry["channel"], entry["person_id"], entry["error_code"]) == ("zalo_oa", person, code)


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("outage", 502)])
async def test_a_gateway_answers_in_no_json(oa: Oa, sim: Sim, kind: str, status: int) -> None:
    await sim.order(kind, "*", channel="zalo_oa")

    async with oa.session.get(
        "/zalo-oa/v2.0/oa/getoa", headers={"access_token": oa.access}
    ) as answer:
        assert (answer.status, answer.content_type) == (status, "text/plain")


@pytest.mark.parametrize(("kind", "accepted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_gives_no_answer(
    oa: Oa, sim: Sim, kind: str, accepted: int
) -> None:
    _, user = await chatting(sim)
    await sim.order(kind, "message/cs")

    with pytest.raises(ClientError):
        await oa.text(user)

    assert len(await sim.happened("sent")) == accepted


@pytest.mark.parametrize(("kind", "accepted"), [("hold_before", 0), ("hold_after", 1)])
async def test_a_held_call_waits(oa: Oa, sim: Sim, kind: str, accepted: int) -> None:
    _, user = await chatting(sim)
    fault = await sim.order(kind, "message/cs", channel="zalo_oa")
    sending = asyncio.create_task(oa.text(user))
    await sim.until_hanging(1)
    assert len(await sim.happened("sent")) == accepted

    await sim.post(f"/faults/{fault}/release")

    assert (await sending)["message_id"]
    assert len(await sim.happened("sent")) == 1


async def test_a_pair_may_be_spent_and_its_answer_lost(oa: Oa, sim: Sim) -> None:
    await sim.order("drop_after", "access_token")
    with pytest.raises(ClientError):
        await oa.renew(oa.refresh)

    assert (await oa.renew(oa.refresh))["error"] == -14014


# --- asking ---------------------------------------------------------------------------------------


async def test_an_account_asks_about_itself_and_its_people(
    oa: Oa, sim: Sim, clock: OfficeClock
) -> None:
    an, an_user = await chatting(sim)
    _, binh_user = await chatting(sim, "Bình")
    _, nobody = await stranger(sim, "Chi")
    await sim.post(f"/people/{an}/unblock", **HERE)

    about = await oa.ok("GET", "/v2.0/oa/getoa")
    assert (about["oa_id"], about["num_follower"]) == ("7200000001", 1)

    async def asked(path: str, **data: Any) -> Any:
        return await oa.ok("GET", path, params={"data": json.dumps(data)})

    detail = await asked("/v3.0/oa/user/detail", user_id=an_user)
    assert (detail["display_name"], detail["user_is_follower"]) == ("An", True)
    assert detail["user_last_interaction_date"] == "09/11/2026"
    path = "/v3.0/oa/user/detail"
    assert await oa.error("GET", path, params={"data": json.dumps({"user_id": nobody})}) == -201

    listed = await asked("/v3.0/oa/user/getlist", offset=0, count=50)
    assert (listed["total"], [each["user_id"] for each in listed["users"]]) == (
        2,
        [an_user, binh_user],
    )
    assert (await asked("/v3.0/oa/user/getlist", offset=1, count=5))["users"] == [
        {"user_id": binh_user}
    ]
    followers = await asked("/v3.0/oa/user/getlist", is_follower="true")
    assert followers["users"] == [{"user_id": an_user}]
    path = "/v3.0/oa/user/getlist"
    assert await oa.error("GET", path, params={"data": '{"count": 51}'}) == -201


async def test_what_a_webhook_missed_is_in_the_list_of_recent_chats(oa: Oa, sim: Sim) -> None:
    person, user = await chatting(sim)
    await oa.text(user, "NV12?")
    await send_file(sim, person, "a.pdf", "application/pdf", b"%PDF", "channel=zalo_oa")
    path, newest = "/v2.0/oa/listrecentchat", {"data": '{"offset": 0, "count": 2}'}

    found = await oa.ok("GET", path, params=newest)

    assert [(each["src"], each["type"], each["message"]) for each in found] == [
        (1, "file", ""),
        (0, "text", "NV12?"),
    ]
    assert (found[1]["from_id"], found[1]["to_id"]) == ("7200000001", user)
    assert await fetch(found[0]["url"]) == b"%PDF"
    assert await oa.error("GET", path, params={"data": '{"count": 11}'}) == -201


# --- the webhook ----------------------------------------------------------------------------------


async def test_an_address_is_saved_if_somebody_answers_an_unsigned_probe(
    oa: Oa, sim: Sim, receiver: Receiver
) -> None:
    receiver.statuses = [401]
    await sim.post("/zalo-oa", status=409, webhook=receiver.url)
    await sim.post("/zalo-oa", status=409, webhook="http://127.0.0.1:9/")
    assert (await sim.get("/zalo-oa"))["url"] == ""

    made = await sim.post("/zalo-oa", webhook=receiver.url)

    assert made["url"] == receiver.url
    assert [each.body for each in receiver.posted] == [b"{}", b"{}"]
    assert not any("X-ZEvent-Signature" in each.headers for each in receiver.posted)


async def test_what_people_do_is_posted_signed(oa: Oa, sim: Sim, receiver: Receiver) -> None:
    person, user = await chatting(sim)  # before there was an address: nobody keeps it
    await sim.post("/zalo-oa", webhook=receiver.url)
    said = await sim.post(f"/people/{person}/say", text="xong 70%", **HERE)
    await sim.post(f"/people/{person}/say", text="https://vi.du/kq", **HERE)
    await send_file(sim, person, "a.png", "image/png", b"png", "channel=zalo_oa", "đã lắp")
    await send_file(sim, person, "kết quả.pdf", "application/pdf", b"%PDF", "channel=zalo_oa", "!")
    await sim.post(f"/people/{person}/block", **HERE)
    await sim.post(f"/people/{person}/unblock", **HERE)

    _, *posted = await receiver.until(8)
    events = [signed(each) for each in posted]
    assert [event["event_name"] for event in events] == [
        "user_send_text",
        "user_send_link",
        "user_send_image",
        "user_send_file",
        "user_send_text",
        "unfollow",
        "follow",
    ]

    text, link, image, file, words, unfollow, _ = events
    stamp = str(int(MONDAY_8AM.timestamp() * 1000))
    assert text == {
        "app_id": "4242",
        "event_name": "user_send_text",
        "timestamp": stamp,
        "sender": {"id": user},
        "recipient": {"id": "7200000001"},
        "user_id_by_app": text["user_id_by_app"],
        "message": {"text": "xong 70%", "msg_id": said["message_id"]},
    }
    assert link["message"]["attachments"][0]["payload"]["url"] == "https://vi.du/kq"
    (picture,) = image["message"]["attachments"]
    assert picture["type"] == "image"
    assert await fetch(picture["payload"]["url"]) == await fetch(picture["payload"]["thumbnail"])
    assert image["message"]["text"] == "đã lắp"
    payload = file["message"]["attachments"][0]["payload"]
    assert await fetch(payload["url"]) == b"%PDF"
    assert (payload["name"], payload["size"]) == ("kết quả.pdf", "4")
    assert "text" not in file["message"]
    assert words["message"]["text"] == "!"
    assert unfollow == {
        "app_id": "4242",
        "event_name": "unfollow",
        "timestamp": stamp,
        "follower": {"id": user},
        "oa_id": "7200000001",
        "source": "oa_profile",
    }


async def test_a_button_sends_its_payload_as_if_it_were_typed(
    oa: Oa, sim: Sim, receiver: Receiver
) -> None:
    person, user = await chatting(sim)
    url = {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://vi.du"}}
    sent = await oa.text(user, "NV12 xong chưa?", attachment=buttons(QUESTION, url))
    await sim.post("/zalo-oa", webhook=receiver.url)

    press = f"/people/{person}/press"
    await sim.post(press, message_id=sent["message_id"], data="done:17", **HERE)
    await sim.post(press, status=409, message_id=sent["message_id"], data="done:18", **HERE)

    seen, text = (signed(each) for each in (await receiver.until(3))[1:])
    assert (text["event_name"], text["message"]["text"]) == ("user_send_text", "done:17")
    assert seen["event_name"] == "user_seen_message"
    (entry,) = await sim.happened("pressed")
    assert (entry["text"], entry["message_id"]) == ("done:17", sent["message_id"])
    (shown,) = (await sim.happened("sent"))[0]["buttons"][:1]
    assert shown == [{"text": "Đã xong", "data": "done:17"}]
    # Pressing shows nothing in the chat.
    messages = await sim.get(f"/people/{person}/messages?channel=zalo_oa")
    assert [each["text"] for each in messages] == ["chào", "NV12 xong chưa?"]


async def test_a_quote_and_the_echo_and_receipts_of_our_own(
    oa: Oa, sim: Sim, receiver: Receiver
) -> None:
    person, user = await chatting(sim)
    await sim.post("/zalo-oa", webhook=receiver.url)
    sent = await oa.text(user, "NV12?")
    say = f"/people/{person}/say"
    said = await sim.post(say, text="xong", reply_to=sent["message_id"], **HERE)
    await oa.text(user, "Đã ghi", quote_message_id=said["message_id"])

    events = [signed(each) for each in (await receiver.until(7))[1:]]

    echo, received, seen, quoting = events[:4]
    assert [event["event_name"] for event in events] == [
        "oa_send_text",
        "user_received_message",
        "user_seen_message",
        "user_send_text",
        "oa_send_text",
        "user_received_message",
    ]
    for event in (echo, received, seen):  # the account is the sender of what people did
        assert (event["sender"]["id"], event["recipient"]["id"]) == ("7200000001", user)
    assert echo["message"] == {"msg_id": sent["message_id"], "text": "NV12?"}
    assert seen["message"] == {"msg_ids": [sent["message_id"]]}
    assert quoting["message"]["quote_msg_id"] == sent["message_id"]
    assert (await sim.happened("sent"))[1]["reply_to"] == said["message_id"]


async def test_a_post_that_fails_comes_again_later_and_others_do_not_wait(
    oa: Oa, sim: Sim, receiver: Receiver, clock: OfficeClock
) -> None:
    person, _ = await stranger(sim)
    await sim.post("/zalo-oa", webhook=receiver.url)
    receiver.statuses = [500, 200, 500]
    say = f"/people/{person}/say"
    await sim.post(say, text="một", **HERE)
    await receiver.until(2)
    await sim.post(say, text="hai", **HERE)
    await receiver.until(3)

    clock.now += timedelta(seconds=29)
    await asyncio.sleep(0.3)
    assert len(receiver.posted) == 3
    clock.now += timedelta(seconds=1)
    await receiver.until(4)
    clock.now += timedelta(minutes=5)
    posted = (await receiver.until(5))[1:]

    assert [signed(each)["message"]["text"] for each in posted] == ["một", "hai", "một", "một"]
    retries = [each.headers.get("num_retry") for each in posted]
    assert retries == [None, None, "1", "2"]
    assert posted[0].body == posted[-1].body


async def test_after_the_last_try_the_webhook_is_shut(oa: Oa, sim: Sim, receiver: Receiver) -> None:
    person, _ = await stranger(sim)
    await sim.post("/zalo-oa", webhook=receiver.url, retry_after=[0, 0])
    receiver.statuses = [500] * 3
    say = f"/people/{person}/say"
    await sim.post(say, text="mất", **HERE)
    await sim.until_happened("webhook_disabled")
    assert len(receiver.posted) == 4

    await sim.post(say, text="không ai giữ", **HERE)
    assert await sim.get("/updates") == []
    await sim.post("/zalo-oa", webhook=receiver.url)
    await sim.post(say, text="lại được", **HERE)

    assert signed((await receiver.until(6))[-1])["message"]["text"] == "lại được"


async def test_a_slow_answer_is_none(oa: Oa, sim: Sim, receiver: Receiver) -> None:
    receiver.pause = 2.5
    answer = await sim.post("/zalo-oa", status=409, webhook=receiver.url)

    assert answer["error"] == "webhook: no answer within 2 s"


async def test_an_event_comes_a_second_time_and_any_other_on_order(
    oa: Oa, sim: Sim, receiver: Receiver
) -> None:
    person, _ = await stranger(sim)
    await sim.post("/zalo-oa", webhook=receiver.url)
    await sim.order("duplicate", "*", channel="zalo_oa")
    said = await sim.post(f"/people/{person}/say", text="ba lần", **HERE)
    await receiver.until(3)
    await sim.post("/redeliver", update_id=said["update_id"], **HERE)
    await receiver.until(4)
    await sim.post("/updates?channel=zalo_oa", event_name="lạ", timestamp="1")

    posted = (await receiver.until(5))[1:]

    assert len({each.body for each in posted[:3]}) == 1
    assert signed(posted[3]) == {"event_name": "lạ", "timestamp": "1"}


async def test_nobody_can_talk_to_an_account_that_is_not_there(sim: Sim) -> None:
    person, _ = await stranger(sim)

    await sim.post(f"/people/{person}/say", status=409, text="chào", **HERE)
    assert await sim.get(f"/people/{person}/messages?channel=zalo_oa") == []
    assert [each["channel"] for each in await sim.get("/bots")] == ["telegram"]


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("edit", {"message_id": "x", "text": "sửa"}),
        ("say", {"text": "trả lời", "reply_to": "x"}),
        ("say", {"text": "  "}),
    ],
)
async def test_what_the_app_does_not_let_people_do(oa: Oa, sim: Sim, act: str, body: Json) -> None:
    person, _ = await chatting(sim)

    await sim.post(f"/people/{person}/{act}", status=409, **HERE, **body)


async def test_accounts_have_people_and_tokens_of_their_own(oa: Oa, sim: Sim) -> None:
    person, user = await chatting(sim)
    other = await sim.post("/zalo-oa", oa_id=7200000009, app_id="77")

    assert await oa.error("POST", CS, token=other["access_token"], json=cs(user, text="?")) == -232
    await sim.post(f"/people/{person}/say", text="chào", bot_id=7200000009, **HERE)
    await oa.ok("POST", CS, token=other["access_token"], json=cs(user, text="?"))
    assert [entry["bot_id"] for entry in await sim.happened("said")] == [7200000001, 7200000009]


@asynccontextmanager
async def sandbox(path: Path, clock: OfficeClock) -> AsyncIterator[Sim]:
    """A sandbox that remembers in a file."""
    shelf = Shelf(path)
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move, shelf=shelf)
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as session:
        yield Sim(session)
    shelf.close()


async def test_a_sandbox_started_again_is_as_it_was(
    tmp_path: Path, clock: OfficeClock, receiver: Receiver
) -> None:
    """Tokens, windows, chats, files, events that wait and the webhook."""
    path = tmp_path / "sandbox.db"
    async with sandbox(path, clock) as sim:
        made = await sim.post("/zalo-oa", **ACCOUNT, webhook=receiver.url, package=0)
        oa = Oa(sim.session, made["access_token"], made["refresh_token"])
        pair = await oa.renew(oa.refresh)
        person, user = await chatting(sim)
        for _ in range(8):
            await oa.text(user)
        await receiver.until(18)
        receiver.statuses = [500, 500]
        await send_file(sim, person, "a.pdf", "application/pdf", b"%PDF", "channel=zalo_oa")
        await receiver.until(20)
        before = await sim.get(f"/people/{person}/messages?channel=zalo_oa")

    clock.now += timedelta(seconds=30)
    async with sandbox(path, clock) as sim:
        oa = Oa(sim.session, pair["access_token"], pair["refresh_token"])
        assert await sim.get(f"/people/{person}/messages?channel=zalo_oa") == before
        assert (await oa.renew(made["refresh_token"]))["error"] == -14014
        assert [(await oa.text(user))["quota"]["remain"] for _ in range(8)] == [*range(7, -1, -1)]
        assert await oa.text_error(user) == -211
        posted = await receiver.until(38)
        assert {each.headers.get("num_retry") for each in posted[20:22]} == {"1"}
        document = (await sim.get(f"/people/{person}/messages?channel=zalo_oa"))[9]["document"]
        async with sim.session.get(document["url"]) as answer:
            assert await answer.read() == b"%PDF"
        assert "access_token" in await oa.renew(pair["refresh_token"])
