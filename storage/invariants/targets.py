"""What must hold of targets and of the figures given of them."""

from sqlalchemy import and_, exists, or_

from storage.invariants.base import Rows, Wrong, invariant
from storage.tables import plan_targets, target_figures

_T = plan_targets.c


@invariant(plan_targets, "§3, Plan")
async def target_is_measured_or_in_words(rows: Rows) -> list[Wrong]:
    """A target has a value and how it is meant, or neither."""
    has_value, is_meant = _T.value.is_not(None), _T.op != ""
    wrong = or_(
        and_(has_value, ~is_meant),
        and_(~has_value, is_meant),
        and_(_T.value_max.is_not(None), _T.value_max <= _T.value),
    )
    return await rows.where(plan_targets, wrong, "its value and its operator do not fit")


@invariant(target_figures, "§3, Progress")
async def figure_of_what_is_measured(rows: Rows) -> list[Wrong]:
    """Figures are given of targets that have a value, and none of what is still to come."""
    in_words = exists().where(
        _T.org_id == target_figures.c.org_id,
        _T.id == target_figures.c.target_id,
        _T.value.is_(None),
    )
    to_come = target_figures.c.at > rows.now
    return await rows.where(
        target_figures, or_(in_words, to_come), "nobody can have said it of its target"
    )
