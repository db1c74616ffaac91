"""Which paper caused a row of a ledger."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Model

from backend.core.registry import resource_of


class Source(NamedTuple):
    """A paper by its code, such as `crm.delivery`, its id and the number people quote."""

    code: str
    id: UUID
    no: str = ""

    @classmethod
    def of(cls, document: Model) -> Source:
        """This will name a declared document as the cause."""
        code = resource_of(type(document)).code
        return cls(code, document.pk, str(getattr(document, "no", "") or ""))
