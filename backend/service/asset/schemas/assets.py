"""Machines as the house knows them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.asset import actions
from backend.service.asset.flow import WITH_CUSTOMER, State
from backend.service.asset.models import Asset, Component
from backend.service.asset.schemas import bodies
from backend.service.asset.schemas.faces import AssetOut, AssetRow

STANDING = frozenset({State.PRODUCED.value, *(state.value for state in WITH_CUSTOMER)})


class AssetFilters(Filters):
    """What machines can be filtered by."""

    state: types.one_of(State) | None = None
    customer_id: types.Id | None = None
    product_id: types.Id | None = None
    serial: types.text(64) | None = None
    criticality: types.one_of(Asset.Criticality) | None = None
    parent_id: types.Id | None = None
    contract_id: types.Id | None = None
    supplier_id: types.Id | None = None
    lot_id: types.Id | None = None
    part_lot_id: types.Id | None = None
    part_serial: types.text(64) | None = None
    covered_on: types.Day | None = None
    warranty_from: types.Day | None = None
    warranty_until: types.Day | None = None


def with_lot(lot_id: UUID) -> Q:
    """This will find machines with a part of a batch in them."""
    parts = Component.objects.filter(lot_id=lot_id, removed_at=None)
    return Q(pk__in=parts.values("asset_id"))


def with_serial(serial: str) -> Q:
    """This will find machines with a part of this number in them."""
    parts = Component.objects.filter(serial=serial, removed_at=None)
    return Q(pk__in=parts.values("asset_id"))


def under_warranty(day: object) -> Q:
    """This will find machines whose warranty covers a day."""
    return Q(warranty_start__lte=day, warranty_end__gte=day)


def load(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    """This will fetch what the detail shows."""
    return rows.select_related(
        "product", "customer", "parent", "contract", "supplier", "lot", "bom"
    )


ASSET = declare(
    Resource(
        model=Asset,
        room="service",
        name="asset",
        plural="assets",
        label=_("设备"),
        out=AssetOut,
        row=AssetRow,
        create=Verb(actions.create, _("新建"), bodies.AssetIn),
        change=Verb(actions.change, _("修改"), bodies.AssetPatch),
        verbs={
            "install": Verb(actions.install, _("安装"), bodies.AssetInstall),
            "commission": Verb(actions.commission, _("调试验收"), bodies.AssetCommission),
            "go_down": Verb(actions.go_down, _("停机"), bodies.AssetGoDown),
            "come_up": Verb(actions.come_up, _("恢复运行"), bodies.AssetComeUp),
            "read_meter": Verb(
                actions.read_meter, _("抄表"), bodies.AssetMeterRead, states=STANDING
            ),
            "add_meter": Verb(
                actions.add_meter, _("加计数器"), bodies.AssetMeterAdd, states=STANDING
            ),
            "swap_part": Verb(actions.swap_part, _("换件"), bodies.AssetPartSwap, states=STANDING),
            "add_part": Verb(actions.add_part, _("装件"), bodies.AssetPartAdd, states=STANDING),
            "identify_part": Verb(
                actions.identify_part,
                _("登记零部件序列号"),
                bodies.AssetPartIdentify,
                states=STANDING,
            ),
            "remove_part": Verb(
                actions.remove_part, _("拆件"), bodies.AssetPartRemove, states=STANDING
            ),
            "place": Verb(actions.place, _("上级与位置"), bodies.AssetPlace, states=STANDING),
            "grant": Verb(actions.grant, _("授予服务权益"), bodies.AssetGrant, states=STANDING),
            "revoke": Verb(
                actions.revoke,
                _("终止服务权益"),
                bodies.AssetRevoke,
                states=STANDING,
                danger=True,
            ),
            "replace": Verb(actions.replace, _("更换设备"), bodies.AssetReplace, danger=True),
            "give_back": Verb(actions.give_back, _("退回"), bodies.AssetAtBecause, danger=True),
            "retire": Verb(actions.retire, _("退役"), bodies.AssetAtBecause, danger=True),
        },
        filters=AssetFilters,
        filter_paths={
            "part_lot_id": with_lot,
            "part_serial": with_serial,
            "covered_on": under_warranty,
            "warranty_from": "warranty_end__gte",
            "warranty_until": "warranty_end__lte",
        },
        columns={
            "product_code": "product__code",
            "product_name": "product__name",
            "customer_name": "customer__name",
        },
        ordering=("created_at", "no"),
        sensitive={"contact_phone": policy.mask_phone},
        load=load,
    )
)

overview.papers("assets", ASSET, path="customer_id", tab=overview.Tab.AFTER)
