"""Freight and cost profiles in the back office, with two pages that work sums."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from backend.core.access.actor import Actor
from backend.core.backoffice import forms, inputs, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Refusal
from backend.core.http import problems
from backend.crm.freight import queries
from backend.crm.freight.models import (
    CostElement,
    CostProfile,
    FreightCard,
    Mode,
)
from backend.crm.freight.schemas import (
    COST_PROFILE,
    FREIGHT_CARD,
    FreightAsk,
    IncotermsAsk,
    ask_of,
    compared,
    offered,
    priced,
)


class AskingAdmin(DocumentAdmin):
    """A document with one page more: figures are typed, an answer is worked out."""

    ask: type[BaseModel]
    ask_path: str
    ask_label: Any
    ask_template: str
    choices: ClassVar[Mapping[str, list[tuple[str, Any]]]] = {}

    def get_urls(self) -> list[Any]:
        """This will add the page."""
        meta = self.model._meta
        name = f"{meta.app_label}_{meta.model_name}_{self.ask_path}"
        page = path(f"{self.ask_path}/", self.admin_site.admin_view(self.ask_view), name=name)
        return [page, *super().get_urls()]

    def answer(self, body: Any, actor: Actor) -> dict[str, Any]:
        """This will work out what is asked."""
        raise NotImplementedError

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the form, and below it the answer to what was typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        actor, is_asked = reach.actor_of(request), "asked" in request.GET
        found, refusal = None, None
        if is_asked:
            typed = forms.collect(self.ask, request.GET)
            found, refusal = self._work(typed, actor)
        else:
            given = {key: str(value) for key, value in request.GET.items()}
            typed = forms.today(self.ask, forms.prefill(self.ask, given))
        errors = {} if refusal is None else {k: str(v) for k, v in refusal.errors.items()}
        frame = inputs.Frame(self.glossary, self.references, actor, None, errors)
        drawn = inputs.build(self.ask, typed, frame)
        for made in drawn:
            made.choices = self.choices.get(made.name, made.choices)
        response = self._page(
            request,
            self.ask_template,
            inputs=drawn,
            label=self.ask_label,
            found=found,
            sentence="" if refusal is None else str(refusal),
            loose=errors,
        )
        response.status_code = 200 if refusal is None else refusal.status
        return response

    def _work(
        self, typed: forms.Typed, actor: Actor
    ) -> tuple[dict[str, Any] | None, Refusal | None]:
        try:
            body = self.ask.model_validate(forms.clean(self.ask, typed))
            return self.answer(body, actor), None
        except ValidationError as wrong:
            return None, problems.malformed(list(wrong.errors()))
        except Refusal as refused:
            return None, refused


@admin.register(FreightCard)
class FreightCardAdmin(AskingAdmin):
    """What carriers ask, and which of them is best for a load."""

    resource = FREIGHT_CARD
    icon = "local_shipping"
    place = 30
    columns = (
        "no",
        "carrier_name",
        "mode",
        "origin",
        "destination",
        "basis",
        "currency",
        "valid_from",
        "valid_until",
        "state",
    )
    filters = ("state", "mode", "basis", "valid_on")
    facts = (
        (_("线路"), ("carrier_id", "carrier_name", "mode", "origin", "destination")),
        (_("有效期"), ("valid_from", "valid_until", "lead_days", "transit_days", "state")),
        (_("计费"), ("basis", "currency", "minimum", "volumetric", "note")),
    )
    tables = (
        ChildTable(_("运价"), "rates", ("from_tonnes", "up_to_km", "container", "per", "rate")),
        ChildTable(_("附加费"), "surcharges", ("kind", "basis", "amount")),
    )
    labels = {
        "valid_on": _("有效日"),
        "weight": _("重量（吨）"),
        "volume": _("体积（立方米）"),
        "km": _("运距（公里）"),
        "prefer": _("优先"),
        "containers": _("指定柜数"),
        "pieces": _("货件"),
        "on": _("起运日"),
        "count": _("件数"),
        "length": _("长（毫米）"),
        "width": _("宽（毫米）"),
        "height": _("高（毫米）"),
        "kilograms": _("单件千克"),
        "may_tip": _("可侧放"),
    }
    prints = ((_("查运价"), lambda card: _link("freightcard_ask", card)),)
    ask, ask_path, ask_label = FreightAsk, "ask", _("查运价")
    ask_template = "crm/freight/ask.html"
    choices: ClassVar = {"prefer": [("cheapest", _("最便宜")), ("fastest", _("最快"))]}
    empty = _("还没有运价卡。录入承运商报价后，报价单即可自动选用。")

    def answer(self, body: Any, actor: Actor) -> dict[str, Any]:
        """This will price the load by every card of the way."""
        wish = ask_of(body)
        found = offered(queries.compare(wish), wish)
        found["offers"] = [found["chosen"], *found["others"]]
        modes = dict(Mode.choices)
        for offer in found["offers"]:
            offer["mode_label"] = modes[offer["mode"]]
            offer["link"] = reverse("admin:crm_freightcard_change", args=[offer["card_id"]])
        return found


@admin.register(CostProfile)
class CostProfileAdmin(AskingAdmin):
    """The costs of a way, and the eleven terms they make at one net-back."""

    resource = COST_PROFILE
    icon = "directions_boat"
    place = 31
    columns = ("no", "name", "mode", "origin", "destination", "valid_from", "valid_until", "state")
    filters = ("state", "mode", "valid_on")
    facts = (
        (_("方案"), ("name", "mode", "origin", "destination", "container")),
        (_("有效期"), ("valid_from", "valid_until", "state", "note")),
    )
    tables = (
        ChildTable(_("费用项目"), "elements", ("kind", "basis", "amount", "currency", "only")),
    )
    labels = {
        "valid_on": _("有效日"),
        "net_back": _("净回值（每吨）"),
        "net_back_currency": _("净回值币种"),
        "tonnes": _("吨数"),
        "containers": _("柜数"),
        "bills": _("提单数"),
        "profile_id": _("费用方案"),
        "fx": _("指定汇率（兑人民币）"),
        "rate": _("汇率"),
        "on": _("报价日"),
    }
    references = {"profile_id": CostProfile}
    prints = ((_("贸易术语比价"), lambda profile: _link("costprofile_terms", profile)),)
    ask, ask_path, ask_label = IncotermsAsk, "terms", _("贸易术语比价")
    ask_template = "crm/freight/terms.html"
    empty = _("还没有费用方案。录入一条线路的各项费用后，可一次算出十一个贸易术语的价格。")

    def answer(self, body: Any, actor: Actor) -> dict[str, Any]:
        """This will price the lot under all eleven terms."""
        found = compared(priced(body, actor=actor))
        terms, kinds = dict(CostElement.Term.choices), dict(CostElement.Kind.choices)
        for row in found["terms"]:
            row["term_label"] = terms[row["term"]]
            for part in row["parts"]:
                part["label"] = kinds[part["kind"]]
        return found


def _link(name: str, document: FreightCard | CostProfile) -> str:
    """The page of sums with what is known of this document typed already."""
    query: dict[str, str] = {}
    if isinstance(document, CostProfile):
        query = {"profile_id": str(document.pk)}
    else:
        query = {"origin": document.origin, "destination": document.destination}
    return f"{reverse(f'admin:crm_{name}')}?{urlencode(query)}"
