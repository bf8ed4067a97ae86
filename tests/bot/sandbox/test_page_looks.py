"""How the chat page looks and is reached: sizes, light and dark, contrast, touch, keyboard."""

from typing import Literal

import pytest
from playwright.async_api import Page, expect
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from tests.bot.sandbox.browsing import (
    DESKTOP,
    LOW_CONTRAST,
    PHONE,
    SMALL_TARGETS,
    WIDE,
    Visit,
    column,
    needs_chromium,
    picture,
    writing,
)
from tests.bot.sandbox.playing import Sim

pytestmark = needs_chromium
SMALLEST = {"width": 320, "height": 640}
REMINDER = """Kính gửi {name}, Đôn Đốc xin nhắc việc:

1. NV3 Tổ chức lớp tập huấn kỹ năng số cho công chức, viên chức, người lao động của Sở
   Hạn: thứ Sáu 20/11/2026 (còn 9 ngày làm việc).

Trả lời bằng lời, ví dụ: “xong”, “đang làm 60%”. Gõ /viec để xem chi tiết."""


async def lively_office(bot: Bot, sim: Sim) -> None:
    """Three people, and of every kind of message one."""
    an = await sim.add("Nguyễn Thị Thanh Huyền")
    binh, tam = await sim.add("Bình", "head"), await sim.add("Tâm", "leader")
    await bot.set_my_commands([BotCommand("viec", "việc của tôi"), BotCommand("help", "cách dùng")])
    rows = [["Đã xong", "Đang làm"], ["Xin gia hạn"]]
    keys = [[InlineKeyboardButton(one, callback_data=one) for one in row] for row in rows]
    await bot.send_message(
        an, REMINDER.format(name="Huyền"), reply_markup=InlineKeyboardMarkup(keys)
    )
    said = await sim.post(f"/people/{an}/say", text="NV3 60%")
    await sim.post(f"/people/{an}/edit", message_id=said["message_id"], text="NV3 70%")
    await bot.send_message(an, "Đã ghi NV3: đang làm 70%.", reply_to_message_id=said["message_id"])
    await bot.send_document(an, b"x" * 30_000, filename="BC1_2026-W45_v1.docx", caption="BC1")
    await bot.send_message(binh, REMINDER.format(name="Bình"))
    await bot.send_message(tam, "Kính gửi Tâm, tuần này không có việc quá hạn.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "size", [SMALLEST, PHONE, DESKTOP, WIDE], ids=lambda size: str(size["width"])
)
async def test_it_fits_and_can_be_read(
    visit: Visit, bot: Bot, sim: Sim, size: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    await lively_office(bot, sim)
    page = await visit.open(size, scheme=scheme)
    huyen = column(page, "Nguyễn")
    await expect(huyen.get_by_text("BC1_2026-W45_v1.docx")).to_be_visible()
    await picture(page, f"office-{size['width']}-{scheme}")

    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert await page.evaluate(LOW_CONTRAST) == []
    await huyen.get_by_role("button", name="Danh mục lệnh").click()
    await expect(huyen.get_by_role("menuitem")).to_have_count(2)
    assert await page.evaluate(LOW_CONTRAST) == []
    if size["width"] < 700:
        assert await page.evaluate(SMALL_TARGETS) == []
        await page.get_by_role("button", name="Công cụ").click()
        assert await page.evaluate(SMALL_TARGETS) == []
    await page.get_by_role("button", name="Sự cố").click()
    await page.get_by_role("button", name="Gián đoạn", exact=True).click()
    await expect(page.get_by_role("button", name="Đang gián đoạn")).to_be_visible()
    await picture(page, f"troubles-{size['width']}-{scheme}")
    assert await page.evaluate(LOW_CONTRAST) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_the_keyboard_alone_is_enough(visit: Visit, bot: Bot, sim: Sim) -> None:
    an, binh = await sim.add("An"), await sim.add("Bình", "head")
    page = await visit.open()
    await expect(column(page, "Bình").get_by_text("/start")).to_be_visible()

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Đến khung trò chuyện")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(writing(page, "An")).to_be_focused()

    await page.keyboard.press("ArrowRight")  # nothing is written: to the next column
    await expect(writing(page, "Bình")).to_be_focused()
    await page.keyboard.type("chào")
    await page.keyboard.press("ArrowLeft")  # something is: it moves in the text
    await expect(writing(page, "Bình")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(column(page, "Bình").locator(".mine").last).to_contain_text("chào")
    assert (await sim.happened("said"))[-1]["person_id"] == binh
    await page.keyboard.press("ArrowLeft")
    await expect(writing(page, "An")).to_be_focused()

    done = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:17")]])
    await bot.send_message(an, "NV12 xong chưa?", reply_markup=done)
    key = column(page, "An").get_by_role("button", name="Đã xong")
    await expect(key).to_be_visible()
    for _ in range(6):  # back over the paper clip, the commands, to the newest message
        await page.keyboard.press("Shift+Tab")
        if await key.evaluate("node => node === document.activeElement"):
            break
    await expect(key).to_be_focused()
    assert await outlined(page)
    await page.keyboard.press("Enter")
    assert (await sim.until_happened("pressed"))["person_id"] == an


async def test_every_stop_of_the_tab_key_is_seen(visit: Visit, bot: Bot, sim: Sim) -> None:
    await lively_office(bot, sim)
    page = await visit.open()
    await expect(column(page, "Nguyễn").get_by_text("BC1_2026-W45_v1.docx")).to_be_visible()
    names = set()
    for _ in range(40):
        await page.keyboard.press("Tab")
        name = await page.evaluate(
            "document.activeElement.ariaLabel ?? document.activeElement.textContent"
        )
        if await page.evaluate("document.activeElement === document.body"):
            break
        assert await outlined(page), name
        names.add(name.strip())
    assert {
        "+1 giờ",
        "Thứ Năm tới",
        "Thêm cột",
        "Sự cố",
        "English",
        "Chọn người",
        "Chặn bot",
    } <= names


async def outlined(page: Page) -> bool:
    found: bool = await page.evaluate("""() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    }""")
    return found


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_nothing_moves_for_those_who_want_it_still(
    visit: Visit, bot: Bot, sim: Sim, motion: Literal["reduce", "no-preference"]
) -> None:
    an = await sim.add("An")
    page = await visit.open()
    await page.emulate_media(reduced_motion=motion)
    await expect(column(page, "An").get_by_text("/start")).to_be_visible()
    await bot.send_chat_action(an, "typing")
    await expect(column(page, "An").locator(".typing")).to_be_visible()
    moving = await page.evaluate("document.getAnimations().length")
    assert (moving > 0) == (motion == "no-preference")


async def test_in_english_nothing_vietnamese_is_left(visit: Visit, sim: Sim) -> None:
    await sim.add("An")
    page = await visit.open(language="en")
    await expect(column(page, "An").get_by_text("/start")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"
    await page.get_by_role("button", name="Troubles").click()
    said = await page.evaluate("""() => document.body.innerText.split("\\n")
        .concat([...document.querySelectorAll("[aria-label]")].map((node) => node.ariaLabel))
        .map((line) => line.replaceAll("Đôn Đốc", ""))
        .filter((line) => /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(line))""")
    theirs = ("Tiếng Việt", "Phòng Hành chính")
    assert [line for line in said if line.strip() not in ("", "ĐĐ", *theirs)] == []
    await picture(page, "english")
