"""The persons who lead in a draft become the units they work in; whoever is not known is asked."""

from collections.abc import Iterator
from dataclasses import replace

from scheduler.rules.staff import Staff
from scheduler.rules.words import fold_name
from storage.plan_import.answering import KEEP
from storage.plan_import.draft import Draft, DraftWarning, Question
from storage.plan_import.persons import bare, is_person, with_unit_of
from storage.units import UnitBook


def of_office(draft: Draft, staff: Staff, book: UnitBook) -> Draft:
    """The draft with the unit of each person whom the office knows, which is remarked; and with a
    question for each of the others: of which unit they are."""
    remarks: list[DraftWarning] = []
    questions: list[Question] = []
    for name in _persons(draft):
        homes = {
            home
            for person in staff.named(bare(name))
            if (home := staff.home(person.id)) is not None and home in book.names
        }
        lines = next(task.lines for task in draft.tasks if name in (*task.lead, *task.support))
        if len(homes) == 1:
            unit = book.names[homes.pop()]
            draft = with_unit_of(draft, name, unit)
            words = f"{name} được hiểu là {unit}, đơn vị của người ấy."
            remarks.append(DraftWarning(text=words, lines=lines))
            continue
        among = homes or set(book.names) - set(book.groups)
        questions.append(
            Question(
                id=f"is:{fold_name(name)}",
                about=name,
                text=f"“{name}” thuộc đơn vị nào?",
                choices=(*(book.names[each] for each in sorted(among)), KEEP),
                proposed=KEEP,
                lines=lines,
            )
        )
    return replace(
        draft,
        warnings=(*draft.warnings, *remarks),
        questions=(*questions, *draft.questions),
    )


def _persons(draft: Draft) -> Iterator[str]:
    named = [name for task in draft.tasks for name in (*task.lead, *task.support)]
    yield from (name for name in dict.fromkeys(named) if is_person(name))
