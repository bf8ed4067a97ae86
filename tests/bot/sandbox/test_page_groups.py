"""Groups in the chat page: made, written to as any member, with everybody's names."""

from playwright.async_api import FilePayload, expect
from telegram import Bot

from tests.bot.sandbox.browsing import (
    LOW_CONTRAST,
    PHONE,
    Visit,
    column,
    needs_chromium,
    picture,
    writing,
)
from tests.bot.sandbox.playing import OTHER_BOT, Sim

pytestmark = needs_chromium


async def test_a_group_is_made_and_its_members_talk(visit: Visit, bot: Bot, sim: Sim) -> None:
    an, binh = await sim.add("An"), await sim.add("Bình", "head")
    page = await visit.open()
    await page.get_by_role("button", name="Lập nhóm").click()
    await page.get_by_label("Tên nhóm").fill("Tổ <b>tổng hợp</b>")
    await page.locator("#add-group .primary").click()
    await expect(page.get_by_text("Xin chọn ít nhất một thành viên.")).to_be_visible()
    await page.get_by_label("An · Cán bộ").check()
    await page.get_by_label("Bình · Trưởng phòng").check()
    await page.locator("#add-group .primary").click()

    group = column(page, "Tổ <b>")
    await expect(group.locator(".bar p")).to_have_text("An, Bình")
    await expect(group.get_by_text("đã lập nhóm")).to_be_visible()
    await expect(group.get_by_role("combobox", name="Chọn ứng dụng")).to_be_disabled()

    await writing(page, "Tổ").fill("chào cả nhóm")
    await page.keyboard.press("Enter")
    await expect(group.locator(".mine").last).to_contain_text("chào cả nhóm")
    await group.get_by_role("combobox", name="Viết với tư cách").select_option(str(binh))
    await expect(group.locator(".mine")).to_have_count(0)  # it was An who said that
    await expect(group.locator(".theirs .sender").last).to_have_text("An")
    await writing(page, "Tổ").fill("/viec")
    await page.keyboard.press("Enter")
    await expect(group.locator(".mine").last).to_contain_text("/viec")
    by = [entry["person_id"] for entry in await sim.happened("said")]
    assert by[-2:] == [an, binh]

    made = (await sim.get("/groups"))[0]
    await bot.send_message(made["id"], "Nhóm chưa có việc nào.")
    await expect(group.locator(".theirs").last).to_contain_text("Nhóm chưa có việc nào.")
    await expect(group.locator(".theirs .sender").last).to_have_text("Đôn Đốc")
    await picture(page, "group")
    assert await page.evaluate(LOW_CONTRAST) == []

    # Nothing of it is in their own chats, and it moves on as a supergroup.
    await expect(column(page, "An").get_by_text("chào cả nhóm")).to_have_count(0)
    await sim.post(f"/groups/{made['id']}/migrate", status=201)
    await expect(group.get_by_text("nhóm được nâng cấp")).to_be_visible()
    await writing(page, "Tổ").fill("vẫn viết được")
    await page.keyboard.press("Enter")
    await expect(group.locator(".mine").last).to_contain_text("vẫn viết được")


async def test_a_group_on_a_phone(visit: Visit, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post("/groups", status=201, title="Tổ tổng hợp", members=[an])
    page = await visit.open(PHONE)
    await column(page, "An").get_by_role("combobox", name="Chọn người").select_option("Tổ tổng hợp")

    await expect(column(page, "Tổ tổng hợp").get_by_text("đã lập nhóm")).to_be_visible()
    await picture(page, "group-phone")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_several_pictures_are_one_album(visit: Visit, bot: Bot, sim: Sim) -> None:
    await sim.add("An")
    page = await visit.open()
    await expect(column(page, "An").get_by_text("/start")).to_be_visible()
    png = bytes.fromhex("89504e470d0a1a0a")
    both: list[FilePayload] = [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": png} for number in (1, 2)
    ]
    await column(page, "An").locator(".upload").set_input_files(both)
    await expect(column(page, "An").locator(".picture")).to_have_count(2)
    *_, first, second = await bot.get_updates()
    assert first.message is not None
    assert second.message is not None
    assert first.message.media_group_id == second.message.media_group_id is not None


async def test_many_names_leave_room_for_the_talk(visit: Visit, bot: Bot, sim: Sim) -> None:
    hostile = "\u202enemo"  # the mark turns what follows from right to left
    members = [await sim.add(f"{hostile} Nguyễn Thị Thanh Huyền {n}") for n in range(12)]
    await sim.post("/groups", status=201, title="Tổ tổng hợp", members=members)
    page = await visit.open(PHONE)
    who = page.get_by_role("combobox", name="Chọn người").first
    await who.select_option(label="Tổ tổng hợp")

    group = column(page, "Tổ")
    names = group.locator(".bar p")
    await expect(names.locator("bdi")).to_have_count(12)
    await picture(page, "group-of-twelve-360")
    place = await names.bounding_box()
    assert place is not None
    assert place["height"] < 24  # one line; the rest in its title
    assert (await names.get_attribute("title") or "").count("Nguyễn") == 12


async def test_with_two_bots_every_choice_can_be_read_on_a_phone(
    visit: Visit, bot: Bot, sim: Sim
) -> None:
    await sim.add("Nguyễn Thị Thanh Huyền")
    await sim.get(f"/bots/{OTHER_BOT}")
    page = await visit.open({"width": 320, "height": 568})

    choices = column(page, "Nguyễn").locator(".seat select")
    await expect(choices.nth(2)).to_be_visible()
    await picture(page, "two-bots-320")
    places = [await choices.nth(n).bounding_box() for n in range(3)]
    widths = [place["width"] for place in places if place]
    assert widths[0] > 200
    assert min(widths[1:]) > 90
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
