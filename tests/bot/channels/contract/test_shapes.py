"""The sandbox answers in the shapes in which the real platforms have answered."""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Outgoing, Part, SendFailed
from bot.sandbox.platform import ChannelName
from tests.bot.channels.contract.meeting import MAKERS, NOBODY, SECRET, meet, says
from tests.bot.channels.contract.real import NO_TOKEN
from tests.bot.channels.contract.shapes import drift, load, recording, save, shape_of
from tests.bot.sandbox.playing import Sim
from tests.bot.sandbox.zalo import Receiver

RECORDED = Path(__file__).parent / "shapes"
FILE = Part(text="Tệp", file_name="tep.pdf", content=b"%PDF-1.4", link="https://vi.example/tep")


async def test_the_sandbox_answers_as_the_platform_did(
    platform: ChannelName, base: str, sim: Sim, hook: Receiver, tmp_path: Path
) -> None:
    recorded = RECORDED / f"{platform}.json"
    if not recorded.exists():  # so far nobody has had one
        pytest.skip(NO_TOKEN)
    async with recording({"sandbox": base}) as recorder:
        address = f"{recorder.address}/sandbox"
        async with MAKERS[platform](address, sim, tmp_path) as channel:
            meeting = await meet(platform, channel, sim, hook)
            await channel.send(meeting.address, Outgoing(parts=(Part(text="thử"), FILE)))
            with pytest.raises(SendFailed):
                await channel.send(NOBODY[platform], says("thử"))

    assert drift(load(recorded), recorder.shapes) == []


async def test_what_passes_the_recorder_leaves_its_shape_only(
    platform: ChannelName, base: str, sim: Sim, hook: Receiver, tmp_path: Path
) -> None:
    async with recording({"sandbox": base}) as recorder:
        address = f"{recorder.address}/sandbox"
        async with MAKERS[platform](address, sim, tmp_path) as channel:
            meeting = await meet(platform, channel, sim, hook)
            await channel.send(meeting.address, Outgoing(parts=(Part(text="thử"), FILE)))

    assert (await meeting.texts())[0] == "thử"
    save(recorder.shapes, tmp_path / "shapes.json")
    kept = (tmp_path / "shapes.json").read_text(encoding="utf-8")
    assert "text" in kept
    assert not any(word in kept for word in (SECRET, meeting.address, "thử", "vi.example"))
    assert load(tmp_path / "shapes.json") == recorder.shapes


@pytest.mark.parametrize(
    ("real", "sandbox", "drifted"),
    [
        ({"ok": True, "result": {"id": "a"}}, {"ok": True, "result": {"id": "b"}}, []),
        ({"ok": True, "result": {"id": "a", "x": 1}}, {"ok": True, "result": {"id": "b"}}, []),
        ({"result": {"id": "a"}}, {"result": {"id": 7}}, ["m.result.id: number"]),
        ({"result": {"id": "a"}}, {"result": {"ids": "a"}}, ["m.result.ids: text"]),
        ({"result": []}, {"result": {}}, ["m.result: object"]),
        ({"result": [{"a": 1}]}, {"result": [{"b": 1}]}, ["m.result[].b: number"]),
        ({"a": True}, {"a": 1}, ["m.a: number"]),
        ({"a": 1}, {"a": None}, ["m.a: null"]),
    ],
)
def test_where_the_sandbox_has_drifted(real: Any, sandbox: Any, drifted: list[str]) -> None:
    assert drift({"m": shape_of(real)}, {"m": shape_of(sandbox)}) == drifted
