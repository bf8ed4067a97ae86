"""“Vì sao?” in chat: which item, which message, which duty; what was so then; who may ask."""

from datetime import date

import pytest
from sqlalchemy import update

from bot.administration import duty_changes
from storage.tables import people
from tests.fakes import OfficeInMemory

DUE = date(2026, 8, 20)
NV1_SOURCE = (
    "Căn cứ: Kế hoạch “Thực hiện nhiệm vụ năm 2026”, mục II.1.a (dòng 11): "
    "“Trước ngày 15/8/2026”, tức là đúng hạn đến hết thứ Sáu 14/8/2026"
)
CONTACT = "Gửi đồng chí vì HC chưa giao việc này cho ai và đồng chí là đầu mối của đơn vị."
NV1_T7 = (
    "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần trước 7 ngày: "
    "hạn thứ Sáu 14/8/2026, 7 ngày làm việc trước là thứ Tư 05/8/2026, không tính T7, CN. "
    f"{CONTACT} {NV1_SOURCE}."
)
NV1_T3 = (
    "Việc dưới ba tháng được nhắc trước hạn 7, 3, 1, 0 ngày làm việc; đây là lần trước 3 ngày: "
    "hạn thứ Sáu 14/8/2026, 3 ngày làm việc trước là thứ Ba 11/8/2026. "
    f"{CONTACT} {NV1_SOURCE}."
)


async def wednesday(office: OfficeInMemory) -> None:
    """The morning of Wednesday 5 August: BC1, BC2 and NV1 are asked for."""
    await office.at("2026-08-04T13:30")  # BC1, and the lines it lacks
    await office.at("2026-08-05T07:45")


@pytest.mark.parametrize(
    "words",
    [
        "vì sao 3",
        "Vì sao NV1?",
        "tai sao nhac toi NV1",
        "Tại sao lại nhắc tôi 3?",
        "dạ vì sao nv1 ạ",
        "/vi_sao NV1",
        "/why 3",
        "why NV1",
        "NV1 vì sao nhắc tôi?",
        "NV1: tại sao lại nhắc em vậy",
        "3 vì sao?",
        "nv1 vi sao",
        "NV1 why did you remind me?",
    ],
)
async def test_an_item_is_explained_by_its_number_or_its_code(
    office: OfficeInMemory, words: str
) -> None:
    await wednesday(office)
    assert "3. NV1" in office.last("An")[1]

    answer = await office.say("An", words)

    number = "1" if "v1" in words.lower() else "3"
    assert answer == f"{number}. NV1 Xây dựng quy chế làm việc của Sở\n{NV1_T7}"


@pytest.mark.parametrize("words", ["vì sao", "/vi_sao", "vì sao vậy?", "tại sao nhắc em ạ", "why"])
async def test_without_an_item_the_whole_newest_message_is_explained(
    office: OfficeInMemory, words: str
) -> None:
    await wednesday(office)

    first, second, third = (await office.say("An", words)).split("\n\n")

    assert first.startswith("1. BC1 Báo cáo tuần 32/2026\nBáo cáo tuần được nhắc cuối ngày")
    assert "“trước thứ 5 hàng tuần”, tức là đúng hạn đến hết thứ Tư 05/8/2026" in first
    assert "hạn Chủ nhật 09/8/2026 là ngày nghỉ nên tính theo ngày làm việc liền trước" in second
    assert third.endswith(NV1_T7)


async def test_at_most_five_items_are_explained_at_once(office: OfficeInMemory) -> None:
    await office.at("2026-08-11T13:30")  # after a long sleep
    assert "\n\n6. " in office.last("An")[1]

    answer = await office.say("An", "vì sao")

    assert "\n\n5. " in answer
    assert "\n\n6. " not in answer
    assert answer.endswith("mục khác; xin gõ “vì sao” kèm số thứ tự hoặc mã.")
    assert (await office.say("An", "vì sao 6")).startswith("6. ")
    assert await office.say("An", "vì sao 60") == (
        "Tin ấy không có mục số 60. Gõ “vì sao” để xem lý do của mọi mục."
    )


async def test_a_line_is_explained_by_the_report_that_lacks_it(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T13:30")

    answer = await office.say("An", "vì sao NV1")

    assert answer == (
        "1. NV1 Xây dựng quy chế làm việc của Sở\n"
        "BC1 Báo cáo tuần 32/2026 còn thiếu dòng về việc này: trong kỳ chưa ai cho biết kết quả, "
        "nên hỏi cùng lần nhắc báo cáo (hạn thứ Tư 05/8/2026, 1 ngày làm việc trước là thứ Ba "
        f"04/8/2026). {CONTACT} {NV1_SOURCE}."
    )


async def test_a_past_notice_is_explained_by_what_was_so_then(office: OfficeInMemory) -> None:
    await wednesday(office)
    before, _ = office.last("An")
    await office.at("2026-08-05T09:00")
    await duty_changes.set_date(
        office.database, office.org, "NV1", DUE, None, "theo công văn", office.now
    )
    await office.at("2026-08-11T07:45")

    then = await office.say("An", "vì sao 3", reply_to=before)
    newest = await office.say("An", "vì sao NV1")

    assert then.endswith(f"{NV1_T7} Từ đó hạn đã đổi thành thứ Năm 20/8/2026.")
    assert "hạn thứ Năm 20/8/2026, 7 ngày làm việc trước là thứ Ba 11/8/2026" in newest
    assert newest.endswith(
        f"{NV1_SOURCE}; ngày thứ Tư 05/8/2026 đổi hạn từ thứ Sáu 14/8/2026 sang thứ Năm "
        "20/8/2026, lý do “theo công văn”."
    )


async def test_what_has_become_of_it_since_is_said(office: OfficeInMemory) -> None:
    await wednesday(office)
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 xong")

    assert (await office.say("An", "vì sao NV1")).endswith(f"{NV1_T7} Từ đó việc đã báo xong.")


async def test_a_head_is_told_why_they_are_asked_and_told(office: OfficeInMemory) -> None:
    await office.at("2026-08-06T09:00")
    await office.say("An", "NV2 xong")
    await office.at("2026-08-06T13:30")
    assert await office.say("Bình", "vì sao") == (
        "1. NV2/HC Rà soát thủ tục hành chính của Sở\n"
        "An báo đã xong lúc 09:00 thứ Năm 06/8/2026, chờ xác nhận; hỏi ở khung nhắc đầu tiên sau "
        "đó. Gửi đồng chí là lãnh đạo HC. Căn cứ: Kế hoạch “Thực hiện nhiệm vụ năm 2026”, mục "
        "II.1.b (dòng 17): “Trước ngày 18/8/2026”, tức là đúng hạn đến hết thứ Hai 17/8/2026."
    )

    await office.at("2026-08-07T07:45")
    climbed = await office.say("Bình", "vì sao BC1")

    assert "1. BC1/HC Báo cáo tuần 32/2026\nViệc quá hạn mà chưa xong nên báo đến" in climbed
    assert "hạn thứ Tư 05/8/2026, 2 ngày làm việc sau là thứ Sáu 07/8/2026" in climbed


async def test_digests_and_what_was_only_told_are_explained(office: OfficeInMemory) -> None:
    assert "kế hoạch bắt đầu được theo dõi" in await office.say("Bình", "vì sao")

    await office.at("2026-08-06T07:45")

    assert "sau thứ Tư 05/8/2026 là thứ Năm 06/8/2026" in await office.say("Khánh", "vì sao")


async def test_what_a_digest_names_is_explained_like_a_climb(office: OfficeInMemory) -> None:
    for day in (17, 19, 21):  # An, Bình and Khánh are told of NV1
        await office.at(f"2026-08-{day}T07:45")
    await office.at("2026-08-21T09:00")
    assert (await office.say("Sơn", "vì sao NV1")).startswith(
        "Chưa có tin nào về NV1 gửi đồng chí. Nếu không có gì thay đổi, tin tới vào 07:45 thứ Hai "
        "24/8/2026.\nViệc quá hạn mà chưa xong nên báo đến lãnh đạo phụ trách đơn vị: "
    )

    await office.at("2026-08-24T07:45")
    assert "\n\n2. NV1/HC" in office.last("Sơn")[1]
    _, second, *others = (await office.say("Sơn", "vì sao")).split("\n\n")

    why = (
        "Việc quá hạn mà chưa xong nên báo đến lãnh đạo phụ trách đơn vị: hạn thứ Sáu 14/8/2026, "
        "7 ngày làm việc sau là thứ Hai 24/8/2026, không tính T7, CN, có tính ngày làm bù 22/8. "
    )
    assert second.startswith(f"2. NV1/HC Xây dựng quy chế làm việc của Sở\n{why}")
    assert second.endswith(f"Gửi đồng chí là lãnh đạo phụ trách HC. {NV1_SOURCE}.")
    assert [other for other in others if "Bản tổng hợp mỗi tuần gửi lãnh đạo" in other]
    assert why in await office.say("Sơn", "vì sao NV1/HC")

    await office.at("2026-08-31T07:45")
    await office.at("2026-09-03T07:45")  # the first working day of its week
    again = await office.say("Sơn", "vì sao NV1")
    assert "Bậc này đã được báo ngày thứ Hai 24/8/2026; việc vẫn quá hạn" in again
    assert "đi muộn hơn" not in again


async def test_nobody_learns_about_what_they_may_not_see(office: OfficeInMemory) -> None:
    await wednesday(office)

    assert "không có quyền với NV1" in await office.say("Chi", "vì sao NV1")
    assert "Không tìm thấy việc có mã NV99" in await office.say("Chi", "vì sao NV99")
    # A message that somebody else was sent is nobody's to ask about.
    quoted, _ = office.last("An")
    assert "NV1" not in await office.say("Chi", "vì sao", reply_to=quoted)


async def test_whoever_was_told_nothing_hears_what_comes_next(office: OfficeInMemory) -> None:
    answer = await office.say("Tâm", "vì sao NV1")

    assert answer == (
        "Chưa có tin nào về NV1 gửi đồng chí. Nếu không có gì thay đổi, tin tới vào 07:45 thứ Tư "
        "05/8/2026.\n" + NV1_T7.replace("đồng chí", "An")
    )
    assert "Chưa có tin nhắc nào để giải thích" in await office.say("Tâm", "vì sao")


async def test_a_question_in_english_is_answered_in_the_readers_language(
    office: OfficeInMemory,
) -> None:
    english = update(people).where(people.c.org_id == office.org, people.c.full_name == "An")
    await office.database.write(lambda tx: tx.execute(english.values(language="en")))
    await wednesday(office)

    assert (await office.say("An", "why NV1?")).endswith(
        "this is 7 ahead: due Fri 14 Aug 2026, 7 working days earlier is Wed 5 Aug 2026, not "
        "counting Sat, Sun. It goes to you as the contact of HC, which has assigned it to nobody. "
        "Source: plan “Thực hiện nhiệm vụ năm 2026”, section II.1.a (line 11): “Trước ngày "
        "15/8/2026”, which means in time until the end of Fri 14 Aug 2026."
    )
