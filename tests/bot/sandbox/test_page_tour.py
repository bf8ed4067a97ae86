"""The guided tour of the chat page: ten steps, that wait for the visitor where there is a deed."""

import pytest
from playwright.async_api import Locator, Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.bot.sandbox.browsing import (
    DESKTOP,
    PHONE,
    Visit,
    column,
    needs_chromium,
    picture,
    writing,
)
from tests.bot.sandbox.playing import Sim

pytestmark = needs_chromium
NO_ANSWER_YET = 12_000  # ms: longer than the page waits before it says that no service runs


def step(page: Page, number: int) -> Locator:
    return page.locator("#tour-count").get_by_text(f"{number}/10")


async def stands_clear(page: Page) -> bool:
    """Whether the card leaves what it points to free to be used."""
    found: bool = await page.evaluate("""() => {
        const target = document.querySelector(".pointed");
        const { left, top, width, height } = target.getBoundingClientRect();
        const middle = document.elementFromPoint(left + width / 2, top + height / 2);
        return target.contains(middle) || middle.contains(target);
    }""")
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_all_ten_steps_from_an_empty_sandbox(
    visit: Visit, bot: Bot, sim: Sim, size: dict[str, int]
) -> None:
    page = await visit.open(size, tour=None)
    name = "phone" if size is PHONE else "desktop"
    card, go_on = page.locator("#tour"), page.locator("#tour-next")

    await expect(card).to_contain_text("Lần đầu ở đây?")
    await go_on.click()
    await expect(step(page, 1)).to_be_visible()
    await expect(page.locator("#banner")).to_have_class("banner pointed")
    await go_on.click()

    await expect(card).to_contain_text("chưa có ai")
    assert await stands_clear(page)
    await picture(page, f"tour-2-{name}")
    await page.get_by_role("button", name="Thêm người").click()
    await page.get_by_label("Họ tên").fill("An")
    await page.get_by_label("Đơn vị").fill("Phòng Hành chính")
    await page.get_by_role("button", name="Thêm", exact=True).click()
    await expect(card).to_contain_text("Tốt lắm")

    await expect(step(page, 3)).to_be_visible()
    await expect(card).to_contain_text("Telegram")
    await go_on.click()

    await expect(card).to_contain_text("NV1 60%")
    assert await stands_clear(page)
    await picture(page, f"tour-4-{name}")
    await writing(page, "An").fill("NV1 60%")
    await page.keyboard.press("Enter")

    # Nothing but the sandbox runs: after a while the tour says how to start the service.
    await expect(step(page, 5)).to_be_visible()
    command = page.locator("#tour-command")
    await expect(command).to_be_visible(timeout=NO_ANSWER_YET)
    await expect(command).to_contain_text("dondoc run")
    await expect(command).to_contain_text(f"{visit.base}/telegram")
    await picture(page, f"tour-5-{name}")
    an = (await sim.get("/people"))[0]["id"]
    done = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:1")]])
    await bot.send_message(an, "Đã ghi NV1: 60%.", reply_markup=done)

    await expect(step(page, 6)).to_be_visible()
    await column(page, "An").get_by_role("button", name="Đã xong").click()

    await expect(step(page, 7)).to_be_visible()
    await column(page, "An").get_by_role("button", name="sửa: NV1 60%").click()
    await writing(page, "An").fill("NV1 70%")
    await page.keyboard.press("Enter")

    await expect(step(page, 8)).to_be_visible()
    assert await stands_clear(page)
    await (
        column(page, "An")
        .locator(".upload")
        .set_input_files({"name": "báo cáo.docx", "mimeType": "application/msword", "buffer": b"x"})
    )

    await expect(step(page, 9)).to_be_visible()
    assert await stands_clear(page)
    await picture(page, f"tour-9-{name}")
    await page.get_by_role("button", name="Khung nhắc kế tiếp").click()

    await expect(step(page, 10)).to_be_visible()
    assert await stands_clear(page)
    await page.get_by_role("button", name="Kết thúc").click()
    await expect(card).to_be_hidden()

    # It does not offer itself again, and can be taken again.
    await page.reload()
    await expect(column(page, "An").get_by_text("NV1 70%").first).to_be_visible()
    await expect(card).to_be_hidden()


async def test_it_is_left_and_resumed_by_keyboard_and_names_a_task_of_the_office(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    await bot.send_message(an, "1. NV7 Tổ chức lớp tập huấn\n   Hạn: 20/11/2026")
    page = await visit.open(language="en", tour=3)
    guide = page.get_by_role("button", name="Guide 3/10")
    await expect(column(page, "An").get_by_text("NV7")).to_be_visible()
    await expect(page.locator("#tour")).to_be_hidden()

    await guide.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#tour-next")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#tour")).to_contain_text("NV7 60%")

    await page.keyboard.press("F6")
    await expect(writing(page, "An")).to_be_focused()
    await page.keyboard.type("NV7 60%")
    await page.keyboard.press("Enter")
    await expect(page.locator("#tour")).to_contain_text("Well done.")
    await expect(step(page, 5)).to_be_visible()

    await page.keyboard.press("F6")
    await expect(page.locator("#tour-next")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#tour")).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("button", name="Guide 5/10")).to_be_visible()
    await expect(page.locator("#tour")).to_be_hidden()
