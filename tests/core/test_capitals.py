from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import capitals

CANONICAL = {
    "0": "人民币零元整",
    "0.05": "人民币伍分",
    "0.50": "人民币伍角",
    "0.53": "人民币伍角叁分",
    "1.05": "人民币壹元零伍分",
    "10": "人民币壹拾元整",
    "10.50": "人民币壹拾元零伍角",
    "11.00": "人民币壹拾壹元整",
    "1005": "人民币壹仟零伍元整",
    "1409.50": "人民币壹仟肆佰零玖元伍角",
    "1680.32": "人民币壹仟陆佰捌拾元零叁角贰分",
    "6007.14": "人民币陆仟零柒元壹角肆分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "10010.10": "人民币壹万零壹拾元零壹角",
    "100000": "人民币壹拾万元整",
    "107000.53": "人民币壹拾万柒仟元零伍角叁分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
    "20300050.60": "人民币贰仟零叁拾万零伍拾元零陆角",
    "100000000": "人民币壹亿元整",
    "100000005": "人民币壹亿零伍元整",
    "100050000": "人民币壹亿零伍万元整",
    "1234567890.12": "人民币壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分",
    "1000000000000": "人民币壹万亿元整",
    "12000000000000.30": "人民币壹拾贰万亿元零叁角",
    "1200000000000": "人民币壹万贰仟亿元整",
    "1020000000001": "人民币壹万零贰佰亿零壹元整",
    "9999999999999999.99": (
        "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"
    ),
    "-445582.98": "人民币负肆拾肆万伍仟伍佰捌拾贰元玖角捌分",
    "-0.004": "人民币零元整",
    "0.995": "人民币壹元整",
}


@pytest.mark.parametrize(("figure", "words"), CANONICAL.items())
def test_a_bank_would_accept_the_words(figure, words):
    assert capitals.rmb(Decimal(figure)) == words


def test_the_seventeenth_digit_is_refused():
    with pytest.raises(capitals.TooLong):
        capitals.rmb(Decimal("9999999999999999.995"))


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("人民币壹拾万柒仟圆伍角叁分", "107000.53"),
        ("人民币零元伍角正", "0.50"),
        ("人民币负叁元整", "-3.00"),
    ],
)
def test_permitted_variants_are_read(words, figure):
    assert capitals.parse(words) == Decimal(figure)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "人民币",
        "一百元",
        "人民币壹佰",
        "人民币拾元整",
        "人民币壹佰元叁分整",
        "人民币壹佰零零伍元整",
        "人民币伍拾壹佰元整",
        "人民币壹亿亿元整",
        "人民币壹元元整",
        "人民币负零元整",
        "人民币 壹元整",
        "亿" * 5000 + "元",
    ],
)
def test_anything_else_is_not_an_amount(words):
    with pytest.raises(capitals.NotCapitals):
        capitals.parse(words)


@given(
    figure=st.decimals(
        min_value=Decimal("-9999999999999999.99"),
        max_value=Decimal("9999999999999999.99"),
        places=2,
    )
)
def test_words_read_back_to_their_figure(figure):
    assert capitals.parse(capitals.rmb(figure)) == figure


@given(digits=st.text(alphabet="0015", min_size=1, max_size=18))
def test_zeros_read_back_to_their_figure(digits):
    figure = Decimal(int(digits)).scaleb(-2)

    words = capitals.rmb(figure)

    assert capitals.parse(words) == figure
    assert "零零" not in words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 15), "贰零贰伍年零壹月壹拾伍日"),
        (date(2025, 10, 20), "贰零贰伍年零壹拾月零贰拾日"),
        (date(2025, 12, 30), "贰零贰伍年壹拾贰月零叁拾日"),
        (date(2025, 2, 9), "贰零贰伍年零贰月零玖日"),
        (date(2030, 3, 31), "贰零叁零年叁月叁拾壹日"),
    ],
)
def test_a_bill_date_cannot_be_altered(day, words):
    assert capitals.bill_date(day) == words
