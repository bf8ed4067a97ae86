"""Train the model of intents on labelled replies: `make train`.

    make train                  writes bot/understanding/intent_weights.tsv
    make train ARGS=--validate  how the whole parser does on writers the model has not read

Reads `seen.jsonl` and `training/*.jsonl`, one file a writer; never `unseen.jsonl`. Needs
scikit-learn, which nothing else here needs.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from rich.progress import track
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.understanding import opinion, reading
from bot.understanding.lines import answer, asked_in
from bot.understanding.message import prepared
from bot.understanding.opinion import INTENTS, Model
from tests.replies.labelled import Line, lines_of, named, read_files
from tests.replies.scoring import score

STRENGTH = 1.0  # of the fit against the wish for small weights (C of scikit-learn)
SEEN_IN = 3  # replies; a feature of fewer says nothing of the next
MOST_FEATURES = 20_000  # shipped
FOLDS = 6


@dataclass(frozen=True)
class Example:
    features: frozenset[str]
    intent: str


def examples(lines: Sequence[Line]) -> Iterator[Example]:
    """What the model is told of each message about one thing; those about several have no label."""
    for line in lines:
        if "items" in line:
            continue
        asked = asked_in(line)
        ready = prepared(asked.text, asked.now, asked.kind, asked.known)
        told = reading.look(ready.bare, ready.whole_moment).features(asked.kind)
        yield Example(frozenset(told), line["expect"]["intent"])


def fit(read: Sequence[Example], name: str) -> Model:
    """The model that these examples make."""
    vectors = DictVectorizer(dtype=float)
    matrix = vectors.fit_transform([dict.fromkeys(sorted(each.features), 1.0) for each in read])
    times = (matrix > 0).sum(axis=0).A1
    often = times >= SEEN_IN
    learner = LogisticRegression(C=STRENGTH, max_iter=400)
    learner.fit(matrix[:, often], [each.intent for each in read])
    order = [list(learner.classes_).index(str(intent)) for intent in INTENTS]
    weights = learner.coef_[order]
    # How much a feature can say, and how often it has the chance to.
    worth = abs(weights).max(axis=0) * times[often] ** 0.5
    known = vectors.get_feature_names_out()[often]
    kept = worth.argsort()[::-1][:MOST_FEATURES]
    rows = {str(known[at]): weights[:, at].tolist() for at in kept}
    return Model.of(learner.intercept_[order].tolist(), rows, name)


def validate() -> None:
    """Train without some writers, understand theirs with the whole parser, print the figures."""
    read = {path.stem: lines_of(path) for path in read_files()}
    known = {name: list(examples(lines)) for name, lines in read.items()}
    names = list(read)
    everything = []
    for fold in track(range(FOLDS), description="Training without some writers", transient=True):
        held = names[fold::FOLDS]
        learnt = fit([each for name in names if name not in held for each in known[name]], "")
        with mock.patch.object(reading, "model", lambda learnt=learnt: learnt):
            for name in held:
                pairs = [(line, answer(line)) for line in read[name]]
                everything += pairs
                print(f"{name:8}", score(pairs).told(), flush=True)
    print(f"{'all':8}", score(everything).told())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--validate", action="store_true")
    if parser.parse_args().validate:
        validate()
        return
    files = read_files()
    read = [each for path in files for each in examples(lines_of(path))]
    learnt = fit(read, named(files))
    target = Path(opinion.__file__).with_name(opinion.SHIPPED)
    target.write_text(learnt.to_text(), "utf-8")
    print(f"{target.name}: {len(learnt.weights)} features from {len(read)} replies")


if __name__ == "__main__":
    main()
