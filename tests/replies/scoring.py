"""How well replies were understood: counts over labelled lines, as the guideline scores them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.rules.words import fold
from tests.replies.labelled import Line


@dataclass
class Figures:
    """Tallies of one file; every share is of the lines it can be asked of."""

    lines: int = 0
    right: Counter[str] = field(default_factory=Counter)
    with_blocker: int = 0
    blocker_found: int = 0
    blocker_invented: int = 0
    with_refs: int = 0
    refs_right: int = 0
    refs_invented: int = 0
    sure: int = 0
    sure_and_right: int = 0
    false_done: list[str] = field(default_factory=list)
    silent_false_done: list[str] = field(default_factory=list)

    @property
    def core(self) -> float:
        """Intent, percent and date all right."""
        return self.right["core"] / self.lines

    @property
    def sure_share(self) -> float:
        return self.sure / self.lines

    @property
    def right_when_sure(self) -> float:
        return self.sure_and_right / self.sure if self.sure else 1.0

    @property
    def blockers_found(self) -> float:
        return self.blocker_found / self.with_blocker if self.with_blocker else 1.0

    @property
    def blockers_invented(self) -> float:
        without = self.lines - self.with_blocker
        return self.blocker_invented / without if without else 0.0

    def told(self) -> str:
        """The figures in one line of English."""
        share = {name: self.right[name] / self.lines for name in ("intent", "percent", "date")}
        return (
            f"{self.lines} lines: intent {share['intent']:.3f}, percent {share['percent']:.3f}, "
            f"date {share['date']:.3f}, all three {self.core:.3f}; "
            f"blocker found {self.blockers_found:.3f}, invented {self.blockers_invented:.3f}; "
            f"refs {self.refs_right}/{self.with_refs}, invented {self.refs_invented}; "
            f"sure of {self.sure_share:.3f}, right in {self.right_when_sure:.3f} of those; "
            f"false done {len(self.false_done)}, silent {len(self.silent_false_done)}"
        )


def score(pairs: Iterable[tuple[Line, Line]]) -> Figures:
    """Compare labelled lines with what was understood (`bot.understanding.lines.answer`)."""
    figures = Figures()
    for labelled, got in pairs:
        _one(figures, labelled["expect"], got, labelled["text"])
    return figures


def _one(figures: Figures, want: Line, got: Line, text: str) -> None:
    same = {name: got[name] == want[name] for name in ("intent", "percent", "date")}
    core = all(same.values())
    figures.lines += 1
    figures.right.update(same | {"core": core})
    figures.with_blocker += want["blocker"] is not None
    if want["blocker"] is None:
        figures.blocker_invented += got["blocker"] is not None
    elif got["blocker"] is not None:
        figures.blocker_found += overlap(want["blocker"], got["blocker"]) >= 0.5
    figures.with_refs += bool(want["refs"])
    figures.refs_right += bool(want["refs"]) and list(got["refs"]) == list(want["refs"])
    figures.refs_invented += bool(got["refs"]) and not want["refs"]
    figures.sure += got["sure"]
    figures.sure_and_right += got["sure"] and core
    if got["intent"] == "done" != want["intent"]:
        figures.false_done.append(text)
        if got["sure"]:
            figures.silent_false_done.append(text)


def overlap(one: str, other: str) -> float:
    """How far two phrases share their words: F1, accents folded."""
    x, y = Counter(fold(one).split()), Counter(fold(other).split())
    same = (x & y).total()
    return 2 * same / (x.total() + y.total()) if same else 0.0
