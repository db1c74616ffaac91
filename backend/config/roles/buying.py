"""Those who buy, receive and check; and the suppliers and mills themselves."""

from backend.config.roles.base import (
    FILES,
    WORLD,
    RoleSeed,
)
from backend.core.access.models import Mode, Scope

_THEIRS = (
    "supply.view_supplier", "supply.report_capacity_supplier",
    "supply.view_certificate", "supply.create_certificate",
    "supply.view_rfq", "supply.ask_rfq", "supply.decline_rfq",
    "supply.view_supplier_quote", "supply.create_supplier_quote",
    "supply.submit_supplier_quote", "supply.withdraw_supplier_quote",
    "supply.view_purchase", "supply.acknowledge_purchase", "supply.propose_purchase",
    "supply.view_purchase_change", "supply.agree_purchase_change",
    "supply.decline_purchase_change", "supply.withdraw_purchase_change",
    "supply.view_fixing", "supply.create_fixing", "supply.view_settlement",
    "supply.view_notice", "supply.create_notice", "supply.change_notice", "supply.cancel_notice",
    "supply.view_receipt", "supply.view_shipment", "supply.track_shipment",
    "supply.view_invoice", "supply.create_invoice",
    "supply.view_statement", "supply.confirm_statement", "supply.dispute_statement",
    "supply.view_processing", "supply.report_processing", "supply.view_processing_settlement",
)  # fmt: skip
"""What suppliers and mills do with their own papers; a paper kept inside is never theirs."""

_THEIR_FIGURES = (
    *((f"supply.supplier_quote.lines.{name}", Mode.WRITE) for name in ("price", "terms", "breaks")),
    ("supply.notice.driver_phone", Mode.WRITE),
    ("supply.purchase.*", Mode.READONLY),
    ("supply.purchase.lines.*", Mode.WRITE),
    ("supply.purchase.terms.*", Mode.WRITE),
    ("supply.purchase_change.*", Mode.READONLY),
    ("supply.fixing.*", Mode.READONLY),
    ("supply.receipt.lines.*", Mode.READONLY),
    *(
        (f"supply.settlement.{name}", Mode.READONLY)
        for name in (
            "amount*", "difference", "due", "paid", "provisional", "tax", "lines.amount*",
            "lines.price", "lines.provisional", "lines.tax", "lines.trace",
        )
    ),
)  # fmt: skip
"""The figures that are theirs as much as ours; what goods cost us stays closed."""

ROLES = (
    RoleSeed(
        "supplier",
        "供应商（外部）",
        tuple((code, Scope.OWN) for code in _THEIRS),
        _THEIR_FIGURES,
    ),
    RoleSeed(
        "buyer",
        "采购",
        (
            *WORLD,
            ("goods.*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("core.create_party", Scope.OWN),
            ("core.change_party", Scope.OWN),
            ("crm.*_freight_card", Scope.ALL),
            ("crm.*_cost_profile", Scope.ALL),
            ("supply.*_supplier", Scope.ALL),
            ("supply.*_qualification", Scope.ALL),
            ("supply.view_questionnaire", Scope.ALL),
            ("supply.*_certificate", Scope.ALL),
            ("supply.view_bank_change", Scope.ALL),
            ("supply.create_bank_change", Scope.ALL),
            ("supply.withdraw_bank_change", Scope.OWN),
            ("supply.*_requisition", Scope.ALL),
            ("supply.view_score_*", Scope.ALL),
            ("supply.*_purchase", Scope.ALL),
            ("supply.*_purchase_change", Scope.ALL),
            ("supply.*_fixing", Scope.ALL),
            ("supply.view_settlement", Scope.ALL),
            ("supply.create_settlement", Scope.ALL),
            ("supply.recompute_settlement", Scope.ALL),
            ("supply.void_settlement", Scope.ALL),
            ("!supply.approve_purchase", Scope.NONE),
            ("!supply.export_purchase", Scope.NONE),
            ("!supply.admit_supplier", Scope.NONE),
            ("!supply.remove_supplier", Scope.NONE),
            ("!supply.decide_qualification", Scope.NONE),
            ("!supply.verify_certificate", Scope.NONE),
            ("!supply.approve_requisition", Scope.NONE),
            ("!supply.reject_requisition", Scope.NONE),
            ("!goods.export_*", Scope.NONE),
        ),
        (
            ("core.party.*", Mode.WRITE),
            ("supply.supplier.*", Mode.WRITE),
            ("supply.bank_change.*", Mode.WRITE),
            ("supply.purchase.*", Mode.WRITE),
            ("supply.purchase_change.*", Mode.WRITE),
            ("supply.fixing.*", Mode.WRITE),
            ("supply.settlement.*", Mode.WRITE),
            ("goods.*cost*", Mode.WRITE),
        ),
    ),
    RoleSeed(
        "warehouse",
        "仓管",
        (
            ("goods.*", Scope.ALL),
            ("market.view_*", Scope.ALL),
            ("core.view_party", Scope.ALL),
            ("crm.view_contract", Scope.ALL),
            ("supply.view_purchase", Scope.ALL),
            ("crm.*_delivery", Scope.ALL),
            ("crm.*_task", Scope.OWN),
            ("notify.*", Scope.OWN),
            *FILES,
            ("!market.*_position*", Scope.NONE),
            ("!market.*_limit_breach", Scope.NONE),
            ("!crm.release_delivery", Scope.NONE),
            ("!goods.export_*", Scope.NONE),
            ("!goods.*cost*", Scope.NONE),
            ("!goods.price_lot", Scope.NONE),
        ),
        (("crm.delivery.driver_*", Mode.WRITE),),
    ),
)
