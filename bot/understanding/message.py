"""A message made ready: in one spelling, without orders to the machine, its codes found."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.understanding.item_numbers import Ref, counts_amiss
from bot.understanding.normalise import TAKEN_AT_MOST, Said, blanked, normalise
from bot.understanding.orders import without_orders
from bot.understanding.reading import Moment
from bot.understanding.refs import find_mentions
from bot.understanding.status import Kind
from bot.understanding.understood import Context
from scheduler.rules.calendar import WorkCalendar

READ_AT_MOST = 1500  # characters; a longer message is read so far, and never surely


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be read, and when and of what it was said."""

    said: Said
    mentions: tuple[Ref, ...]
    moment: Moment  # of no duty in particular
    context: Context
    is_cut: bool  # it is longer than what is read
    has_orders: bool

    @property
    def refs(self) -> tuple[str, ...]:
        """The codes in order of mention, each once."""
        return tuple(dict.fromkeys(ref.code for ref in self.mentions))

    @property
    def bare(self) -> Said:
        """What is said without the codes it is said of."""
        places = ((ref.start, ref.end) for ref in self.mentions)
        return self.said.with_text(blanked(self.said.text, places))

    @property
    def whole_moment(self) -> Moment:
        """The moment of the message as a whole: its due day, if it speaks of one duty."""
        return self.moment_of(self.refs[0] if len(self.refs) == 1 else None)

    @property
    def counts_amiss(self) -> bool:
        """Whether it speaks of our items in a way that fits none of them."""
        numbered = self.context.numbered
        return bool(numbered) and not self.refs and counts_amiss(self.said.text, numbered)

    def moment_of(self, code: str | None) -> Moment:
        """The moment as it is for one duty; None: for the one that was asked about."""
        return replace(self.moment, due_on=self.context.due_of(code))


def prepared(text: str, now: datetime, kind: Kind, context: Context) -> Message:
    """The message received at `now` about a duty of that kind."""
    work = WorkCalendar(off=context.days_off, worked=context.days_worked, zone=context.zone)
    whole = normalise(text)
    read_of_it = whole.text[:READ_AT_MOST]
    meant, has_orders = without_orders(read_of_it)
    return Message(
        said=Said(whole.raw, meant, whole.starts[:READ_AT_MOST], whole.ends[:READ_AT_MOST]),
        mentions=find_mentions(read_of_it, context.numbered),
        moment=Moment(today=work.day_of(now), work=work, kind=kind),
        context=context,
        is_cut=len(whole.text) > READ_AT_MOST or len(text) > TAKEN_AT_MOST,
        has_orders=has_orders,
    )
