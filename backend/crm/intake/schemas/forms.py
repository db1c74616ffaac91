"""Forms: as we keep them, and as strangers see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.intake import actions
from backend.crm.intake.flow import FormState
from backend.crm.intake.models import FormReceipt, LeadForm
from backend.crm.lead.models import Lead

AskedField: Any = types.one_of(LeadForm.Field)
Asked = Annotated[list[AskedField], Field(min_length=1, max_length=9)]
Required = Annotated[list[AskedField], Field(max_length=9)]
Origin: Any = types.matching(r"^https?://[A-Za-z0-9.-]{1,180}(:[0-9]{1,5})?$", maximum=200)
Origins = Annotated[list[Origin], Field(max_length=20)]
Person: Any = types.count(1, 2_147_483_647)
Often = types.count(1, 600)


class LeadFormIn(types.In):
    """What strangers are asked, from which sites, and where their answers go."""

    id: types.Id | None = None
    on: types.Day
    title: types.text(100, minimum=1)
    title_en: types.text(100) = ""
    asks: Asked
    required: Required = []
    origins: Origins = []
    source: types.one_of(Lead.Source) = Lead.Source.WEB.value
    campaign: types.text(64) = ""
    default_owner_id: Person | None = None
    unit_id: types.Id | None = None
    consent: types.text(500) = ""
    consent_en: types.text(500) = ""
    per_minute: Often = 60


class LeadFormPatch(types.In):
    """What of a form may be corrected; absent fields stay."""

    title: types.text(100, minimum=1) = ""
    title_en: types.text(100) = ""
    asks: Asked = []
    required: Required = []
    origins: Origins = []
    source: types.one_of(Lead.Source) = Lead.Source.WEB.value
    campaign: types.text(64) = ""
    default_owner_id: Person | None = None
    consent: types.text(500) = ""
    consent_en: types.text(500) = ""
    per_minute: Often = 60


class LeadFormRow(types.Out):
    """A form in a list."""

    id: UUID
    no: str
    title: str
    state: str
    key: str
    source: str
    campaign: str
    default_owner_id: int | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class LeadFormOut(LeadFormRow):
    """A form in full."""

    title_en: str
    asks: list[str]
    required: list[str]
    origins: list[str]
    consent: str
    consent_en: str
    per_minute: int
    page: str
    receipts: int
    updated_at: types.Moment

    @staticmethod
    def resolve_page(form: Any) -> str:
        """This will give the address of the form's own page."""
        return f"/forms/{form.key}"

    @staticmethod
    def resolve_receipts(form: Any) -> int:
        """This will count how often it was filled in."""
        return FormReceipt.objects.filter(form_id=form.pk).count()


class LeadFormFilters(Filters):
    """What forms can be filtered by."""

    state: types.one_of(FormState) | None = None
    source: types.one_of(Lead.Source) | None = None
    campaign: types.text(64) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("default_owner")


LEAD_FORM = declare(
    Resource(
        model=LeadForm,
        room="crm",
        name="lead_form",
        plural="lead-forms",
        label=_("线索表单"),
        out=LeadFormOut,
        row=LeadFormRow,
        create=Verb(actions.create_form, _("新建"), LeadFormIn),
        change=Verb(actions.change_form, _("修改"), LeadFormPatch),
        verbs={
            "close": Verb(actions.close_form, _("关闭"), danger=True),
            "reopen": Verb(actions.reopen_form, _("重新开放"), permission="crm.close_lead_form"),
        },
        filters=LeadFormFilters,
        scoped=False,
        load=load,
    )
)


# -- what strangers see ----------------------------------------------------------------------


class FormSubmit(types.In):
    """A filled-in form. `client_id` is made by the page: sent again it is the same receipt.

    `website` is a trap for robots: people do not see it and leave it empty.
    """

    client_id: types.matching(r"^[A-Za-z0-9_-]{8,64}$")
    company: types.Line = ""
    contact_name: types.text(64) = ""
    phone: types.text(32) = ""
    email: types.text(128) = ""
    province: types.text(32) = ""
    city: types.text(32) = ""
    product: types.Line = ""
    quantity: types.PositiveWeight | None = None
    content: types.Note = ""
    consent: types.Flag = False
    website: types.text(200) = ""


class FormReceiptOut(types.Out):
    """That we have it."""

    receipt: str
    received_on: date
    message: str


class PublicFieldOut(types.Out):
    """One thing a form asks for."""

    name: str
    label: str
    required: bool


class PublicFormOut(types.Out):
    """A form as its page draws it."""

    title: str
    title_en: str
    fields: list[PublicFieldOut]
    consent: str
    consent_en: str


def answers_of(body: FormSubmit) -> dict[str, Any]:
    """This will give what was answered, by the form's own names."""
    return {name: getattr(body, name) for name in LeadForm.Field.values}


def public(form: LeadForm) -> dict[str, Any]:
    """This will write a form for strangers: nothing of where its answers go."""
    labels = dict(LeadForm.Field.choices)
    return {
        "title": form.title,
        "title_en": form.title_en,
        "fields": [
            {"name": name, "label": str(labels[name]), "required": name in form.required}
            for name in form.asks
        ],
        "consent": form.consent,
        "consent_en": form.consent_en,
    }
