"""The shape of the code: who may import whom (DESIGN.md §2)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"bot", "scheduler", "storage"}
MAY_IMPORT = {
    "scheduler": {"scheduler"},
    "storage": {"scheduler", "storage"},
    "bot": {"bot", "scheduler", "storage"},
}
FROM_SCHEDULER = ("scheduler.rules", "scheduler.ports")  # all that storage may take from there
NOT_IN_RULES = {
    "aiohttp", "apscheduler", "asyncio", "io", "logging", "os", "pathlib", "random", "socket",
    "sqlalchemy", "structlog", "subprocess", "sys", "telegram", "time", "pydantic",
}  # fmt: skip
CLOCK, SETTINGS = ROOT / "scheduler" / "clock.py", ROOT / "bot" / "settings.py"

FILES = sorted(path for name in OURS for path in (ROOT / name).rglob("*.py"))
RULES = [path for path in FILES if path.is_relative_to(ROOT / "scheduler" / "rules")]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    names = list(imports(path))

    assert {name.split(".")[0] for name in names} & OURS <= MAY_IMPORT[package], (
        "imports go bot -> storage -> scheduler; pass the thing in from bot/app.py instead"
    )
    if package == "storage":
        taken = [name for name in names if name.split(".")[0] == "scheduler"]
        assert all(name.startswith(FROM_SCHEDULER) for name in taken), taken


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_rule_takes_values_and_returns_values(path: Path) -> None:
    """No I/O and no clock in the rules, not even through a neighbour that has some."""
    names = list(imports(path))

    assert not {name.split(".")[0] for name in names} & NOT_IN_RULES
    ours = [name for name in names if name.split(".")[0] in OURS]
    assert all(name.startswith("scheduler.rules") for name in ours), ours
    assert not {"open", "print", "input"} & set(called_names(path))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_one_file_reads_the_clock_and_one_the_environment(path: Path) -> None:
    calls = set(called_names(path))

    if path != CLOCK:
        assert not calls & {"datetime.now", "date.today", "time.time", "datetime.utcnow"}
    if path != SETTINGS:
        source = path.read_text(encoding="utf-8")
        assert "environ" not in source or path.is_relative_to(ROOT / "bot" / "demo")
        assert "getenv" not in source


def test_the_sandbox_stays_out_of_the_service() -> None:
    """`dondoc run` never imports the sandbox: only its own command, the demo and itself do."""
    may = {ROOT / "bot" / "cli.py"}
    for path in FILES:
        inside = path.is_relative_to(ROOT / "bot" / "sandbox")
        inside = inside or path.is_relative_to(ROOT / "bot" / "demo")
        if path not in may and not inside:
            assert not any(name.startswith("bot.sandbox") for name in imports(path)), path


def test_what_the_service_loads_holds_no_sandbox() -> None:
    """Seen in a process of its own: the command line, and all that `dondoc run` takes."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.cli, bot.app, bot.service; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()

    assert "bot.service" in loaded
    assert [name for name in loaded if name.startswith(("bot.sandbox", "bot.demo"))] == []
