import pytest

from scheduler.rules.duty import State
from scheduler.rules.notice import UNCONDITIONAL, Circumstances, Kind, of_duty, still_needed
from tests.builders import AN, BINH, CHI, a_duty, at

SLOT = at("2026-11-09T07:45")
OWED = {State.OPEN, State.STARTED}
# In which states each kind is still said (DESIGN.md §4.2), nothing else standing in its way.
SAID_WHILE = {
    Kind.ASK: OWED,
    Kind.URGE: OWED,
    Kind.CLIMB: OWED,
    Kind.CONFIRM: {State.REPORTED},
    Kind.DECIDE: set(State),
    Kind.ANSWER: set(State),
    Kind.TOLD: set(State),
    Kind.DIGEST: set(State),
}
ABOUT_A_ROUND = [kind for kind in Kind if kind not in UNCONDITIONAL]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_a_notice_is_said_while_its_duty_wants_it(kind: Kind, state: State) -> None:
    duty = a_duty(state=state)
    notice = of_duty(duty, kind, "T-3", AN.id, SLOT)
    seen = Circumstances(duty=duty, recipients={AN.id}, request_open=True)

    assert still_needed(notice, seen, SLOT) is (state in SAID_WHILE[kind])


def wanted(kind: Kind, **seen: object) -> bool:
    """Whether a notice to An of round 1 is still said, the facts otherwise in its favour."""
    state = State.REPORTED if kind is Kind.CONFIRM else State.OPEN
    notice = of_duty(a_duty(state=state), kind, str(seen.pop("step", "T-3")), AN.id, SLOT)
    usual = {"duty": a_duty(state=state), "recipients": {AN.id}, "request_open": True}
    return still_needed(notice, Circumstances(**(usual | seen)), SLOT)  # type: ignore[arg-type] # a table of facts


@pytest.mark.parametrize("kind", ABOUT_A_ROUND)
def test_a_notice_of_an_earlier_round_is_dropped(kind: Kind) -> None:
    state = State.REPORTED if kind is Kind.CONFIRM else State.OPEN

    assert wanted(kind)
    assert not wanted(kind, duty=a_duty(state=state, round=2))


@pytest.mark.parametrize("kind", ABOUT_A_ROUND)
def test_a_notice_to_somebody_whom_it_no_longer_concerns_is_dropped(kind: Kind) -> None:
    assert not wanted(kind, recipients={BINH.id, CHI.id})


@pytest.mark.parametrize("kind", sorted(UNCONDITIONAL))
def test_what_is_told_is_told_whatever_happened_since(kind: Kind) -> None:
    assert wanted(kind, duty=a_duty(state=State.CANCELLED, round=7), recipients=())


@pytest.mark.parametrize(
    ("kind", "said"),
    [(Kind.ASK, False), (Kind.URGE, False), (Kind.CLIMB, True), (Kind.DECIDE, True)],
)
def test_a_snooze_mutes_asks_and_urges_but_never_a_climb(kind: Kind, said: bool) -> None:
    assert wanted(kind, snoozed_until=at("2026-11-10T07:45")) is said


def test_a_snooze_ends_with_its_slot() -> None:
    assert wanted(Kind.ASK, snoozed_until=SLOT)


def test_a_decision_is_wanted_only_while_its_request_is_open() -> None:
    assert not wanted(Kind.DECIDE, request_open=False)


def test_a_line_is_no_longer_asked_for_once_somebody_gave_it() -> None:
    assert wanted(Kind.ASK, step="line-2026-11")
    assert not wanted(Kind.ASK, step="line-2026-11", spoken_since=True)
    assert wanted(Kind.ASK, step="T-3", spoken_since=True)


def test_a_key_names_the_duty_its_round_the_step_and_the_person() -> None:
    notice = of_duty(a_duty(id=5, round=2), Kind.ASK, "T-7", AN.id, SLOT)

    assert notice.key == "duty:5.2:T-7:1"


@pytest.mark.parametrize(
    ("kind", "step", "said"),
    [
        (Kind.ASK, "T-0", False),
        (Kind.ASK, "after-snooze-2026-11-09T0745", False),
        (Kind.ASK, "line-2026-11", True),
        (Kind.URGE, "rung-officer", True),
        (Kind.CLIMB, "rung-head", True),
        (Kind.CLIMB, "silent", False),  # the climb speaks by now
    ],
)
def test_what_could_not_be_asked_in_time_is_urged_not_asked(
    kind: Kind, step: str, said: bool
) -> None:
    assert wanted(kind, step=step, is_overdue=True) is said


@pytest.mark.parametrize(("step", "said"), [("silent", False), ("rung-head", True)])
def test_nobody_is_called_silent_who_has_spoken_since(step: str, said: bool) -> None:
    assert wanted(Kind.CLIMB, step=step, spoken_since=True) is said


@pytest.mark.parametrize(
    ("step", "said"), [("T-1", False), ("line-2026-11", True), ("before-promise-2026-11-12", False)]
)
def test_nobody_is_asked_while_more_time_waits_for_a_word(step: str, said: bool) -> None:
    assert wanted(Kind.ASK, step=step, waits_for_time=True) is said
