"""What a customer is told by a link: read part by part, and only the parts the link shows."""

from collections.abc import Callable
from typing import Any

from backend.crm.contract.models import Contract
from backend.crm.progress import calc
from backend.crm.progress import queries as making
from backend.service.link import queries
from backend.service.link.models import CustomerLink, Group


def told(link: CustomerLink) -> dict[str, Any]:
    """This will give everything a link shows of its contract; a closed part is None."""
    contract, shown = link.contract, set(link.shows)
    has_prices = Group.PRICES in shown
    parts: dict[str, Any] = {
        name: read(contract) if name in shown else None for name, read in PARTS.items()
    }
    return {
        "no": contract.no,
        "their_no": contract.their_no,
        "seller": contract.seller.name,
        "customer": link.party.name,
        "signed_on": contract.signed_on,
        "delivery_until": contract.delivery_until,
        "expires_at": link.expires_at,
        "currency": contract.currency if has_prices else None,
        "amount": contract.amount_estimated if has_prices else None,
        "lines": _lines(contract, has_prices=has_prices) if Group.LINES in shown else None,
        **parts,
    }


def _lines(contract: Contract, *, has_prices: bool) -> list[dict[str, Any]]:
    return [
        {
            "seq": line.seq,
            "product": str(line.product),
            "quantity": line.quantity,
            "unit": line.product.unit_of_measure,
            "delivered": line.quantity_signed,
            "price": line.provisional_price if has_prices else None,
            "amount": line.amount_estimated if has_prices else None,
        }
        for line in contract.lines.select_related("product").order_by("seq")
    ]


def _progress(contract: Contract) -> list[dict[str, Any]]:
    found = []
    for row in making.of_contract(contract.pk):
        milestones = sorted(row.milestones.all(), key=lambda one: one.seq)
        days = calc.expected(making.steps(milestones))
        found.append(
            {
                "line_seq": row.line.seq,
                "product": str(row.line.product),
                "percent": row.percent,
                "promised_on": row.promised_on,
                "expected_on": row.expected_on,
                "milestones": [
                    {
                        "kind": one.kind,
                        "label": str(one.get_kind_display()),
                        "planned_on": one.planned_on,
                        "expected_on": day,
                        "actual_on": one.actual_on,
                        "percent": one.percent,
                    }
                    for one, day in zip(milestones, days, strict=True)
                ],
            }
        )
    return found


def _deliveries(contract: Contract) -> list[dict[str, Any]]:
    rows = list(queries.deliveries(contract))
    waybills = queries.waybills(rows)
    return [
        {
            "no": row.no,
            "line_seq": row.line.seq,
            "product": str(row.line.product),
            "quantity": row.settle_weight or row.our_weight or row.planned_weight,
            "unit": row.line.product.unit_of_measure,
            "state": row.state,
            "state_label": str(row.get_state_display()),
            "plate": row.plate,
            "waybill": waybills.get(row.pk, ""),
            "planned_on": row.planned_on,
            "departed_at": row.departed_at,
            "arrived_at": row.arrived_at,
            "signed_at": row.signed_at,
        }
        for row in rows
    ]


def _documents(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "title": row.title,
            "name": row.attachment.name,
            "kind": row.attachment.kind,
            "size": row.attachment.size,
            "released_at": row.released_at,
        }
        for row in queries.released(contract)
    ]


def _assets(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "serial": row.serial,
            "product": str(row.product),
            "state": row.state,
            "state_label": str(row.get_state_display()),
            "warranty_until": row.warranty_end,
        }
        for row in queries.assets(contract)
    ]


def _tickets(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "no": row.no,
            "summary": row.summary,
            "serial": row.asset.serial if row.asset else "",
            "state": row.state,
            "state_label": str(row.get_state_display()),
            "opened_at": row.opened_at,
            "resolved_at": row.resolved_at,
        }
        for row in queries.tickets(contract)
    ]


PARTS: dict[str, Callable[[Contract], list[dict[str, Any]]]] = {
    Group.PROGRESS.value: _progress,
    Group.DELIVERIES.value: _deliveries,
    Group.DOCUMENTS.value: _documents,
    Group.ASSETS.value: _assets,
    Group.TICKETS.value: _tickets,
}
