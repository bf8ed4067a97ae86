"""What stands in deploy/ works: the container's health check, the systemd unit."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.demo.office import DONDOC
from tests.databases import SQLITE_ONLY
from tests.story.house import ROOT, House

DEPLOY = ROOT / "deploy"


def health_check() -> list[str]:
    """The command of the Dockerfile's HEALTHCHECK, with the Python that runs the tests."""
    dockerfile = (DEPLOY / "Dockerfile").read_text().replace("\\\n", "")
    found = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", dockerfile, re.MULTILINE)
    assert found is not None
    python, *arguments = json.loads(found[1])
    assert python == "python"
    return [sys.executable, *arguments]


async def status(house: House) -> int:
    port = str(urlsplit(house.office.health_url).port)
    process = await asyncio.create_subprocess_exec(
        *health_check(), env={"DONDOC_WEB_PORT": port}, stderr=subprocess.DEVNULL
    )
    return await process.wait()


@SQLITE_ONLY
async def test_the_health_check_of_the_container_tells_alive_from_dead(house: House) -> None:
    assert await status(house) == 0
    await house.stop()
    assert await status(house) != 0


def test_the_container_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    user, last = lines.index("USER dondoc"), [line.startswith("CMD ") for line in lines].index(True)
    assert user < last
    assert sum(line.startswith("USER ") for line in lines) == 1


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "dondoc.service"
    installed = (DEPLOY / "dondoc.service").read_text()
    assert "/opt/dondoc/.venv/bin/dondoc" in installed
    unit.write_text(installed.replace("/opt/dondoc/.venv/bin/dondoc", str(DONDOC)))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    complaints = [line for line in verified.stderr.splitlines() if "dondoc.service" in line]
    assert complaints == []
    assert verified.returncode == 0, verified.stderr
