"""What cost does when the owner of goods becomes another one."""

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.core.merging import rules
from backend.goods.cost.models import CostingPolicy, CostPool


class OtherMethod(Refusal):
    """Two ways of costing do not add up."""

    sentence = _("两个货主的“{pool}”计价方法不同，请先统一计价方法后再合并。")


@rules.unite(CostPool)
def one_pool(kept: CostPool, gone: CostPool) -> None:
    """This will add up tonnes and value; layers and entries of both then hang on one pool."""
    if kept.costing != gone.costing:
        raise OtherMethod(pool=gone)
    kept.quantity += gone.quantity
    kept.value += gone.value


@rules.unite(CostingPolicy)
def one_policy(kept: CostingPolicy, gone: CostingPolicy) -> None:
    """This will keep one policy; two that differ must be made one by their owner first."""
    if kept.method != gone.method:
        raise OtherMethod(pool=gone)
    kept.since = max(kept.since, gone.since)
