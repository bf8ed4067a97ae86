"""The office's policy and calendar by chat: what is shown, changed, refused, and who may."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.handlers import policy_words
from bot.texts import LANGUAGES, render_value
from scheduler.rules.people import Role
from scheduler.rules.policy import Policy
from scheduler.rules.policy_form import SHAPES, written
from scheduler.rules.words import fold
from storage import orgs
from storage.tables import calendar_edits, journal
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_administered_office(tmp_path) as made:
        yield made


async def policy(office: OfficeInMemory) -> Policy:
    async with office.database.read() as connection:
        return (await orgs.load(connection, office.org)).office.policy


# --- the policy ---------------------------------------------------------------------------------

SAID = {
    "giờ nhắc: 8:00, 14h": {"slots": ["08:00", "14:00"]},
    "gio nhac: 8h va 14h30": {"slots": ["08:00", "14:30"]},
    "reminder times: 8:00, 14:00": {"slots": ["08:00", "14:00"]},
    "giờ làm việc: 7h30-11h30, 13h-17h30": {"hours": ["07:30-11:30", "13:00-17:30"]},
    "báo cáo lên cấp trên: chuyên viên +1, trưởng phòng +2, đầu mối +4": {
        "ladder": {"officer": 1, "head": 2, "coordinator": 4}
    },
    "telling upwards: officer 1, head 2": {"ladder": {"officer": 1, "head": 2}},
    "số tin mỗi ngày: 3": {"messages_a_day": 3},
    "xác nhận kết quả: tắt": {"confirm_tasks": False},
    "confirmation of results: off": {"confirm_tasks": False},
    "hạn vào ngày nghỉ: giữ nguyên": {"day_off_rule": "none"},
    "nhắc báo cáo trước hạn: 3, 1, 0": {"report_steps": [3, 1, 0]},
    "/quydinh số ngày gia ân: 2 ngày": {"grace_days": 2},
}


@pytest.mark.parametrize(("words", "changes"), SAID.items())
async def test_a_setting_is_changed_in_words(
    office: OfficeInMemory, words: str, changes: dict[str, Any]
) -> None:
    before = written(await policy(office))

    asked = await office.say("Kim", words)
    assert "(1) Có" in asked
    assert (await policy(office)).version == 1, "not before the yes"
    done = await office.say("Kim", "có")

    assert "bản 2" in done
    assert written(await policy(office)) == before | changes
    async with office.database.read() as connection:
        who = await connection.scalar(
            select(journal.c.person_id).where(
                journal.c.org_id == office.org, journal.c.what == "policy_set"
            )
        )
    assert str(who) == str(int(office.addresses["Kim"]) - 100)


REFUSED = {
    "giờ nhắc: 18:00": "nằm trong giờ làm việc",
    "giờ nhắc: sáng sớm": "nằm trong giờ làm việc",
    "số tin mỗi ngày: 0": "từ 1 đến 250",
    "báo cáo lên cấp trên: chuyên viên +3, trưởng phòng +1": "sau cấp dưới",
    "xác nhận kết quả: có lẽ": "không dùng được",
    "số ngày nhận xử lý: 30": "không quá",
}


@pytest.mark.parametrize(("words", "why"), REFUSED.items())
async def test_a_bad_value_is_one_sentence_with_an_example(
    office: OfficeInMemory, words: str, why: str
) -> None:
    said = await office.say("Kim", words)

    assert why in said
    assert "Xin gõ như: " in said
    assert (await policy(office)).version == 1
    example = said.partition("Xin gõ như: ")[2]
    assert "không có gì thay đổi" in await office.say("Kim", example)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("setting", list(SHAPES))
def test_every_line_that_is_shown_can_be_typed_again(setting: str, language: str) -> None:
    value = written(Policy())[setting]

    name = render_value(policy_words.name_of(setting), language)
    shown = render_value(policy_words.shown(value), language)

    assert policy_words.names()[fold(name)] == setting
    assert policy_words.read(shown, value) == value


async def test_what_climbs_is_moved_only_when_that_is_said(office: OfficeInMemory) -> None:
    """NV1 is late since 14/8 and has begun to climb."""
    for day in (14, 17, 18):
        await office.at(f"2026-08-{day}T07:45")
    asked = await office.say("Kim", "báo cáo lên cấp trên: chuyên viên +1, đầu mối +2")
    assert "giữ quy định cũ" in asked
    await office.say("Kim", "có")

    assert "(1) Có" in await office.say("Kim", "/quydinh áp dụng")
    assert "Đã chuyển" in await office.say("Kim", "có")
    assert "không có gì phải chuyển" in await office.say("Kim", "/quydinh áp dụng")


async def test_a_new_version_is_not_taken_back_but_said_anew(office: OfficeInMemory) -> None:
    await office.say("Kim", "số tin mỗi ngày: 3")
    done = await office.say("Kim", "có")
    assert "Muốn như cũ, gõ: số tin mỗi ngày: 2" in done

    assert "Không hoàn tác được" in await office.say("Kim", "hoàn tác")
    await office.say("Kim", "số tin mỗi ngày: 2")
    await office.say("Kim", "có")

    assert (await policy(office)).version == 3
    assert (await policy(office)).messages_a_day == 2


def test_every_rung_has_its_own_names() -> None:
    called = [name for names in policy_words._CALLED.values() for name in names]

    assert len(called) == len(set(called))
    assert set(policy_words._CALLED) == set(Role) - {Role.DEPUTY_HEAD, Role.ADMIN}


# --- the calendar -------------------------------------------------------------------------------


async def entered(office: OfficeInMemory) -> dict[date, str]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(calendar_edits).where(calendar_edits.c.org_id == office.org)
        )
        return {row.day: row.kind for row in rows}


CALENDAR = {
    "cơ quan nghỉ 24/8: lễ": {date(2026, 8, 24): "off"},
    "co quan nghi 24/8: le": {date(2026, 8, 24): "off"},
    "cơ quan nghỉ từ ngày 24/8 đến hết ngày 25/8: lễ": {
        date(2026, 8, 24): "off",
        date(2026, 8, 25): "off",
    },
    "/lich nghỉ 31/12–2/1: lễ": {
        date(2026, 12, 31): "off",
        date(2027, 1, 1): "off",
        date(2027, 1, 2): "off",
    },
    "cơ quan làm bù 29/8: bù ngày 24": {date(2026, 8, 29): "worked"},
    "cơ quan chỉ làm buổi sáng 24/8: lễ": {date(2026, 8, 24): "morning"},
    "office off 24/8/2027: day of the office": {date(2027, 8, 24): "off"},
}


@pytest.mark.parametrize(("words", "days"), CALENDAR.items())
async def test_days_of_the_office_are_entered_and_taken_back(
    office: OfficeInMemory, words: str, days: dict[date, str]
) -> None:
    assert "Đã ghi" in await office.say("Kim", words)
    assert await entered(office) == days

    assert "Đã hoàn tác" in await office.say("Kim", "hoàn tác")
    assert await entered(office) == {}


async def test_a_reason_is_asked_for_and_what_moves_is_said(office: OfficeInMemory) -> None:
    """NV4 is to be done before 20/8: its last day is Wednesday the 19th."""
    assert "lý do gì" in await office.say("Kim", "cơ quan nghỉ 19/8")
    done = await office.say("Kim", "mất điện toàn khu")

    assert "Đã ghi cơ quan nghỉ" in done
    assert "NV4/HC: 19/8 → 18/8" in done
    assert "mất điện toàn khu" in await office.say("An", "/lich")
    assert "Đã bỏ" in await office.say("Kim", "/lich thường 19/8")
    assert await entered(office) == {}


async def test_a_persons_own_absence_is_no_day_of_the_office(office: OfficeInMemory) -> None:
    await office.say("Kim", "nghỉ 24/8–25/8")
    assert await entered(office) == {}


async def test_the_office_pauses_and_works_again(office: OfficeInMemory) -> None:
    assert "tạm nghỉ" in await office.say("Kim", "cơ quan tạm nghỉ 4/8–7/8: bão số 5")
    await office.at("2026-08-04T07:45")
    office.said_to("An")
    await office.at("2026-08-05T07:45")
    assert office.said_to("An") == ""

    assert "Đã kết thúc" in await office.say("Kim", "cơ quan làm việc trở lại")
    await office.at("2026-08-05T13:30")
    assert "BC1" in office.said_to("An")


BAD_DAYS = {
    "cơ quan nghỉ 31/2: lễ": "chưa hiểu ngày",
    "cơ quan nghỉ 24/8–1/12: lễ": "dài hơn",
    "/lich thường 24/8": "chưa nhập gì",
    "cơ quan làm việc trở lại": "không có đợt nghỉ",
}


@pytest.mark.parametrize(("words", "why"), BAD_DAYS.items())
async def test_a_bad_day_changes_nothing(office: OfficeInMemory, words: str, why: str) -> None:
    assert why in await office.say("Kim", words)
    assert await entered(office) == {}


ONLY_ADMIN = ["/quydinh", "giờ nhắc: 8:00", "cơ quan nghỉ 24/8: lễ", "/lich tạm nghỉ 24/8: lễ"]


@pytest.mark.parametrize("words", ONLY_ADMIN)
@pytest.mark.parametrize("person", ["An", "Bình", "Khánh", "Sơn", "Tâm"])
async def test_only_the_admin_changes_settings(
    office: OfficeInMemory, person: str, words: str
) -> None:
    assert "quản trị" in await office.say(person, words)
    assert await entered(office) == {}
    assert (await policy(office)).version == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_of_channels_are_said_as_they_are_typed(language: str) -> None:
    levels = {"telegram": "title", "zalo_bot": "code"}

    said = render_value(policy_words.shown(levels), language)

    assert policy_words.read(said, {}) == levels


async def test_a_channel_is_restricted_by_chat(office: OfficeInMemory) -> None:
    assert "(1) Có" in await office.say("Kim", "bảo mật theo kênh: Telegram: chỉ hiện mã")
    await office.say("Kim", "có")

    assert dict((await policy(office)).confidentiality) == {"telegram": "code"}


@pytest.mark.parametrize(
    ("said", "answered", "then", "at_last"),
    [
        ("cơ quan nghỉ 31/7: nghỉ bù", "Đồng chí nói về năm nào", "1", "thứ Sáu 31/7/2026"),
        ("cơ quan nghỉ 31/7: nghỉ bù", "Đồng chí nói về năm nào", "2", "thứ Bảy 31/7/2027"),
        ("cơ quan tạm nghỉ 30/7-1/8: bão", "nói về năm nào", "2", "30/7/2027"),
        ("cơ quan nghỉ 2/1: nghỉ bù", "thứ Bảy 02/1/2027", None, ""),
        ("cơ quan nghỉ 28/12-3/1: nghỉ Tết", "28/12/2026 – Chủ nhật 03/1/2027", None, ""),
        ("cơ quan nghỉ 9/8-5/8: nghỉ bù", "ngày cuối trước ngày đầu", None, ""),
        ("cơ quan nghỉ 9/8/2026-5/8/2026: nghỉ bù", "ngày cuối trước ngày đầu", None, ""),
        ("cơ quan tạm nghỉ 9/8-5/8: bão", "ngày cuối trước ngày đầu", None, ""),
        ("cơ quan nghỉ ngày mai", "vì lý do gì", "mất điện", "thứ Ba 04/8/2026"),
        ("office off tomorrow: power cut", "thứ Ba 04/8/2026", None, ""),
        ("số ngày gia ân: -1", "Không đặt được số ngày gia ân là “-1”", None, ""),
        ("quy định", "số ngày gia ân: 0", None, ""),
    ],
)
async def test_days_and_values_are_doubted_where_they_must_be(
    office: OfficeInMemory, said: str, answered: str, then: str | None, at_last: str
) -> None:
    assert answered in await office.say("Kim", said)
    if then is not None:
        assert at_last in await office.say("Kim", then)
