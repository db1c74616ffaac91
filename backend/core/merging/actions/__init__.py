"""What people do with companies that are on file twice."""

from backend.core.merging.actions.groups import dismiss, note_merged, reopen
from backend.core.merging.actions.merge import CannotMerge, create, preview, settle, undo
from backend.core.merging.actions.scan import begin, work

__all__ = [
    "CannotMerge",
    "begin",
    "create",
    "dismiss",
    "note_merged",
    "preview",
    "reopen",
    "settle",
    "undo",
    "work",
]
