"""The papers a shipment may need, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Which paper."""

    BOOKING = "booking", _("订舱确认书")
    ROAD_WAYBILL = "road_waybill", _("公路运单")
    RAIL_WAYBILL = "rail_waybill", _("铁路运单")
    AIR_WAYBILL = "air_waybill", _("航空运单")
    BILL_OF_LADING = "bill_of_lading", _("海运提单")
    WEIGHT_DECLARATION = "weight_declaration", _("VGM 重量申报")
    WEIGH_TICKET = "weigh_ticket", _("磅单")
    DELIVERY_NOTE = "delivery_note", _("送货单")
    INVOICE = "invoice", _("商业发票")
    PACKING_LIST = "packing_list", _("装箱单")
    ORIGIN = "origin", _("原产地证")
    INSURANCE = "insurance", _("保险单")
    EXPORT_DECLARATION = "export_declaration", _("出口报关单")
    IMPORT_DECLARATION = "import_declaration", _("进口报关单")
    QUALITY = "quality", _("质检证书")
    PROOF = "proof", _("签收单")


PAPER_LABELS = dict(PaperKind.choices)
