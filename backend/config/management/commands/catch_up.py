"""`manage.py catch_up`: rows from before a release get what newer rows are written with."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from backend.core.party import actions as parties
from backend.crm.contract.actions import prices
from backend.crm.customer import actions as customers

HISTORY = """
ALTER TABLE crm_stagehistory DISABLE TRIGGER USER;
UPDATE crm_stagehistory h SET
    amount_cny = CASE WHEN o.currency = 'CNY' THEN h.amount_after END,
    owner_id = o.owner_id,
    unit_id = o.unit_id,
    about = CASE WHEN h.from_stage_id IS NULL THEN 'opened'
                 WHEN h.from_stage_id <> h.to_stage_id THEN 'moved' ELSE 'figures' END
FROM crm_opportunity o
WHERE o.id = h.opportunity_id AND h.owner_id IS NULL AND h.amount_cny IS NULL
    AND (o.owner_id IS NOT NULL OR o.currency = 'CNY');
ALTER TABLE crm_stagehistory ENABLE TRIGGER USER;
"""
"""Columns that history gained later; what the rows already said stays as it was."""


class Command(BaseCommand):
    """Give rows from before what newer rows have: company keys, prices paid, completeness."""

    help = "Bring rows from before an update up to date; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """This will do every step that finds something to do."""
        parties.rekey_all()
        prices.backfill_prices()
        customers.measure_all()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(HISTORY)
