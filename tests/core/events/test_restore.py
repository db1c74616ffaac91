"""A backup restored on a server that counts its transactions from the start."""

from collections.abc import Callable

from django.db import connection

from backend.core.events import log
from backend.core.events.models import Event
from tests.house_kit import Door

FAR = 9_000_000_000_000
OLD = """
INSERT INTO core_event (transaction, at, name, document, document_id, document_no,
    document_version, actor_label, source, changes, payload, reason, request_id)
VALUES (%s, now(), 'core.party.created', 'core.party', gen_random_uuid(), 'P-OLD', 1,
    'before', 'api', '{}', '{}', '', '')
"""


def test_new_events_stand_behind_the_restored_log(boss: Door, hear: Callable[[], int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OLD, [FAR])

    mended = log.go_on_after_restore()
    again = log.go_on_after_restore()
    boss.do("/core/parties", {"on": "2026-07-01", "name": "恢复后新建的公司"})

    assert (mended, again) == (True, False)
    assert list(Event.objects.order_by("transaction").values_list("document_no", flat=True)) == [
        "P-OLD",
        "P-2026-0001",
    ]
    assert Event.objects.get(document_no="P-2026-0001").transaction > FAR
