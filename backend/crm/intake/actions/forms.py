"""Forms: drawn up, corrected, closed."""

import secrets
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.people import queries as people
from backend.crm.intake.models import LeadForm

log.declare(
    "crm.lead_form.created",
    "crm.lead_form.changed",
    "crm.lead_form.closed",
    "crm.lead_form.reopened",
)

F = LeadForm.Field


class AskForSomebody(Malformed):
    """A form that asks for no way to answer is no use."""

    sentence = _("表单至少要询问电话或邮箱之一，以及公司或联系人之一。")


class RequiredNotAsked(Malformed):
    """What is required is not asked."""

    sentence = _("必填内容必须包含在询问内容中。")


@documents.verb
def create_form(
    *,
    actor: Actor,
    id: UUID | None,
    on: Any,
    default_owner_id: int | None,
    unit_id: UUID | None,
    **facts: Any,
) -> LeadForm:
    """This will draw up a form strangers may fill in, with an address of its own."""
    form = LeadForm(key=secrets.token_hex(8), unit_id=unit_id, **facts)
    if id is not None:
        form.id = id
    _owned(form, default_owner_id)
    _sound(form)
    form.no = numbering.next_number("BD", on=on)
    return documents.add(
        form, actor=actor, event="crm.lead_form.created", permission="crm.create_lead_form"
    )


@documents.verb
def change_form(lead_form_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> LeadForm:
    """This will correct a form; its address stays."""
    form = documents.lock(LeadForm, lead_form_id, actor=actor, permission="crm.change_lead_form")
    if "default_owner_id" in changes:
        _owned(form, changes.pop("default_owner_id"))
    for name, value in changes.items():
        setattr(form, name, value)
    _sound(form)
    return documents.save(form, actor=actor, event="crm.lead_form.changed")


@documents.verb
def close_form(lead_form_id: UUID, *, actor: Actor) -> LeadForm:
    """This will take no more answers."""
    form = documents.lock(LeadForm, lead_form_id, actor=actor, permission="crm.close_lead_form")
    form.close()
    return documents.save(form, actor=actor, event="crm.lead_form.closed")


@documents.verb
def reopen_form(lead_form_id: UUID, *, actor: Actor) -> LeadForm:
    """This will take answers again."""
    form = documents.lock(LeadForm, lead_form_id, actor=actor, permission="crm.close_lead_form")
    form.reopen()
    return documents.save(form, actor=actor, event="crm.lead_form.reopened")


def _owned(form: LeadForm, owner_id: int | None) -> None:
    form.default_owner_id = None
    if owner_id is not None:
        form.default_owner_id = people.seat(owner_id, unit_id=None).user_id


def _sound(form: LeadForm) -> None:
    asked = set(form.asks)
    if not asked & {F.PHONE, F.EMAIL} or not asked & {F.COMPANY, F.CONTACT_NAME}:
        raise AskForSomebody(errors={"asks": AskForSomebody.sentence})
    if not set(form.required) <= asked:
        raise RequiredNotAsked(errors={"required": RequiredNotAsked.sentence})
    form.asks = [name for name in F.values if name in asked]
