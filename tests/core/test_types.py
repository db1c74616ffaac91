"""Input types state in the contract what they refuse."""

import pytest
from pydantic import TypeAdapter, ValidationError

from backend.core import types


def test_a_count_states_its_bounds() -> None:
    stated = TypeAdapter(types.count(1, 200)).json_schema()

    assert stated == {"type": "integer", "minimum": 1, "maximum": 200}


def test_a_fixed_form_is_stated_and_held() -> None:
    code = TypeAdapter(types.matching("^[0-9]{6}$", maximum=6))

    assert code.json_schema() == {"type": "string", "pattern": "^[0-9]{6}$", "maxLength": 6}
    assert code.validate_python(" 123456 ") == "123456"
    for wrong in ("12345", "12345a", "1234567", 123456):
        with pytest.raises(ValidationError):
            code.validate_python(wrong)


def test_a_name_nobody_typed_is_tidied() -> None:
    assert types.tidy("a\u202e\x00b \n c", maximum=4) == "ab c"
