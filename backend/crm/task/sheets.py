"""Tasks that plays opened about rows of an import go when the import is taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core.spreadsheet import undoing
from backend.crm.task.models import Task


def about(ids: Sequence[UUID]) -> QuerySet[Any]:
    """This will give the tasks about these papers or companies."""
    return Task.objects.filter(Q(document_id__in=list(ids)) | Q(party_id__in=list(ids)))


undoing.follows("crm.task", about)
