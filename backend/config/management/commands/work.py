"""`manage.py work`: the queue's worker, without orphans."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from backend.config import heartbeat, lifeline


class Command(BaseCommand):
    """Do queued work until it is asked to stop."""

    help = "Do queued work until asked to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        """Schedule the heartbeat, hear what a killed worker left, and run the queue's cluster."""
        from django_q.models import Schedule  # needs the apps
        from django_q.tasks import async_task

        Schedule.objects.update_or_create(
            name="heartbeat",
            defaults={
                "func": f"{heartbeat.__name__}.beat",
                "schedule_type": Schedule.MINUTES,
                "minutes": heartbeat.EVERY_MINUTES,
                "repeats": -1,
                "kwargs": "q_options={'save': False}",
            },
        )
        async_task("backend.core.events.jobs.deliver", q_options={"save": False})
        lifeline.tie_forks()
        call_command("qcluster")
