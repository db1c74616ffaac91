"""Dispatch: engineers for every waiting order at once, against the same reads and bare sums.

The floor reads the same rows by five statements written by hand. For every order and engineer it
tests the skill, reckons the way and the first free hour, adds two weighted parts, and keeps who
is best; it says no reason, knows no season of leave between two jobs, and checks no permission.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.core.access.actor import system
from backend.core.party.models import Party
from backend.core.people.models import User
from backend.goods.product.models import Product
from backend.service.asset.models import Asset
from backend.service.dispatch import queries
from backend.service.engineer.models import Engineer, Shift, Skill
from backend.service.workorder.models import WorkOrder
from bench.drive import Row, in_process
from bench.sizes import SIZES

AT = datetime(2026, 7, 6, 0, 0, tzinfo=UTC)
SKILLS = ("cnc", "plc", "hydraulics", "laser")
DAYS, JOBS = 7, 2
BUSY = "('scheduled','dispatched','accepted','en_route','on_site','working','paused')"
ORDERS = """
SELECT o.id, o.skills, o.duration_minutes, o.customer_id, a.latitude, a.longitude
FROM service_workorder o LEFT JOIN service_asset a ON a.id = o.asset_id
WHERE o.state IN ('draft', 'declined', 'no_access') ORDER BY o.created_at, o.id
"""
PEOPLE = "SELECT id, latitude, longitude, hourly_cost FROM service_engineer WHERE is_active"
HELD = "SELECT engineer_id, code, level FROM service_skill"
HOURS = """
SELECT engineer_id, starts_at, ends_at FROM service_shift
WHERE ends_at > %s AND starts_at < %s ORDER BY starts_at
"""
BOOKED = f"""
SELECT engineer_id, scheduled_from, scheduled_until FROM service_workorder
WHERE state IN {BUSY} AND scheduled_until > %s AND scheduled_from < %s ORDER BY scheduled_from
"""


def rows() -> Iterator[Row]:
    """This will measure a suggestion for all waiting orders, in a transaction taken back."""
    with transaction.atomic():
        fill()
        actor = system("bench")
        yield in_process(
            f"dispatch, {SIZES.orders} orders by {SIZES.engineers} engineers (function)",
            lambda: len(queries.suggest_all(actor=actor, at=AT, best=3)[1]),
            lambda: len(bare()),
            goal=float("inf"),
            rounds=5,
        )
        transaction.set_rollback(True)


def statements() -> str:
    """This will tell how many statements a suggestion takes, whatever the number of orders."""
    with transaction.atomic():
        fill()
        with CaptureQueriesContext(connection) as asked:
            _facts, found = queries.suggest_all(actor=system("bench"), at=AT, best=3)
        transaction.set_rollback(True)
    served = sum(bool(one.offers) for one in found)
    return f"dispatch: {len(asked)} statements, {served} of {len(found)} orders served"


def fill() -> None:
    """This will make engineers with shifts and jobs, machines, and orders that wait."""
    product, customers = Product.objects.first(), list(Party.objects.all()[:50])
    users = User.objects.bulk_create(
        User(username=f"bench-engineer-{n}", name=f"工程师{n}") for n in range(SIZES.engineers)
    )
    stamp = {"created_at": AT, "updated_at": AT}
    people = Engineer.objects.bulk_create(
        Engineer(
            user=user, owner=user, no=f"GCS-B-{n}", name=user.name, hourly_cost=60 + n % 40,
            latitude=31 + n % 10 / 10, longitude=120 + n // 10 / 10, **stamp,
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    Skill.objects.bulk_create(
        Skill(engineer=person, code=SKILLS[(n + k) % 4], level=1 + (n + k) % 5)
        for n, person in enumerate(people)
        for k in range(2)
    )
    Shift.objects.bulk_create(
        Shift(engineer=p, starts_at=AT + timedelta(days=d), ends_at=AT + timedelta(days=d, hours=9))
        for p in people
        for d in range(DAYS)
    )
    assets = Asset.objects.bulk_create(
        Asset(
            product=product, serial=f"BENCH-{n}", customer=customers[n % len(customers)],
            no=f"ZC-B-{n}", qr_token=f"bench{n}", latitude=31 + n % 17 / 17,
            longitude=120 + n % 13 / 13, **stamp,
        )
        for n in range(SIZES.orders)
    )  # fmt: skip
    _orders(people, assets, stamp)


def _orders(people: list[Engineer], assets: list[Asset], stamp: dict[str, Any]) -> None:
    waiting = [
        WorkOrder(
            no=f"GD-B-{n}", kind="repair", customer_id=asset.customer_id, asset=asset,
            summary="bench", duration_minutes=60 + n % 4 * 30, skills=[f"{SKILLS[n % 4]}:2"],
            **stamp,
        )
        for n, asset in enumerate(assets)
    ]  # fmt: skip
    taken = []
    for n, person in enumerate(people):
        for job in range(JOBS):
            start = AT + timedelta(days=job, hours=2 + n % 4)
            made = WorkOrder(
                no=f"GD-T-{n}-{job}", kind="repair", customer_id=assets[n % 50].customer_id,
                asset=assets[n % len(assets)], summary="bench", engineer=person,
                scheduled_from=start, scheduled_until=start + timedelta(hours=2), **stamp,
            )  # fmt: skip
            made.__dict__["state"] = "scheduled"
            taken.append(made)
    WorkOrder.objects.bulk_create([*waiting, *taken])


def bare() -> dict[UUID, Any]:
    """This will choose somebody for every order by hand-written reads and plain sums."""
    until = AT + timedelta(days=DAYS)
    with connection.cursor() as cursor:
        found = {}
        for name, sql, given in (
            ("orders", ORDERS, []),
            ("people", PEOPLE, []),
            ("held", HELD, []),
            ("hours", HOURS, [AT, until]),
            ("booked", BOOKED, [AT, until]),
        ):
            cursor.execute(sql, given)
            found[name] = cursor.fetchall()
    held: dict[Any, dict[str, int]] = defaultdict(dict)
    for engineer, code, level in found["held"]:
        held[engineer][code] = level
    hours, booked = defaultdict(list), defaultdict(list)
    for engineer, start, end in found["hours"]:
        hours[engineer].append((start, end))
    for engineer, start, end in found["booked"]:
        booked[engineer].append((start, end))
    people = [(key, float(lat), float(lon)) for key, lat, lon, _cost in found["people"]]
    return {
        order: _best(needs, minutes, (float(lat), float(lon)), people, held, hours, booked)
        for order, needs, minutes, _customer, lat, lon in found["orders"]
    }


def _best(
    needs: list[str],
    minutes: int,
    site: tuple[float, float],
    people: list[tuple[Any, float, float]],
    held: dict[Any, dict[str, int]],
    hours: dict[Any, list[tuple[datetime, datetime]]],
    booked: dict[Any, list[tuple[datetime, datetime]]],
) -> Any:
    best, who, when = -1.0, None, None
    for key, lat, lon in people:
        own = held[key]
        if any(own.get(n.partition(":")[0], 0) < int(n.partition(":")[2] or 1) for n in needs):
            continue
        km = 1.3 * _km(lat, lon, *site)
        start = _free(hours[key], booked[key], timedelta(minutes=minutes), timedelta(hours=km / 40))
        if start is None or km > 300:
            continue
        score = 30 * (1 - km / 300) + 25 * (1 - (start - AT).total_seconds() / (DAYS * 86_400))
        if score > best:
            best, who, when = score, key, start
    if when is not None:
        booked[who].append((when, when + timedelta(minutes=minutes)))
        booked[who].sort()
    return who


def _free(
    hours: list[tuple[datetime, datetime]],
    booked: list[tuple[datetime, datetime]],
    length: timedelta,
    way: timedelta,
) -> datetime | None:
    for opens, closes in hours:
        free = opens
        for start, end in booked:
            if end <= opens or start >= closes:
                continue
            if free + way + length <= start:
                return free + way
            free = max(free, end)
        if free + way + length <= closes:
            return free + way
    return None


def _km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    a, b, c, d = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))
