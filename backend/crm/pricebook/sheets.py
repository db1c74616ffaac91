"""Price books as rows of a sheet: a row is one price, the head of its book stands on each."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.errors import Refusal
from backend.core.spreadsheet import plans
from backend.core.spreadsheet.refer import Target
from backend.crm.pricebook import actions
from backend.crm.pricebook.flow import State
from backend.crm.pricebook.models import PriceBook, PriceEntry
from backend.crm.pricebook.schemas import PRICEBOOK

HEAD = (
    "name", "scope", "party_id", "contract_id", "tier", "region", "channel", "currency",
    "tax_included", "tax_rate", "unit_of_measure", "weight_basis", "places", "valid_from",
    "valid_until", "priority", "note",
)  # fmt: skip
GOODS = (
    "product_code", "category", "metal", "attribute", "attribute_from", "attribute_to",
    "break_basis", "break_from",
)  # fmt: skip
PRICE = (
    "kind", "price", "discount", "cost_markup", "instrument_code", "quote_kind", "premium",
    "formula", "floor_price",
)  # fmt: skip
DAYS = ("valid_from", "valid_until")
ENTRY = (*GOODS, *PRICE, *DAYS, "note")
FIRST = "entries.0."
LATER = PriceBook.objects.filter(supersedes=OuterRef("pk")).exclude(state=State.RETIRED)
FOLLOWED = Q(Exists(LATER))
PARTY_BY = Target("core.party", by=("no", "name", "short_name", "uscc"))
CONTRACT_BY = Target("crm.contract")


def entries(ids: Sequence[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    """This will read the prices of books as bodies, in their order."""
    rows = PriceEntry.objects.filter(book_id__in=list(ids)).select_related("product", "instrument")
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("book_id", "seq"):
        body = {name: getattr(row, name, None) for name in ENTRY}
        body["product_code"] = "" if row.product is None else row.product.code
        body["instrument_code"] = "" if row.instrument is None else row.instrument.code
        codes = ("category", "metal", "attribute")
        found[row.book_id].append(body | {name: body[name] or None for name in codes})
    return found


def change(book_id: UUID, changes: dict[str, Any], actor: Actor) -> None:
    """This will change a draft by its own verb."""
    actions.change(book_id, actor=actor, changes=dict(changes))


def explain(refusal: Refusal, number: Callable[[int], int]) -> dict[int, str]:
    """This will name by their rows in the file the prices that would tie."""
    if not isinstance(refusal, actions.Overlap) or refusal.pair is None:
        return {}
    one, two = refusal.pair
    if one.book_id != two.book_id:
        return {one.seq - 1: str(refusal)}
    first, second = sorted((one.seq - 1, two.seq - 1))
    sentence = _now("第 {one} 行与第 {two} 行重叠。{why}").format(
        one=number(first), two=number(second), why=refusal
    )
    return {first: sentence, second: sentence}


plans.register(
    plans.Plan(
        PRICEBOOK,
        plans.derive(
            PRICEBOOK,
            *HEAD,
            *(f"{FIRST}{name}" for name in ENTRY),
            inside={"entries": PriceEntry},
            kinds={
                "tax_rate": "ratio",
                f"{FIRST}discount": "ratio",
                f"{FIRST}cost_markup": "ratio",
            },
            targets={"party_id": PARTY_BY, "contract_id": CONTRACT_BY},
            paths={"party_id": "party__no", "contract_id": "contract_no"},
            labels={
                "name": _("价格表名称"),
                "valid_from": _("价格表生效日"),
                "valid_until": _("价格表失效日"),
                "note": _("价格表备注"),
                f"{FIRST}product_code": _("产品编码"),
                f"{FIRST}instrument_code": _("基准品种"),
                f"{FIRST}valid_from": _("本行生效日"),
                f"{FIRST}valid_until": _("本行失效日"),
                f"{FIRST}note": _("本行备注"),
            },
            examples={
                "name": _("2026 年下半年目录价"),
                "scope": _("目录价"),
                "currency": "CNY",
                "tax_rate": "13%",
                "valid_from": "2026-07-01",
                f"{FIRST}product_code": "CU-ROD-8",
                f"{FIRST}break_basis": _("按数量"),
                f"{FIRST}break_from": "10",
                f"{FIRST}kind": _("固定价"),
                f"{FIRST}price": "71250.00",
            },
            aliases={
                "name": ("名称", "价目表", "价格表"),
                "party_id": ("客户编号", "客户名称", "往来单位"),
                "contract_id": ("合同编号",),
                "tier": ("等级", "客户等级"),
                "tax_rate": ("增值税率",),
                "valid_from": ("生效日", "生效日期"),
                "valid_until": ("失效日", "失效日期"),
                f"{FIRST}product_code": ("产品", "编码", "料号", "物料编码", "货号", "SKU"),
                f"{FIRST}break_from": ("起订量", "数量起"),
                f"{FIRST}price": ("价格", "含税单价"),
                f"{FIRST}instrument_code": ("基准", "行情品种"),
                f"{FIRST}note": ("备注",),
            },
        ),
        keys=(("no",), ("name",)),
        given=lambda on: {"on": on},
        has_owner=False,
        change=change,
        lines=plans.Lines("entries", load=entries, same=(*GOODS, *DAYS), explain=explain),
        newest=~Q(state=State.RETIRED) & ~FOLLOWED,
        hint=_(
            "一行一条价格；同一编号（或同一名称）的各行合成一张价格表，表头各列每行相同。"
            "文件中的行就是该价格表的全部价格。"
        ),
    )
)
