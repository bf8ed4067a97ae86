"""Where a person is written to first, and where next."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.rules.choosing import Address, Link, checked, order

MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
T, ZB, ZB2, ZO = (Address(name, "7") for name in ("telegram", "zalo_bot", "zalo_bot/b", "zalo_oa"))
MAIL = Address("email", "an@so.example.vn")
EVERY = {"telegram", "zalo_bot", "zalo_bot/b", "zalo_oa", "email"}


def linked(*addresses: Address) -> list[Link]:
    """Links, the oldest first."""
    return [Link(at=at, since=MONDAY + timedelta(days=n)) for n, at in enumerate(addresses)]


@pytest.mark.parametrize(
    ("links", "wish", "chosen"),
    [
        ((T, ZB), (), (ZB, T)),  # the newest first
        ((ZB, T), (), (T, ZB)),
        ((ZB, T), ("zalo_bot",), (ZB, T)),
        ((ZB, T), ("zalo",), (ZB, T)),
        ((T, ZB), ("telegram", "zalo_bot"), (T, ZB)),
        ((ZB, ZB2, T), ("zalo",), (ZB2, ZB, T)),  # of one family the newest first
        ((ZB, ZB2, T), ("zalo_bot",), (ZB2, ZB, T)),
        ((ZB2, ZB, T), ("zalo_bot/b",), (ZB2, T, ZB)),
        ((ZB, ZO, T), ("zalo_oa", "telegram"), (ZO, T, ZB)),  # the others follow by age
        ((ZB, T), ("zalo_oa",), (T, ZB)),  # what is not linked is passed over
        ((), ("telegram",), ()),
    ],
)
def test_the_wish_comes_first_then_the_newest(
    links: tuple[Address, ...], wish: tuple[str, ...], chosen: tuple[Address, ...]
) -> None:
    assert order(linked(*links), wish) == chosen


@pytest.mark.parametrize(
    ("links", "configured", "used_up", "chosen"),
    [
        ((T, ZB), EVERY, (), (ZB, T, MAIL)),
        ((), EVERY, (), (MAIL,)),
        ((T, ZB), EVERY - {"email"}, (), (ZB, T)),
        ((T, ZB), {"telegram", "email"}, (), (T, MAIL)),
        ((T, ZB), EVERY, (ZB,), (T, MAIL)),
        ((T, ZB), EVERY, (ZB, T), (MAIL,)),
        ((T, ZB), EVERY, (ZB, T, MAIL), ()),
        ((T, ZB), None, (), (ZB, T)),
    ],
)
def test_e_mail_is_last_and_only_what_there_is_counts(
    links: tuple[Address, ...],
    configured: set[str] | None,
    used_up: tuple[Address, ...],
    chosen: tuple[Address, ...],
) -> None:
    found = order(linked(*links), email=MAIL.address, configured=configured, used_up=used_up)
    assert found == chosen


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["zalo_bot", "telegram"], ("zalo_bot", "telegram")),
        (["zalo", "zalo"], ("zalo",)),
        (["zalo_bot/b"], ("zalo_bot/b",)),
        ([], ()),
    ],
)
def test_each_channel_is_wished_for_once(said: list[str], kept: tuple[str, ...]) -> None:
    assert checked(said) == kept


@pytest.mark.parametrize("said", ["viber", "email", "", "zalo_bot/"])
def test_a_channel_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"channel|last resort"):
        checked([said])
