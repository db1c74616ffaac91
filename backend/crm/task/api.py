"""The HTTP door of tasks."""

from backend.core.http.doors import router_for
from backend.crm.task.schemas import TASK

ROUTERS = {"tasks": router_for(TASK)}
