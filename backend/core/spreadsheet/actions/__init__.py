"""What people do with spreadsheets."""

from backend.core.spreadsheet.actions.exports import (
    INSTANT_ROWS,
    MANY,
    bury,
    expire,
    export,
    retry,
    take,
)
from backend.core.spreadsheet.actions.imports import (
    CREATE_IMPORT,
    cancel,
    forget,
    map,
    mine,
    plan_for,
    run,
    undo,
    upload,
    validate,
)

__all__ = [
    "CREATE_IMPORT",
    "INSTANT_ROWS",
    "MANY",
    "bury",
    "cancel",
    "expire",
    "export",
    "forget",
    "map",
    "mine",
    "plan_for",
    "retry",
    "run",
    "take",
    "undo",
    "upload",
    "validate",
]
