"""What the core's own rows do when two of them become one."""

from backend.core.merging import rules
from backend.core.merging.models import DuplicatePair
from backend.core.party.models import PartyBank, PartyPhone


@rules.unite(PartyBank)
def one_account(kept: PartyBank, gone: PartyBank) -> None:
    """This will keep an account once, with the bank's name if only one side knew it."""
    kept.bank = kept.bank or gone.bank


@rules.unite(PartyPhone)
def one_phone(kept: PartyPhone, gone: PartyPhone) -> None:
    """This will keep a phone once, verified when either was."""
    kept.is_verified = kept.is_verified or gone.is_verified


@rules.unite(DuplicatePair)
def one_pair(kept: DuplicatePair, gone: DuplicatePair) -> None:
    """This will keep the higher score of a scan that is still under way."""
    kept.score = max(kept.score, gone.score)
