"""Every action there is, and which one words are: the first whose pattern matches decides."""

from bot.receiving.actions import (
    being_written_to,
    deciding,
    directing,
    giving_tasks,
    keeping_back,
    leading,
    lines,
    linking,
    looking,
    passing_on,
    people_of_office,
    planning,
    reporting,
    running,
    settings,
    staffing,
    targets,
    towards_others,
    units_of_office,
)
from bot.receiving.actions.action import Action, Found
from bot.receiving.wording import folded

ACTIONS: tuple[Action, ...] = (
    *looking.ACTIONS,
    *lines.ACTIONS,
    *targets.ACTIONS,
    *planning.ACTIONS,
    *reporting.ACTIONS,
    *deciding.ACTIONS,
    *settings.ACTIONS,
    *leading.ACTIONS,
    *directing.ACTIONS,
    *giving_tasks.ACTIONS,
    *staffing.ACTIONS,
    *passing_on.ACTIONS,
    *being_written_to.ACTIONS,
    *linking.ACTIONS,
    *keeping_back.ACTIONS,
    *towards_others.ACTIONS,
    *running.ACTIONS,
    *units_of_office.ACTIONS,
    *people_of_office.ACTIONS,
)
BY_NAME = {action.name: action for action in ACTIONS}


def action_of(words: str) -> tuple[Action, Found] | None:
    """The action that words ask for, and what they name; None for free words."""
    said = folded(words)
    for action in ACTIONS:
        for pattern in action.patterns:
            if found := pattern.fullmatch(said):
                return action, found
    return None
