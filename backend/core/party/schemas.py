"""A party as machines see it."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.party import actions
from backend.core.party.models import Party, PartyAddress, PartyPhone
from backend.core.registry import ALWAYS, Resource, Verb, declare


class AddressBody(types.In):
    """A place of a party."""

    kind: types.one_of(PartyAddress.Kind)
    text: types.Name


class BankBody(types.In):
    """A bank account of a party."""

    bank: types.Name
    account: Annotated[str, types.text(40, minimum=4)]


class PhoneBody(types.In):
    """A phone of a party."""

    kind: types.one_of(PartyPhone.Kind) = PartyPhone.Kind.MOBILE.value
    number: Annotated[str, types.text(32, minimum=5)]
    is_verified: types.Flag = False


class PartyIn(types.In):
    """What is needed to put a party on file."""

    id: types.Id | None = None
    on: types.Day
    kind: types.one_of(Party.Kind) = Party.Kind.COMPANY.value
    name: types.Name
    short_name: types.text(64) = ""
    uscc: types.text(18) = ""
    country: types.text(2, minimum=2) = "CN"
    province: types.text(32) = ""
    city: types.text(32) = ""
    industry: types.text(64) = ""
    legal_representative: types.text(64) = ""
    phone: types.text(32) = ""
    is_ours: types.Flag = False
    addresses: Annotated[list[AddressBody], Field(max_length=50)] = []
    website: types.Line = ""
    email: types.text(128) = ""
    phones: Annotated[list[PhoneBody], Field(max_length=50)] = []
    banks: Annotated[list[BankBody], Field(max_length=50)] = []
    duplicate_reason: types.text(500) = ""


class PartyPatch(types.In):
    """The facts of a party that may be corrected; absent fields stay."""

    name: types.Name = ""
    short_name: types.text(64) = ""
    uscc: types.text(18) = ""
    province: types.text(32) = ""
    city: types.text(32) = ""
    industry: types.text(64) = ""
    legal_representative: types.text(64) = ""
    phone: types.text(32) = ""
    addresses: Annotated[list[AddressBody], Field(max_length=50)] = []
    website: types.Line = ""
    email: types.text(128) = ""
    phones: Annotated[list[PhoneBody], Field(max_length=50)] = []
    banks: Annotated[list[BankBody], Field(max_length=50)] = []
    duplicate_reason: types.text(500) = ""


class Because(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class AssignTo(types.In):
    """Whose a paper becomes; the unit is that person's first one unless named."""

    owner_id: types.count(1, 2_147_483_647)
    unit_id: types.Id | None = None
    reason: types.text(500) = ""


class AddressOut(types.Out):
    """A place of a party."""

    id: UUID
    kind: str
    text: str


class BankOut(types.Out):
    """A bank account of a party."""

    id: UUID
    bank: str
    account: str | None


class PhoneOut(types.Out):
    """A phone of a party."""

    id: UUID
    kind: str
    number: str | None
    is_verified: bool


class PartyRow(types.Out):
    """A party in a list."""

    id: UUID
    no: str
    name: str
    short_name: str
    uscc: str
    province: str
    city: str
    phone: str | None
    is_ours: bool
    is_blacklisted: bool
    version: int
    created_at: types.Moment


class PartyOut(PartyRow):
    """A party in full."""

    kind: str
    country: str
    industry: str
    legal_representative: str
    website: str
    email: str | None
    blacklist_reason: str
    phones: list[PhoneOut]
    addresses: list[AddressOut]
    banks: list[BankOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_phones(party: Any) -> Any:
        """This will read the phones."""
        return list(party.phones.all())

    @staticmethod
    def resolve_addresses(party: Any) -> Any:
        """This will read the addresses."""
        return list(party.addresses.all())

    @staticmethod
    def resolve_banks(party: Any) -> Any:
        """This will read the bank accounts."""
        return list(party.banks.all())


class PartyFilters(Filters):
    """What parties can be filtered by."""

    province: types.text(32) | None = None
    is_blacklisted: types.Flag | None = None
    is_ours: types.Flag | None = None
    uscc: types.text(18) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("addresses", "banks", "phones")


class PartyLookalikes(types.In):
    """What is known of a company that somebody wants to put on file."""

    kind: types.one_of(Party.Kind) = Party.Kind.COMPANY.value
    name: types.Name
    uscc: types.text(18) = ""
    country: types.text(2, minimum=2) = "CN"
    phone: types.text(32) = ""
    website: types.Line = ""
    email: types.text(128) = ""
    phones: Annotated[list[PhoneBody], Field(max_length=50)] = []
    addresses: Annotated[list[AddressBody], Field(max_length=50)] = []
    banks: Annotated[list[BankBody], Field(max_length=50)] = []
    exclude_id: types.Id | None = None


class EvidenceOut(types.Out):
    """One reason to believe that two companies are one; `found` only of a visible company."""

    signal: str
    label: str
    weight: int
    given: str
    found: str | None


class LookalikeOut(types.Out):
    """A company that may be the same; of one out of sight only that somebody has it."""

    party_id: UUID | None
    no: str
    name: str
    owner_name: str | None
    is_visible: bool
    score: int
    verdict: str
    evidence: list[EvidenceOut]


class LookalikesOut(types.Out):
    """Companies that may be the same, the surest first."""

    items: list[LookalikeOut]
    verdict: str


PARTY = declare(
    Resource(
        model=Party,
        room="core",
        name="party",
        plural="parties",
        label=_("往来单位"),
        out=PartyOut,
        row=PartyRow,
        create=Verb(actions.create, _("新建"), PartyIn),
        change=Verb(actions.change, _("修改"), PartyPatch),
        verbs={
            "assign": Verb(actions.assign, _("分配"), AssignTo, states=ALWAYS),
            "blacklist": Verb(
                actions.blacklist,
                _("拉黑"),
                Because,
                states=ALWAYS,
                when=lambda party: not party.is_blacklisted,
                danger=True,
            ),
            "clear": Verb(
                actions.clear,
                _("解除拉黑"),
                Because,
                states=ALWAYS,
                when=lambda party: party.is_blacklisted,
                permission="core.blacklist_party",
            ),
        },
        filters=PartyFilters,
        ordering=("created_at", "name_pinyin"),
        sensitive={
            "phone": policy.mask_phone,
            "email": policy.mask_all,
            "phones.number": policy.mask_phone,
            "banks.account": policy.mask_account,
        },
        load=load,
        shared=Q(is_ours=True),
    )
)
