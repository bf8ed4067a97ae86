"""Units are merged, renamed, split and closed while people work (DESIGN.md §3 Unit, DOMAIN.md §9).

NV1 is due on Friday 14/8, NV2 on Monday 17/8, NV4 (led by both) on Wednesday 19/8. Saturday 22/8 is
worked.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.administration import asking, cycle_changes, people_intake, plan_intake, reorganising
from bot.administration.cannot import CannotDo
from bot.administration.reorganising import Preview
from scheduler.rules.succession import SuccessionKind
from storage import duties, links, orgs, set_aside
from storage.people import load_staff
from storage.people_file import Imported
from storage.tables import duties as duty_rows
from storage.tables import roles, submission_duties, units
from tests.fakes import OfficeInMemory

HC, KH = "Phòng Hành chính", "Phòng Kế hoạch"
GROUP = "Các phòng, đơn vị trực thuộc Sở"
MERGE, RENAME = SuccessionKind.MERGE, SuccessionKind.RENAME
SPLIT, CLOSE = SuccessionKind.SPLIT, SuccessionKind.CLOSE


async def slots(office: OfficeInMemory, first: int, last: int) -> None:
    """Every slot from one day of August to another."""
    for day in range(first, last + 1):
        for slot in ("07:45", "13:30"):
            await office.at(f"2026-08-{day:02}T{slot}")


async def note(
    office: OfficeInMemory, kind: SuccessionKind, old: list[str], into: list[str], on: str
) -> list[Preview]:
    day = date.fromisoformat(on)
    made = await reorganising.note(
        office.database, office.org, old, into, kind, day, "Quyết định mẫu", office.now
    )
    await office.catch_up()
    return made


async def confirm(office: OfficeInMemory, old: str, **choices: str) -> list[str]:
    gone = await reorganising.confirm(office.database, office.org, old, choices, office.now)
    await office.catch_up()
    return gone


async def people(office: OfficeInMemory, folder: Path, lines: str) -> Imported:
    path = folder / "people.csv"
    path.write_text(f"full_name,unit,role\n{lines}\n")
    return await people_intake.import_people(office.database, office.org, path, office.now)


async def linked(office: OfficeInMemory, name: str) -> None:
    async with office.database.read() as connection:
        [person] = (await load_staff(connection, office.org)).named(name)
    address = office.addresses[name] = str(100 + person.id)

    async def work(tx: object) -> None:
        code = await links.make_code(tx, office.org, person.id, office.now)  # type: ignore[arg-type]
        await links.use_code(tx, office.org, code, "memory", address, office.now)  # type: ignore[arg-type]

    await office.database.write(work)


async def holders(office: OfficeInMemory) -> dict[str, str]:
    """Name of each duty -> the unit whose it is now."""
    async with office.database.read() as connection:
        found = await duties.read(connection, office.org)
    return {item.duty.name: item.duty.unit_now or item.duty.unit for item in found}


async def states(office: OfficeInMemory, *names: str) -> list[str]:
    async with office.database.read() as connection:
        found = {i.duty.name: i.duty for i in await duties.read(connection, office.org)}
    return [found[name].state.value for name in names]


def told_of(office: OfficeInMemory, code: str, since: int, *words: str) -> set[str]:
    """To whom an item about a duty was sent since the so many-eth message."""
    names = {address: name for name, address in office.addresses.items()}
    return {
        names[address]
        for address, _, part in office.channel.sent[since:]
        for block in part.text.split("\n\n")
        if f"{code} " in block.split("\n")[0].replace("/", " ") + " "
        and all(w in block for w in words)
    }


async def test_a_merger_in_mid_climb(office: OfficeInMemory, tmp_path: Path) -> None:
    await slots(office, 4, 18)
    await office.at("2026-08-19T07:45")
    assert "NV1/HC" in office.said_to("Bình"), "the head's rung"
    await office.at("2026-08-19T14:00")
    waiting = await note(office, MERGE, [HC, KH], ["Văn phòng"], "2026-08-20")
    assert [each.new for each in waiting] == [("VP",), ("VP",)]
    await people(office, tmp_path, "Yên,Văn phòng,head")
    await linked(office, "Yên")
    with pytest.raises(CannotDo, match="ended already"):
        await note(office, RENAME, [HC], ["Phòng Khác"], "2026-08-21")

    await slots(office, 20, 20)  # the day has come, and nobody has confirmed it
    assert (await holders(office))["NV2/HC"] == "HC"
    assert "NV2/HC" in office.said_to("Bình"), "the old people go on"
    assert "dondoc unit confirm HC" in office.said_to("Khánh")

    await office.at("2026-08-20T14:00")
    before = len(office.channel.sent)
    gone = await confirm(office, HC)
    assert {"NV1/HC", "NV2/HC", "NV3/HC", "NV4/HC"} <= set(gone)
    await confirm(office, "KH")
    assert set((await holders(office)).values()) == {"VP"}
    await slots(office, 21, 22)

    list_of_new_head = office.said_to("Yên")
    assert "Đồng chí tiếp nhận 6 việc đang mở từ Bình, kể từ thứ Năm 20/8/2026:" in list_of_new_head
    assert "- NV1/HC (nay: VP) Xây dựng" in list_of_new_head
    assert "Đã nhắc: An, Bình" in list_of_new_head
    assert "NV4" in list_of_new_head, "the head's rung of NV4 is the next one"
    assert "Yên" in told_of(office, "NV4", before, "QUÁ HẠN")
    assert told_of(office, "NV1", before, "QUÁ HẠN", "(nay: VP)") == {"Khánh"}, "no told rung again"
    assert "Yên" not in told_of(office, "NV2", before, "QUÁ HẠN")
    assert "Bình" not in told_of(office, "NV4", before, "QUÁ HẠN")

    shown = await office.say("Yên", "/overdue")
    assert "HC (nay: VP)" in shown
    assert shown.count("NV4") == 1, "the two are one"


async def test_duties_that_meet_at_one_task_are_one(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    await note(office, MERGE, [HC, KH], ["Văn phòng"], "2026-08-05")
    for old in (HC, KH):
        await confirm(office, old)
    before = len(office.channel.sent)
    await slots(office, 6, 18)
    items = [
        re.findall(r"^\d+\. (NV4\S*) ", part.text, re.MULTILINE)
        for _, _, part in office.channel.sent[before:]
    ]
    assert max(len(found) for found in items) == 1, "asked for once, not for each"

    await office.say("An", "NV4 60%")
    assert await percents(office) == {60}
    await office.say("An", "hoàn tác")
    assert await percents(office) == {None}
    await office.say("An", "NV4 xong")
    assert await states(office, "NV4/HC", "NV4/KH") == ["reported", "reported"]
    await office.say("Bình", "trả lại NV4: thiếu phụ lục")
    assert await states(office, "NV4/HC", "NV4/KH") == ["started", "started"]
    await office.say("An", "NV4 xong")
    await office.say("Bình", "đồng ý NV4")
    assert await states(office, "NV4/HC", "NV4/KH") == ["accepted", "accepted"]


async def percents(office: OfficeInMemory) -> set[int | None]:
    async with office.database.read() as connection:
        found = await duties.named(connection, office.org, "NV4")
    return {item.duty.percent for item in found}


async def test_reports_of_both_for_one_period_are_one_set(office: OfficeInMemory) -> None:
    await cycle_changes.add(
        office.database,
        office.org,
        "Báo cáo tháng (trước ngày 25 hàng tháng)",
        sender=GROUP,
        receiver="Sở Mẫu",
        reading=None,
        cut_off=None,
        now=office.now,
    )
    await office.at("2026-08-12T09:00")
    await note(office, MERGE, [HC, KH], ["Văn phòng"], "2026-08-12")
    for old in (HC, KH):
        await confirm(office, old)
    await office.say("An", "NV1 60%")

    await office.say("An", "gửi BC3")

    names = ("BC3/HC/2026-08", "BC3/KH/2026-08")
    assert await states(office, *names) == ["reported", "reported"]
    async with office.database.read() as connection:
        found = await duties.read(connection, office.org, duty_rows.c.period == "2026-08")
        ids = [item.id for item in found if item.duty.name in names]
        sent = await connection.scalars(
            select(submission_duties.c.submission_id).where(
                submission_duties.c.org_id == office.org, submission_duties.c.duty_id.in_(ids)
            )
        )
        assert len(set(sent.all())) == 1
    await office.at("2026-08-26T09:00")
    made = await asking.make_report(office.database, office.org, "BC3", "2026-08", None, office.now)
    assert sorted(line.unit for line in made.snapshot.punctuality) == ["HC", "KH"], "as they were"
    await slots(office, 27, 28)
    await office.at("2026-09-03T07:45")
    assert "BC3/VP/2026-09" in await holders(office)


async def test_support_for_oneself_ends_with_a_merger(office: OfficeInMemory) -> None:
    from bot.administration import duty_changes

    made = await duty_changes.ask_support(
        office.database, office.org, "NV3/HC", KH, date(2026, 8, 28), "cho số liệu", office.now
    )
    await note(office, MERGE, [KH], [HC], "2026-08-03")
    await confirm(office, KH)

    assert await states(office, made) == ["cancelled"]
    with pytest.raises(CannotDo, match="who does: nobody"):
        await duty_changes.ask_support(
            office.database, office.org, "NV3/HC", HC, date(2026, 8, 28), "nữa", office.now
        )


async def test_a_renamed_unit_is_found_by_either_name(
    office: OfficeInMemory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await office.at("2026-08-05T09:00")
    await note(office, RENAME, [HC], ["Phòng Tổng hợp"], "2026-08-06")
    assert (await holders(office))["NV1/HC"] == "HC"
    await confirm(office, HC)  # before its day
    assert (await holders(office))["NV1/HC"] == "HC"
    await office.at("2026-08-06T07:45")
    assert (await holders(office))["NV1/HC"] == "TH", "on its day"

    async with office.database.read() as connection:
        for name in ("NV1/HC", "NV1/TH", "NV1/Phòng Tổng hợp", "NV1/Phòng Hành chính"):
            [found] = await duties.named(connection, office.org, name)
            assert found.duty.name == "NV1/HC"
    await office.say("An", "NV1 xong")
    assert "NV1/HC (nay: TH)" in await office.say("Bình", "đồng ý NV1/TH")

    done = await people(office, tmp_path, "Yên,Phòng Hành chính,officer")
    assert done.former_names == (("Phòng Hành chính", "Phòng Tổng hợp"),)
    assert (done.new, done.new_units) == (1, ())

    plan = tmp_path / "second.txt"
    plan.write_text(SECOND_PLAN)
    read = plan_intake.read(plan)
    async with office.database.read() as connection:
        state = await orgs.load(connection, office.org)
        draft = await plan_intake.for_office(connection, state, read, office.now)
    remarks = [warning.text for warning in draft.warnings]
    assert any("Phòng Hành chính (nay: Phòng Tổng hợp)" in text for text in remarks)
    await office.database.write(
        lambda tx: plan_intake.commit(tx, state, draft, plan.name, plan.read_bytes(), office.now)
    )
    assert (await holders(office))["NV5/TH"] == "TH"

    from bot.administration import duty_facts

    coming = await duty_facts.coming(office.database, office.org, None, None, "HC", office.now)
    assert {each["unit"] for each in coming} == {"TH"}
    assert "Phòng Hành chính is no more; it is now: Phòng Tổng hợp" in capsys.readouterr().err

    [today] = [
        each
        for each in await reorganising.listed(
            office.database, office.org, date(2026, 8, 6), office.now
        )
        if each.short == "TH"
    ]
    assert today.former == ("HC",)
    before = await reorganising.listed(office.database, office.org, date(2026, 8, 5), office.now)
    assert {"HC"} <= {each.short for each in before}
    assert "TH" not in {each.short for each in before}


SECOND_PLAN = """KẾ HOẠCH MẪU SỐ HAI

Thực hiện nhiệm vụ năm 2026

II. NHIỆM VỤ

1. Công việc khác

a) Xây dựng đề án của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 15/12/2026

IV. TỔ CHỨC THỰC HIỆN

1. Các phòng, đơn vị trực thuộc Sở báo cáo kết quả thực hiện: Báo cáo quý (trước ngày 10 của tháng
cuối quý) gửi Phòng Kế hoạch để tổng hợp, báo cáo lãnh đạo Sở.
"""


async def test_of_a_split_each_task_waits_for_a_choice(
    office: OfficeInMemory, tmp_path: Path
) -> None:
    await office.at("2026-08-05T09:00")
    [waiting] = await note(office, SPLIT, [HC], ["Phòng Một", "Phòng Hai"], "2026-08-05")
    assert set(waiting.takers) == {"NV1", "NV2", "NV3", "NV4", "BC1", "BC2"}
    assert waiting.left == ("An", "Bình", "Dung")

    with pytest.raises(CannotDo, match="only go to a unit that succeeds it"):
        await confirm(office, HC, NV1=KH)
    with pytest.raises(CannotDo, match="NV9 is not to be chosen for"):
        await confirm(office, HC, NV9="Phòng Một")
    await people(office, tmp_path, "Yên,Phòng Một,head")
    await linked(office, "Yên")
    assert await confirm(office, HC, NV1="Phòng Một", nv2="Phòng Hai") == ["NV1/HC", "NV2/HC"]

    found = await holders(office)
    assert (found["NV1/HC"], found["NV2/HC"], found["NV4/HC"]) == ("M", "H", "HC")
    [listed] = [
        each
        for each in await reorganising.listed(office.database, office.org, None, office.now)
        if each.short == "HC"
    ]
    assert listed.undecided == ("BC1", "BC2", "NV3", "NV4")
    with pytest.raises(CannotDo, match="given to another unit already"):
        await confirm(office, HC, NV1="Phòng Hai")

    await slots(office, 6, 19)
    asked = office.said_to("Yên")
    assert "NV1 Xây dựng quy chế" in asked, "nobody else is in Phòng Một"
    assert "NV2" not in asked
    assert "NV2" in office.said_to("An"), "nobody is in Phòng Hai yet: the old people go on"
    reported = {name.split("/")[1] for name in await holders(office) if "2026-W34" in name}
    assert reported == {"HC", "M", "H", "KH"}, "each that leads something"

    await confirm(office, HC, NV3="Phòng Một", NV4="Phòng Một")
    assert (await holders(office))["NV4/HC"] == "M"


async def test_a_closure_that_leaves_nobody_puts_the_cycle_to_sleep(
    office: OfficeInMemory,
) -> None:
    await cycle_changes.add(
        office.database,
        office.org,
        "Báo cáo tuần (trước thứ 6 hàng tuần)",
        sender=HC,
        receiver=KH,
        reading=None,
        cut_off=None,
        now=office.now,
    )
    await office.at("2026-08-07T09:00")
    [waiting] = await note(office, CLOSE, [HC], [], "2026-08-07")
    assert waiting.new == ()
    await slots(office, 8, 22)

    said = [
        part.text
        for address, _, part in office.channel.sent
        if address == office.addresses["Khánh"]
    ]
    assert sum("HC giải thể" in text for text in said) == 1
    assert sum("BC3" in text and "không còn đơn vị nào" in text for text in said) == 1, "once"
    async with office.database.read() as connection:
        assert await set_aside.listed(connection, office.org) == []
    found = await holders(office)
    assert "BC3/HC/2026-W33" not in found
    assert "BC1/HC/2026-W33" not in found
    assert "NV1" in office.said_to("An"), "what is open stays with the old people"

    assert await confirm(office, HC, NV1=KH, BC3=KH) == ["NV1/HC"]
    await office.at("2026-08-24T07:45")
    assert "BC3/KH/2026-W35" in await holders(office)


async def test_the_watchdog_names_whoever_holds_it_now(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    await note(office, RENAME, [HC], ["Văn phòng"], "2026-08-05")
    await confirm(office, HC)
    of_head = (roles.c.org_id == office.org, roles.c.role == "head")
    of_office = roles.c.unit_id.in_(
        select(units.c.id).where(units.c.org_id == office.org, units.c.short == "VP")
    )
    await office.database.write(lambda tx: tx.execute(roles.delete().where(*of_head, of_office)))

    await slots(office, 6, 6)

    assert "đang có việc nhưng chưa có lãnh đạo đơn vị trong danh sách: VP." in (
        office.said_to("Khánh")
    )


async def test_a_late_report_of_a_unit_that_joins_its_receiver_was_not_sent(
    office: OfficeInMemory,
) -> None:
    """BC1 is due on Wednesday 5/8 and BC2 on Sunday 9/8; both go to KH."""
    await slots(office, 4, 6)
    await note(office, MERGE, [HC], [KH], "2026-08-06")
    await confirm(office, HC)
    await slots(office, 7, 7)
    names = ("BC1/HC/2026-W32", "BC1/KH/2026-W32", "BC2/HC/2026-08")
    assert await states(office, *names) == ["missed", "reported", "open"]
    made = await asking.make_report(
        office.database, office.org, "BC1", "2026-W32", None, office.now
    )
    sent = {line.unit: line.standing.value for line in made.snapshot.punctuality}
    assert sent == {"HC": "missing", "KH": "on_time"}
