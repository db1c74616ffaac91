"""The page of a customer by hand: the head, every section, the leaves and the timeline."""

from datetime import UTC, datetime
from typing import Any

import psycopg

from bench.floor_sections import PAPERS, SECTIONS, TABS

Connection = psycopg.Connection[dict[str, Any]]
LATEST = 20
PROFILE = """
SELECT c.id, c.no, c.party_id, p.name, p.short_name, p.province, p.city, p.phone, c.state,
       c.level, c.segment, c.owner_id, u.name AS owner_name, c.unit_id, c.last_contact_at,
       c.last_deal_on, c.completeness, c.value_group, c.version, c.created_at, p.uscc,
       p.is_blacklisted, c.source, c.price_tier, c.payment_terms, c.invoice_title,
       c.invoice_tax_no, c.invoice_bank, c.invoice_account, c.invoice_address, c.invoice_phone,
       c.note, c.lost_reason, c.collected_at, c.locked_until, c.lock_reason, c.first_deal_on,
       c.level_is_pinned, c.missing, c.rfm, c.deals_year, c.amount_year, c.valued_on, c.updated_at
FROM crm_customer c JOIN core_party p ON p.id = c.party_id
LEFT JOIN core_user u ON u.id = c.owner_id WHERE c.id = %s
"""
CONTACTS = """
SELECT id, name, title, role, phone, email, is_notice_person, left_on FROM crm_contact
WHERE customer_id = %s ORDER BY left_on IS NOT NULL, created_at
"""
REQUIREMENTS = """
SELECT seq, kind, text, product_id, prints_on FROM crm_requirement
WHERE customer_id = %s ORDER BY seq
"""
TIMELINE = """
SELECT id, at, name, document, document_id, document_no, actor_label AS actor, reason, changes
FROM core_event WHERE party_id = %s ORDER BY id DESC LIMIT 20
"""


def page(on: Connection, pk: str) -> dict[str, Any]:
    """This will read a customer from all sides."""
    profile = on.execute(PROFILE, [pk]).fetchone()
    assert profile is not None
    profile["contacts"] = on.execute(CONTACTS, [pk]).fetchall()
    profile["requirements"] = on.execute(REQUIREMENTS, [pk]).fetchall()
    party = profile["party_id"]
    sections = {one.name: on.execute(one.sql, {"party": party}).fetchall() for one in SECTIONS}
    return {
        "as_of": datetime.now(UTC),
        "profile": profile,
        "tabs": [_tab(name, label, sections) for name, label in TABS],
        "sections": sections,
        "timeline": [_line(row) for row in on.execute(TIMELINE, [party])],
    }


def _tab(name: str, label: str, filled: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    notes = [
        {
            "name": part.name,
            "label": part.label,
            "is_open": True,
            "count": len(rows := filled[part.name]),
            "is_cut": len(rows) >= LATEST,
            "latest_at": max(
                (row["created_at"] for row in rows if "created_at" in row), default=None
            ),
        }
        for part in SECTIONS
        if part.tab == name
    ]
    return {"name": name, "label": label, "sections": notes}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    row["document_label"] = PAPERS[row["document"]]
    row["fields"] = sorted(row.pop("changes"))
    return row
