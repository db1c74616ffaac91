"""What a mill hears when its company becomes another one."""

from backend.core.merging import rules
from backend.supply.processing.models import Processor


@rules.unite(Processor)
def one_mill(kept: Processor, gone: Processor) -> None:
    """This will let a mill take over what the other one can do; terms and store stay its own."""
    kept.capabilities = sorted({*kept.capabilities, *gone.capabilities})
    for name in ("guarantee", "note"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
