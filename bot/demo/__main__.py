"""`make demo`: set up an office, let weeks pass, leave the reports in demo-output/.

make demo                      the story, then the chat page stays open
make demo ARGS=--no-serve      ends by itself
make demo ARGS="--plan FILE"   another plan
"""

import argparse
import asyncio
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.demo.channels import connect_channels, enter_webhook, homes
from bot.demo.office import DemoFailed, Office, open_office, service_running
from bot.demo.people import move_in, people_file, players
from bot.demo.story import WEEKS, Story
from scheduler.clock import wall_clock
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.timing import Deadline, Window
from storage.plan_import import NotAPlan, read_plan

PLAN = Path(__file__).parent / "plan.txt"
OUTPUT = Path("demo-output")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--plan", type=Path, default=PLAN, help="a plan in TXT or DOCX")
    parser.add_argument("--no-serve", action="store_true", help="end when the story ends")
    parser.add_argument("--port", type=int, help="of the chat page; default a free one")
    chosen = parser.parse_args()
    try:
        asyncio.run(tell(chosen.plan, serve=not chosen.no_serve, port=chosen.port))
    except (DemoFailed, NotAPlan, OSError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nĐã dừng.")


async def tell(plan: Path, *, serve: bool, port: int | None) -> None:
    begun = time.monotonic()
    print("Đôn Đốc: bản trình diễn (mọi người và đơn vị đều là mẫu)", flush=True)
    OUTPUT.mkdir(exist_ok=True)
    for old in OUTPUT.iterdir():
        old.unlink()
    people = people_file(plan, PLAN, OUTPUT)
    begins = first_monday(plan)
    async with open_office(OUTPUT, port) as office:
        start = datetime.combine(begins, datetime.min.time(), tzinfo=OFFICE_ZONE)
        await office.dondoc("clock", "--to", (start + timedelta(hours=7)).isoformat())
        print(await office.dondoc("people", "import", str(people)), end="")
        print(await office.dondoc("import", str(plan), "--yes"), end="", flush=True)
        await connect_channels(office)
        async with service_running(office):
            await enter_webhook(office)
            cast = await move_in(office, players(people), homes(players(people)))
            print(await office.dondoc("live"), end="", flush=True)
            story = Story(
                office=office,
                cast=cast,
                homes=homes(cast),
                folder=OUTPUT,
                begins=begins,
                say=lambda words: print(words, flush=True),
            )
            await story.tell()
            await leave_reports(office, story)
            seconds = time.monotonic() - begun
            print(f"\n{WEEKS} tuần trong {seconds:.0f} giây. Báo cáo: {OUTPUT.resolve()}")
            if serve:
                print(f"Trang trò chuyện: {office.sandbox_url}/   (Ctrl+C để dừng)", flush=True)
                await asyncio.Event().wait()


def first_monday(plan: Path) -> date:
    """When the story begins: an August Monday of the plan's last dated year, before 2/9."""
    draft = read_plan(plan.name, plan.read_bytes())
    dated = [t.timing.due for t in draft.tasks if isinstance(t.timing, Deadline | Window)]
    this_year = wall_clock().year
    year = max((due.year for due in dated), default=this_year)
    day = date(min(max(year, this_year - 1), this_year + 1), 8, 3)
    while day.weekday() != 0:
        day += timedelta(days=1)
    return day


async def leave_reports(office: Office, story: Story) -> None:
    """The files as the coordinator opened them, and their JSON from the command line."""
    for path in story.opened:
        print(f"  {path}")
    for cycle in ("BC1", "BC2"):
        made = sorted(OUTPUT.glob(f"{cycle}_*.docx"))
        if made:
            period = made[-1].stem.split("_")[1]
            path = OUTPUT / f"{cycle}_{period}.json"
            await office.dondoc("report", cycle, period, "-o", str(path))
            print(f"  {path}")


if __name__ == "__main__":
    main()
