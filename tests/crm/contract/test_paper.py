"""The contract on paper."""

from backend.core.access import actor as actors
from backend.crm.contract import paper
from backend.crm.contract.models import Contract
from tests.crm.contract import kit
from tests.house_kit import Door, door_for, grant_all, person


def test_a_contract_prints_every_clause_and_its_amount_in_words(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here)
    contract = Contract.objects.get(pk=deal["id"])

    shown = paper.context(contract, actor=actors.of_user(boss.user))

    assert shown["amount_words"] == "人民币壹仟陆佰叁拾玖万捌仟贰佰元整"
    first, second = shown["lines"]
    assert (first.span, first.option) == ("±2%", "卖方选择")
    assert first.band == "98 吨至 102 吨（含）"
    assert "由买方在2026年7月1日至2026年8月21日" in first.price
    assert "贴水 50 元/吨" in first.price
    assert "暂定单价 102,440 元/吨" in first.price
    assert "算术平均值" in second.price
    assert "升水 80 元/吨" in second.price
    assert first.weight == "以卖方磅单净重为准；单车磅差超出 ±2‰ 的，以买方磅单净重为准。"
    assert [(i.portion, i.trigger, str(i.amount)) for i in shown["instalments"]] == [
        ("合同总额的 15%", "合同签署当日", "2459730.00"),
        ("合同总额的 80%", "每批货物提货之前", "13118560.00"),
        ("余款", "双方确认最终结算单之日起 5 日内", "819910.00"),
    ]


def test_the_pdf_has_every_page_numbered_and_embeds_its_font(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here, authorised=[{"side": "buyer", "name": "王采购"}])

    answer = boss.get(f"/crm/contracts/{deal['id']}/document.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert b"/FontFile" in answer.content or b"/ObjStm" in answer.content


def test_who_may_print_and_whose_account_is_masked(
    boss: Door, stranger: Door, nobody: Door
) -> None:
    here = kit.world(boss)
    deal = kit.draft(boss, here)
    path = f"/crm/contracts/{deal['id']}/document.pdf"
    reader = person("ann", grants=grant_all("crm.view_contract"))

    answers = [d.get(path).status_code for d in (nobody, stranger, kit.neighbour())]
    shown = paper.context(Contract.objects.get(), actor=actors.of_user(reader))

    assert answers == [401, 403, 404]
    assert door_for(reader).get(path).status_code == 200
    assert (shown["buyer"].account, shown["buyer"].phone) == ("****5678", "051****4321")
    assert shown["seller"].account == "4567350012345678"
