"""What is done with machines; papers above call the `note_`, `take_` and `swap_` ones."""

from backend.service.asset.actions.born import AssetExists, change, create, create_for
from backend.service.asset.actions.ending import give_back, replace, retire
from backend.service.asset.actions.life import (
    come_up,
    commission,
    go_down,
    install,
    note_down,
    note_installed,
    note_up,
    place,
)
from backend.service.asset.actions.metering import (
    MeterBackwards,
    add_meter,
    read_meter,
    take_reading,
)
from backend.service.asset.actions.parts import (
    add_part,
    identify_part,
    remove_part,
    swap_component,
    swap_part,
)
from backend.service.asset.actions.promising import NoVisitsLeft, grant, revoke, use_visit

__all__ = [
    "AssetExists",
    "MeterBackwards",
    "NoVisitsLeft",
    "add_meter",
    "add_part",
    "change",
    "come_up",
    "commission",
    "create",
    "create_for",
    "give_back",
    "go_down",
    "grant",
    "identify_part",
    "install",
    "note_down",
    "note_installed",
    "note_up",
    "place",
    "read_meter",
    "remove_part",
    "replace",
    "retire",
    "revoke",
    "swap_component",
    "swap_part",
    "take_reading",
    "use_visit",
]
