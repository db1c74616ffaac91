"""Bills of materials as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.bom import actions, queries
from backend.goods.bom.flow import State
from backend.goods.bom.models import BillOfMaterials, BomLine

Quantity = types.number(16, 6, above="0")
Exact = types.number(38, 18)


class MaterialLineIn(types.In):
    """So much of a part in one unit of the product."""

    product_id: types.Id
    quantity: Quantity
    position: types.text(64) = ""
    is_serialised: types.Flag = False
    note: types.text(200) = ""


MaterialLines = Annotated[list[MaterialLineIn], Field(min_length=1, max_length=1_000)]


class BillOfMaterialsIn(types.In):
    """The next version of what a product consists of."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    kind: types.one_of(BillOfMaterials.Kind)
    valid_from: types.Day
    note: types.text(500) = ""
    lines: MaterialLines


class BillOfMaterialsPatch(types.In):
    """What may be corrected in a draft; absent fields stay, lines given replace all."""

    valid_from: types.Day = date(1970, 1, 1)
    note: types.text(500) = ""
    lines: MaterialLines = []


class BillOfMaterialsRevise(types.In):
    """From which day the new version is to count."""

    on: types.Day
    valid_from: types.Day


class BillOfMaterialsBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class MaterialLineOut(types.Out):
    """A line of a version."""

    id: UUID
    seq: int
    product_id: UUID
    product_code: str
    product_name: str
    unit_of_measure: str
    quantity: types.number(16, 6)
    position: str
    is_serialised: bool
    note: str

    @staticmethod
    def resolve_product_code(line: BomLine) -> str:
        """This will give the part's code."""
        return line.product.code

    @staticmethod
    def resolve_product_name(line: BomLine) -> str:
        """This will name the part."""
        return line.product.name

    @staticmethod
    def resolve_unit_of_measure(line: BomLine) -> str:
        """This will say what the quantity is in."""
        return line.product.unit_of_measure


class BillOfMaterialsRow(types.Out):
    """A version in a list."""

    id: UUID
    no: str
    product_id: UUID
    product_code: str
    product_name: str
    kind: str
    revision: int
    state: str
    valid_from: types.Day
    valid_until: types.Day | None
    note: str
    version: int
    created_at: types.Moment


class BillOfMaterialsOut(BillOfMaterialsRow):
    """A version in full."""

    lines: list[MaterialLineOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(bom: BillOfMaterials) -> str:
        """This will give the product's code."""
        return bom.product.code

    @staticmethod
    def resolve_product_name(bom: BillOfMaterials) -> str:
        """This will name the product."""
        return bom.product.name

    @staticmethod
    def resolve_lines(bom: BillOfMaterials) -> Any:
        """This will read the lines in order."""
        return list(bom.lines.select_related("product"))


class MaterialPartOut(types.Out):
    """A part in an explosion; `total` is for all units of the top."""

    product_id: UUID
    product_code: str
    product_name: str
    unit_of_measure: str
    position: str
    level: int
    quantity: types.number(16, 6)
    total: Exact
    is_made: bool


class MaterialExplosionOut(types.Out):
    """A product taken apart to the last part, top down, by the versions of a day."""

    bom_id: UUID
    on: types.Day
    quantity: Quantity
    parts: list[MaterialPartOut]


class MaterialUseOut(types.Out):
    """A version that names a product."""

    bom_id: UUID
    bom_no: str
    kind: str
    revision: int
    state: str
    product_id: UUID
    product_code: str
    product_name: str
    position: str
    quantity: types.number(16, 6)
    valid_from: types.Day
    valid_until: types.Day | None


class MaterialChangeOut(types.Out):
    """A line that differs between two versions; no quantity means it is not there."""

    product_id: UUID
    product_code: str
    product_name: str
    position: str
    before: types.number(16, 6) | None
    after: types.number(16, 6) | None


class MaterialExplosionQuery(Filters):
    """For how many units, and by the versions of which day."""

    on: types.Day
    quantity: Quantity | None = None


class MaterialChangeQuery(Filters):
    """With which version it is compared."""

    other_id: types.Id


class MaterialUseQuery(Filters):
    """Which product is looked for."""

    product_id: types.Id


class BillOfMaterialsFilters(Filters):
    """What versions can be filtered by."""

    product_id: types.Id | None = None
    part_id: types.Id | None = None
    kind: types.one_of(BillOfMaterials.Kind) | None = None
    state: types.one_of(State) | None = None
    valid_on: types.Day | None = None


def with_part(product_id: UUID) -> Q:
    """This will find versions that name a part."""
    return Q(pk__in=BomLine.objects.filter(product_id=product_id).values("bom_id"))


def load(rows: QuerySet[BillOfMaterials]) -> QuerySet[BillOfMaterials]:
    """This will fetch what the detail shows."""
    return rows.select_related("product")


BILL_OF_MATERIALS = declare(
    Resource(
        model=BillOfMaterials,
        room="goods",
        name="bill_of_materials",
        plural="bills-of-materials",
        label=_("物料清单"),
        out=BillOfMaterialsOut,
        row=BillOfMaterialsRow,
        create=Verb(actions.create, _("新建"), BillOfMaterialsIn),
        change=Verb(actions.change, _("修改"), BillOfMaterialsPatch),
        verbs={
            "release": Verb(actions.release, _("发布")),
            "revise": Verb(
                actions.revise,
                _("修订"),
                BillOfMaterialsRevise,
                states=frozenset({State.RELEASED.value, State.SUPERSEDED.value}),
            ),
            "cancel": Verb(actions.cancel, _("取消"), BillOfMaterialsBecause, danger=True),
        },
        filters=BillOfMaterialsFilters,
        filter_paths={"part_id": with_part, "valid_on": queries.valid},
        columns={"product_code": "product__code", "product_name": "product__name"},
        ordering=("created_at", "valid_from"),
        scoped=False,
        load=load,
    )
)
