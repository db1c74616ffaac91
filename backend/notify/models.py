"""Every table of the room of telling."""

from backend.notify.inbox.models import Message

__all__ = ["Message"]
