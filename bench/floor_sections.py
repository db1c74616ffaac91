"""The sections of the page of a customer, as SQL by hand: the newest twenty of each paper."""

from typing import NamedTuple


class Section(NamedTuple):
    """A section: what it is called, on which leaf it stands, and its question."""

    name: str
    label: str
    tab: str
    sql: str


SECTIONS = (
    Section(
        "balances",
        "往来余额",
        "money",
        """
SELECT currency, owed, overdue, refund_due, not_triggered, on_account FROM (
  SELECT currency, round(sum(owed), 2) AS owed, round(sum(overdue), 2) AS overdue,
         round(sum(refund_due), 2) AS refund_due, round(sum(not_triggered), 2) AS not_triggered,
         round(sum(on_account), 2) AS on_account FROM (
    SELECT currency,
           coalesce(sum(open) FILTER (WHERE state = 'active' AND open > 0), 0) AS owed,
           coalesce(sum(open) FILTER (WHERE state = 'active' AND open > 0
                                      AND due_on < current_date), 0) AS overdue,
           coalesce(-sum(open) FILTER (WHERE state = 'active' AND open < 0), 0) AS refund_due,
           coalesce(sum(amount) FILTER (WHERE state = 'not_triggered'), 0) AS not_triggered,
           0 AS on_account
    FROM crm_planline WHERE party_id = %(party)s GROUP BY currency
    UNION ALL
    SELECT currency, 0, 0, 0, 0, sum(amount - allocated) FROM crm_receipt
    WHERE party_id = %(party)s AND state <> 'reversed' AND allocated < amount GROUP BY currency
  ) parts GROUP BY currency
) sums ORDER BY owed DESC, currency
""",
    ),
    Section(
        "conflicts",
        "撞单",
        "more",
        """
SELECT x.id, x.no, x.state, x.kind, x.a_name, x.owner_id, o.name AS owner_name,
       x.b_owner_id, bo.name AS b_owner_name, x.score, x.due_at, x.decision,
       x.raised_at, x.version, x.created_at
FROM crm_conflictcase x
LEFT JOIN core_user o ON o.id = x.owner_id JOIN core_user bo ON bo.id = x.b_owner_id
WHERE x.b_party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "contacts",
        "联系人",
        "people",
        """
SELECT x.id, x.customer_id, c.party_id, p.name AS customer_name, x.name, x.title,
       x.role, x.phone, x.phone_is_verified, x.email, x.is_notice_person, x.left_on,
       x.version, x.created_at
FROM crm_contact x
JOIN crm_customer c ON c.id = x.customer_id JOIN core_party p ON p.id = c.party_id
WHERE c.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "contracts",
        "销售合同",
        "contracts",
        """
SELECT x.id, x.no, x.their_no, x.party_id, p.name AS party_name, x.seller_id, x.kind,
       x.state, x.made_on, x.signed_on, x.delivery_until, x.currency,
       x.amount_estimated, x.amount_final, x.delivery_axis, x.pricing_axis,
       x.invoicing_axis, x.payment_axis, x.text_version, x.owner_id, x.unit_id,
       x.version, x.created_at
FROM crm_contract x
JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "credits",
        "信用账户",
        "money",
        """
SELECT x.id, x.party_id, p.name AS party_name, x."limit", x.exposure, x.currency,
       x.valid_until, x.version, x.created_at
FROM crm_creditaccount x
JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "deliveries",
        "发货单",
        "contracts",
        """
SELECT x.id, x.no, x.state, x.contract_id, c.no AS contract_no, x.line_id, x.party_id,
       p.name AS party_name, x.warehouse_id, x.planned_on, x.planned_weight, x.plate,
       x.driver_name, x.our_weight, x.their_weight, x.settle_weight, x.is_within,
       x.version, x.created_at
FROM crm_delivery x
JOIN crm_contract c ON c.id = x.contract_id JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "fixings",
        "点价单",
        "contracts",
        """
SELECT x.id, x.no, x.contract_id, c.no AS contract_no, x.line_id, x.party_id, p.name
       AS party_name, x.state, x.kind, x.quantity, x.trade_date, x.base, x.premium,
       x.price, x.amount, x.reverses_id, x.version, x.created_at
FROM crm_fixing x
JOIN crm_contract c ON c.id = x.contract_id JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "followups",
        "跟进",
        "people",
        """
SELECT x.id, x.document, x.document_id, x.party_id, p.name AS party_name, x.kind,
       x.at, x.content, x.result, x.counts_as_contact, x.next_action, x.next_on,
       x.next_done_on, x.owner_id, o.name AS owner_name, x.unit_id, x.version,
       x.created_at
FROM crm_followup x
LEFT JOIN core_party p ON p.id = x.party_id LEFT JOIN core_user o ON o.id = x.owner_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "invoices",
        "发票",
        "money",
        """
SELECT x.id, x.no, x.contract_id, c.no AS contract_no, x.party_id, p.name AS
       party_name, x.settlement_id, x.state, x.kind, x.tax_number, x.made_on,
       x.issued_on, x.amount, x.amount_excl, x.tax, x.version, x.created_at
FROM crm_invoice x
JOIN crm_contract c ON c.id = x.contract_id JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "leads",
        "线索",
        "sales",
        """
SELECT x.id, x.no, x.title, x.state, x.source, x.company, x.contact_name,
       x.contact_phone, x.province, x.city, x.score, x.party_id, x.received_on,
       x.sla_due_at, x.first_response_at, x.response_minutes, x.last_contact_at,
       x.owner_id, o.name AS owner_name, x.unit_id, x.version, x.created_at
FROM crm_lead x
LEFT JOIN core_user o ON o.id = x.owner_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "opportunities",
        "商机",
        "sales",
        """
SELECT x.id, x.no, x.name, x.party_id, p.name AS party_name, x.state, x.pipeline_id,
       s.code AS stage_code, s.name AS stage_name, x.stage_since, x.amount,
       x.currency, x.amount_cny, x.probability, x.forecast, x.business, x.source,
       x.expected_close_on, x.last_contact_at, x.owner_id, o.name AS owner_name,
       x.unit_id, x.version, x.created_at
FROM crm_opportunity x
JOIN core_party p ON p.id = x.party_id JOIN crm_stage s ON s.id = x.stage_id
LEFT JOIN core_user o ON o.id = x.owner_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "ownership",
        "归属记录",
        "more",
        """
SELECT x.id, x.customer_id, c.no AS customer_no, x.kind, fu.name AS from_name, tu.name
       AS to_name, pf.name AS pool_from_name, pt.name AS pool_to_name, r.name AS
       rule_name, x.reason, b.name AS by_name, x.created_at
FROM crm_ownershipevent x
JOIN crm_customer c ON c.id = x.customer_id LEFT JOIN core_user fu ON fu.id = x.from_user_id
LEFT JOIN core_user tu ON tu.id = x.to_user_id LEFT JOIN crm_pool pf ON pf.id = x.pool_from_id
LEFT JOIN crm_pool pt ON pt.id = x.pool_to_id LEFT JOIN crm_recyclerule r ON r.id = x.rule_id
LEFT JOIN core_user b ON b.id = x.by_id
WHERE c.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "quotes",
        "报价单",
        "sales",
        """
SELECT x.id, x.no, x.revision, x.party_id, p.name AS party_name, x.opportunity_id,
       x.state, x.made_on, x.valid_until, x.currency, x.amount_estimated, x.incoterm,
       x.price_stale, x.owner_id, o.name AS owner_name, x.unit_id, x.version,
       x.created_at
FROM crm_quote x
JOIN core_party p ON p.id = x.party_id LEFT JOIN core_user o ON o.id = x.owner_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "receipts",
        "回款单",
        "money",
        """
SELECT x.id, x.no, x.party_id, p.name AS party_name, x.contract_id, c.no AS
       contract_no, x.state, x.received_on, x.amount, x.allocated, x.currency,
       x.method, x.payer_name, x.bank_reference, x.version, x.created_at
FROM crm_receipt x
LEFT JOIN core_party p ON p.id = x.party_id LEFT JOIN crm_contract c ON c.id = x.contract_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "receivables",
        "应收计划",
        "money",
        """
SELECT x.id, x.no, x.contract_id, c.no AS contract_no, x.party_id, p.name AS
       party_name, t.trigger, x.state, x.basis, x.currency, x.amount, x.paid,
       x.refunded, x.open, x.triggered_on, x.due_on, x.promised_on, x.version,
       x.created_at
FROM crm_planline x
JOIN crm_contract c ON c.id = x.contract_id JOIN core_party p ON p.id = x.party_id
JOIN crm_paymentterm t ON t.id = x.term_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "settlements",
        "结算单",
        "money",
        """
SELECT x.id, x.no, x.state, x.contract_id, c.no AS contract_no, x.party_id, p.name AS
       party_name, x.settled_on, x.amount, x.amount_excl, x.tax, x.received, x.due,
       x.version, x.created_at
FROM crm_settlement x
JOIN crm_contract c ON c.id = x.contract_id JOIN core_party p ON p.id = x.party_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
    Section(
        "tasks",
        "任务",
        "more",
        """
SELECT x.id, x.title, x.kind, x.state, x.priority, x.due_at, x.document,
       x.document_id, x.party_id, p.name AS party_name, x.origin, x.done_at, x.result,
       x.closed_reason, x.postponed, x.owner_id, o.name AS owner_name, x.unit_id,
       x.version, x.created_at
FROM crm_task x
LEFT JOIN core_party p ON p.id = x.party_id LEFT JOIN core_user o ON o.id = x.owner_id
WHERE x.party_id = %(party)s ORDER BY x.created_at DESC, x.id DESC LIMIT 20
""",
    ),
)
TABS = (
    ("people", "联系与跟进"),
    ("sales", "商机与报价"),
    ("contracts", "合同与交付"),
    ("money", "款项与开票"),
    ("more", "其他"),
)
PAPERS = {
    "crm.customer": "客户",
    "crm.followup": "跟进",
    "crm.quote": "报价单",
    "crm.contract": "销售合同",
    "crm.receipt": "回款单",
}
