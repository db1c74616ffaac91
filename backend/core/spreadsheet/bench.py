"""What an import costs: for the benchmark, and for whoever wants to know on their own machine.

from backend.core.spreadsheet import bench
seconds = bench.run(bench.workbook(50_000), user=user)
"""

import io
import time
from random import Random

from django.utils import timezone

from backend.core.access.actor import of_user
from backend.core.people.models import User
from backend.core.spreadsheet import actions, running
from backend.core.spreadsheet.models import ImportBatch

HEADS = ("客户名称", "省份", "城市", "单位电话", "等级", "来源", "联系人姓名", "联系人电话")
PLACES = (
    ("江苏", "无锡"), ("浙江", "宁波"), ("广东", "佛山"), ("安徽", "铜陵"), ("山东", "临沂"),
    ("湖北", "黄石"), ("江西", "鹰潭"), ("四川", "成都"), ("河南", "洛阳"), ("河北", "任丘"),
)  # fmt: skip
SIGNS = "瑞丰鑫达隆昌泰华盛荣永兴宏远恒信金亿东方中天海博伟业嘉诚通利新源顺安德正"
TRADES = ("铜业", "铝业", "电缆", "金属材料", "物资", "有色金属", "线缆", "管业", "合金", "五金")
FAMILIES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"


def workbook(rows: int, *, seed: int = 7) -> bytes:
    """This will write a workbook of invented customers, the same for the same seed."""
    from openpyxl import Workbook

    dice = Random(seed)  # noqa: S311
    book = Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    sheet.append(HEADS)
    for number in range(rows):
        province, city = dice.choice(PLACES)
        word = "".join(dice.choice(SIGNS) for _ in range(4))
        sheet.append(
            [
                f"{city}{word}{dice.choice(TRADES)}有限公司",
                province,
                city,
                f"0{dice.randint(510, 599)}-{80_000_000 + number}",
                dice.choice("ABCD"),
                "展会",
                f"{dice.choice(FAMILIES)}经理",
                f"1{dice.choice('3578')}{number + 100_000_000:09d}",
            ]
        )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def run(content: bytes, *, user: User, document: str = "crm.customer") -> dict[str, float]:
    """This will import a file as a person would and return the seconds of each stage."""
    actor = of_user(user)
    found: dict[str, float] = {}
    start = time.perf_counter()
    batch = actions.upload(
        actor=actor,
        on=timezone.localdate(),
        document=document,
        file_name="bench.xlsx",
        content=content,
    )
    found["upload"] = time.perf_counter() - start
    actions.map(batch.pk, actor=actor, mapping=batch.mapping, manner="insert", duplicates="skip")
    start = time.perf_counter()
    actions.validate(batch.pk, actor=actor, accepts_similar=True)
    _finish(batch)
    found["validate"] = time.perf_counter() - start
    start = time.perf_counter()
    actions.run(batch.pk, actor=actor)
    _finish(batch)
    found["run"] = time.perf_counter() - start
    done = ImportBatch.objects.get(pk=batch.pk)
    found |= {word: getattr(done, word) for word in running.COUNTED}
    return found


def _finish(batch: ImportBatch) -> None:
    while running.work(batch.pk):
        pass
