"""`verify` finds each thing that may be wrong with the rows, and in a healthy office nothing."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.administration import duty_changes, reorganising
from scheduler.rules.calendar import OFFICE_ZONE, DayKind
from scheduler.rules.succession import SuccessionKind
from storage import backup, calendar_edits, restore, verify
from storage.database import Database
from storage.tables import metadata
from storage.verify import INVARIANTS, Offence
from tests.bot.conversation.conftest import an_office
from tests.databases import Databases, sqlite
from tests.fakes import OfficeInMemory

LATER = "2026-08-28T14:00"
YESTERDAY = date(2026, 8, 27)  # said to have been off once messages had left on it
A_PAUSE = (date(2026, 12, 28), date(2026, 12, 31))
DUE = date(2026, 9, 30)


async def weeks_go_by(office: OfficeInMemory) -> None:
    """Words, requests, submissions, a climb, a report, a question: rows in every table of ours."""
    for name, words in (
        ("Lạ", "ABCD-2345"),
        ("An", "NV1 60%"),
        ("An", "NV2 xin gia hạn đến 25/8"),
        ("Bình", "đồng ý NV2"),
        ("An", "nv4 xong, công văn số 5/HC ngày 1/8"),
        ("Bình", "giao NV1 cho Dung"),
        ("An", "BC1 gửi"),
    ):
        await office.say(name, words)
    await duty_changes.ask_support(
        office.database, office.org, "NV3", "Phòng Kế hoạch", DUE, "số liệu", office.now
    )
    for day in range(4, 29):
        for slot in ("07:45", "13:30"):
            await office.at(f"2026-08-{day:02}T{slot}")
        if day == 6:
            await office.say("Khánh", "tổng hợp BC1")
            await office.say("An", "BC1 gửi")
    await office.database.write(
        lambda tx: calendar_edits.set_days(
            tx, office.org, YESTERDAY, YESTERDAY, DayKind.OFF, reason="mất điện", now=office.now
        )
    )
    await office.database.write(
        lambda tx: calendar_edits.add_pause(
            tx, office.org, *A_PAUSE, reason="chuyển trụ sở", now=office.now
        )
    )
    await office.say("Khánh", "nhận xử lý NV2 đến 4/9")
    await office.say("An", "NV2 xin gia hạn đến 30/9")
    await office.say("An", "xong")
    await office.say("Dung", "nghỉ 20/12–24/12, thay: An")
    for name, words in (
        ("Bình", "/quahan"),
        ("Bình", "xlsx"),
        ("Bình", "thông báo cho Phòng Hành chính: nộp phiếu đánh giá"),
        ("Bình", "đúng"),
        ("Bình", "ghi chú NV2: chờ Sở Tài chính"),
    ):
        await office.say(name, words)
    await office.at(LATER)
    whose, parts = "Phòng Kế hoạch", ["Phòng Một", "Phòng Hai"]
    await reorganising.note(
        office.database,
        office.org,
        [whose],
        parts,
        SuccessionKind.SPLIT,
        A_PAUSE[0],
        "",
        office.now,
    )
    await reorganising.confirm(office.database, office.org, whose, {"NV4": parts[0]}, office.now)
    await office.catch_up()


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("healthy") / "office.db"

    async def live() -> None:
        async with an_office(path) as office:
            await weeks_go_by(office)

    with asyncio.Runner() as runner:
        runner.run(live())
    return path


@pytest.fixture
def office_file(healthy: Path, tmp_path: Path) -> Path:
    shutil.copy(healthy, tmp_path / "office.db")
    return tmp_path / "office.db"


async def found(path: Path) -> list[Offence]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        async with database.read() as connection:
            now = datetime.fromisoformat(LATER).replace(tzinfo=OFFICE_ZONE)
            return await verify.offences(connection, now)
    finally:
        await database.close()


def spoil(path: Path, *statements: str) -> None:
    """Change rows as nothing of ours would, past every constraint."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            assert connection.execute(statement).rowcount, "nothing was spoilt"
        connection.commit()


async def test_nothing_is_wrong_with_a_healthy_office(office_file: Path) -> None:
    assert await found(office_file) == []
    with closing(sqlite3.connect(office_file)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        empty = {n for n in names if not connection.execute(f"SELECT 1 FROM {n}").fetchone()}
    assert empty <= {
        *("attachments", "errands", "findings", "groups", "plan_drafts", "quotas"),
        *("plan_targets", "sandbox_clock", "set_aside", "snoozes", "target_figures"),
    }


async def test_it_comes_back_whole_from_a_backup(
    office_file: Path, databases: Databases, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    old = Database(sqlite(office_file))
    new = Database(await databases.create(tmp_path / "new"))
    now = datetime.fromisoformat(LATER).replace(tzinfo=OFFICE_ZONE)
    try:
        await backup.write(old, tmp_path / "backup.zip", real_now=now)
        kept = restore.check(tmp_path / "backup.zip")
        await new.write(lambda tx: restore.load(tx, kept))

        assert kept.manifest.tables.keys() == metadata.tables.keys()
        for table in metadata.sorted_tables:
            rows = select(table).order_by(*table.primary_key.columns)
            async with old.read() as before, new.read() as after:
                found = (await after.execute(rows)).all()
                assert found == (await before.execute(rows)).all()
        async with new.read() as connection:
            assert await verify.offences(connection, now) == []
    finally:
        await old.close()
        await new.close()


SPOILT = {
    "live_since": "UPDATE orgs SET first_live_at = NULL",
    "decided_up_to_now": "UPDATE orgs SET watermark = '2027-01-01 00:00:00.000000'",
    "the_office_opens_again": "UPDATE pauses SET first_day = '2027-01-01', last_day = '2027-06-30'",
    "away_once_at_a_time": "INSERT INTO absences (org_id, person_id, from_on, to_on)"
    " SELECT org_id, person_id, to_on, date(to_on, '+1 day') FROM absences",
    "policies_numbered": "INSERT INTO policies (org_id, version, body, created_at)"
    " SELECT org_id, 3, body, created_at FROM policies",
    "findings_in_turn": "INSERT INTO findings (org_id, kind, subject, facts, since, over_at)"
    " VALUES (1, 'no_leader', 'leader', '{}', '2026-08-04 00:45:00.000000',"
    " '2026-08-05 00:45:00.000000')",
    "no_unit_above_itself": "UPDATE units SET parent_id = id WHERE id = 2",
    "task_codes_counted": "UPDATE orgs SET tasks_named = 3",
    "cycle_codes_counted": "UPDATE orgs SET cycles_named = 1",
    "periods_in_turn": "UPDATE periods SET begins = '2026-01-01 00:00:00.000000'"
    " WHERE id = (SELECT max(id) FROM periods WHERE cycle_id = 1)",
    "report_of_an_opened_period": "UPDATE duties SET period = '2026-W01'"
    " WHERE id = (SELECT max(id) FROM duties WHERE cycle_id = 1)",
    "assigned_to_one_thing": "UPDATE assignments SET task_id = NULL",
    "assigned_for_some_days": "UPDATE assignments SET to_on = '2020-01-01'",
    "duty_of_its_kind": "UPDATE duties SET cycle_id = 1 WHERE kind = 'task' AND id = 1",
    "held_by_the_successor": "UPDATE duties SET opened_for_id = (SELECT min(id) FROM units)"
    " WHERE id = 1",
    "state_fits_the_facts": "UPDATE duties SET reported_at = NULL WHERE state = 'reported'",
    "percent_of_a_hundred": "UPDATE duties SET percent = 101 WHERE id = 1",
    "due_time_of_a_due_day": "UPDATE duties SET due_time = '17:00:00.000000' WHERE due_on IS NULL",
    "no_due_day_without_a_time": "UPDATE duties SET due_on = '2026-09-01', look_at = round_began_at"
    " WHERE kind = 'task' AND due_on IS NULL",
    "dates_are_kept": "UPDATE moves SET new_due_time = '17:00:00.000000'"
    " WHERE new_due_on IS NOT NULL",
    "owed_is_looked_at": "UPDATE duties SET look_at = NULL WHERE state = 'open'",
    "looked_at_in_time": "UPDATE duties SET look_at = '2027-06-01 00:00:00.000000'"
    " WHERE state IN ('open', 'started') AND due_on IS NOT NULL",
    "ladder_frozen_from_a_policy": "UPDATE duties SET policy_version = 9 WHERE id = 1",
    "rounds_only_rise": "UPDATE requests SET round = 9 WHERE id = 1",
    "rung_by_rung": "DELETE FROM rungs WHERE role = 'officer' AND duty_id = 1",
    "told_means_said": "UPDATE rungs SET outcome = 'told', why = NULL WHERE outcome = 'skipped'",
    "skipped_for_a_reason": "UPDATE rungs SET why = 'nobody' WHERE outcome = 'told'",
    "one_in_charge": "INSERT INTO charges (org_id, duty_id, round, person_id, since, until)"
    " SELECT org_id, duty_id, round, person_id, since, until FROM charges",
    "recorded_once": "INSERT INTO progress (org_id, duty_id, person_id, inbox_id, said_at, text,"
    " words, intent, before) SELECT org_id, duty_id, person_id, inbox_id, said_at, text, words,"
    " intent, before FROM progress WHERE id = 1",
    "evidence_was_there": "UPDATE evidence SET issued_on = '2026-08-05'",
    "said_of_a_hundred": "UPDATE progress SET percent = -1 WHERE percent IS NOT NULL",
    "decided_once": "UPDATE requests SET outcome = NULL WHERE outcome = 'granted'",
    "one_open_request": "INSERT INTO requests (org_id, kind, duty_id, round, asked_by, asked_at,"
    " reason, new_due_on) SELECT org_id, kind, duty_id, round, asked_by, asked_at, reason,"
    " new_due_on FROM requests WHERE decided_at IS NULL",
    "nobody_decides_their_own": "UPDATE requests SET decided_by = asked_by"
    " WHERE outcome = 'granted'",
    "submission_of_its_unit": "UPDATE submissions SET unit_id = (SELECT min(id) FROM units WHERE"
    " id <> submissions.unit_id) WHERE id = 1",
    "line_quotes_its_task": "UPDATE submission_lines SET progress_id = (SELECT max(id) FROM"
    " progress) WHERE progress_id IS NOT NULL",
    "handed_in_by_a_submission": "UPDATE submissions SET state = 'undone'",
    "versions_without_a_gap": "UPDATE reports SET version = 2,"
    " snapshot = replace(snapshot, '\"version\": 1', '\"version\": 2')",
    "report_adds_up": "UPDATE reports SET snapshot = replace(snapshot, '\"n\": 1', '\"n\": 2')",
    "handled_or_set_aside": "UPDATE inbox SET error = 'Oops' WHERE id = 1",
    "answered_once_handled": "UPDATE inbox SET state = 'stored' WHERE id = 1",
    "key_names_the_fact": "UPDATE notices SET key = key || '9' WHERE key LIKE 'duty:%'",
    "settled_with_its_message": "UPDATE notices SET state = 'queued' WHERE id = 1",
    "kept_with_its_content": "INSERT INTO attachments"
    " (org_id, inbox_id, n, person_id, free_since, ref, name, is_photo, state, tries)"
    " SELECT 1, min(id), 1, 1, '2026-08-03', 'r', 'a.pdf', 0, 'kept', 0 FROM inbox",
    "attached_by_what_was_handled": "INSERT INTO inbox"
    " (org_id, bot, update_id, payload, received_at, stored_at, state, error)"
    " VALUES (1, 'memory', 'x', '{}', '2026-08-03', '2026-08-03', 'set_aside', 'x'); "
    "INSERT INTO attachments"
    " (org_id, inbox_id, n, person_id, free_since, ref, name, is_photo, state, tries)"
    " SELECT 1, max(id), 1, 1, '2026-08-03', 'r', 'a.pdf', 0, 'waiting', 0 FROM inbox",
    "drafted_as_far_as_read": "INSERT INTO attachments"
    " (org_id, inbox_id, n, person_id, free_since, ref, name, is_photo, state, tries)"
    " SELECT 1, min(id), 1, 1, '2026-08-03', 'r', 'a.txt', 0, 'waiting', 0 FROM inbox; "
    "INSERT INTO plan_drafts (org_id, person_id, attachment_id, begun_at, state)"
    " SELECT 1, 1, max(id), '2026-08-03', 'open' FROM attachments",
    "notice_in_its_own_mailbox": "UPDATE notices SET mailbox_id ="
    " (SELECT id FROM mailboxes WHERE recipient = 'person:2') WHERE id = (SELECT max(id)"
    " FROM notices WHERE person_id = 1 AND lane = 'slot' AND message_id IS NULL)",
    "mailbox_of_somebody_known": "INSERT INTO mailboxes (org_id, recipient)"
    " VALUES (1, 'person:99')",
    "nothing_waits_unseen": "UPDATE mailboxes SET next_at = NULL",
    "claimed_with_a_lease": "UPDATE mailboxes SET claim_id = 'x', lease_until = NULL",
    "message_settled": "UPDATE messages SET settled_at = NULL",
    "in_flight_under_a_claim": "UPDATE messages SET in_flight = 1 WHERE id = 1",
    "lane_of_a_message": "UPDATE messages SET slot_at = calling_at WHERE lane = 'now'",
    "one_message_per_slot": "UPDATE messages SET slot_at = (SELECT min(slot_at) FROM messages)"
    " WHERE lane = 'slot'",
    "spoken_in_office_hours": "UPDATE messages SET calling_at = '2026-08-30 02:00:00.000000'"
    " WHERE lane = 'slot'",
    "sent_means_delivered": "DELETE FROM deliveries WHERE id = 1",
    "left_for_good": "INSERT INTO deliveries (org_id, message_id, part, channel, address, at,"
    " outcome, error) SELECT org_id, message_id, 1, 'b', '1', at, 'refused', 'x' FROM deliveries"
    " WHERE id = 1 UNION ALL SELECT org_id, message_id, 1, channel, address, at, 'refused', 'x'"
    " FROM deliveries WHERE id = 1",
    "delivered_to_its_reader": "UPDATE deliveries SET address = CASE address WHEN '101' THEN '102'"
    " ELSE '101' END WHERE id = (SELECT max(id) FROM deliveries)",
    "delivery_known_to_the_platform": "UPDATE deliveries SET provider_id = NULL WHERE id = 1",
    "items_numbered_from_one": "UPDATE message_items SET n = n + 10",
    "named_duties_are_ours": "UPDATE notices SET facts = '{\"duties\": [999]}'"
    " WHERE kind = 'digest'",
    "choices_are_ours": 'UPDATE questions SET body = \'{"kind": "which", "choices": [999]}\'',
    "one_open_question": "INSERT INTO questions (org_id, person_id, asked_at, body)"
    " SELECT org_id, person_id, asked_at, body FROM questions WHERE answered_at IS NULL",
    "journal_in_order": "UPDATE journal SET at = '2026-01-01 00:00:00.000000'"
    " WHERE id = (SELECT max(id) FROM journal)",
    "acted_by_what_was_handled": "INSERT INTO inbox"
    " (org_id, bot, update_id, payload, received_at, stored_at, state)"
    " VALUES (1, 'memory', 'x', '{}', '2026-08-03', '2026-08-03', 'stored'); "
    "UPDATE acts SET inbox_id = (SELECT max(id) FROM inbox) WHERE id = 1",
    "acted_once": "INSERT INTO acts (org_id, person_id, inbox_id, at, done, told)"
    " SELECT org_id, person_id, inbox_id, at, done, told FROM acts WHERE id = 1",
    "act_names_what_it_told": "UPDATE acts SET told = '[\"event:9999:1\"]' WHERE id = 1",
    "target_is_measured_or_in_words": "INSERT INTO plan_targets (org_id, plan_id, code, text, unit,"
    " op, yearly, lead, lines) SELECT org_id, id, 'CT1', 'x', '', '>=', 0, '[]', '[]' FROM plans",
    "figure_of_what_is_measured": "INSERT INTO plan_targets (org_id, plan_id, code, text, unit, op,"
    " yearly, lead, lines) SELECT org_id, id, 'CT1', 'x', '', '', 0, '[]', '[]' FROM plans;"
    " INSERT INTO target_figures (org_id, target_id, value, stands_on, at, person_id, words)"
    " SELECT org_id, id, 1, '2026-08-03', '2026-08-03 00:00:00.000000', 1, 'x' FROM plan_targets",
    "note_says_something": "UPDATE notes SET words = ' '",
    "list_on_a_page": "UPDATE listings SET page = 0",
    "workbook_is_a_table": "UPDATE papers SET body = json_set(body, '$.columns', json('[]'))",
    "workbook_is_kept": "UPDATE papers SET person_id = 1",
    "broadcast_has_readers": "DELETE FROM broadcast_readers",
    "answered_once_it_was_said": "UPDATE broadcast_readers SET answered_at ="
    " '2026-08-03 00:00:00.000000'",
    "code_used_in_time": "UPDATE link_codes SET used_at = '2027-08-03 00:00:00.000000'",
    "guesses_counted": "UPDATE link_tries SET wrong = -1",
    "points_within_its_org": "UPDATE duties SET unit_id = 999, opened_for_id = 999 WHERE id = 1",
}


@pytest.mark.parametrize("check", SPOILT)
async def test_a_spoilt_row_is_found_by_its_check_and_no_other(
    office_file: Path, check: str
) -> None:
    spoil(office_file, *SPOILT[check].split("; "))

    offences = await found(office_file)

    assert {each.check for each in offences} == {check}
    assert all(each.what and each.rule.endswith(".") for each in offences)


def test_every_check_has_a_row_that_it_finds() -> None:
    assert set(SPOILT) == {each.name for each in INVARIANTS} | {"points_within_its_org"}


async def test_a_damaged_file_is_found(office_file: Path) -> None:
    """As SQLite judges it: a column that must not be empty is."""
    spoil(
        office_file,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'email VARCHAR', 'email VARCHAR NOT NULL')"
        " WHERE name = 'people'",
    )

    assert {each.check for each in await found(office_file)} == {"undamaged"}
