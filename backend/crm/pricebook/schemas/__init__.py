"""A price book as machines see it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.registry import Resource, Verb, declare
from backend.crm.pricebook import actions
from backend.crm.pricebook.flow import State
from backend.crm.pricebook.models import PriceBook, Scope
from backend.crm.pricebook.schemas.bodies import (
    PriceBookCopy,
    PriceBookIn,
    PriceBookMassChange,
    PriceBookOnDay,
    PriceBookPatch,
    PriceBookRetire,
    PriceBookRevise,
)
from backend.crm.pricebook.schemas.faces import (
    PriceBookFilters,
    PriceBookOut,
    PriceBookRow,
    load,
)

OPEN = [Scope.TIER, Scope.REGION, Scope.CHANNEL, Scope.LIST]
"""Books that concern no customer by name: every desk reads them once they count."""

PRICEBOOK = declare(
    Resource(
        model=PriceBook,
        room="crm",
        name="pricebook",
        plural="price-books",
        label=_("价格表"),
        out=PriceBookOut,
        row=PriceBookRow,
        create=Verb(actions.create, _("新建"), PriceBookIn),
        change=Verb(actions.change, _("修改"), PriceBookPatch),
        verbs={
            "approve": Verb(actions.approve, _("批准"), PriceBookOnDay),
            "revise": Verb(actions.revise, _("修订新版次"), PriceBookRevise),
            "mass_change": Verb(
                actions.mass_change,
                _("按比例调价"),
                PriceBookMassChange,
                transition="revise",
                permission="crm.revise_pricebook",
            ),
            "copy": Verb(actions.copy, _("复制"), PriceBookCopy, states=frozenset(State.values)),
            "retire": Verb(actions.retire, _("停用"), PriceBookRetire, danger=True),
        },
        filters=PriceBookFilters,
        columns={"party_name": "party__name"},
        filter_paths={
            "product_id": lambda value: Q(
                pk__in=PriceBook.objects.filter(entries__product_id=value).values("pk")
            ),
            "valid_on": lambda day: (
                Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
            ),
        },
        ordering=("created_at", "name", "valid_from"),
        sensitive={
            "entries.floor_price": policy.mask_all,
            "entries.cost_markup": policy.mask_all,
        },
        load=load,
        shared=Q(scope__in=OPEN, state=State.APPROVED),
    )
)
