"""`dondoc texts`: whoever corrected a sentence is told what is wrong with it, in one line each."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.texts import checking
from bot.texts.checking import faults_of, installed_faults

TEXTS = Path(checking.__file__).parent
GREETING = 'officer_remind = "Kính gửi {name}, Đôn Đốc xin nhắc việc:"'

# A correction of the greeting, and the words its one fault is told with; None: it is right.
CORRECTIONS = {
    'officer_remind = "Thưa {name}, có việc đến hạn:"': None,
    'officer_remind = "Việc của {name}, số {{1}}:"': None,
    'officer_remind = "Kính gửi đồng chí, Đôn Đốc xin nhắc việc:"': "mất ô {name}",
    'officer_remind = "Kính gửi {nam}, Đôn Đốc xin nhắc việc:"': "mất ô {name}",
    'officer_remind = "Kính gửi {name} ({unit}), xin nhắc việc:"': "ô {unit}",
    'officer_remind = "Kính gửi {name, xin nhắc việc:"': "ngoặc nhọn",
    'officer_remind = "Kính gửi {name} {}, xin nhắc việc:"': "ngoặc nhọn",
    'officer_remind = "Kính gửi {name.unit}, xin nhắc việc:"': "ngoặc nhọn",
    'officer_remind = "Kính gửi {name!r}, xin nhắc việc:"': "ngoặc nhọn",
    'officer_remind = ""': "mất ô {name}",
    'oficer_remind = "Kính gửi {name}, xin nhắc việc:"': "chắc là greeting.officer_remind",
    "officer_remind = 12": "trong dấu nháy kép",
    'officer_remind = "Kính gửi {name}, "xin" nhắc việc:"': "không đọc được",
    'officer_remind = "Kính gửi {name}' + " việc" * 400 + '"': "nhiều nhất 2000",
    "": "thiếu câu greeting.officer_remind",
}


def corrected(tmp_path: Path, by: str) -> Path:
    words = (TEXTS / "vi.toml").read_text(encoding="utf-8")
    assert words.count(GREETING) == 1
    path = tmp_path / "vi-moi.toml"
    path.write_text(words.replace(GREETING, by), encoding="utf-8")
    return path


def test_what_is_installed_is_right() -> None:
    assert installed_faults() == []


@pytest.mark.parametrize("by", list(CORRECTIONS))
def test_each_fault_is_told_in_one_line(by: str, tmp_path: Path) -> None:
    told = [fault.shown("vi") for fault in faults_of(corrected(tmp_path, by))]

    expected = CORRECTIONS[by]
    if expected is None:
        assert told == []
    else:
        assert any(expected in line for line in told), told
        assert all("\n" not in line and line.startswith("vi-moi.toml: ") for line in told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('help = "Trợ giúp, cách trả lời"', 'help = "Trợ\\ngiúp"', "một dòng"),
        ('help = "Trợ giúp, cách trả lời"', f'help = "{"ô" * 257}"', "nhiều nhất 256"),
        ('undo = "Hoàn tác câu vừa ghi"', f'undo = "{"😀" * 129}"', "nhiều nhất 256"),
        ('undo = "Hoàn tác"', f'undo = "{"ô" * 65}"', "nhiều nhất 64"),
    ],
)
def test_what_a_channel_shows_on_one_line_fits_there(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    words = (TEXTS / "vi.toml").read_text(encoding="utf-8")
    assert old in words
    path = tmp_path / "vi.toml"
    path.write_text(words.replace(old, new), encoding="utf-8")

    assert any(told in fault.shown("vi") for fault in faults_of(path))


def dondoc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "dondoc", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_so_and_ends_with_one(tmp_path: Path) -> None:
    wrong = corrected(tmp_path, 'officer_remind = "Kính gửi đồng chí:"')
    told = dondoc("texts", str(wrong))
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)

    right = corrected(tmp_path, 'officer_remind = "Thưa {name}:"')
    assert dondoc("texts", str(right)).returncode == 0
    assert dondoc("texts").returncode == 0
    assert dondoc("texts", str(tmp_path / "loi.toml")).returncode == 1
    assert dondoc("texts", str(tmp_path / "vi-khongco.toml")).returncode == 1
