"""The unified social credit code 统一社会信用代码."""

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, i, 31) for i in range(17)]


def check_digit(body: str) -> str:
    """This will give the 18th sign for the first 17 of a code (GB 32100-2015)."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return _SIGNS[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """This will tell whether a code has 18 permitted signs and the right check digit."""
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return False
    return check_digit(code[:17]) == code[17]
