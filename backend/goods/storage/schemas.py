"""Storage rates and bills as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.storage import actions
from backend.goods.storage.flow import State
from backend.goods.storage.models import StorageRun, StorageTariff

Factor = types.number(6, 3, minimum="0")


class StorageTariffIn(types.In):
    """One rate of one warehouse for a time."""

    id: types.Id | None = None
    warehouse_id: types.Id
    item: types.one_of(StorageTariff.Item)
    basis: types.one_of(StorageTariff.Basis)
    rate: types.PriceNotNegative
    minimum: types.WeightNotNegative = Decimal(0)
    free_days: types.count(0, 365) = 0
    weekend_factor: Factor = Decimal(1)
    valid_from: types.Day
    valid_until: types.Day | None = None


class StorageTariffPatch(types.In):
    """What may be corrected; absent fields stay."""

    rate: types.PriceNotNegative = Decimal(0)
    minimum: types.WeightNotNegative = Decimal(0)
    free_days: types.count(0, 365) = 0
    weekend_factor: Factor = Decimal(1)
    valid_from: types.Day = date(1970, 1, 1)
    valid_until: types.Day | None = None


class StorageTariffRow(types.Out):
    """A rate in a list."""

    id: UUID
    no: str
    warehouse_id: UUID
    warehouse_name: str
    item: str
    basis: str
    rate: types.Price
    minimum: types.Weight
    free_days: int
    weekend_factor: Factor
    valid_from: types.Day
    valid_until: types.Day | None
    version: int
    created_at: types.Moment


class StorageTariffOut(StorageTariffRow):
    """A rate in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(tariff: Any) -> Any:
        """This will name the warehouse."""
        return tariff.warehouse.name


class StorageTariffFilters(Filters):
    """What rates can be filtered by."""

    warehouse_id: types.Id | None = None
    item: types.one_of(StorageTariff.Item) | None = None


class StorageRunIn(types.In):
    """A month (any day of it) of one owner in one warehouse."""

    id: types.Id | None = None
    warehouse_id: types.Id
    owner_party_id: types.Id
    month: types.Day


class StorageBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class StorageChargeOut(types.Out):
    """One line of a storage bill."""

    seq: int
    item: str
    basis: str
    lot_id: UUID | None
    lot_no: str | None
    first_on: types.Day
    until_on: types.Day
    weight: types.Weight
    documents: int
    days: int
    charged_days: int
    rate: types.Price
    amount: types.Money

    @staticmethod
    def resolve_item(charge: Any) -> Any:
        """This will say what is charged."""
        return charge.tariff.item

    @staticmethod
    def resolve_basis(charge: Any) -> Any:
        """This will say by what."""
        return charge.tariff.basis

    @staticmethod
    def resolve_lot_no(charge: Any) -> Any:
        """This will give the lot's number."""
        return charge.lot.no if charge.lot else None


class StorageRunRow(types.Out):
    """A storage bill in a list."""

    id: UUID
    no: str
    state: str
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_party_name: str
    month: types.Day
    amount: types.Money
    version: int
    created_at: types.Moment


class StorageRunOut(StorageRunRow):
    """A storage bill in full."""

    charges: list[StorageChargeOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_warehouse_name(run: Any) -> Any:
        """This will name the warehouse."""
        return run.warehouse.name

    @staticmethod
    def resolve_owner_party_name(run: Any) -> Any:
        """This will name whose goods they are."""
        return run.owner_party.name

    @staticmethod
    def resolve_charges(run: Any) -> Any:
        """This will read the lines in order."""
        return sorted(run.charges.all(), key=lambda charge: charge.seq)


class StorageRunFilters(Filters):
    """What storage bills can be filtered by."""

    state: types.one_of(State) | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    month: types.Day | None = None


def load_tariff(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what a rate shows."""
    return rows.select_related("warehouse")


def load_run(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what a bill shows."""
    return rows.select_related("warehouse", "owner_party").prefetch_related(
        "charges__tariff", "charges__lot"
    )


TARIFF = declare(
    Resource(
        model=StorageTariff,
        room="goods",
        name="storagetariff",
        plural="storagetariffs",
        label=_("仓储费率"),
        out=StorageTariffOut,
        row=StorageTariffRow,
        create=Verb(actions.create_tariff, _("新建"), StorageTariffIn),
        change=Verb(actions.change_tariff, _("修改"), StorageTariffPatch),
        filters=StorageTariffFilters,
        columns={"warehouse_name": "warehouse__name"},
        ordering=("created_at", "valid_from"),
        scoped=False,
        load=load_tariff,
    )
)

DRAFT = frozenset({State.DRAFT.value})

RUN = declare(
    Resource(
        model=StorageRun,
        room="goods",
        name="storagerun",
        plural="storageruns",
        label=_("仓储费账单"),
        out=StorageRunOut,
        row=StorageRunRow,
        create=Verb(actions.create_run, _("计算"), StorageRunIn),
        verbs={
            "recompute": Verb(actions.recompute, _("重新计算"), states=DRAFT),
            "confirm": Verb(actions.confirm, _("确认")),
            "void": Verb(actions.void, _("作废"), StorageBecause, danger=True),
        },
        filters=StorageRunFilters,
        columns={"warehouse_name": "warehouse__name", "owner_party_name": "owner_party__name"},
        ordering=("created_at", "month"),
        load=load_run,
    )
)
