"""The HTTP door of background work."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import actor_of, router_for
from backend.core.jobs import clock
from backend.core.jobs.schemas import JOB, JOB_RUN

runs = router_for(JOB_RUN)


class ClockOut(types.Out):
    """A job of the clock and whether it keeps time."""

    name: str
    minutes: int
    is_missed: bool


class ClocksOut(types.Out):
    """Every job of the clock."""

    items: list[ClockOut]


clocks = Router(tags=["core"])


@clocks.get("", response=ClocksOut, operation_id="core_clock_list", summary="List clock jobs")
def list_clocks(request: HttpRequest) -> dict[str, object]:
    """List the jobs of the clock and tell which of them missed their last two periods."""
    policy.require(actor_of(request), JOB_RUN.permission("view"))
    late = clock.missed(timezone.now())
    return {
        "items": [
            {
                "name": job.name,
                "minutes": int(job.rhythm.period.total_seconds() // 60),
                "is_missed": job.name in late,
            }
            for job in clock.clocked()
        ]
    }


ROUTERS = {"jobs": router_for(JOB), "job-runs": runs, "clock": clocks}
