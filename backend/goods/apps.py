"""The goods room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoodsConfig(AppConfig):
    """What is sold: products, where they lie, what they weigh and what they cost."""

    name = "backend.goods"
    label = "goods"
    verbose_name = _("货物")
