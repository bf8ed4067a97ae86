"""The documents tell the truth about settings, commands and files, and no file tells an address."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli import app
from bot.receiving.actions import action_of
from bot.receiving.wording import without_courtesy
from bot.settings import PREFIX, Settings
from bot.understanding import Context, Intent, understand
from tests.bot.channels.contract.real import CHATS
from tests.bot.channels.contract.real import PREFIX as OF_TESTS

ROOT = Path(__file__).parent.parent
OURS = ("bot", "scheduler", "storage", "tests", "deploy")
DOCUMENTS = (
    "README.md",
    "ARCHITECTURE.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    "deploy/README.md",
    "docs/ACTIONS.md",
    "docs/FIRST_LIVE_DAY.md",
    "docs/TEXTS.md",
)
# In pieces, so that this file does not name what it looks for.
INDEX_HOSTS = (
    ".".join(("pypi", "org")),
    ".".join(("".join(("python", "hosted")), "org")),
    ".".join(("npmjs", "org")),
)
INDEX_PATH = re.compile(r"://\S+/" + "simple" + r"\b")
MACHINE_PATHS = tuple(f"/{name}/" for name in ("work", "root"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str, beginning: str) -> Iterator[list[str]]:
    """The cells of every table row whose first cell begins so."""
    for line in read(name).splitlines():
        if line.startswith(f"| `{beginning}"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


# --- settings -----------------------------------------------------------------------------------


@cache
def settings() -> dict[str, str]:
    """Each setting's variable and what it is by default; empty for none."""
    return {
        PREFIX + name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }


def test_the_readme_lists_every_setting_with_its_default_and_no_other() -> None:
    listed = {cells[0].strip("`"): cells[1] for cells in rows("README.md", PREFIX)}

    assert listed == {
        name: f"`{default}`" if default else "none" for name, default in settings().items()
    }


def test_documents_speak_of_no_setting_that_does_not_exist() -> None:
    known = {form for name in settings() for form in (name, f"{name}_FILE")}
    # The tests take any setting under a prefix of their own, and some words besides.
    known |= {name.replace(PREFIX, OF_TESTS) for name in known}
    known |= {f"{OF_TESTS}{name}" for name in ("SHAPES", *CHATS.values())}

    for document in (*DOCUMENTS, "deploy/.env.example", "deploy/Dockerfile"):
        assert set(re.findall(rf"\b{PREFIX}[A-Z_]+", read(document))) <= known, document


def test_the_example_environment_has_every_setting_at_its_default() -> None:
    lines = read("deploy/.env.example").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    assert given == settings()
    assert Settings.read(given) == Settings.read({})


def test_every_setting_of_the_example_is_explained() -> None:
    for group in read("deploy/.env.example").strip().split("\n\n")[1:]:
        assert group.startswith("# "), group


# --- commands -----------------------------------------------------------------------------------


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command by its full name; a group is walked, never listed itself."""
    command = command or typer.main.get_command(app)
    inside = getattr(command, "commands", None)
    if inside is None:
        yield " ".join(path), command
        return
    for name, inner in inside.items():
        yield from commands(inner, (*path, name))


def options(command: Any) -> set[str]:
    """The spellings a row must show; --org is said once for all."""
    found = {max(each.opts, key=len) for each in command.params if each.param_type_name == "option"}
    return found - {"--help", "--org"}


def test_the_readme_lists_every_command_with_its_options_and_no_other() -> None:
    listed = {}
    for cells in rows("README.md", "dondoc "):
        usage = cells[0].strip("`")
        name = re.match(r"dondoc ((?:[a-z]+ ?)+)", usage)
        assert name is not None, usage
        listed[name[1].strip()] = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage))

    assert listed == {name: options(command) for name, command in commands()}


# DECISIONS.md also names what was decided against.
@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "DECISIONS.md"])
def test_every_command_a_document_speaks_of_exists(document: str) -> None:
    words = {name.split()[0] for name, _ in commands()}

    said = re.findall(r"(?:`|/|^\s*|exec )dondoc ([a-z]+)", read(document), re.M)

    assert set(said) <= words


def written_commands() -> Iterator[tuple[str, str]]:
    """(document, command): what a document says to run, in backticks or on a line of a block."""
    for document in DOCUMENTS:
        if document in ("DECISIONS.md", "CHANGELOG.md"):
            continue  # what was so then
        text = read(document)
        for said in re.findall(r"`(?:\.venv/bin/)?(dondoc [^`\n]+)`", text):
            yield document, said
        for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
            for line in re.findall(r"^[^#\n]*?\b(?:\.venv/bin/)?(dondoc .+)$", block, re.MULTILINE):
                yield document, line


def as_typed(said: str) -> list[list[str]]:
    """The arguments of each command on a line, without what the shell does with them."""
    commands = re.split(r"\s*(?:&&|;|\|)\s*", re.sub(r"\s+(?:#|>|<).*", "", said))
    return [shlex.split(each)[1:] for each in commands if each.startswith("dondoc ")]


@pytest.mark.parametrize(("document", "said"), sorted(set(written_commands())))
def test_every_command_of_a_document_can_be_typed_so(document: str, said: str) -> None:
    """Each option of it exists, and takes a value where one is written behind it.

    Rows of tables ("[--json]", "show\\|set FILE") are held against the commands above.
    """
    if "[" in said or "…" in said or "\\|" in said:
        return
    for words in as_typed(said):
        command: Any = typer.main.get_command(app)
        path = []
        while words and words[0] in getattr(command, "commands", {}):
            path.append(words[0])
            command, words = command.commands[words[0]], words[1:]
        assert path, f"{said}: no such command"
        if getattr(command, "commands", None):
            assert not words, f"{said}: {path[-1]} has no {words[0]}"
            continue
        known: dict[str, Any] = {"--help": None}
        for each in command.params:
            known |= dict.fromkeys((*each.opts, *each.secondary_opts), each)
        wrong = [w for w in words if re.match(r"--?[a-z]", w) and w.partition("=")[0] not in known]
        assert wrong == [], said
        most = sum(each.param_type_name == "argument" for each in command.params)
        many = any(each.nargs != 1 for each in command.params)
        said_alone = [n for n in range(len(words)) if not _is_value(words, n, known)]
        values = [words[n] for n in said_alone if not words[n].startswith("-")]
        assert many or len(values) <= most, f"{said}: takes {most} arguments"


def _is_value(words: list[str], n: int, known: dict[str, Any]) -> bool:
    """Whether a word belongs to the option before it."""
    option = known.get(words[n - 1]) if n else None
    return option is not None and not getattr(option, "is_flag", False)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_a_document_speaks_of_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))

    assert set(re.findall(r"`make ([a-z]+)", read(document))) <= targets


def test_the_unit_and_the_image_run_commands_that_exist() -> None:
    names = {name for name, _ in commands()}
    unit = re.findall(r"^Exec\w+=\S+/dondoc (.+)$", read("deploy/dondoc.service"), re.M)
    image = re.findall(r"\bdondoc ([a-z]+)(?= &&|\")", read("deploy/Dockerfile"))

    assert unit == ["migrate", "run"]
    assert image == ["migrate", "run"]
    assert {shlex.split(line)[0] for line in (*unit, *image)} <= names


# --- what people can type -----------------------------------------------------------------------


def typed() -> list[str]:
    """The examples of the README's table, as somebody would copy them into the chat."""
    table = read("README.md").partition("## What people can type")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[1] for line in table.splitlines() if line.startswith("| ")]
    return [example for cell in cells for example in re.findall("`([^`]+)`", cell)]


@pytest.mark.parametrize("example", typed())
def test_what_the_readme_says_people_can_type_is_understood(example: str) -> None:
    asked = Context(asked="NV3", items=((1, "NV3"), (2, "NV4")))
    meant = understand(example, datetime(2026, 9, 9, 1, 30, tzinfo=UTC), "task", asked)

    is_phrase = action_of(example) is not None

    assert is_phrase or (meant.sure and meant.intent is not Intent.OTHER)


# What stands on the screens of others.
OTHERS_WORDS = {
    "Quota exceeded", "Tạo bot", "Zalo Bot Manager", "Zalo Official Account", "no reason"
}  # fmt: skip


def said_in_documents() -> Iterator[tuple[str, str]]:
    """(document, example): what a document says somebody may write to the bot, in “…”."""
    for document in ("README.md", "docs/FIRST_LIVE_DAY.md", "deploy/README.md"):
        text = re.sub(r"```.*?```", "", read(document), flags=re.DOTALL)
        for example in set(re.findall("“([^”…\n]+)”", text)) - OTHERS_WORDS:
            yield document, example


@pytest.mark.parametrize(("document", "example"), sorted(set(said_in_documents())))
def test_what_a_document_says_people_write_is_understood(document: str, example: str) -> None:
    at, asked = datetime(2026, 9, 9, 1, 30, tzinfo=UTC), Context(asked="NV3", items=((1, "NV3"),))

    meant = understand(example, at, "task", asked)

    assert action_of(without_courtesy(example)) or (meant.sure and meant.intent is not Intent.OTHER)


# --- files --------------------------------------------------------------------------------------


def named_files(document: str) -> Iterator[str]:
    """Whatever stands in backticks or in a link and looks like a file or folder of ours."""
    text = read(document)
    for word in re.findall(r"`([^`\s]+)`", text):
        if word.split("/")[0] in OURS and "/" in word:
            yield word
    yield from re.findall(r"\]\((?!https?:)([^)#]+)\)", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_only_files_that_exist(document: str) -> None:
    base = (ROOT / document).parent

    missing = [
        name
        for name in named_files(document)
        if not ((ROOT / name).exists() or (base / name).exists())
    ]

    assert missing == []


def test_the_architecture_names_only_modules_that_exist() -> None:
    """Also those named without their folder: the diagram, and lists of one room."""
    known = {
        path.name for package in OURS for path in (ROOT / package).rglob("*") if path.is_file()
    }
    known |= {path.name for path in ROOT.iterdir()}
    named = set(
        re.findall(r"[\w./-]*\b(\w+\.(?:py|toml|md|txt|service))\b", read("ARCHITECTURE.md"))
    )

    assert len(named) > 40
    assert named <= known


def test_every_room_is_in_the_architecture() -> None:
    text = read("ARCHITECTURE.md")

    for package in ("bot", "storage"):
        for folder in (ROOT / package).iterdir():
            if folder.is_dir() and (folder / "__init__.py").exists():
                assert f"`{package}/{folder.name}/`" in text, folder


def test_every_dependency_has_its_reason() -> None:
    reasons = read("DECISIONS.md").partition("## 2.")[0].lower()
    wanted = re.findall(r'^    "([a-z-]+)', read("pyproject.toml").partition("[tool.")[0], re.M)

    assert len(wanted) > 20
    assert [name for name in wanted if name not in reasons] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(n) for n in re.findall(r"^## (\d+)\.", read("DECISIONS.md"), re.M)]

    assert numbers == list(range(1, len(numbers) + 1))


# --- addresses ----------------------------------------------------------------------------------


def repository() -> list[Path]:
    """What is or would be committed; without git, whatever is no hidden or made file."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        found = [path for name in OURS for path in (ROOT / name).rglob("*")]
        return [path for path in (*found, *ROOT.iterdir()) if path.is_file()]
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_holds_the_address_of_a_package_index_or_of_this_machine() -> None:
    found = []
    for path in repository():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        wrong = [word for word in (*INDEX_HOSTS, *MACHINE_PATHS) if word in text]
        if wrong or INDEX_PATH.search(text):
            found.append((str(path.relative_to(ROOT)), wrong))

    assert found == []
