"""Making any document without knowing it, for rules that hold for every document.

A room whose document cannot be filled blindly (because of its own constraints) registers a
maker in `tests/<room>/**/make.py`:

    @makes("crm.contract")
    def contract(boss: Door, number: int) -> None:
        boss.do("/crm/contracts", {...})
"""

import importlib
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models

from backend.core.registry import Resource
from tests.house_kit import Door

Maker = Callable[[Door, int], None]
_makers: dict[str, Maker] = {}
FITTING: dict[str, dict[str, Any]] = {
    "core.MergeLog": {"undo_until": datetime(2030, 1, 1, tzinfo=UTC)},
    "crm.CapacityRule": {"max_owned": 1},
    "crm.ContractLine": {"pricing": "fixed", "fixed_price": Decimal(1)},
    "supply.SupplierInvoice": {"amount": Decimal(2), "amount_excl": Decimal(1), "tax": Decimal(1)},
    "supply.SupplierInvoiceLine": {
        "amount": Decimal(2),
        "amount_excl": Decimal(1),
        "tax": Decimal(1),
    },
    "supply.PurchaseLine": {"pricing": "fixed", "fixed_price": Decimal(1)},
    "crm.FollowUp": {"next_action": ""},
    "crm.Invoice": {"amount": Decimal(2), "amount_excl": Decimal(1), "tax": Decimal(1)},
    "crm.PoolEntry": {"left_how": ""},
    "crm.RecycleRule": {"target": "manager"},
    "crm.Task": {"document": ""},
    "goods.BillOfMaterials": {"valid_until": None},
    "goods.Certificate": {"kind": "mill", "inspection": None},
    "goods.Nonconformity": {"disposition": ""},
    "goods.ObjectionRule": {"is_active": False},
    "goods.Product": {"tracking": "lot", "warranty_from": "delivery"},
    "goods.Scale": {"minimum_kg": Decimal(1), "maximum_kg": Decimal(2), "division_kg": Decimal(1)},
    "goods.Revaluation": {"cost_after": Decimal(2)},
    "goods.Serial": {"state": "out"},
    "goods.StorageRun": {"month": date(2026, 7, 1)},
    "supply.GoodsReceipt": {"kind": "consigned"},
    "supply.NettingLine": {"plan_line": None},
    "supply.MaterialEntry": {"kind": "issue", "weight": Decimal(1)},
    "supply.ProcessOrder": {"kind": "for_others"},
    "market.Alert": {"band": Decimal(0)},
    "market.Instrument": {"quote_kinds": ["settle"]},
    "market.LimitBreach": {"month": "2026-07"},
    "market.PositionEntry": {"month": "2026-07"},
    "market.PositionLimit": {"measure": "month", "month": "2026-07"},
    "service.Asset": {"parent": None, "replaces": None},
    "service.Survey": {"expires_at": datetime(2030, 1, 1, tzinfo=UTC)},
    "market.TradingDay": {"kind": "normal", "is_open": True},
}
"""Columns whose values must fit each other."""
WANTED = {"service.Survey": {"ticket"}}
"""Keys that may be empty, but not here."""
ROOT = Path(__file__).resolve().parents[2]


def makes(code: str) -> Callable[[Maker], Maker]:
    """Register how to make one more document of a kind."""

    def register(maker: Maker) -> Maker:
        _makers[code] = maker
        return maker

    return register


def load_makers() -> None:
    """Import every tests/<room>/**/make.py."""
    for path in sorted((ROOT / "tests").glob("**/make.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def make(resource: Resource, boss: Door, number: int) -> None:
    """Make one more document, by its maker or else by filling its columns."""
    maker = _makers.get(resource.code)
    if maker is None:
        fill(resource.model, number)
    else:
        maker(boss, number)


def fill(
    model: type[models.Model],
    number: int,
    *,
    depth: int = 0,
    given: dict[str, Any] | None = None,
) -> models.Model:
    """Insert a row with something in every column that must have something."""
    assert depth < 6, f"{model.__name__} hangs on itself"
    values: dict[str, Any] = {**(given or {})}
    for field in model._meta.concrete_fields:
        if field.name in values:
            continue
        if isinstance(field, models.ForeignKey):
            if not field.null or field.name in WANTED.get(model._meta.label, ()):
                values[field.name] = fill(field.related_model, number, depth=depth + 1)
        elif field.name in FITTING.get(model._meta.label, {}):
            continue
        elif not (field.null or field.has_default() or field.primary_key or has_db_default(field)):
            values[field.name] = value(field, number)
    row = model(**{**FITTING.get(model._meta.label, {}), **values})
    row.save(force_insert=True)
    return row


def has_db_default(field: Any) -> bool:
    """Tell whether the database fills the column itself."""
    return field.db_default is not models.NOT_PROVIDED


def value(field: Any, number: int) -> Any:
    """Give a value that fits a column and differs from row to row."""
    if field.choices:
        return field.flatchoices[0][0]
    for kind, give in VALUES:
        if isinstance(field, kind):
            return give(field, number)
    raise TypeError(f"no value for {field}")


def _text(field: Any, number: int) -> str:
    unique = uuid.uuid4().hex
    return unique[: field.max_length] if field.max_length else unique


def _moment(field: Any, number: int) -> datetime:
    return datetime(2026, 7, 1, tzinfo=UTC) + timedelta(minutes=number)


VALUES: list[tuple[type[Any], Callable[[Any, int], Any]]] = [
    (models.CharField, _text),
    (models.TextField, _text),
    (models.DateTimeField, _moment),
    (models.DateField, lambda field, number: date(2026, 7, 1) + timedelta(days=number)),
    (models.TimeField, lambda field, number: "09:00"),
    (models.DecimalField, lambda field, number: Decimal(1)),
    (models.BooleanField, lambda field, number: False),
    (models.UUIDField, lambda field, number: uuid.uuid4()),
    (models.JSONField, lambda field, number: {}),
    (models.IntegerField, lambda field, number: number + 1),
    (models.BinaryField, lambda field, number: b"1"),
]
