"""That next steps still to be done follow a customer to its next owner."""

from django.db.models import Q

from backend.crm.activity.models import FollowUp
from backend.crm.customer.actions import ownership

ownership.goes_along(FollowUp, open=Q(next_on__isnull=False, next_done_on=None))
