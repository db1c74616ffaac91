"""A member who opens customers in a pool one by one is counted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.errors import Forbidden
from backend.core.people.models import User
from backend.crm.pool.models import PoolEntry, PoolView
from backend.crm.pool.queries import members


class ViewsUsedUp(Forbidden):
    """The actor opened as many customers of the pool today as it allows."""

    sentence = _("今天在公海池“{pool}”查看的客户已达上限 {limit} 个，请明天再看或先领取。")


@transaction.atomic
def note(entry: PoolEntry, actor: Actor) -> None:
    """This will count that somebody opened a customer in a pool; the same one counts once a day.

    Raises ViewsUsedUp for the customer that would be one too many.
    """
    pool = entry.pool
    limit = pool.view_limit_per_day
    if limit is None or actor.user_id is None or entry.left_at is not None:
        return
    if entry.put_by_id == actor.user_id or members.is_admin(
        pool.pk, actor, "crm.assign_pool_entry"
    ):
        return
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    on = timezone.localdate(context.now())
    seen = PoolView.objects.filter(user_id=actor.user_id, on=on, pool=pool)
    if seen.filter(entry=entry).exists():
        return
    if seen.count() >= limit:
        raise ViewsUsedUp(pool=pool.name, limit=limit)
    PoolView.objects.create(user_id=actor.user_id, on=on, pool=pool, entry=entry)
