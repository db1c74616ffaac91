"""What must always be true of the books, asked by `check_invariants`, nightly and by auditors."""

from collections.abc import Callable

Question = Callable[[], list[str]]
_questions: dict[str, Question] = {}


def invariant(name: str) -> Callable[[Question], Question]:
    """This will register a question whose answer is the list of faults, empty when all is well.

    The name says what is true: `goods.stock.balance_is_sum`. A fault is one sentence that
    names the row.
    """

    def register(question: Question) -> Question:
        known = _questions.get(name)
        if known is not None and known is not question:
            raise ValueError(f"the invariant {name} is registered twice")
        _questions[name] = question
        return question

    return register


def names() -> list[str]:
    """This will list every invariant."""
    return sorted(_questions)


def check(name: str) -> list[str]:
    """This will ask one question and return its faults."""
    return list(_questions[name]())
