"""That open tasks follow a customer to its next owner."""

from django.db.models import Q

from backend.crm.customer.actions import ownership
from backend.crm.task.flow import WAITING
from backend.crm.task.models import Task

ownership.goes_along(Task, open=Q(state__in=WAITING))
