"""The chat page in a real browser: what a visitor can do with it."""

import json
import re
from datetime import datetime

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from playwright.async_api import expect
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from telegram.constants import ChatAction

from bot.sandbox.page import FILE
from bot.sandbox.server import build_app
from bot.sandbox.shelf import Shelf
from scheduler.rules.calendar import OFFICE_ZONE
from tests.bot.sandbox.browsing import (
    PHONE,
    Visit,
    column,
    needs_chromium,
    picture,
    visiting,
    writing,
)
from tests.bot.sandbox.playing import MONDAY_8AM, OTHER_BOT, OfficeClock, Sim

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0f01f000501"
    "01ff2e1b1e7f0000000049454e44ae426082"
)
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>&amp;"\'`${1}'


async def ask(bot: Bot, person: int, text: str = "NV12 <b>xong</b> chưa?") -> Message:
    done = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:17")]])
    return await bot.send_message(person, text, reply_markup=done)


@needs_chromium
async def test_an_officer_answers_presses_and_time_moves_on(
    visit: Visit, bot: Bot, sim: Sim, clock: OfficeClock
) -> None:
    an = await sim.add("An")
    await sim.add("Bình", "head")
    page = await visit.open()
    officer = column(page, "An")

    # The bot asks; it appears by itself, with its markup as text.
    asked = await ask(bot, an)
    await expect(officer.get_by_text("NV12 <b>xong</b> chưa?", exact=True)).to_be_visible()

    # An quotes it and types an answer of two lines.
    await officer.get_by_role("button", name="trả lời: NV12").click()
    await writing(page, "An").press_sequentially("mới được 70%")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("còn vướng")
    await page.keyboard.press("Enter")
    await expect(officer.locator(".mine").last).to_contain_text("mới được 70%")
    said = (await sim.happened("said"))[-1]
    assert (said["text"], said["reply_to"]) == ("mới được 70%\ncòn vướng", asked.message_id)
    await expect(officer.locator(".mine .quote")).to_have_text("NV12 <b>xong</b> chưa?")

    await officer.get_by_role("button", name="Đã xong").click()
    assert (await sim.until_happened("pressed"))["text"] == "done:17"

    await page.get_by_role("button", name="Khung nhắc kế tiếp").click()
    await expect(page.locator("#now")).to_contain_text("13:30")
    assert clock.now == MONDAY_8AM.replace(hour=13, minute=30)

    # A reload shows it all again; the head's column shows nothing of it.
    await page.reload()
    await expect(officer.get_by_text("mới được 70%")).to_be_visible()
    await expect(column(page, "Bình").get_by_text("/start")).to_be_visible()
    await expect(column(page, "Bình").get_by_text("NV12")).to_have_count(0)
    await picture(page, "desktop")


@needs_chromium
async def test_one_corrects_what_one_said(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="NV3 60%")
    page = await visit.open()
    officer = column(page, "An")
    await expect(officer.locator(".ticks").last).to_have_text("✓")

    await officer.get_by_role("button", name="sửa: NV3 60%").click()
    await expect(writing(page, "An")).to_have_value("NV3 60%")
    await page.keyboard.press("Escape")  # not after all
    await expect(writing(page, "An")).to_have_value("")

    await page.keyboard.press("ArrowUp")  # as in Telegram: the last one
    await writing(page, "An").fill("NV3 70%")
    await page.keyboard.press("Enter")

    await expect(officer.locator(".mine").last).to_contain_text("NV3 70%")
    await expect(officer.get_by_text("đã sửa")).to_be_visible()
    assert (await sim.happened("edited"))[-1]["text"] == "NV3 70%"

    # The bot's own edit is marked too, and its answer ticks what was said twice.
    sent = await bot.send_message(an, "Đã ghi 60%")
    await bot.edit_message_text("Đã ghi 70%", an, sent.message_id)
    await expect(officer.locator(".theirs").last).to_contain_text("Đã ghi 70%")
    await expect(officer.get_by_text("đã sửa")).to_have_count(2)
    await expect(officer.locator(".ticks").last).to_have_text("✓✓")


@needs_chromium
async def test_files_go_both_ways_and_pictures_are_seen(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    page = await visit.open()
    officer = column(page, "An")

    await writing(page, "An").fill("báo cáo tuần")
    await officer.locator(".upload").set_input_files(
        {"name": "kết quả.docx", "mimeType": "application/msword", "buffer": b"x" * 3000}
    )
    await expect(officer.locator(".mine").last).to_contain_text("báo cáo tuần")
    sent = await sim.until_happened("document")
    assert (sent["filename"], sent["text"]) == ("kết quả.docx", "báo cáo tuần")

    await bot.send_document(an, b"of the bot", filename="BC1.docx", caption="BC1 (DOCX)")
    async with page.expect_download() as begun:
        await officer.get_by_role("link", name="BC1.docx").click()
    download = await begun.value
    assert download.suggested_filename == "BC1.docx"
    assert (await download.path()).read_bytes() == b"of the bot"

    await officer.locator(".upload").set_input_files(
        {"name": "ảnh.png", "mimeType": "image/png", "buffer": PNG}
    )
    seen = officer.get_by_role("img", name="ảnh.png")
    await expect(seen).to_be_visible()
    assert await seen.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await picture(page, "files")


@needs_chromium
async def test_the_menu_shows_what_this_person_may_command(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    an, binh = await sim.add("An"), await sim.add("Bình", "head")
    await bot.set_my_commands([BotCommand("viec", "việc của tôi"), BotCommand("help", "cách dùng")])
    await bot.set_my_commands([BotCommand("tasks", "my tasks")], language_code="en")
    await bot.set_my_commands(
        [BotCommand("overdue", "việc quá hạn")], scope=BotCommandScopeChat(binh)
    )
    page = await visit.open()
    officer, head = column(page, "An"), column(page, "Bình")

    await head.get_by_role("button", name="Danh mục lệnh").click()
    await expect(head.get_by_role("menuitem")).to_have_text(["/overdueviệc quá hạn"])
    await page.keyboard.press("Escape")
    await expect(head.get_by_role("menuitem")).to_have_count(0)

    # Typing narrows it down; the keyboard is enough.
    await writing(page, "An").press_sequentially("/")
    await expect(officer.get_by_role("menuitem")).to_have_count(2)
    await page.keyboard.type("v")
    await expect(officer.get_by_role("menuitem")).to_have_text(["/viecviệc của tôi"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(officer.locator(".mine").last).to_contain_text("/viec")

    await page.get_by_role("button", name="English").click()
    await officer.get_by_role("button", name="Commands").click()
    await expect(officer.get_by_role("menuitem")).to_have_text(["/tasksmy tasks"])
    await page.keyboard.press("Escape")

    # A command inside the bot's words can be clicked.
    await bot.send_message(an, "Gõ /help để xem cách dùng.")
    await officer.locator(".text").get_by_role("button", name="/help").click()
    await expect(officer.locator(".mine").last).to_contain_text("/help")


@needs_chromium
async def test_one_sees_the_bot_typing_until_it_has_spoken(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    page = await visit.open()
    typing = column(page, "An").locator(".typing")
    await expect(column(page, "An").get_by_text("/start")).to_be_visible()
    await expect(typing).to_be_hidden()

    await bot.send_chat_action(an, ChatAction.TYPING)
    await expect(typing).to_be_visible()

    await bot.send_message(an, "Đã nhận")
    await expect(typing).to_be_hidden()


@needs_chromium
async def test_people_come_and_columns_come_and_go(visit: Visit, sim: Sim) -> None:
    page = await visit.open()
    await expect(page.get_by_text("Chưa có ai.")).to_be_visible()

    for name in ("An", "Chi"):
        await page.get_by_role("button", name="Thêm người").click()
        await page.get_by_label("Họ tên").fill(name)
        await page.get_by_label("Đơn vị").fill("Phòng Hành chính")
        await page.get_by_role("button", name="Thêm", exact=True).click()
        await expect(page.locator("#add-person")).to_be_hidden()
    await expect(column(page, "An")).to_be_visible()

    await page.get_by_role("button", name="Thêm cột").click()
    await expect(column(page, "Chi")).to_be_visible()
    await page.get_by_role("button", name="Thêm cột").click()
    await expect(page.locator("section.column")).to_have_count(3)

    await page.reload()
    await expect(page.locator("section.column")).to_have_count(3)
    await column(page, "An").get_by_role("button", name="Bỏ cột này").click()
    await expect(page.locator("section.column")).to_have_count(2)
    await expect(column(page, "An")).to_have_count(0)


@needs_chromium
async def test_whoever_blocks_the_bot_is_left_alone(visit: Visit, sim: Sim) -> None:
    await sim.add("An")
    page = await visit.open()
    officer = column(page, "An")

    await officer.get_by_role("button", name="Chặn bot").click()

    await expect(officer.get_by_role("button", name="Bỏ chặn")).to_be_visible()
    await expect(writing(page, "An")).to_be_disabled()
    await picture(page, "blocked")
    assert (await sim.happened("blocked"))[-1]["by"] == "person"

    await officer.get_by_role("button", name="Bỏ chặn").click()
    await expect(writing(page, "An")).to_be_enabled()


@needs_chromium
async def test_with_several_bots_a_chat_shows_which_one_it_is_with(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    await bot.send_message(an, "của bot thứ nhất")
    page = await visit.open()
    officer = column(page, "An")
    which = officer.get_by_role("combobox", name="Chọn bot")
    await expect(officer.get_by_text("của bot thứ nhất")).to_be_visible()
    await expect(which).to_be_hidden()

    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    await which.select_option(str(OTHER_BOT))

    await expect(officer.get_by_text("của bot thứ nhất")).to_have_count(0)
    await writing(page, "An").fill("chào bot thứ hai")
    await page.keyboard.press("Enter")
    await expect(officer.get_by_text("chào bot thứ hai")).to_be_visible()
    said = (await sim.happened("said"))[-1]
    assert (said["text"], said["bot_id"]) == ("chào bot thứ hai", OTHER_BOT)

    # It is the second that is blocked, and after a reload still the second that is shown.
    await officer.get_by_role("button", name="Chặn bot").click()
    await expect(writing(page, "An")).to_be_disabled()
    await page.reload()
    await expect(officer.get_by_role("button", name="Bỏ chặn")).to_be_visible()
    await which.select_option(label="Bot 7000000001")
    await expect(officer.get_by_text("của bot thứ nhất")).to_be_visible()
    await expect(writing(page, "An")).to_be_enabled()


@needs_chromium
@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ("+1 giờ", "2026-11-09T09:00"),
        ("Ngày làm việc kế tiếp", "2026-11-10T07:45"),
        ("Thứ Năm tới", "2026-11-12T07:45"),
        ("Tuần sau", "2026-11-16T07:45"),
    ],
)
async def test_a_button_of_the_clock(
    visit: Visit, sim: Sim, clock: OfficeClock, button: str, leads_to: str
) -> None:
    page = await visit.open()
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("#now")).to_contain_text(leads_to[-5:])
    assert clock.now == datetime.fromisoformat(leads_to).replace(tzinfo=OFFICE_ZONE)


@needs_chromium
async def test_the_clock_goes_to_a_moment_and_refuses_politely(
    visit: Visit, clock: OfficeClock
) -> None:
    page = await visit.open()

    async def move_to(moment: str) -> None:
        await page.get_by_role("button", name="Đến giờ…").click()
        await expect(page.get_by_label("Ngày và giờ cơ quan")).to_have_value(
            clock.now.strftime("%Y-%m-%dT%H:%M")
        )
        await page.get_by_label("Ngày và giờ cơ quan").fill(moment)
        await page.get_by_role("button", name="Tua đến").click()

    await move_to("2026-11-20T14:15")
    await expect(page.locator("#now")).to_contain_text("14:15")
    assert clock.now == datetime(2026, 11, 20, 14, 15, tzinfo=OFFICE_ZONE)

    await move_to("2026-11-01T08:00")
    await expect(page.get_by_text("Đồng hồ chỉ đi tới")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#moment")).to_be_hidden()

    clock.busy = True
    await page.get_by_role("button", name="+1 giờ").click()
    await expect(page.get_by_text("Xin thử lại sau vài giây")).to_be_visible()
    clock.busy = False
    await page.get_by_role("button", name="+1 giờ").click()
    await expect(page.locator("#notice")).to_have_text("")


@needs_chromium
async def test_a_platform_fails_and_comes_back(visit: Visit, bot: Bot, sim: Sim) -> None:
    await sim.add("An")
    page = await visit.open()
    await page.get_by_role("button", name="Sự cố").click()
    await page.get_by_role("button", name="Gián đoạn", exact=True).click()
    await expect(page.locator("#ordered")).to_contain_text("Telegram: Gián đoạn")
    await picture(page, "outage")
    await expect(column(page, "An").locator(".bar p")).to_have_text("SANDBOX · Đang gián đoạn")
    assert [fault["kind"] for fault in await sim.get("/faults") if fault["left"]] == ["outage"]

    await page.get_by_role("button", name="Đang gián đoạn").click()
    await expect(page.locator("#ordered")).to_have_text("Không có.")
    await page.get_by_role("button", name="Từ chối 3 lần (429)").click()
    await expect(page.locator("#ordered")).to_contain_text("còn 3")
    (refusal,) = [fault for fault in await sim.get("/faults") if fault["left"]]
    assert (refusal["kind"], refusal["channel"]) == ("429", "telegram")

    await page.get_by_role("button", name="Gỡ hết").click()
    await expect(page.locator("#ordered")).to_have_text("Không có.")
    await page.keyboard.press("Escape")
    await expect(page.locator("#troubles")).to_be_hidden()
    assert await sim.get("/faults") == []


@needs_chromium
async def test_what_people_write_is_never_markup(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add(HOSTILE)
    await bot.set_my_commands([BotCommand("viec", HOSTILE)])
    await ask(bot, an, HOSTILE)
    await bot.send_document(an, b"x", filename='"><svg onload=alert(3)>.html', caption=HOSTILE)
    button = InlineKeyboardButton(HOSTILE, url="https://example.org/")
    await bot.send_message(an, "javascript:alert(4)", reply_markup=InlineKeyboardMarkup([[button]]))
    page = await visit.open()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    officer = page.locator("section.column")

    await expect(officer.get_by_text(HOSTILE, exact=True).first).to_be_visible()
    await writing(page, HOSTILE[:4]).press_sequentially("/")
    await expect(officer.get_by_role("menuitem")).to_contain_text(HOSTILE)
    await page.keyboard.press("Escape")
    await writing(page, HOSTILE[:4]).fill(HOSTILE)
    await page.keyboard.press("Enter")
    await expect(officer.locator(".mine").last).to_contain_text(HOSTILE)
    await officer.get_by_role("button", name="trả lời: <img").last.click()
    await expect(officer.locator(".context")).to_contain_text("<img src=x")

    assert await officer.locator("img, script, .log svg[onload]").count() == 0
    assert dialogs == []


@needs_chromium
async def test_a_thousand_messages_are_drawn_as_one_looks_back(visit: Visit, sim: Sim) -> None:
    an = await sim.add("An")
    for number in range(1000):
        await sim.post(f"/people/{an}/say", text=f"tin số {number}")
    page = await visit.open()
    officer, lines = column(page, "An"), page.locator(".line")
    await expect(officer.get_by_text("tin số 999", exact=True)).to_be_in_viewport()
    assert await lines.count() == 60

    await officer.get_by_role("button", name="Xem tin cũ hơn").evaluate("node => node.click()")
    await expect(lines).to_have_count(120)
    await officer.locator(".log").evaluate("log => { log.scrollTop = 0; }")
    await expect(lines).to_have_count(180)

    # One who looks back stays there, and is told of what is new.
    await officer.locator(".log").evaluate("log => { log.scrollTop = 900; }")
    await sim.post(f"/people/{an}/say", text="tin cuối")
    await expect(officer.get_by_text("tin cuối")).not_to_be_in_viewport()


@needs_chromium
async def test_what_is_new_stands_last_though_the_oldest_fall_out(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    for number in range(70):
        await sim.post(f"/people/{an}/say", text=f"tin số {number}")
    page = await visit.open()
    lines = column(page, "An").locator(".line .text")
    await expect(lines.last).to_have_text("tin số 69")

    for number in range(3):
        await sim.post(f"/people/{an}/say", text=f"hỏi {number}")
        await bot.send_message(an, f"đáp {number}")
        await expect(lines.last).to_have_text(f"đáp {number}")

    theirs = [message["text"] for message in await sim.messages(an)]
    assert await lines.all_text_contents() == theirs[-60:]


@needs_chromium
async def test_what_came_meanwhile_is_counted_and_marked(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    for number in range(40):
        await sim.post(f"/people/{an}/say", text=f"tin số {number}")
    page = await visit.open()
    officer = column(page, "An")
    await expect(officer.get_by_text("tin số 39", exact=True)).to_be_in_viewport()
    await officer.locator(".log").evaluate("log => { log.scrollTop = 200; }")

    await bot.send_message(an, "một")
    await bot.send_message(an, "hai")

    await expect(officer.get_by_role("button", name="2 tin mới")).to_be_visible()
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    await officer.get_by_role("button", name="2 tin mới").click()
    await expect(officer.get_by_text("Tin mới", exact=True)).to_be_visible()
    await expect(officer.get_by_text("hai", exact=True)).to_be_in_viewport()
    await expect(page).to_have_title(re.compile("^Đôn Đốc"))


@needs_chromium
async def test_after_the_sandbox_was_away_the_page_goes_on_by_itself(clock: OfficeClock) -> None:
    shelf = Shelf()

    def sandbox(port: int | None = None) -> TestServer:
        app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move, shelf=shelf)
        return TestServer(app, port=port)

    async with sandbox() as first:
        base, port = str(first.make_url("/")).rstrip("/"), first.port
        async with ClientSession(base) as session:
            an = await Sim(session).add("An")
        async with visiting(base) as visit:
            page = await visit.open()
            await expect(column(page, "An").get_by_text("/start")).to_be_visible()
            await first.close()
            await expect(page.get_by_text("Mất kết nối; đang nối lại…")).to_be_visible()

            async with sandbox(port), ClientSession(base) as session:
                await Sim(session).post(f"/people/{an}/say", text="vẫn ở đây")
                await expect(column(page, "An").get_by_text("vẫn ở đây")).to_be_visible()
                await expect(page.locator("#notice")).to_have_text("")
                await Sim(session).post(f"/people/{an}/say", text="và nghe tiếp")
                await expect(column(page, "An").get_by_text("và nghe tiếp")).to_be_visible()


@needs_chromium
async def test_on_a_phone_one_column_at_a_time(visit: Visit, bot: Bot, sim: Sim) -> None:
    an = await sim.add("Nguyễn Thị Thanh Huyền")
    binh = await sim.add("Bình", "head")
    await ask(bot, an)
    page = await visit.open(PHONE)
    tabs = page.get_by_role("tab")
    await expect(tabs).to_have_count(2)
    await expect(tabs.first).to_have_attribute("aria-selected", "true")
    await expect(page.locator('.log[aria-busy="false"]')).to_have_count(2)

    await bot.send_message(binh, "tin cho trưởng phòng")
    await expect(tabs.last).to_contain_text("1")
    await tabs.last.click()

    await expect(tabs.last).to_have_attribute("aria-selected", "true")
    await expect(column(page, "Bình").get_by_text("tin cho trưởng phòng")).to_be_in_viewport()
    await expect(column(page, "Nguyễn")).not_to_be_in_viewport(ratio=0.2)
    await expect(tabs.last).not_to_contain_text("1")
    await picture(page, "phone")

    await page.get_by_role("button", name="Công cụ").click()
    await picture(page, "phone-tools")
    await page.get_by_role("button", name="Khung nhắc kế tiếp").click()
    await expect(page.locator("#now")).to_contain_text("13:30")
    await expect(page.locator("#tools")).to_be_hidden()


def words() -> dict[str, dict[str, str]]:
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', text(), re.S)
    assert found is not None
    languages: dict[str, dict[str, str]] = json.loads(found[1])
    return languages


def text() -> str:
    return FILE.read_text(encoding="utf-8")


def test_both_languages_have_the_same_words() -> None:
    vi, en = words()["vi"], words()["en"]
    assert list(vi) == list(en)
    for key in vi:
        assert re.findall(r"\{\w+\}", vi[key]) == re.findall(r"\{\w+\}", en[key]), key


def test_every_word_asked_for_is_there() -> None:
    asked = re.findall(r'data-(?:word|label|hint)="(\w+)"', text())
    asked += re.findall(r'\bword\("(\w+)"', text())
    assert set(asked) <= set(words()["vi"])


async def test_the_page_is_one_file_whose_policy_allows_exactly_it(base: str, sim: Sim) -> None:
    async with sim.session.get("/") as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert page == text()
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 2
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page)
    async with sim.session.get("/page/index.html") as answer:
        assert answer.status == 404
