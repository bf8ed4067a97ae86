"""The chat page in a real browser: what a visitor can do with it."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Request, async_playwright, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.bot.sandbox.playing import MONDAY_8AM, OTHER_BOT, OfficeClock, Sim

CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", shutil.which("chromium"))
        if path and Path(path).exists()
    ),
    None,
)
PAGE = Path(__file__).parents[3] / "bot" / "sandbox" / "page"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
async def page(base: str) -> AsyncIterator[Page]:
    """The page, which must not complain on its console nor ask anyone but the sandbox."""
    complaints: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith(base):
            complaints.append(f"asked {request.url}")

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = await browser.new_page(viewport={"width": 1400, "height": 850})
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", note_request)
        yield page
        await browser.close()
    assert complaints == []


async def test_an_officer_answers_presses_and_time_moves_on(
    page: Page, base: str, bot: Bot, sim: Sim, clock: OfficeClock
) -> None:
    an = await sim.add("An")
    await sim.add("Bình", "head")
    await page.goto(base)
    officer = page.get_by_role("region", name="Cán bộ")

    # The bot asks; it appears by itself, with its markup as text.
    done = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:17")]])
    asked = await bot.send_message(an, "NV12 <b>xong</b> chưa?", reply_markup=done)
    await expect(officer.get_by_text("NV12 <b>xong</b> chưa?", exact=True)).to_be_visible()

    # An quotes it and types an answer.
    await officer.get_by_role("button", name="trả lời: NV12").click()
    await officer.get_by_role("textbox", name="Tin nhắn").fill("mới được 70%")
    await page.keyboard.press("Enter")
    await expect(officer.get_by_text("mới được 70%")).to_be_visible()
    said = (await sim.happened("said"))[-1]
    assert (said["text"], said["reply_to"]) == ("mới được 70%", asked.message_id)

    await officer.get_by_role("button", name="Đã xong").click()
    assert (await sim.until_happened("pressed"))["text"] == "done:17"

    await page.get_by_role("button", name="Khung nhắc kế tiếp").click()
    await expect(page.locator("#now")).to_contain_text("13:30")
    assert clock.now == MONDAY_8AM.replace(hour=13, minute=30)

    # A reload shows it all again; the head's column shows nothing of it.
    await page.reload()
    await expect(officer.get_by_text("mới được 70%")).to_be_visible()
    head = page.get_by_role("region", name="Trưởng phòng")
    await expect(head.get_by_text("/start")).to_be_visible()
    await expect(head.get_by_text("NV12")).to_have_count(0)


async def test_people_are_added_and_block_the_bot(page: Page, base: str, sim: Sim) -> None:
    await page.goto(base)
    await page.get_by_text("Thêm người", exact=True).click()
    await page.get_by_label("Họ tên").fill("An")
    await page.get_by_label("Đơn vị").fill("Phòng Hành chính")
    await page.get_by_role("button", name="Thêm", exact=True).click()
    officer = page.get_by_role("region", name="Cán bộ")
    await expect(officer.get_by_role("combobox")).to_contain_text("An")

    await officer.get_by_role("button", name="Chặn bot").click()

    await expect(officer.get_by_role("button", name="Bỏ chặn bot")).to_be_visible()
    await expect(officer.get_by_role("textbox")).to_be_disabled()
    assert [entry["what"] for entry in await sim.happened("blocked")] == ["blocked"]


async def test_with_several_bots_a_chat_shows_which_one_it_is_with(
    page: Page, base: str, bot: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    await bot.send_message(an, "của bot thứ nhất")
    await page.goto(base)
    officer = page.get_by_role("region", name="Cán bộ")
    which = officer.get_by_role("combobox", name="Chọn bot")
    await expect(officer.get_by_text("của bot thứ nhất")).to_be_visible()
    await expect(which).to_be_hidden()

    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    await which.select_option(str(OTHER_BOT))

    await expect(officer.get_by_text("của bot thứ nhất")).to_have_count(0)
    await officer.get_by_role("textbox", name="Tin nhắn").fill("chào bot thứ hai")
    await page.keyboard.press("Enter")
    await expect(officer.get_by_text("chào bot thứ hai")).to_be_visible()
    said = (await sim.happened("said"))[-1]
    assert (said["text"], said["bot_id"]) == ("chào bot thứ hai", OTHER_BOT)

    # It is the second that is blocked, and after a reload still the second that is shown.
    await officer.get_by_role("button", name="Chặn bot").click()
    await expect(officer.get_by_role("textbox")).to_be_disabled()
    await page.reload()
    await expect(officer.get_by_role("button", name="Bỏ chặn bot")).to_be_visible()
    await which.select_option(label="Bot 7000000001")
    await expect(officer.get_by_text("của bot thứ nhất")).to_be_visible()
    await expect(officer.get_by_role("textbox")).to_be_enabled()


async def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, base: str, sim: Sim) -> None:
    await sim.add("Nguyễn Thị Thanh Huyền")
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(base)
    await expect(page.get_by_role("region", name="Cán bộ").get_by_text("/start")).to_be_visible()

    leader = page.get_by_role("navigation").get_by_role("button", name="Lãnh đạo")
    await leader.click()

    await expect(leader).to_have_attribute("aria-current", "true")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_both_languages_have_the_same_words() -> None:
    vi, en = re.findall(
        r"const \w\w = \{(.*?)\n\};", (PAGE / "words.js").read_text(encoding="utf-8"), re.DOTALL
    )

    def keys(block: str) -> list[str]:
        return re.findall(r"(?:^|,)\s*(\w+): \"", block, re.MULTILINE)

    assert keys(vi) == keys(en)
    asked = re.findall(
        r'data-(?:word|label|hint)="(\w+)"', (PAGE / "index.html").read_text(encoding="utf-8")
    )
    assert set(asked) <= set(keys(vi))
