"""A head gives work to people, hands over, names a deputy: by code, by number, in free words."""

from datetime import date

import pytest
from sqlalchemy import and_, select

from storage.tables import assignments, journal, people, roles, tasks
from tests.fakes import ChannelInMemory, OfficeInMemory

TODAY = "2026-08-03"


async def given(office: OfficeInMemory, code: str) -> list[tuple[str, str, str | None]]:
    """Who has a task for which days: (name, from, to)."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(people.c.full_name, assignments.c.from_on, assignments.c.to_on)
            .join(
                people,
                and_(
                    people.c.org_id == assignments.c.org_id,
                    people.c.id == assignments.c.person_id,
                ),
            )
            .join(
                tasks,
                and_(tasks.c.org_id == assignments.c.org_id, tasks.c.id == assignments.c.task_id),
            )
            .where(assignments.c.org_id == office.org, tasks.c.code == code)
            .order_by(assignments.c.from_on, people.c.full_name)
        )
        return [(row.full_name, str(row.from_on), _plain(row.to_on)) for row in rows]


def _plain(day: date | None) -> str | None:
    return str(day) if day else None


async def asked_for_nv1(office: OfficeInMemory) -> None:
    """Bình is asked to confirm NV1, so that it is item 1 of his last message."""
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


@pytest.mark.parametrize(
    ("said", "who", "since"),
    [
        ("giao NV1 cho Dung", "Dung", TODAY),
        ("giao NV1 Dung", "Dung", TODAY),
        ("giao 1 cho Dung", "Dung", TODAY),
        ("dạ giao lại NV1 cho đồng chí Dung nhé", "Dung", TODAY),
        ("phân công NV1 cho An và Dung", "An Dung", TODAY),
        ("giao 1 cho An, Dung", "An Dung", TODAY),
        ("giao NV1 cho An và Dung từ 10/8", "An Dung", "2026-08-10"),
        ("giao NV1 cho Dung từ 10/8", "Dung", "2026-08-10"),
        ("giao NV1 cho Dung kể từ ngày mai", "Dung", "2026-08-04"),
        ("giao NV1 cho Dung từ thứ 6", "Dung", "2026-08-07"),
        ("giao cho Dung NV1", "Dung", TODAY),
        ("assign NV1 to Dung from 10/8", "Dung", "2026-08-10"),
        ("assign 1 to An and Dung", "An Dung", TODAY),
    ],
)
async def test_a_head_gives_a_task(office: OfficeInMemory, said: str, who: str, since: str) -> None:
    await asked_for_nv1(office)

    assert "Đã giao NV1 cho" in await office.say("Bình", said)

    assert await given(office, "NV1") == [(name, since, None) for name in who.split()]


@pytest.mark.parametrize(
    ("person", "said", "answer"),
    [
        ("Bình", "giao NV1 cho Dung từ 1/8", "đã qua nên Đôn Đốc chưa ghi gì về NV1/HC"),
        ("Bình", "giao NV1 cho Dung từ 1/8/2026", "đã qua nên Đôn Đốc chưa ghi gì về NV1/HC"),
        ("Bình", "giao NV1 cho Nam", "Không tìm thấy ai tên “Nam” trong HC"),
        ("Bình", "giao NV1 cho An và Nam", "Không tìm thấy ai tên “Nam” trong HC"),
        ("Bình", "giao NV1 cho Khánh", "Không tìm thấy ai tên “Khánh” trong HC"),
        ("Bình", "giao NV1 cho anh Sơn", "Không tìm thấy ai tên “anh Sơn” trong HC"),
        ("Bình", "giao NV99 cho Dung", "Không tìm thấy việc có mã NV99"),
        ("An", "giao NV1 cho Dung", "lãnh đạo đơn vị quyết định"),
        ("Khánh", "giao NV1 cho Dung", "NV1/HC đã đóng (đã báo xong)"),
        ("Chi", "giao NV1 cho Dung", "không có quyền với NV1"),
    ],
)
async def test_what_cannot_be_given_is_said_in_one_sentence(
    office: OfficeInMemory, person: str, said: str, answer: str
) -> None:
    await asked_for_nv1(office)

    assert answer in await office.say(person, said)

    assert await given(office, "NV1") == []


@pytest.mark.parametrize(
    ("said", "since"), [("giao NV1", TODAY), ("giao 1", TODAY), ("giao NV1 từ 10/8", "2026-08-10")]
)
@pytest.mark.parametrize("between", ["", "/viec"])
async def test_without_a_name_the_people_of_the_unit_are_offered(
    office: OfficeInMemory, said: str, since: str, between: str
) -> None:
    await asked_for_nv1(office)

    asked = await office.say("Bình", said)
    assert "1) An\n2) Bình\n3) Dung" in asked
    assert await given(office, "NV1") == []
    if between:
        await office.say("Bình", between)
    await office.say("Bình", "3")

    assert await given(office, "NV1") == [("Dung", since, None)]


async def test_both_hear_of_it_in_their_next_slot(office: OfficeInMemory) -> None:
    await asked_for_nv1(office)
    await office.say("Bình", "giao NV2 cho An")
    await office.say("Bình", "giao NV2 cho Dung")
    await office.say("Bình", "giao NV3 cho Dung từ 10/8")
    await office.at("2026-08-04T07:45")
    await office.at("2026-08-04T09:00")

    assert "NV2 Rà soát thủ tục hành chính của Sở: từ thứ Hai 03/8/2026 do Dung" in (
        office.said_to("An")
    )
    told = office.said_to("Dung")
    assert "tiếp nhận 1 việc đang mở" in told
    assert "giao đồng chí thực hiện từ thứ Hai 10/8/2026" in told


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("bàn giao việc của An cho Dung từ 10/8", "2026-08-10"),
        ("bàn giao toàn bộ công việc của An cho chị Dung từ 10/8", "2026-08-10"),
        ("chuyển giao các nhiệm vụ của An sang cho Dung từ ngày 10/8", "2026-08-10"),
        ("bàn giao việc của An cho Dung", TODAY),
        ("hand over all duties of An to Dung from 10/8", "2026-08-10"),
    ],
)
async def test_all_that_somebody_does_is_handed_over_after_a_yes(
    office: OfficeInMemory, said: str, since: str
) -> None:
    await asked_for_nv1(office)
    await office.say("Bình", "giao NV2 cho An")
    await office.say("Bình", "giao NV3 cho An")

    asked = await office.say("Bình", said)
    assert "bàn giao 2 việc của An cho Dung: NV2, NV3" in asked
    assert [who for who, _, _ in await given(office, "NV2")] == ["An"]
    assert "Đã bàn giao 2 việc" in await office.say("Bình", "có")

    for code in ("NV2", "NV3"):
        assert (await given(office, code))[-1] == ("Dung", since, None)
    await office.at("2026-08-10T07:45")
    await office.at("2026-08-10T09:00")
    assert "2 việc của đồng chí được bàn giao cho Dung: NV2, NV3" in office.said_to("An")
    assert "tiếp nhận 2 việc đang mở từ An" in office.said_to("Dung")


@pytest.mark.parametrize(
    ("person", "said", "answer"),
    [
        (
            "Bình",
            "bàn giao việc của An cho Dung từ 1/8",
            "đã qua nên Đôn Đốc chưa ghi gì về công việc của An",
        ),
        ("Bình", "bàn giao việc của Dung cho An", "Dung không có việc nào được giao"),
        ("Bình", "bàn giao việc của An cho An", "không thể bàn giao cho chính mình"),
        ("Bình", "bàn giao việc của An cho Khánh", "Không tìm thấy ai tên “Khánh”"),
        ("Bình", "bàn giao việc của Khánh cho Dung", "Không tìm thấy ai tên “Khánh”"),
        ("Chi", "bàn giao việc của An cho Dung", "Không tìm thấy ai tên “An”"),
        ("An", "bàn giao việc của An cho Dung", "lãnh đạo đơn vị quyết định"),
    ],
)
async def test_what_cannot_be_handed_over_is_said_in_one_sentence(
    office: OfficeInMemory, person: str, said: str, answer: str
) -> None:
    await asked_for_nv1(office)
    await office.say("Bình", "giao NV2 cho An")

    assert answer in await office.say(person, said)

    assert await given(office, "NV2") == [("An", TODAY, None)]


@pytest.mark.parametrize("no", ["thôi", "không", "2"])
async def test_a_hand_over_may_be_dropped(office: OfficeInMemory, no: str) -> None:
    await asked_for_nv1(office)
    await office.say("Bình", "giao NV2 cho An")
    await office.say("Bình", "bàn giao việc của An cho Dung")

    await office.say("Bình", no)

    assert await given(office, "NV2") == [("An", TODAY, None)]


async def is_deputy(office: OfficeInMemory, name: str) -> bool:
    async with office.database.read() as connection:
        found = await connection.scalar(
            select(roles.c.role)
            .join(
                people,
                and_(people.c.org_id == roles.c.org_id, people.c.id == roles.c.person_id),
            )
            .where(
                roles.c.org_id == office.org,
                roles.c.role == "deputy_head",
                people.c.full_name == name,
            )
        )
        return found is not None


@pytest.mark.parametrize(
    "said", ["phó phòng là Dung", "cử chị Dung làm phó phòng", "deputy head is Dung"]
)
@pytest.mark.parametrize(
    "ended", ["thôi phó phòng Dung", "Dung thôi làm phó phòng", "Dung is no longer deputy head"]
)
async def test_a_head_names_a_deputy_whose_word_counts(
    office: OfficeInMemory, said: str, ended: str
) -> None:
    await asked_for_nv1(office)

    assert "Dung là cấp phó của đơn vị" in await office.say("Bình", said)
    assert await is_deputy(office, "Dung")
    assert "Đã xác nhận NV1" in await office.say("Dung", "đồng ý NV1")
    assert "Dung thôi làm cấp phó" in await office.say("Bình", ended)

    assert not await is_deputy(office, "Dung")
    assert "không có quyền" in await office.say("Dung", "giao NV2 cho An")
    async with office.database.read() as connection:
        noted = await connection.scalars(
            select(journal.c.what)
            .where(journal.c.org_id == office.org, journal.c.what.like("deputy_%"))
            .where(journal.c.facts.is_not(None))
            .order_by(journal.c.id)
        )
        assert [what for what in noted if what in ("deputy_named", "deputy_ended")][:1] == [
            "deputy_named"
        ]


@pytest.mark.parametrize(
    ("person", "said", "answer"),
    [
        ("Bình", "phó phòng là Bình", "đang là lãnh đạo đơn vị"),
        ("Bình", "phó phòng là Khánh", "Không tìm thấy ai tên “Khánh”"),
        ("Bình", "thôi phó phòng An", "không phải là cấp phó"),
        ("An", "phó phòng là An", "Chỉ lãnh đạo đơn vị"),
        ("Khánh", "phó phòng là Dung", "Chỉ lãnh đạo đơn vị"),
    ],
)
async def test_who_cannot_be_named(
    office: OfficeInMemory, person: str, said: str, answer: str
) -> None:
    await office.at("2026-08-03T09:00")

    assert answer in await office.say(person, said)

    assert not any([await is_deputy(office, name) for name in ("An", "Bình", "Dung", "Khánh")])


async def test_a_head_who_only_types_decides_everything(office: OfficeInMemory) -> None:
    """On a channel without buttons; each step in free words, nothing else."""
    office.channel.most_buttons = 0
    await office.at("2026-08-03T09:00")
    for words in ("NV1 xong", "NV2 xong", "NV4 xin gia hạn đến 20/9 vì chờ số liệu"):
        await office.say("An", words)
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")

    for said, answer in (
        ("cử Dung làm phó phòng nhé", "Dung là cấp phó"),
        ("NV1 dạ được, đồng ý em, lần sau gửi sớm", "kèm ghi chú: “lần sau gửi sớm”"),
        ("NV2 chưa được, thiếu phụ lục", "Đã trả lại NV2"),
        ("NV4 chỉ đồng ý đến 10/9 thôi", "Đã đồng ý gia hạn NV4/HC đến thứ Năm 10/9/2026"),
        ("giao NV3", "1) An"),
        ("1", "Đã giao NV3 cho An"),
        ("phân công NV2 cho An và Dung từ 5/8", "Đã giao NV2 cho An, Dung"),
        ("bàn giao toàn bộ công việc của An cho Dung từ 10/8", "chắc chắn chứ?"),
        ("đúng rồi", "Đã bàn giao 2 việc của An cho Dung"),
        ("anh xin nghỉ 12/8–14/8, thay: Dung", "Người thay: Dung"),
        ("thôi phó phòng Dung", "thôi làm cấp phó"),
    ):
        assert answer in await office.say("Bình", said), said

    assert (await office.duty("NV1"))[0] == "accepted"
    assert (await office.duty("NV2"))[0] == "started"
    assert (await given(office, "NV3"))[-1] == ("Dung", "2026-08-10", None)
    address = office.addresses["Bình"]
    sent = [part for to, _, part in office.channel.sent if to == address]
    assert len(sent) > 10
    assert isinstance(office.channel, ChannelInMemory)
    assert not any(part.buttons for part in sent)


@pytest.mark.parametrize(
    ("before", "words", "first"),
    [
        ("giao NV2 cho An", "bàn giao việc của An cho Dung", "bàn giao 1 việc của An"),
        ("giao NV2 cho Bình", "bàn giao việc của An cho Dung", "An không có việc nào được giao"),
    ],
)
async def test_what_falls_to_the_contact_stays_with_the_post_and_that_is_said(
    office: OfficeInMemory, before: str, words: str, first: str
) -> None:
    """An is the contact of the unit: NV1 is nobody's, so it is hers by her post."""
    await office.say("Bình", before)

    said = await office.say("Bình", words)

    assert first in said
    assert "việc chưa giao cho ai (NV1, NV3, NV4" in said
    assert "Muốn chuyển, gõ ví dụ: “giao NV1 cho Dung”." in said
    assert "Đã giao NV1 cho Dung" in await office.say("Bình", "giao NV1 cho Dung")
