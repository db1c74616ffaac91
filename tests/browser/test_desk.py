"""A salesperson, and the colleague who releases goods, at their desks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Window]
CONTRACTS = "/admin/crm/contract/"
DELIVERIES = "/admin/crm/delivery/"
HAN = re.compile(r"[\u4e00-\u9fff]")
PLATE = "苏B61001"


def row_of(page: Page, text: str) -> str:
    """The address of the first row of a list that shows a text."""
    link = page.locator("#result_list tr", has_text=text).first.locator("a").first
    return str(link.get_attribute("href"))


def test_a_salesperson_logs_in_and_sees_what_waits(window: Open) -> None:
    page = window("sales").page

    expect(page.locator("h1", has_text="周敏")).to_be_visible()
    waiting = page.locator(".bo-item", has_text="待签署合同")
    expect(waiting.locator("h2 b")).to_have_text(re.compile("[12]"))  # another story signs one
    expect(waiting.locator("li").first).to_contain_text("远东电缆")


def test_a_wrong_password_is_refused_in_chinese(window: Open) -> None:
    page = window().open("/admin/")

    page.fill("input[name=username]", "sales")
    page.fill("input[name=password]", "wrong")
    page.click("button[type=submit]")

    expect(page.locator("body")).to_contain_text("请输入")


def test_initials_find_a_contract_and_its_page_shows_its_life(window: Open) -> None:
    desk = window("sales")
    page = desk.open(CONTRACTS)

    page.fill("input[name=q]", "yddl")
    page.press("input[name=q]", "Enter")
    page.wait_for_url("**q=yddl*")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    page.goto(desk.url + row_of(page, "履行中"))

    expect(page.locator(".bo-path .bo-here")).to_have_text("履行中")
    expect(page.locator(".bo-path .bo-done").first).to_have_text("草稿")
    expect(page.locator(".bo-news")).to_contain_text("签署")
    expect(page.locator(".bo-news")).to_contain_text("老板")
    expect(page.locator(".bo-main")).to_contain_text("电解铜 Cu-CATH-1")
    expect(page.locator(".bo-buttons a", has_text="变更")).to_be_visible()
    expect(page.locator(".bo-buttons a", has_text="批准")).to_have_count(0)


def test_initials_nobody_bears_find_nothing(window: Open) -> None:
    page = window("sales").open(f"{CONTRACTS}?q=qqzz")

    expect(page.locator("#result_list tbody tr")).to_have_count(0)


def test_a_truck_is_released_through_a_dialog_after_a_refusal(window: Open) -> None:
    desk = window("risk")
    page = desk.open(DELIVERIES)
    page.goto(desk.url + row_of(page, PLATE))

    page.click(".bo-buttons a:has-text('放行')")
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=valid_hours]").fill("500")
    dialog.locator("button[type=submit]").click()

    wrong = dialog.locator(".bo-field", has=page.locator("input[name=valid_hours]"))
    expect(wrong.locator(".bo-error")).to_have_text(HAN)
    expect(wrong.locator("input")).to_have_value("500")

    dialog.locator("input[name=valid_hours]").fill("48")
    dialog.locator("button[type=submit]").click()

    expect(page.locator(".bo-path .bo-here")).to_have_text("已放行")
    expect(page.locator("body")).to_contain_text("放行：已完成")
    expect(page.locator(".bo-buttons a", has_text="放行")).to_have_count(0)


def test_a_stale_page_is_refused(window: Open) -> None:
    first, second = window("sales"), window("sales")
    page = first.open(CONTRACTS)
    address = row_of(page, "待签署")
    first.open(address)
    second.open(address)

    for desk in (first, second):
        desk.page.click(".bo-buttons a:has-text('签署')")
        desk.page.locator("dialog[open] input[name=on]").fill("2026-07-03")
    first.page.locator("dialog[open] button[type=submit]").click()
    expect(first.page.locator(".bo-path .bo-here")).to_have_text("履行中")
    second.page.locator("dialog[open] button[type=submit]").click()

    expect(second.page.locator("dialog[open] .bo-alert")).to_have_text(HAN)
    expect(second.open(address).locator(".bo-news")).to_contain_text("签署")


def choose(page: Page, language: str) -> None:
    """Press a language in the menu of the person."""
    button = page.locator(f"form:has(input[name=language][value={language}]) button").first
    with page.expect_navigation():
        button.dispatch_event("click")


def test_who_chooses_english_reads_english(window: Open) -> None:
    desk = window("risk")
    page = desk.page

    choose(page, "en")

    for path in ("/admin/", CONTRACTS, DELIVERIES):
        desk.open(path)
        menu = page.locator("a[href^='/admin/crm/'], a[href^='/admin/goods/']")
        words = " ".join(text for text in menu.all_inner_texts() if "苏B" not in text)
        assert "Delivery" in words, (path, words)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#result_list thead")).not_to_have_text(HAN)

    choose(page, "zh-hans")

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("a[href='/admin/crm/delivery/']").first).to_contain_text("发货单")


def test_a_telephone_never_scrolls_sideways(window: Open) -> None:
    desk = window("sales", width=390, height=844)
    contract = row_of(desk.open(CONTRACTS), "江苏远东")

    for path in ("/admin/", CONTRACTS, contract, DELIVERIES, "/admin/crm/quote/add/"):
        page = desk.open(path)
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over == 0, (path, over)


def test_an_order_is_dragged_to_an_engineer_and_taken_back(window: Open) -> None:
    page = window("desk").open("/admin/service/dispatchrule/board/?day=2026-07-02")
    lane, hours = page.locator("[data-name=刘建国]"), page.locator("[data-quarters]")
    opens, quarters = (int(str(hours.get_attribute(f"data-{n}"))) for n in ("opens", "quarters"))
    box = lane.bounding_box()
    assert box is not None
    half_past_nine = {"x": box["width"] * ((9.5 - opens) * 4 + 0.5) / quarters, "y": 20.0}

    page.locator(".db-card", has_text="拉丝机").drag_to(lane, target_position=half_past_nine)  # type: ignore[arg-type]
    expect(lane.locator(".db-job")).to_contain_text("09:30")
    page.locator(".db-card", has_text="退火炉").drag_to(lane, target_position=half_past_nine)  # type: ignore[arg-type]
    expect(page.locator("[data-refusal]")).to_contain_text("已有工单")

    page.click("[data-undo] button")
    expect(lane.locator(".db-job")).to_have_count(0)
    expect(page.locator(".db-card", has_text="拉丝机")).to_be_visible()
    page.locator(".db-card", has_text="退火炉").locator("[data-pick]").press("Enter")
    page.select_option("[data-place] [name=engineer]", label="刘建国")
    page.press("[data-place] [name=minutes]", "Enter")
    expect(lane.locator(".db-job")).to_contain_text("09:00")
