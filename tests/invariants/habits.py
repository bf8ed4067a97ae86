"""How the people of an office answer through a year: a mix of habits, always the same of a seed."""

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from scheduler.rules.calendar import DAY, OFFICE_ZONE, days
from scheduler.rules.office_facts import OfficeFacts
from scheduler.rules.people import Role

TASK_WORDS = (
    "1 đang làm 40%",
    "1 60% vướng kinh phí",
    "2 đang triển khai",
    "1 xong",
    "nhắc lại",
    "1 sẽ xong ngày {soon}",
    "{task} xin gia hạn đến {later} vì chờ hồ sơ",
    "{task} đã xong",
    "ok ạ",
)
HEADS_WORDS = ("1 đồng ý", "1 trả lại: chưa rõ", "đồng ý {task}", "từ chối {task}")


def script(facts: OfficeFacts, first: date, last: date, seed: int) -> list[dict[str, Any]]:
    """The lines of a script (DESIGN.md §7): answers, absences, reassignments, days off, outages.

    A third of the officers answer on the day, a third a few days late, a third hardly ever.
    """
    chance = random.Random(seed)
    lines = [*_answers(facts, first, last, chance), *_events(facts, first, last, chance)]
    ends = f"{last}T24"
    return sorted((line for line in lines if line["at"] < ends), key=lambda line: line["at"])


def jsonl(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _answers(
    facts: OfficeFacts, first: date, last: date, chance: random.Random
) -> Iterator[dict[str, Any]]:
    officers = sorted({post.person_id for post in facts.staff.posts if post.role is Role.OFFICER})
    heads = sorted({post.person_id for post in facts.staff.posts if post.role is Role.HEAD})
    tasks, cycles = [task.code for task in facts.tasks], [cycle.code for cycle in facts.cycles]
    for person in officers:
        habit = person % 3
        for day in days(first, last):
            late = timedelta(days=chance.choice((1, 2)) if habit == 1 else 0)
            if habit == 2 and chance.random() < 0.9:
                continue
            if day.weekday() == 2 or day.day == 9:
                code = chance.choice(cycles) if day.day == 9 else cycles[0]
                words = chance.choice((f"{code} gửi", f"{code} không phát sinh"))
                yield _reply(facts, person, day + late, chance, words)
            elif day.weekday() == 0 or chance.random() < 0.1:
                words = chance.choice(TASK_WORDS)
                yield _reply(facts, person, day + late, chance, _filled(words, day, tasks, chance))
    for person in heads:
        for day in days(first, last):
            if chance.random() < 0.3:
                words = _filled(chance.choice(HEADS_WORDS), day, tasks, chance)
                yield _reply(facts, person, day, chance, words)


def _filled(words: str, day: date, tasks: list[str], chance: random.Random) -> str:
    soon, later = day + 5 * DAY, day + 30 * DAY
    return words.format(
        task=chance.choice(tasks), soon=f"{soon:%d/%m/%Y}", later=f"{later:%d/%m/%Y}"
    )


def _reply(
    facts: OfficeFacts, person: int, day: date, chance: random.Random, words: str
) -> dict[str, Any]:
    at = datetime.combine(day, time(8, chance.randrange(60)), tzinfo=OFFICE_ZONE)
    name = facts.staff.people[person].name
    return {"at": at.isoformat(), "event": "reply", "person": name, "text": words}


def _events(
    facts: OfficeFacts, first: date, last: date, chance: random.Random
) -> Iterator[dict[str, Any]]:
    people = [person.name for person in facts.staff.people.values()]
    for n, day in enumerate(days(first, last)):
        at = datetime.combine(day, time(10), tzinfo=OFFICE_ZONE).isoformat()
        if n % 20 == 7:
            until = (day + timedelta(days=chance.randint(0, 12))).isoformat()
            instead = {"substitute": chance.choice(people)} if chance.random() < 0.5 else {}
            person = chance.choice(people)
            yield {"at": at, "event": "absent", "person": person, "until": until} | instead
        if n % 90 == 40:
            back = datetime.combine(day + timedelta(days=4), time(15), tzinfo=OFFICE_ZONE)
            yield {"at": at, "event": "outage", "until": back.isoformat()}
        if n % 120 == 60:
            off = (day + timedelta(days=chance.randint(1, 10))).isoformat()
            yield {"at": at, "event": "day_off", "day": off}
