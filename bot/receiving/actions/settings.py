"""Settings: the office's calendar and its policy, by whoever administers it."""

import re

from bot.handlers import calendar, policy, policy_words
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import by_admin
from bot.receiving.wording import as_typed
from scheduler.rules.calendar import DayKind

# "Cơ quan" tells a day off of the office from a person's own absence.
_OFFICE = r"(?:/lich|/calendar|(?:toan |ca )?co quan|(?:the )?office)"
_DAY = r"(?:\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?|hom nay|hom qua|(?:ngay )?mai|today|tomorrow)"
_UNTIL = rf"(?: ?(?:-|den het|den|toi|to) ?(?:ngay )?{_DAY})?"
_RUN = rf"(?:(?:tu )?(?:ngay )?|from |on )(?P<days>{_DAY}{_UNTIL})"
_WHY = r"(?: ?[:,;] ?(?P<why>.+)| (?:vi|because of) (?P<cause>.+))?"
_KINDS = {
    DayKind.OFF: r"(?:nghi(?: le| bu)?|(?:is )?off)",
    DayKind.WORKED: r"(?:lam bu|lam viec|di lam|works|worked)",
    DayKind.MORNING: r"(?:chi )?(?:lam |lam viec )?(?:buoi )?(?:sang|morning)",
    DayKind.AFTERNOON: r"(?:chi )?(?:lam |lam viec )?(?:buoi )?(?:chieu|afternoon)",
}
_NORMAL = r"(?:nhu )?(?:binh )?(?:thuong|normal)"
_WHAT = "|".join(f"(?P<{kind.value}>{said})" for kind, said in _KINDS.items())
_NAMES = "|".join(re.escape(name) for name in policy_words.names())
_POLICY = r"(?:/quydinh|/policy)"


async def _calendar(asked: Asked, found: Found) -> Answer:
    return await calendar.show(asked, int(found["year"]) if found["year"] else None)


async def _set_days(asked: Asked, found: Found) -> Answer:
    kind = next((each for each in DayKind if found.groupdict().get(each.value)), None)
    return await calendar.set_days(asked, _days(found), kind, _why(asked, found))


async def _pause(asked: Asked, found: Found) -> Answer:
    return await calendar.pause(asked, _days(found), _why(asked, found))


async def _resume(asked: Asked, found: Found) -> Answer:
    return await calendar.resume(asked, found["days"] or "")


async def _policy(asked: Asked, found: Found) -> Answer:
    return await policy.show(asked)


async def _set_policy(asked: Asked, found: Found) -> Answer:
    setting = policy_words.names()[found["setting"]]
    sign = "-" if found["value"].startswith("-") else ""  # of a number it is no mark between words
    return await policy.change(asked, setting, sign + as_typed(asked.words, found, "value"))


async def _apply_policy(asked: Asked, found: Found) -> Answer:
    return await policy.apply(asked)


def _days(found: Found) -> str:
    return found["days"].replace("den het", "den").replace("ngay ", "")


def _why(asked: Asked, found: Found) -> str:
    return as_typed(asked.words, found, "why") or as_typed(asked.words, found, "cause")


ACTIONS = (
    Action(
        name="office_pause",
        is_undone=True,
        patterns=patterns(rf"{_OFFICE} (?:tam (?:nghi|dung)|pauses|pause) {_RUN}{_WHY}"),
        typed=by_admin(_pause),
        ways=(
            Ways(
                who="admin",
                coded="/lich tạm nghỉ 24/8–25/8: bão",
                free="cơ quan tạm nghỉ từ ngày 24/8 đến 25/8: bão",
                english="office pauses 24/8–25/8: storm",
            ),
        ),
    ),
    Action(
        name="office_resume",
        is_undone=True,
        patterns=patterns(
            rf"{_OFFICE} (?:lam viec (?:tro )?lai|lam lai|(?:thoi|het) tam nghi|resumes?)"
            rf"(?: (?:dot )?{_RUN})?"
        ),
        typed=by_admin(_resume),
        ways=(
            Ways(
                who="admin",
                coded="/lich làm lại",
                free="cơ quan làm việc trở lại",
                english="office resumes",
            ),
        ),
    ),
    Action(
        name="office_days",
        is_undone=True,
        patterns=patterns(
            rf"{_OFFICE} (?:{_WHAT}) {_RUN}{_WHY}",
            rf"{_OFFICE} {_NORMAL} {_RUN}",
        ),
        typed=by_admin(_set_days),
        ways=(
            Ways(
                who="admin",
                coded="/lich nghỉ 24/8: thành lập ngành",
                free="cơ quan nghỉ ngày 24/8: thành lập ngành",
                english="office off 24/8: thành lập ngành",
            ),
        ),
    ),
    Action(
        name="calendar",
        patterns=patterns(
            r"(?:/lich|/calendar)(?: nam)?(?: (?P<year>20\d\d))?",
            r"(?:lich (?:lam viec |nghi )?(?:cua )?co quan|ngay nghi cua co quan"
            r"|(?:the )?office calendar)(?: nam)?(?: (?P<year>20\d\d))?\s*\??",
        ),
        typed=_calendar,
        ways=(
            Ways(
                who="everyone",
                coded="/lich 2026",
                free="lịch nghỉ của cơ quan năm 2026",
                english="office calendar 2026",
            ),
        ),
    ),
    Action(
        name="policy",
        patterns=patterns(
            rf"{_POLICY}",
            r"(?:xem )?quy dinh(?: nhac viec| cua co quan)?|(?:show )?(?:the )?policy",
        ),
        typed=by_admin(_policy),
        ways=(
            Ways(
                who="admin",
                coded="/quydinh",
                free="quy định của cơ quan",
                english="show the policy",
            ),
        ),
    ),
    Action(
        name="policy_apply",
        patterns=patterns(
            rf"{_POLICY} (?:ap dung|apply)",
            r"ap dung quy dinh(?: moi)?|apply the (?:new )?policy",
        ),
        typed=by_admin(_apply_policy),
        ways=(
            Ways(
                who="admin",
                coded="/quydinh áp dụng",
                free="áp dụng quy định mới",
                english="apply the new policy",
            ),
        ),
    ),
    Action(
        name="policy_set",
        patterns=patterns(rf"(?:{_POLICY} )?(?P<setting>{_NAMES}) ?[:=] ?(?P<value>.+)"),
        typed=by_admin(_set_policy),
        ways=(
            Ways(
                who="admin",
                coded="/quydinh giờ nhắc: 8:00, 14:00",
                free="giờ nhắc: 8h, 14h",
                english="reminder times: 8:00, 14:00",
            ),
        ),
    ),
)
