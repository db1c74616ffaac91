"""How much data and how long to measure; every figure by environment, see README.md."""

import os
from dataclasses import asdict, dataclass


def _size(name: str, full: int, quick: int) -> int:
    is_quick = os.environ.get("BENCH_QUICK") == "1"
    return int(os.environ.get(f"BENCH_{name}") or (quick if is_quick else full))


@dataclass(frozen=True)
class Sizes:
    """Rows to load and the effort of measuring."""

    customers: int = _size("CUSTOMERS", 1_000_000, 20_000)
    contracts: int = _size("CONTRACTS", 20_000, 1_000)
    lines: int = _size("LINES", 5, 5)
    signs: int = _size("SIGNS", 400, 100)
    """Contracts to sign at 32 clients in one visit; a quarter of it more for one client."""
    movements: int = _size("MOVEMENTS", 100_000, 20_000)
    edges: int = _size("EDGES", 1_000_000, 100_000)
    """Steps of lots into lots, for the trace of one."""
    tickets: int = _size("TICKETS", 1_000_000, 50_000)
    """Rows of the table whose lists are measured."""
    orders: int = _size("ORDERS", 200, 200)
    engineers: int = _size("ENGINEERS", 50, 50)
    """Work orders that wait, and who could be sent."""
    deep: int = _size("DEEP", 2_000, 200)
    """Customers with a history: forty follow-ups, quotes, contracts, money, sixty events each."""
    stage_events: int = _size("STAGE_EVENTS", 1_000_000, 20_000)
    imported: int = _size("IMPORT", 50_000, 1_000)
    """Rows of the workbook that is imported."""
    visits: int = _size("VISITS", 4, 2)
    """Visits of each side; 2 is A B B A."""
    milliseconds: int = _size("MILLISECONDS", 1_000, 600)
    """How long one visit sends at one connection, and again at eight."""

    @property
    def alone(self) -> int:
        """Contracts one client signs in one visit."""
        return max(self.signs // 4, 20)

    @property
    def sales(self) -> int:
        """Sales that moved through the stages: eight rows of the ledger each."""
        return self.stage_events // 8

    @property
    def unsigned(self) -> int:
        """Contracts that wait for a signature: every visit of both sides takes its own."""
        return 2 * self.visits * (self.signs + self.alone)

    def mark(self) -> str:
        """This will name what decides the rows, so that a kept database is recognised."""
        kept = {k: v for k, v in asdict(self).items() if k not in PASSING}
        return repr(sorted(kept.items()))


PASSING = ("milliseconds", "imported", "edges", "tickets", "orders", "engineers")
"""Sizes of rows that no run leaves behind, and of effort."""
SIZES = Sizes()
WORKERS = int(os.environ.get("BENCH_WORKERS") or 2)
THREADS = 4
CONNECTIONS = 8
CLIENTS = 32
