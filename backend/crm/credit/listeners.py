"""What a credit account hears when its customer becomes another one."""

from backend.core.merging import rules
from backend.crm.credit.models import CreditAccount


@rules.unite(CreditAccount)
def one_account(kept: CreditAccount, gone: CreditAccount) -> None:
    """This will add up what is used; the larger limit stays, with its last day.

    The entries of both then hang on the kept account, so that its exposure is still their sum.
    """
    kept.exposure += gone.exposure
    if gone.limit > kept.limit:
        kept.limit, kept.valid_until = gone.limit, gone.valid_until
