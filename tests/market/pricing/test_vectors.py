"""Every worked vector of the trade, run against the product's own functions."""

import pytest

from tests.market.pricing import (  # noqa: F401  (importing them fills the register)
    runners_documents,
    runners_goods,
    runners_money,
    runners_position,
    runners_pricing,
    runners_processing,
)
from tests.market.pricing.vectors import PATH, RUNNERS, VECTORS, Figures, number


@pytest.mark.parametrize("vector_id", VECTORS)
def test_the_worked_vector_comes_out_to_the_last_figure(vector_id):
    vector = VECTORS[vector_id]
    expected = Figures(vector["expected"])

    RUNNERS[vector_id](number(vector["inputs"]), expected)

    assert not expected.unread, f"{vector_id} did not check {sorted(expected.unread)}"


def test_every_vector_has_a_runner_and_every_runner_a_vector():
    assert set(RUNNERS) == set(VECTORS)
    assert len(VECTORS) == 72
    assert PATH.name == "vectors.json"
