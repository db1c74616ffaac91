"""Every table of the room of telling."""

from backend.notify.inbox.models import Message
from backend.notify.preference.models import Preference, QuietHours, RolePreference, WaitingNotice

__all__ = ["Message", "Preference", "QuietHours", "RolePreference", "WaitingNotice"]
