"""A plan is read in a process of its own, with limits: whatever a file holds, the service goes on.

    python -m storage.plan_import.apart ke-hoach.docx 293601280 9 < ke-hoach.docx

What it read, or why it is no plan, is one line of JSON.
"""

import json
import resource
import subprocess
import sys

from storage.plan_import import read_plan
from storage.plan_import.draft import Draft
from storage.plan_import.kept import kept, restored
from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers import MOST_BYTES, returned_sheet
from storage.plan_import.readers.returned import Returned
from storage.plan_import.readers.tables import Holds

SECONDS = 9  # of work; a 60-page plan takes about one
PATIENCE = 60  # seconds that we wait: on a machine with much to do a second's work takes longer
MEMORY = 280 * 2**20  # bytes of its own


def read_apart(name: str, content: bytes, holds: Holds | None = None) -> Draft:
    """What `read_any` says of a file; the sheet of a draft is the draft as it was given out."""
    found = read_any(name, content, holds)
    return restored(found.base) if isinstance(found, Returned) else found


def read_any(name: str, content: bytes, holds: Holds | None = None) -> Draft | Returned:
    """What `read_plan` says of a file, or the sheet of a draft that is sent back; NotAPlan, too,
    where the limits end the reading."""
    if len(content) > MOST_BYTES:
        raise NotAPlan("too_big", name)
    command = [sys.executable, "-m", "storage.plan_import.apart", name, str(MEMORY), str(SECONDS)]
    command += [json.dumps(holds)] if holds else []
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotAPlan("too_long", name) from None
    if done.returncode < 0:  # it was killed: out of time, or a library could go no further
        raise NotAPlan("too_long", name)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    said = json.loads(done.stdout)
    if "refused" in said:
        raise NotAPlan(said["refused"], name)
    return Returned(**said["returned"]) if "returned" in said else restored(said)


def main() -> None:
    name, memory, seconds, *said_of_columns = sys.argv[1:]
    holds = json.loads(said_of_columns[0]) if said_of_columns else None
    resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    try:
        content = sys.stdin.buffer.read()
        sheet = returned_sheet(name, content)
        read = {"returned": sheet.to_json()} if sheet else None
        said = read or kept(read_plan(name, content, holds))
    except NotAPlan as refused:
        said = {"refused": refused.reason}
    except (MemoryError, RecursionError):
        said = {"refused": "too_long"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
