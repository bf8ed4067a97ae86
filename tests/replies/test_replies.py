"""The labelled replies: figures that must not fall, and a promise about "done"."""

import json

import pytest

from bot.understanding.lines import answer
from bot.understanding.opinion import INTENTS, model
from tests.replies.labelled import SEEN, UNSEEN, Line, lines_of, named, read_files
from tests.replies.scoring import Figures, overlap, score


@pytest.fixture(scope="module")
def unseen() -> Figures:
    return score((line, answer(line)) for line in lines_of(UNSEEN))


def test_replies_that_nobody_has_seen_are_mostly_understood(unseen: Figures) -> None:
    assert unseen.core >= 0.90, unseen.told()
    assert unseen.blockers_found >= 0.85
    assert unseen.blockers_invented <= 0.03
    assert unseen.refs_right >= 0.95 * unseen.with_refs
    assert unseen.refs_invented == 0


def test_little_is_asked_and_what_is_not_asked_is_right(unseen: Figures) -> None:
    assert unseen.sure_share >= 0.85, unseen.told()
    assert unseen.right_when_sure >= 0.98


def test_done_is_not_recorded_where_nobody_said_so(unseen: Figures) -> None:
    assert len(unseen.silent_false_done) <= unseen.lines / 500, unseen.silent_false_done


def test_what_was_read_is_understood() -> None:
    figures = score((line, answer(line)) for line in lines_of(SEEN))

    assert figures.core >= 0.97, figures.told()
    assert not figures.silent_false_done


def test_the_model_was_trained_on_these_replies() -> None:
    assert model().read == named(read_files()), "the replies have changed: run make train"


def test_the_model_weighs_each_intent() -> None:
    assert all(len(row) == len(INTENTS) for row in model().weights.values())


def test_no_reply_is_in_two_files() -> None:
    texts = [line["text"] for line in lines_of(UNSEEN)]
    read = {line["text"] for path in read_files() for line in lines_of(path)}

    assert not [text for text in texts if len(text) > 25 and text in read]


def labelled(intent: str, **more: object) -> Line:
    expect: dict[str, object] = {
        "intent": intent,
        "percent": None,
        "date": None,
        "blocker": None,
        "refs": [],
    }
    return {"text": "…", "expect": expect | more}


def got(intent: str, **more: object) -> Line:
    fields: dict[str, object] = {
        "intent": intent,
        "percent": None,
        "date": None,
        "blocker": None,
        "refs": [],
    }
    return fields | {"sure": True} | more


def test_figures_count_what_is_right_sure_and_invented() -> None:
    figures = score(
        [
            (labelled("done", percent=100), got("done", percent=100)),
            (labelled("progress"), got("done", percent=100, sure=True)),
            (labelled("ack"), got("progress", sure=False, blocker="thiếu người")),
            (labelled("blocked", blocker="chờ kinh phí tỉnh"), got("blocked", blocker="kinh phí")),
        ]
    )

    assert figures.core == 0.5
    assert (figures.sure, figures.sure_and_right) == (3, 2)
    assert (figures.blocker_found, figures.blocker_invented) == (1, 1)
    assert figures.silent_false_done == ["…"]


def test_overlap_is_of_words_without_accents() -> None:
    assert overlap("chờ kinh phí", "cho KINH PHI") == 1
    assert overlap("chờ", "vướng") == 0


def test_every_line_is_in_the_form_of_the_guideline() -> None:
    for path in (UNSEEN, *read_files()):
        for line in lines_of(path):
            expect = line["expect"]
            assert expect["blocker"] is None or expect["blocker"] in line["text"], json.dumps(line)
            assert (expect["intent"] == "done") == (expect["percent"] == 100)
            assert expect["percent"] is None or 0 <= expect["percent"] <= 100
