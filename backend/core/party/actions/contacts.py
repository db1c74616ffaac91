"""The phones of the people in a company, which its customer page above tells of."""

from uuid import UUID

from backend.core.party import calc
from backend.core.party.models import Party, PartyKey


def signals(*, phone: str, email: str, country: str) -> list[tuple[str, str]]:
    """This will give what a person's phone and e-mail say about their company: kind and value."""
    number = calc.phone_key(phone, country=country) if phone else ""
    domain = calc.domain_of(email) if email else ""
    return [(kind, value) for kind, value in (("phone", number), ("domain", domain)) if value]


def note_phone(
    party_id: UUID, *, source: str, source_id: UUID, phone: str, is_hard: bool, email: str = ""
) -> None:
    """This will remember a person's phone and e-mail domain as something a company is known by.

    A hard one, the verified mobile of somebody who decides, cannot be had by two companies:
    the database refuses the second. Called by the paper whose own verb was allowed.
    """
    country = Party.everyone.values_list("country", flat=True).get(pk=party_id)
    told = signals(phone=phone, email=email, country=country)
    wanted = {(kind, value): is_hard and kind == "phone" for kind, value in told}
    rows = {(row.kind, row.value): row for row in PartyKey.objects.filter(source_id=source_id)}
    held = set(
        PartyKey.objects.filter(
            party_id=party_id, is_hard=True, value__in=[value for _, value in told]
        )
        .exclude(source_id=source_id)
        .values_list("kind", "value")
    )
    wanted = {key: hard and key not in held for key, hard in wanted.items()}
    stale = [row.pk for key, row in rows.items() if wanted.get(key) != row.is_hard]
    if stale:
        PartyKey.objects.filter(pk__in=stale).delete()
    PartyKey.objects.bulk_create(
        PartyKey(
            party_id=party_id,
            kind=kind,
            value=value,
            is_hard=hard,
            source=source,
            source_id=source_id,
        )
        for (kind, value), hard in wanted.items()
        if (kind, value) not in rows or rows[kind, value].is_hard != hard
    )


def forget_phone(source_id: UUID) -> None:
    """This will drop what a person was known by, who left or was merged into another."""
    PartyKey.objects.filter(source_id=source_id).delete()
