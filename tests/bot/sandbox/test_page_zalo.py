"""Zalo in the chat page: the same person on three platforms side by side."""

from typing import Any

from playwright.async_api import Page, expect
from telegram import Bot

from tests.bot.sandbox.browsing import (
    LOW_CONTRAST,
    PHONE,
    SMALL_TARGETS,
    Visit,
    needs_chromium,
    picture,
)
from tests.bot.sandbox.playing import Sim

pytestmark = needs_chromium
ZALO_BOT = "/zalo-bot/bot7100000001:SANDBOX-test"
ACCOUNT: dict[str, Any] = {
    "app_id": "4242",
    "app_secret": "SANDBOX-app",
    "secret_key": "SANDBOX-oa",
}
QUESTION = {"title": "Đã xong", "type": "oa.query.hide", "payload": "done:17"}
LINK = {"title": "Mở sổ", "type": "oa.open.url", "payload": {"url": "https://example.org/so"}}


async def ask_zalo_bot(sim: Sim, method: str, **values: Any) -> Any:
    async with sim.session.post(f"{ZALO_BOT}/{method}", json=values) as answer:
        found = await answer.json()
        assert found["ok"], found
        return found.get("result")


async def ask_oa(sim: Sim, token: str, user: str, **message: Any) -> None:
    body = {"recipient": {"user_id": user}, "message": message}
    headers = {"access_token": token}
    async with sim.session.post("/zalo-oa/v3.0/oa/message/cs", json=body, headers=headers) as said:
        assert (await said.json())["error"] == 0, await said.text()


async def on(page: Page, place: int, app: str) -> Any:
    """The column at that place, turned to an app."""
    found = page.locator("section.column").nth(place)
    await found.get_by_role("combobox", name="Chọn ứng dụng").select_option(app)
    await expect(found.get_by_text("Chưa có tin nào")).to_be_visible()
    await found.locator("textarea").fill("chào bot")
    await page.keyboard.press("Enter")
    await expect(found.locator(".mine")).to_contain_text("chào bot")
    return found


async def test_a_column_opens_in_the_app_where_its_person_talks(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    await sim.add("An")
    binh = await sim.add("Bình", "head")
    tam = await sim.add("Tâm", "leader")
    await ask_zalo_bot(sim, "getMe")
    await sim.post("/zalo-oa", **ACCOUNT)
    await sim.post(f"/people/{binh}/say", text="chào", channel="zalo_bot")
    await sim.post(f"/people/{tam}/say", text="chào", channel="zalo_oa")

    page = await visit.open()

    names = [("An", "Telegram"), ("Bình", "Zalo Bot"), ("Tâm", "Zalo OA")]
    columns = page.locator("section.column")
    for place, (name, app) in enumerate(names):
        await expect(columns.nth(place)).to_have_attribute("aria-label", f"{name} · {app}")
    await columns.first.locator(".who").select_option(str(tam))
    await expect(columns.first).to_have_attribute("aria-label", "Tâm · Zalo OA")


async def test_one_person_on_three_platforms(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await ask_zalo_bot(sim, "getMe")
    token = (await sim.post("/zalo-oa", **ACCOUNT))["access_token"]
    page = await visit.open()
    for _ in range(2):
        await page.get_by_role("button", name="Thêm cột").click()
        await page.locator("section.column .who").last.select_option(str(an))
    zalo, oa = await on(page, 1, "zalo_bot"), await on(page, 2, "zalo_oa")
    addresses = (await sim.get("/people"))[0]["addresses"]

    # Zalo's bots have no buttons and no commands, and nothing can be edited there.
    await ask_zalo_bot(sim, "sendChatAction", chat_id=addresses["zalo_bot"], action="typing")
    await expect(zalo.locator(".typing")).to_be_visible()
    await ask_zalo_bot(
        sim, "sendMessage", chat_id=addresses["zalo_bot"], text="Việc 1: NV3.\nTrả lời: 1 xong"
    )
    await expect(zalo.locator(".theirs")).to_contain_text("Trả lời: 1 xong")
    await expect(zalo.get_by_role("button", name="Danh mục lệnh")).to_be_hidden()
    await zalo.locator(".mine").hover()
    await expect(zalo.get_by_role("button", name="sửa:")).to_have_count(0)

    # An Official Account's buttons are chips; one is a link, one sends its payload.
    attachment = {"type": "template", "payload": {"buttons": [QUESTION, LINK]}}
    await ask_oa(sim, token, addresses["zalo_oa"], text="NV12 xong chưa?", attachment=attachment)
    await expect(oa.get_by_role("link", name="Mở sổ")).to_have_attribute(
        "href", "https://example.org/so"
    )
    await oa.get_by_role("button", name="Đã xong").click()
    pressed = await sim.until_happened("pressed")
    assert (pressed["channel"], pressed["text"]) == ("zalo_oa", "done:17")
    await picture(page, "three-platforms")
    assert await page.evaluate(LOW_CONTRAST) == []

    # Each platform fails by itself.
    await page.get_by_role("button", name="Sự cố").click()
    await page.locator('[data-outage="zalo_oa"]').click()
    await expect(page.locator("#ordered")).to_have_text("Zalo OA: Gián đoạnGỡ")
    await page.keyboard.press("Escape")

    await oa.get_by_role("button", name="Bỏ quan tâm").click()
    await expect(oa.get_by_role("button", name="Quan tâm", exact=True)).to_be_visible()
    await expect(oa.locator("textarea")).to_be_disabled()
    assert (await sim.until_happened("blocked"))["channel"] == "zalo_oa"
    await expect(zalo.locator("textarea")).to_be_enabled()

    await page.reload()
    await expect(zalo.get_by_text("Trả lời: 1 xong")).to_be_visible()
    await expect(oa.get_by_role("button", name="Quan tâm", exact=True)).to_be_visible()


async def test_zalo_on_a_phone_in_the_dark(visit: Visit, sim: Sim) -> None:
    await sim.add("An")
    await ask_zalo_bot(sim, "getMe")
    page = await visit.open(PHONE, scheme="dark")
    await on(page, 0, "zalo_bot")
    address = (await sim.get("/people"))[0]["addresses"]["zalo_bot"]
    await ask_zalo_bot(sim, "sendMessage", chat_id=address, text="Tải tệp: https://example.org/t/1")
    await expect(page.get_by_role("link", name="https://example.org/t/1")).to_be_visible()

    await picture(page, "zalo-phone-dark")
    assert await page.evaluate(LOW_CONTRAST) == []
    assert await page.evaluate(SMALL_TARGETS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
