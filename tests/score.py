"""`make score SHARED=../shared`: the figures on the annotated plans and replies, and on our own.

Runs `dondoc` as anybody would, and the scorers that lie beside the annotations.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.storage.plan_import.measuring import HEADING, Figures, documents, is_shown, measured

DONDOC = Path(sys.executable).parent / "dondoc"


def main(shared: Path) -> int:
    _own_plans()
    if not shared.is_dir():
        print(f"{shared} is not there: say where with make score SHARED=...")
        return 1
    _plans(shared)
    _replies(shared)
    return 0


def _own_plans() -> None:
    """The labelled documents of `tests/storage/plan_import/documents`, in their two halves."""
    halves = {True: Figures(), False: Figures()}
    print(HEADING)
    for path, labelled in documents():
        figures = measured(path, labelled)
        halves[is_shown(path)].add(figures)
        print(figures.line(path.name))
    print(halves[True].line("looked at while mending"))
    print(f"{halves[False].line('never looked at')}\n")


def _plans(shared: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for seed in sorted((shared / "seeds").glob("*.txt")):
            draft = _run(DONDOC, "import", seed, "--dry-run", "--json")
            (Path(folder) / f"{seed.stem}.json").write_bytes(draft)
        print(_run(sys.executable, shared / "gold" / "score.py", folder).decode())


def _replies(shared: Path) -> None:
    labelled = shared / "replies" / "dev.jsonl"
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as answers:
        answers.write(_run(DONDOC, "understand", "--json", given=labelled.read_bytes()))
        answers.flush()
        scored = _run(sys.executable, shared / "replies" / "score.py", labelled, answers.name)
        print(scored.decode())


def _run(*command: str | Path, given: bytes = b"") -> bytes:
    done = subprocess.run(
        [str(part) for part in command], input=given, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.decode())
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")))
