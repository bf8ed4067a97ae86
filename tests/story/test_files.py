"""Files, albums, edits, menus and groups, with the service and the sandbox as they run.

The tests share one office on Monday morning. Each counts from where it begins.
"""

import pytest
import pytest_asyncio
from aiohttp import FormData

from storage.tables import attachments
from tests.story.house import MONDAY, House, Said

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_monday(common_house: House) -> House:
    await common_house.office.clock_to(MONDAY)
    return common_house


@pytest_asyncio.fixture(loop_scope="module")
async def monday(on_monday: House) -> House:
    await on_monday.office.settled()
    await on_monday.begin_to_count()
    return on_monday


async def send(house: House, person: str, files: dict[str, bytes], caption: str = "") -> None:
    """Send files as a person does: several are an album."""
    form = FormData()
    for name, content in files.items():
        form.add_field("document", content, filename=name, content_type="application/pdf")
    form.add_field("caption", caption)
    url = f"{house.office.sandbox_url}/sim/people/{house.office.ids[person]}/files"
    async with house.office.http.post(url, data=form) as response:
        assert response.status == 200, await response.text()
    await house.office.settled()


async def kept(house: House) -> dict[str, bytes]:
    """Name -> content of every file, once all are fetched."""

    async def all_are() -> bool:
        return not await house.rows(attachments, attachments.c.state == "waiting")

    await house.until("the files are fetched", all_are)
    return {row.name: row.content for row in await house.rows(attachments)}


def words(said: list[Said]) -> str:
    return "\n".join(each.text for each in said)


async def test_a_file_is_kept_beside_its_words(monday: House) -> None:
    await send(monday, "An", {"qd-12.pdf": b"%PDF-1.7 quyet dinh"}, "NV1 60%")

    assert "Kèm 1 tệp: qd-12.pdf." in words(await monday.said_to("An"))
    assert (await kept(monday))["qd-12.pdf"] == b"%PDF-1.7 quyet dinh"


async def test_an_album_gets_one_answer(monday: House) -> None:
    files = {f"to-{n}.pdf": f"%PDF {n}".encode() for n in range(3)}

    await send(monday, "An", files, "NV1 70%")

    (answer,) = await monday.said_to("An")
    assert "70%" in answer.text
    found = await kept(monday)
    assert {name: found[name] for name in files} == files


async def test_an_edit_replaces_what_was_said(monday: House) -> None:
    await monday.office.say("An", "NV1 75%")
    await monday.office.settled()

    await monday.edit("An", "NV1 75%", "NV1 85%")
    await monday.office.settled()

    assert "Tin đã sửa thay cho nội dung đã ghi trước về NV1" in words(await monday.said_to("An"))


async def test_each_sees_the_commands_of_their_role(monday: House) -> None:
    async def menu(person: str, language: str) -> list[str]:
        path = f"people/{monday.office.ids[person]}/commands?language={language}"
        return [each["command"] for each in await monday.office.sim("GET", path)]

    async def head_sees_more() -> bool:
        return "quahan" in await menu("Bình", "de")

    await monday.until("the head has a menu", head_sees_more)
    assert "quahan" not in await menu("An", "de")
    assert (await menu("An", "en"))[0] == "mine"
    assert (await menu("An", "vi"))[0] == "viec"


async def test_in_a_group_that_moves_nothing_breaks(monday: House) -> None:
    an = monday.office.ids["An"]
    group = await monday.office.sim("POST", "groups", title="Phòng", members=[an])
    path = f"groups/{group['id']}"
    await monday.office.sim("POST", f"{path}/say", person_id=an, text="/viec")
    await monday.office.sim("POST", f"{path}/migrate")
    await monday.office.settled()
    forum = await monday.office.sim(
        "POST", "groups", title="Sở", members=[an], kind="supergroup", forum=True
    )
    path = f"groups/{forum['id']}"
    await monday.office.sim("POST", f"{path}/topics", person_id=an, name="Báo cáo tuần")
    await monday.office.sim("POST", f"{path}/say", person_id=an, text="/viec")
    await monday.office.settled()

    assert len(await monday.said_to("An")) == 2  # whoever speaks to it there is answered alone
    await monday.office.say("An", "NV1 90%")
    await monday.office.settled()
    assert "90%" in words(await monday.said_to("An"))
