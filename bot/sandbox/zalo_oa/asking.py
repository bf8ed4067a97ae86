"""What an account may ask the platform: about itself, its people, its quota, what was said."""

import json
from datetime import datetime
from typing import Any

from bot.sandbox.form import Form
from bot.sandbox.people import Person
from bot.sandbox.zalo.files import at_origin
from bot.sandbox.zalo_oa import wire
from bot.sandbox.zalo_oa.account import Account, Contact, user_id
from bot.sandbox.zalo_oa.refusal import invalid
from scheduler.rules.calendar import OFFICE_ZONE

MOST_USERS, MOST_CHATS = 50, 10
QUOTAS = ("reply", "sub_quota", "purchase_quota", "reward_quota")


def about(account: Account, form: Form, now: datetime) -> Any:
    return {
        "oa_id": account.id,
        "name": "Đôn Đốc (sandbox)",
        "description": "",
        "is_verified": True,
        "oa_type": 2,
        "num_follower": sum(contact.follows for _, contact in account.contacts()),
        "package_name": "Sandbox",
        "avatar": "",
    }


def user(account: Account, form: Form, now: datetime) -> Any:
    asked = _data(form)
    address = asked.get("user_id")
    person = account.person_at(address) if isinstance(address, str) else None
    known = {each.id: contact for each, contact in account.contacts()}
    if person is None or person.id not in known:
        raise invalid("user_id")
    return _shown(person, known[person.id])


def users(account: Account, form: Form, now: datetime) -> Any:
    asked = _data(form)
    offset, count = _number(asked, "offset", 0), _number(asked, "count", MOST_USERS)
    if count > MOST_USERS:
        raise invalid("count")
    found = [
        person
        for person, contact in account.contacts()
        if asked.get("is_follower") in (None, "", str(contact.follows).lower(), contact.follows)
    ]
    return {
        "total": len(found),
        "offset": offset,
        "count": count,
        "users": [{"user_id": user_id(person.id)} for person in found[offset : offset + count]],
    }


def recent_chats(account: Account, form: Form, now: datetime) -> Any:
    """The latest messages, the newest first: where to look for what a webhook has missed."""
    asked = _data(form)
    offset, count = _number(asked, "offset", 0), _number(asked, "count", MOST_CHATS)
    if count > MOST_CHATS:
        raise invalid("count")
    people = {person.id: person for person, _ in account.contacts()}
    latest = account.talk.latest(people.keys())[offset : offset + count]
    shown = [wire.recent(account, people[message.person_id], message) for message in latest]
    return at_origin(shown, account.state.origin)


def quota(account: Account, form: Form, now: datetime) -> Any:
    if form.values.get("quota_owner") != "OA" or form.values.get("product_type") != "cs":
        raise invalid("quota_owner, product_type")
    kind = form.values.get("quota_type", "sub_quota")
    if kind not in QUOTAS:
        raise invalid("quota_type")
    total = account.state.package if kind == "sub_quota" else 0
    left = max(total - account.used(now), 0) if kind == "sub_quota" else 0
    return {
        "quota_type": kind,
        "product_type": "cs",
        "total": total,
        "remain": left,
        "owner_type": "OA",
        "owner_id": account.id,
    }


def _shown(person: Person, contact: Contact) -> Any:
    acted = contact.acted_at.astimezone(OFFICE_ZONE) if contact.acted_at else None
    return {
        "user_id": user_id(person.id),
        "display_name": person.name,
        "user_alias": person.name,
        "user_is_follower": contact.follows,
        "user_last_interaction_date": acted.strftime("%d/%m/%Y") if acted else "",
        "avatar": "",
    }


def _data(form: Form) -> dict[str, Any]:
    """The `data` of the query, which is JSON."""
    try:
        asked = json.loads(form.values.get("data") or "{}")
    except (TypeError, ValueError) as error:
        raise invalid("data") from error
    if not isinstance(asked, dict):
        raise invalid("data")
    return asked


def _number(asked: dict[str, Any], name: str, otherwise: int) -> int:
    try:
        number = int(asked.get(name, otherwise))
    except (TypeError, ValueError) as error:
        raise invalid(name) from error
    if number < 0:
        raise invalid(name)
    return number
