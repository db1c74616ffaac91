"""Freight cards with their rates and surcharges; cost profiles with their elements."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.freight.flow import RateFlow, State


class Mode(models.TextChoices):
    """How goods travel."""

    ROAD = "road", _("公路")
    RAIL = "rail", _("铁路")
    SEA = "sea", _("海运")
    AIR = "air", _("空运")
    MULTIMODAL = "multimodal", _("多式联运")


class Container(models.TextChoices):
    """Kinds of containers."""

    GP20 = "20GP", _("20 尺普柜")
    GP40 = "40GP", _("40 尺普柜")
    HQ40 = "40HQ", _("40 尺高柜")


class FreightCard(RateFlow, Document):
    """What a carrier asks on one way, over some days."""

    SEARCH: ClassVar = ("no", "carrier_name", "origin", "destination", "carrier__name")

    class Basis(models.TextChoices):
        """What the carriage itself is charged by."""

        TONNE = "tonne", _("按吨")
        CONTAINER = "container", _("按柜")
        DISTANCE = "distance", _("按公里段")

    state = StateField(State)
    carrier = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承运人")
    )
    carrier_name = models.CharField(_("承运人名称"), max_length=100, blank=True)
    mode = models.CharField(_("运输方式"), max_length=12, choices=Mode.choices)
    origin = models.CharField(_("起运地"), max_length=64)
    destination = models.CharField(_("目的地"), max_length=64)
    lane = models.CharField(_("线路键"), max_length=320, editable=False)
    valid_from = models.DateField(_("生效日"))
    valid_until = models.DateField(_("截止日"))
    basis = models.CharField(_("计费方式"), max_length=12, choices=Basis.choices)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    minimum = models.DecimalField(_("最低收费"), max_digits=18, decimal_places=2, default=0)
    volumetric = models.DecimalField(
        _("体积折重（千克/立方米）"), max_digits=9, decimal_places=3, default=0
    )
    lead_days = models.PositiveSmallIntegerField(_("备货订舱天数"), default=0)
    transit_days = models.PositiveSmallIntegerField(_("在途天数"), default=0)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("运价卡")
        verbose_name_plural = _("运价卡")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["lane", "valid_from"], name="crm_freightcard_lane"),
            models.Index(fields=["origin", "destination"], name="crm_freightcard_way"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="crm_freightcard_days"
            ),
            models.CheckConstraint(
                condition=Q(carrier__isnull=False) | ~Q(carrier_name=""),
                name="crm_freightcard_carrier",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, volumetric__gte=0), name="crm_freightcard_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination}"


class FreightRate(models.Model):
    """One rate of a card: from a weight on, up to a distance, or for a kind of container."""

    class Per(models.TextChoices):
        """What a rate multiplies."""

        TONNE = "tonne", _("每吨")
        TONNE_KM = "tonne_km", _("每吨公里")
        TRIP = "trip", _("每车次")
        CONTAINER = "container", _("每柜")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(
        FreightCard, models.CASCADE, related_name="rates", verbose_name=_("运价卡")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    from_tonnes = models.DecimalField(
        _("起始吨数"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    up_to_km = models.DecimalField(
        _("至公里（含）"), max_digits=9, decimal_places=1, null=True, blank=True
    )
    container = models.CharField(_("柜型"), max_length=4, choices=Container.choices, blank=True)
    per = models.CharField(_("单位"), max_length=10, choices=Per.choices)
    rate = models.DecimalField(_("单价"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("运价")
        verbose_name_plural = _("运价")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "seq"], name="crm_freightrate_seq_once"),
            models.UniqueConstraint(
                fields=["card", "from_tonnes", "up_to_km", "container"],
                nulls_distinct=False,
                name="crm_freightrate_step_once",
            ),
            models.CheckConstraint(condition=Q(rate__gte=0), name="crm_freightrate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.rate:f}"


class FreightSurcharge(models.Model):
    """What comes on top of the carriage."""

    class Kind(models.TextChoices):
        """What it is for."""

        FUEL = "fuel", _("燃油附加费")
        TOLL = "toll", _("通行费")
        UNLOADING = "unloading", _("卸货费")
        OTHER = "other", _("其他附加费")

    class Basis(models.TextChoices):
        """What it is charged by."""

        PERCENT = "percent", _("运费比例")
        TONNE = "tonne", _("每吨")
        CONTAINER = "container", _("每柜")
        LUMP = "lump", _("每票")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(
        FreightCard, models.CASCADE, related_name="surcharges", verbose_name=_("运价卡")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("附加费"), max_length=12, choices=Kind.choices)
    basis = models.CharField(_("计费方式"), max_length=12, choices=Basis.choices)
    amount = models.DecimalField(_("金额或比例"), max_digits=18, decimal_places=6)

    class Meta:
        verbose_name = _("运价附加费")
        verbose_name_plural = _("运价附加费")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "seq"], name="crm_freightsurcharge_seq_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="crm_freightsurcharge_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class CostProfile(RateFlow, Document):
    """The costs of a way from the works to the buyer, to build prices under any trade term."""

    SEARCH: ClassVar = ("no", "name", "origin", "destination")

    state = StateField(State)
    name = models.CharField(_("名称"), max_length=100)
    mode = models.CharField(_("运输方式"), max_length=12, choices=Mode.choices)
    origin = models.CharField(_("起运地"), max_length=64)
    destination = models.CharField(_("目的地"), max_length=64)
    container = models.CharField(_("柜型"), max_length=4, choices=Container.choices, blank=True)
    valid_from = models.DateField(_("生效日"))
    valid_until = models.DateField(_("截止日"))
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("费用方案")
        verbose_name_plural = _("费用方案")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="active"), name="crm_costprofile_name_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="crm_costprofile_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CostElement(models.Model):
    """One cost of a profile."""

    class Kind(models.TextChoices):
        """What a cost is for, in the order of the way."""

        PACKING = "packing", _("出口包装")
        LOADING = "loading", _("工厂装车")
        PRE_CARRIAGE = "pre_carriage", _("内陆运费（至起运港）")
        EXPORT_CUSTOMS = "export_customs", _("出口报关")
        ORIGIN_TERMINAL = "origin_terminal", _("起运港码头费")
        SHIP_LOADING = "ship_loading", _("装船费")
        MAIN_CARRIAGE = "main_carriage", _("主运费")
        INSURANCE = "insurance", _("货运保险")
        DESTINATION_TERMINAL = "destination_terminal", _("目的港码头费")
        ON_CARRIAGE = "on_carriage", _("目的地内陆运费")
        UNLOADING = "unloading", _("卸货费")
        IMPORT_CUSTOMS = "import_customs", _("进口清关")
        DUTY = "duty", _("进口关税")
        IMPORT_TAX = "import_tax", _("进口增值税")
        COMMISSION = "commission", _("代理佣金")
        BANK_FEE = "bank_fee", _("银行费用")

    class Basis(models.TextChoices):
        """What a cost is charged by."""

        TONNE = "tonne", _("每吨")
        CONTAINER = "container", _("每柜")
        BILL = "bill", _("每票提单")
        PERCENT = "percent", _("按货值比例")

    class Term(models.TextChoices):
        """The eleven terms of Incoterms 2020."""

        EXW = "EXW", _("EXW 工厂交货")
        FCA = "FCA", _("FCA 货交承运人")
        FAS = "FAS", _("FAS 船边交货")
        FOB = "FOB", _("FOB 装运港船上交货")
        CFR = "CFR", _("CFR 成本加运费")
        CIF = "CIF", _("CIF 成本、保险费加运费")
        CPT = "CPT", _("CPT 运费付至")
        CIP = "CIP", _("CIP 运费和保险费付至")
        DPU = "DPU", _("DPU 卸货地交货")
        DAP = "DAP", _("DAP 目的地交货")
        DDP = "DDP", _("DDP 完税后交货")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.ForeignKey(
        CostProfile, models.CASCADE, related_name="elements", verbose_name=_("费用方案")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("费用"), max_length=24, choices=Kind.choices)
    basis = models.CharField(_("计费方式"), max_length=12, choices=Basis.choices)
    amount = models.DecimalField(_("金额或比例"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    only = ArrayField(
        models.CharField(max_length=3, choices=Term.choices),
        default=list,
        blank=True,
        verbose_name=_("仅用于术语"),
    )

    class Meta:
        verbose_name = _("费用项目")
        verbose_name_plural = _("费用项目")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "seq"], name="crm_costelement_seq_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="crm_costelement_not_negative"),
            models.CheckConstraint(
                condition=~Q(basis="percent") | Q(amount__lt=1), name="crm_costelement_is_ratio"
            ),
            models.CheckConstraint(
                condition=Q(basis="percent") | ~Q(currency=""), name="crm_costelement_currency"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
