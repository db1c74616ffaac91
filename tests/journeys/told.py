"""The reference deal told over HTTP, with steps that must be refused."""

from typing import Any

from backend.config.demo import deal
from tests.house_kit import Door


class Deal(deal.Deal):
    """The deal through the door of the API."""

    door: Door

    def refused(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Try one step that must be refused; its problem."""
        answer = self.door.post(path.format(**self.ids), body)
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.body)
        problem: dict[str, Any] = answer.body
        return problem
