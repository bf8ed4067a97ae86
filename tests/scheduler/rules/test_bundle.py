import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.bundle import Queued, bundle, left_after, split, utf16
from scheduler.rules.notice import Kind


def queued(id_: int, kind: Kind, duty: int | None, *, due: str = "2026-11-12") -> Queued:
    return Queued(id=id_, kind=kind, duty_id=duty, step="", sort_key=(due, f"NV{duty}"))


kinds = st.sampled_from(list(Kind))
notices = st.lists(
    st.tuples(kinds, st.none() | st.integers(min_value=1, max_value=4)), max_size=12
).map(lambda rows: [queued(n, kind, duty) for n, (kind, duty) in enumerate(rows, start=1)])


@given(notices)
def test_each_duty_is_one_item_and_nothing_is_left_out(waiting: list[Queued]) -> None:
    items = bundle(waiting)

    about = [item.said.duty_id for item in items if item.said.duty_id is not None]
    assert len(about) == len(set(about))
    assert sorted(n.id for i in items for n in (i.said, *i.along)) == [n.id for n in waiting]


@given(notices)
def test_an_item_is_said_as_its_strongest_notice(waiting: list[Queued]) -> None:
    order = list(Kind)
    for item in bundle(waiting):
        assert all(order.index(item.said.kind) <= order.index(n.kind) for n in item.along)
        assert all(n.duty_id == item.said.duty_id for n in item.along)


@given(notices, st.randoms(use_true_random=False))
def test_the_order_of_queueing_does_not_matter(waiting: list[Queued], random: object) -> None:
    shuffled = list(waiting)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis types it as an object

    assert bundle(shuffled) == bundle(waiting)


def test_the_most_pressing_stands_first_and_then_what_is_due_first() -> None:
    items = bundle(
        [
            queued(1, Kind.ASK, 1, due="2026-11-09"),
            queued(2, Kind.URGE, 2, due="2026-11-06"),
            queued(3, Kind.URGE, 3, due="2026-11-05"),
            queued(4, Kind.CONFIRM, 4),
            queued(5, Kind.TOLD, None),
        ]
    )

    assert [item.said.id for item in items] == [4, 3, 2, 1, 5]


def test_of_two_asks_about_a_duty_the_newest_is_said() -> None:
    (item,) = bundle([queued(7, Kind.ASK, 1), queued(9, Kind.ASK, 1)])

    assert item.said.id == 9
    assert [notice.id for notice in item.along] == [7]


def test_what_concerns_no_duty_is_an_item_of_its_own() -> None:
    items = bundle([queued(1, Kind.TOLD, None), queued(2, Kind.TOLD, None), queued(3, Kind.ASK, 1)])

    assert len(items) == 3


@pytest.mark.parametrize(
    ("blocks", "limit", "parts"),
    [
        (["một", "hai"], 20, ["một\n\nhai"]),
        (["một", "hai"], 8, ["một\n\nhai"]),
        (["một", "hai"], 7, ["một", "hai"]),
        (["a" * 5, "b" * 2, "c" * 2], 9, ["aaaaa\n\nbb", "cc"]),
        (["a" * 10], 4, ["aaaa", "aaaa", "aa"]),
        ([], 10, []),
        # An emoji is two units for Telegram: three of them do not fit five.
        (["📌📌📌"], 5, ["📌📌", "📌"]),
        (["📌", "📌"], 6, ["📌\n\n📌"]),
        (["📌", "📌"], 5, ["📌", "📌"]),
    ],
)
def test_parts_break_between_items(blocks: list[str], limit: int, parts: list[str]) -> None:
    assert split(blocks, limit) == parts


texts = st.text(alphabet="aăđế📌 \n", min_size=1, max_size=30)


@given(st.lists(texts, max_size=8), st.integers(min_value=2, max_value=40))
def test_every_part_fits_and_no_letter_is_lost(blocks: list[str], limit: int) -> None:
    parts = split(blocks, limit, separator="")

    assert all(0 < utf16(part) <= limit for part in parts)
    assert "".join(parts) == "".join(blocks)


@given(
    st.lists(texts, max_size=8),
    st.integers(min_value=2, max_value=40),
    st.integers(min_value=0, max_value=9),
)
def test_what_is_left_follows_what_was_delivered(
    blocks: list[str], limit: int, delivered: int
) -> None:
    parts = split(blocks, limit, separator="")[:delivered]
    left = left_after(blocks, limit, delivered, separator="")

    assert "".join(parts) + "".join(left) == "".join(blocks)
    assert all(block in left for block in blocks[len(blocks) - len(left) + 1 :])


@pytest.mark.parametrize(
    ("delivered", "left"),
    [
        (0, ["một", "hai hai hai", "ba"]),
        (1, ["hai hai hai", "ba"]),
        (2, [" hai", "ba"]),
        (3, ["ba"]),
        (4, []),
    ],
)
def test_of_a_block_that_was_cut_its_end_is_left(delivered: int, left: list[str]) -> None:
    assert split(["một", "hai hai hai", "ba"], 7) == ["một", "hai hai", " hai", "ba"]
    assert left_after(["một", "hai hai hai", "ba"], 7, delivered) == left


@given(st.lists(texts, max_size=8))
def test_an_item_that_fits_is_never_broken(blocks: list[str]) -> None:
    parts = split(blocks, 64, separator="¦")

    assert [block for part in parts for block in part.split("¦")] == blocks


# --- a list that is one block -------------------------------------------------------------------

CHANNELS = [4096, 2000]  # Telegram; both of Zalo's
words = st.text(alphabet="aăđếⓐ📌👩\u200d🌾 \u202e", min_size=1, max_size=400).map(str.strip)
items = st.lists(st.tuples(words, st.lists(words, max_size=2)), max_size=120)


@pytest.mark.parametrize("limit", CHANNELS)
@given(items)
@settings(max_examples=60, deadline=None)
def test_a_list_is_split_between_its_items(limit: int, listed: list[tuple[str, list[str]]]) -> None:
    shown = [
        f"{n}. NV{n} {title}" + "".join(f"\n   {line}" for line in below)
        for n, (title, below) in enumerate(listed, start=1)
    ]
    block = "\n".join(["Danh sách:", *shown])

    parts = split([block], limit)

    assert "".join(parts) == block, "nothing is lost, all in its order"
    assert all(utf16(part) <= limit for part in parts)
    assert all(any(item in part for part in parts) for item in shown if utf16(item) < limit), (
        "an item that fits is in one part"
    )
    assert len(parts) <= 1 + 2 * utf16(block) // limit, "parts are filled"


@pytest.mark.parametrize(
    ("block", "limit", "parts"),
    [
        ("- một\n- hai\n- ba", 12, ["- một\n- hai\n", "- ba"]),
        ("- một\n  a\n- hai\n  b", 12, ["- một\n  a\n", "- hai\n  b"]),
        ("- một hai ba bốn\n- năm", 10, ["- một hai", " ba bốn\n", "- năm"]),
    ],
)
def test_of_a_list_an_item_stays_whole(block: str, limit: int, parts: list[str]) -> None:
    assert split([block], limit) == parts
