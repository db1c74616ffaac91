"""Makes fixtures/dedupe/pairs.csv: 500 pairs of companies, labelled by how each was made.

    python -m tests.core.party.make_pairs

A pair is the same company when the second row was written down from the first one's papers, as
another clerk would write it; it is another company when it was made as one. The scorer has no
say in it and is not imported. Every company is invented; numbers are drawn by a seeded generator.
"""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zhconv import convert

FILE = Path(__file__).resolve().parents[3] / "fixtures" / "dedupe" / "pairs.csv"
FACTS = ("name", "country", "uscc", "phone", "website", "email", "account", "address")
Row = dict[str, str]
Pair = tuple[Row, Row]

_SEED = random.Random(20260701)
BRANDS = (
    "远东 华泰 恒远 金鼎 宝来 鑫源 中联 瑞丰 天成 广汇 东方 海德 新力 卓越 永盛 博翔 凯瑞 立信 "
    "正大 长虹 百川 宏图 益民 顺达 联创 星辰 龙腾 伟业 同创 嘉禾 万通 明珠 启航 祥云 德力 信达 "
    "宇通 科达 汇鑫 泰山"
)
GOODS = (
    "电缆 铜业 金属 铝业 线缆 钢铁 物资 贸易 电气 机电 精工 管业 合金 材料 矿业 紧固件 轴承 "
    "五金 钢管 铸造 阀门 电子 新材料 再生资源 供应链 金属材料 机械设备 进出口"
)
PLACES = "江苏 无锡 苏州 上海 宁波 杭州 广东 佛山 深圳 天津 山东 青岛 河南 洛阳 湖北 武汉 成都"
ENGLISH = (
    "Northfield Harbor Alpine Meridian Sterling Redwood Castle Summit Orion Falcon Vanguard "
    "Atlas Beacon Crown Delta Everest Granite Horizon Juniper Keystone Lakeside Monarch Nimbus"
)
TRADES = (
    "Metals|Copper Products|Cable|Steel Trading|Industrial Supply|Alloys|International Trading|"
    "Materials Technology|Engineering|Recycling|Machinery Manufacturing|Import and Export"
)
LEGAL_EN = ("Co., Ltd.", "Co Ltd", "Company Limited", "Limited", "LTD", "Ltd.", "CO.,LTD")
SPELLED = (
    ("远东电缆", "Yuandong Cable"), ("华泰金属", "Huatai Metals"), ("恒远铜业", "Hengyuan Copper"),
    ("金鼎钢铁", "Jinding Steel"), ("瑞丰贸易", "Ruifeng Trading"),
    ("天成电气", "Tiancheng Electric"),
    ("广汇物资", "Guanghui Materials"), ("博翔机电", "Boxiang Electromechanical"),
    ("凯瑞合金", "Kairui Alloy"), ("永盛铝业", "Yongsheng Aluminium"),
)  # fmt: skip
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FRACTIONS = [pow(3, i, 31) for i in range(17)]


def pick(text: str, sep: str | None = None) -> str:
    return _SEED.choice(text.split(sep))


def digits(count: int) -> str:
    return "".join(_SEED.choice("0123456789") for _ in range(count))


def mobile() -> str:
    return "1" + _SEED.choice("35789") + digits(9)


def landline() -> str:
    return f"{_SEED.choice(['0510', '0512', '0574', '0755', '0532'])}-8{digits(7)}"


def code() -> str:
    body = "91" + digits(6) + "MA" + "".join(_SEED.choice(SIGNS) for _ in range(7))
    total = sum(SIGNS.index(s) * f for s, f in zip(body, FRACTIONS, strict=True))
    return body + SIGNS[(31 - total % 31) % 31]


def account() -> str:
    return "6222" + digits(12)


def site() -> str:
    return "www." + "".join(_SEED.choice("abcdefghijklmnoprstuvwz") for _ in range(9)) + ".com"


def street(place: str = "") -> str:
    road = pick("人民 解放 中山 建设 工业 科技 滨江 长江 新华")
    return f"{place or pick(PLACES)}{road}路{_SEED.randint(1, 999)}号"


def company(name: str, *, country: str = "CN", **facts: str) -> Row:
    return {**dict.fromkeys(FACTS, ""), "name": name, "country": country, **facts}


def parts() -> tuple[str, str, str]:
    return pick(PLACES), pick(BRANDS), pick(GOODS)


def english() -> tuple[str, str]:
    return f"{pick(ENGLISH)} {pick(ENGLISH)}", pick(TRADES, "|")


# -- the same company, written down twice ------------------------------------------------------


def suffix() -> Pair:
    place, brand, goods = parts()
    forms = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "公司", ""]
    one, other = _SEED.sample(forms, 2)
    return company(f"{place}{brand}{goods}{one}"), company(f"{place}{brand}{goods}{other}")


def place_moved() -> Pair:
    place, brand, goods = parts()
    left = f"{place}{_SEED.choice(['', '省', '市'])}{brand}{goods}有限公司"
    if place in ("江苏", "广东", "山东", "河南", "湖北"):
        left = left.replace("市", "省")
    else:
        left = left.replace("省", "市")
    bracket = _SEED.choice(["（{}）", "({})"]).format(place)
    return company(left), company(f"{brand}{goods}{bracket}有限公司")


def traditional() -> Pair:
    place, brand, goods = parts()
    name = f"{place}{brand}{goods}有限公司"
    return company(name), company(convert(name, "zh-hant"))


def typography() -> Pair:
    place, brand, goods = parts()
    name = f"{place}{brand}{goods}有限公司"
    other = _SEED.choice(
        [
            f"{place} {brand}{goods} 有限公司",
            f"{place}{brand}·{goods}有限公司",
            f"{place}{brand}{goods}有限公司　",
            f"“{place}{brand}{goods}”有限公司",
        ]
    )
    return company(name), company(other)


def place_left_out() -> Pair:
    place, brand, goods = parts()
    return company(f"{place}{brand}{goods}有限公司"), company(f"{brand}{goods}")


def short_with_mobile() -> Pair:
    place, brand, goods = parts()
    number = mobile()
    spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
    return (
        company(f"{place}{brand}{goods}有限公司", phone=number, address=street(place)),
        company(_SEED.choice([brand, f"{place}{brand}", f"{brand}集团"]), phone=spaced),
    )


def short_with_site() -> Pair:
    place, brand, goods = parts()
    host = site()
    return (
        company(f"{place}{brand}{goods}有限公司", website=f"https://{host}/about"),
        company(brand, email=f"sales@{host.removeprefix('www.')}"),
    )


def short_alone() -> Pair:
    place, brand, goods = parts()
    return company(f"{place}{brand}{goods}有限公司"), company(
        f"{brand}{_SEED.choice(['', '公司'])}"
    )


def renamed() -> Pair:
    place, brand, goods = parts()
    known = code()
    return (
        company(f"{place}{brand}{goods}有限公司", uscc=known),
        company(f"{place}{pick(BRANDS)}{pick(GOODS)}股份有限公司", uscc=known),
    )


def misspelt(name: str) -> str:
    pairs = ["鑫新", "源元", "达大", "恒衡", "泰太", "盛胜", "德得", "力利", "信鑫", "丰峰", "汇惠"]
    for right, wrong in (tuple(p) for p in pairs):
        if right in name:
            return name.replace(right, wrong, 1)
    return name[:2] + name[3:] if len(name) > 6 else name + "制造"


def typo_with_mobile() -> Pair:
    place, brand, goods = parts()
    name, number = f"{place}{brand}{goods}有限公司", mobile()
    return company(name, phone=number), company(misspelt(name), phone=f"+86{number}")


def typo_with_account() -> Pair:
    place, brand, goods = parts()
    name, number = f"{place}{brand}{goods}有限公司", account()
    gaps = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    return company(name, account=number), company(misspelt(name), account=gaps)


def typo_with_landline() -> Pair:
    place, brand, goods = parts()
    name, number = f"{place}{brand}{goods}有限公司", landline()
    return company(name, phone=number), company(misspelt(name), phone=number)


def english_suffix() -> Pair:
    name, trade = english()
    one, other = _SEED.sample(LEGAL_EN, 2)
    other_name = f"{name} {trade}"
    if _SEED.random() < 0.5:
        other_name = other_name.upper()
    return company(f"{name} {trade} {one}"), company(f"{other_name} {other}")


def english_place() -> Pair:
    name, trade = english()
    place = _SEED.choice(["Jiangsu", "Shanghai", "Ningbo", "Hong Kong", "Shenzhen", "Wuxi"])
    return (
        company(f"{place} {name} {trade} Co., Ltd."),
        company(f"{name} {trade} ({place}) Limited"),
    )


def english_short_words() -> Pair:
    name, _trade = english()
    long, short = _SEED.choice(
        [
            ("International Trading", "Intl Trading"),
            ("Technology", "Tech."),
            ("Machinery Manufacturing", "Machinery Mfg"),
            ("Import and Export", "Imp. & Exp."),
            ("Industrial Engineering", "Ind. Eng."),
            ("Metals", "Metal"),
        ]
    )
    return company(f"{name} {long} Co., Ltd."), company(f"{name} {short} Co Ltd")


def english_foreign() -> Pair:
    name, trade = english()
    country, one, other = _SEED.choice(
        [("DE", "GmbH", "GmbH & Co. KG"), ("US", "Inc.", "Incorporated"), ("US", "LLC", "L.L.C."),
         ("IT", "S.p.A.", "SPA"), ("NL", "B.V.", "BV"), ("SG", "Pte. Ltd.", "PTE LTD")]
    )  # fmt: skip
    return (
        company(f"{name} {trade} {one}", country=country),
        company(f"{name.upper()} {trade.upper()} {other}", country=country),
    )


def spelled_with_site() -> Pair:
    place = pick(PLACES)
    chinese, latin = _SEED.choice(SPELLED)
    host = site()
    return (
        company(f"{place}{chinese}有限公司", website=host),
        company(f"{latin} Co., Ltd.", email=f"export@{host.removeprefix('www.')}"),
    )


def spelled_with_phone() -> Pair:
    place = pick(PLACES)
    chinese, latin = _SEED.choice(SPELLED)
    number = mobile()
    return (
        company(f"{place}{chinese}有限公司", phone=number),
        company(f"{latin} Co., Ltd.", phone=f"+86 {number}"),
    )


# -- two companies -----------------------------------------------------------------------------


def one_character() -> Pair:
    place, brand, goods = parts()
    other = next(b for b in _SEED.sample(BRANDS.split(), 40) if b != brand)
    mixed = brand[0] + other[1] if brand[0] + other[1] != brand else other
    return (
        company(f"{place}{brand}{goods}有限公司"),
        company(f"{place}{mixed}{goods}有限公司"),
    )


def other_trade() -> Pair:
    place, brand, goods = parts()
    other = next(g for g in _SEED.sample(GOODS.split(), 28) if g not in goods and goods not in g)
    return company(f"{place}{brand}{goods}有限公司"), company(f"{place}{brand}{other}有限公司")


def other_place() -> Pair:
    _place, brand, goods = parts()
    one, other = _SEED.sample(["无锡", "佛山", "天津", "青岛", "成都", "武汉", "洛阳", "宁波"], 2)
    return company(f"{one}{brand}{goods}有限公司"), company(f"{other}{brand}{goods}有限公司")


def branch() -> Pair:
    place, brand, goods = parts()
    name = f"{place}{brand}{goods}有限公司"
    one, other = _SEED.sample(["上海", "北京", "广州", "成都", "武汉"], 2)
    left = name if _SEED.random() < 0.6 else f"{name}{one}分公司"
    return company(left, uscc=code()), company(f"{name}{other}分公司", uscc=code())


def one_group() -> Pair:
    place, brand, goods = parts()
    other = next(g for g in _SEED.sample(GOODS.split(), 28) if g not in goods and goods not in g)
    host = site()
    return (
        company(f"{place}{brand}{goods}有限公司", website=host),
        company(f"{place}{brand}{other}有限公司", website=f"http://{host}/"),
    )


def one_building() -> Pair:
    one, other = parts(), parts()
    house = street()
    return (
        company("".join(one) + "有限公司", address=f"{house}1201室"),
        company("".join(other) + "有限公司", address=f"{house}803室"),
    )


def one_switchboard() -> Pair:
    one, other = parts(), parts()
    house, number = street(), landline()
    return (
        company("".join(one) + "有限公司", address=house, phone=f"{number}转201"),
        company("".join(other) + "有限公司", address=house, phone=f"{number}转305"),
    )


def one_bookkeeper() -> Pair:
    one, other = parts(), parts()
    number = mobile()
    return (
        company("".join(one) + "有限公司", phone=number, uscc=""),
        company("".join(other) + "有限公司", phone=number, uscc=""),
    )


def works_and_company() -> Pair:
    place, brand, goods = parts()
    return (
        company(f"{place}{brand}{goods}有限公司", uscc=code()),
        company(f"{place}{brand}{goods}厂", uscc=code()),
    )


def strangers() -> Pair:
    one, other = parts(), parts()
    return (
        company("".join(one) + "有限公司", phone=mobile(), website=site()),
        company("".join(other) + "有限公司", phone=mobile(), website=site()),
    )


def namesake_without_place() -> Pair:
    place, brand, goods = parts()
    return (
        company(f"{place}{brand}{goods}有限公司", phone=landline(), website=site()),
        company(f"{brand}{goods}有限公司", phone=landline(), website=site()),
    )


def beginning() -> Pair:
    _place, brand, goods = parts()
    return company(f"{brand}有限公司"), company(f"{brand}{goods}有限公司")


def english_other_word() -> Pair:
    name, trade = english()
    first = name.split()[0]
    other = next(w for w in _SEED.sample(ENGLISH.split(), 20) if w not in name)
    return company(f"{name} {trade} Co., Ltd."), company(f"{first} {other} {trade} Co., Ltd.")


def english_other_country() -> Pair:
    name, trade = english()
    one, other = _SEED.sample(["US", "GB", "AU", "CA", "IN"], 2)
    return (
        company(f"{name} {trade} Ltd.", country=one),
        company(f"{name} {trade} Ltd.", country=other),
    )


def english_other_trade() -> Pair:
    name, trade = english()
    other = next(t for t in _SEED.sample(TRADES.split("|"), 12) if t != trade)
    return company(f"{name} {trade} LLC", country="US"), company(
        f"{name} {other} LLC", country="US"
    )


def free_mail() -> Pair:
    one, other = parts(), parts()
    return (
        company("".join(one) + "有限公司", email=f"{digits(8)}@qq.com"),
        company("".join(other) + "有限公司", email=f"{digits(8)}@qq.com"),
    )


SAME: dict[Callable[[], Pair], int] = {
    suffix: 30, place_moved: 25, traditional: 20, typography: 15, place_left_out: 15,
    short_with_mobile: 20, short_with_site: 12, short_alone: 6, renamed: 12, typo_with_mobile: 12,
    typo_with_account: 8, typo_with_landline: 4, english_suffix: 25, english_place: 12,
    english_short_words: 12, english_foreign: 12, spelled_with_site: 15, spelled_with_phone: 8,
}  # fmt: skip
OTHER: dict[Callable[[], Pair], int] = {
    one_character: 32, other_trade: 15, other_place: 22, branch: 15, one_group: 18,
    one_building: 12, one_switchboard: 10, one_bookkeeper: 8, works_and_company: 8, strangers: 20,
    namesake_without_place: 8, beginning: 10, english_other_word: 22, english_other_country: 10,
    english_other_trade: 17, free_mail: 10,
}  # fmt: skip


def pairs() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for is_same, made in ((1, SAME), (0, OTHER)):
        for make, count in made.items():
            for _ in range(count):
                one, other = make()
                if _SEED.random() < 0.5:
                    one, other = other, one
                found.append(
                    {"scenario": make.__name__, "same": is_same}
                    | {f"{name}_a": one[name] for name in FACTS}
                    | {f"{name}_b": other[name] for name in FACTS}
                )
    _SEED.shuffle(found)
    return [{"id": number, **row} for number, row in enumerate(found, 1)]


def main() -> None:
    rows = pairs()
    with FILE.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} pairs, {sum(row['same'] for row in rows)} of them the same company")


if __name__ == "__main__":
    main()
