"""The clock's door to spreadsheets."""

from datetime import time

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.core.spreadsheet import actions, running


@clock.every("core.spreadsheet.resume", minutes=1)
def resume() -> int:
    """This will carry on imports whose worker died."""
    return running.sweep()


@clock.every("core.spreadsheet.expire", minutes=30)
def expire() -> int:
    """This will take exported files away when their time is over."""
    return actions.bury() + actions.expire(actor=system("spreadsheet"))


@clock.every("core.spreadsheet.forget", daily=time(3, 40))
def forget() -> int:
    """This will forget the rows of imports of long ago."""
    return actions.forget(actor=system("spreadsheet"))
