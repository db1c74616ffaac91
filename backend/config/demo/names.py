"""Names of companies and people that sound right, the same at every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from backend.core.party.calc import check_digit

PLACES = [
    ("江苏", "无锡", "320200"), ("江苏", "宜兴", "320282"), ("江苏", "常州", "320400"),
    ("江苏", "苏州", "320500"), ("浙江", "宁波", "330200"), ("浙江", "绍兴", "330600"),
    ("浙江", "台州", "331000"), ("上海", "上海", "310100"), ("安徽", "铜陵", "340700"),
    ("安徽", "芜湖", "340200"), ("江西", "鹰潭", "360600"), ("山东", "烟台", "370600"),
    ("广东", "佛山", "440600"), ("广东", "东莞", "441900"), ("河南", "洛阳", "410300"),
    ("河北", "宁晋", "130528"), ("天津", "天津", "120100"), ("湖北", "黄石", "420200"),
]  # fmt: skip
FIRST = "华远宏鑫盛达恒瑞金中天宇东方永兴新光海南江联泰安正通德润"
SECOND = "通达盛源丰泰电科特能力创新锐凯迪维嘉美佳和顺利成信诚"
TRADES = [
    ("电缆", "线缆"), ("电线电缆", "线缆"), ("铜业", "铜加工"), ("铜材", "铜加工"),
    ("精密铜管", "铜加工"), ("锌业", "压铸"), ("压铸", "压铸"), ("镀锌板", "镀锌"),
    ("电机", "电机"), ("变压器", "电力设备"), ("电气", "电力设备"), ("蓄电池", "电池"),
    ("金属材料", "贸易"), ("有色金属", "贸易"), ("合金", "合金"), ("散热器", "汽配"),
]  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = ["伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
         "明", "超", "秀英", "霞", "平", "刚", "桂英", "建国", "志强", "海燕", "晓东"]  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A made-up company."""

    name: str
    short: str
    province: str
    city: str
    industry: str
    uscc: str
    contact: str
    phone: str


def companies(how_many: int, *, seed: int) -> Iterator[Company]:
    """This will give that many different companies with valid credit codes."""
    dice = random.Random(seed)  # noqa: S311
    seen: set[str] = set()
    while len(seen) < how_many:
        province, city, area = dice.choice(PLACES)
        word = dice.choice(FIRST) + dice.choice(SECOND)
        trade, industry = dice.choice(TRADES)
        name = f"{city}{word}{trade}有限公司"
        if name in seen:
            continue
        seen.add(name)
        body = "91" + area + "".join(dice.choice("0123456789ABCDEFGH") for _ in range(9))
        contact = dice.choice(SURNAMES) + dice.choice(GIVEN)
        phone = "1" + dice.choice("3578") + "".join(dice.choice("0123456789") for _ in range(9))
        yield Company(
            name=name,
            short=f"{word}{trade}",
            province=province,
            city=city,
            industry=industry,
            uscc=body + check_digit(body),
            contact=contact,
            phone=phone,
        )
