"""The whole program in a real browser: residents ask and are answered, the committee gets the feedback and announces.

`make screenshot` keeps the pictures for the README.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.app import open_app
from bot.demo import DUNG, HOA, LINH, demo_settings, populate
from bot.simulator.server import serve
from tests.browser import browser_path
from tests.live_bot import PATIENCE, stopped_at_the_end

SAID = (
    (0, "chu nhat nay co don ve sinh khong a"),
    (1, "số điện thoại tổ trưởng tổ 7"),
    (1, "/gopy Đèn đường ngõ 3 hỏng đã hai tối"),
)


UNKNOWN = "Bao giờ khu mình có wifi công cộng?"
ANNOUNCED = "Chủ nhật này dời tổng vệ sinh sang 7 giờ, tập trung ở nhà văn hóa. Bà con mang theo chổi nhé!"


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[tuple[Page, Locator]]:
    """The page with two residents, who have pressed Start, and the committee; its panes."""
    telegram, committee = populate(folder / "none.json")
    async with (
        serve(telegram=telegram) as served,
        open_app(demo_settings(served, folder, committee), samples=True) as app,
        stopped_at_the_end(app),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1440, "height": 1160}, reduced_motion="reduce")
        expect.set_options(timeout=PATIENCE * 1000)
        await page.goto(f"{served.url}/?panes={HOA}:{HOA},{LINH}:{LINH},{DUNG}:{committee}")
        panes = page.get_by_test_id("pane")
        await expect(panes).to_have_count(3)
        for pane in (0, 1):
            await panes.nth(pane).get_by_test_id("start-button").click()
            await expect(panes.nth(pane).get_by_text(re.compile("Kính chào"))).to_be_visible()
            await expect(panes.nth(pane).get_by_role("button", name="Nhận thông báo")).to_be_visible()
        yield page, panes
        await browser.close()


async def say(pane: Locator, text: str) -> None:
    await pane.get_by_test_id("composer-input").fill(text)
    await pane.get_by_test_id("composer-input").press("Enter")


async def keep(page: Page, folder: Path, name: str) -> None:
    await page.wait_for_timeout(1500)  # until all of it is painted
    await page.screenshot(path=Path(os.environ.get("KHUPHO_SCREENSHOTS") or folder) / name)


@pytest.mark.browser
async def test_the_page_shows_residents_who_are_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as (page, panes):
        for pane, text in SAID:
            messages = panes.nth(pane).get_by_test_id("message")
            before = await messages.count()
            await say(panes.nth(pane), text)
            await expect(messages.nth(before + 1)).to_be_visible()
        await panes.nth(1).get_by_role("button", name="✅ Gửi").click()
        await expect(panes.nth(2).get_by_text("PA-0001")).to_be_visible()
        await keep(page, tmp_path, "demo.png")


@pytest.mark.browser
async def test_the_page_shows_an_announcement_on_its_way(tmp_path: Path) -> None:
    async with town(tmp_path) as (page, panes):
        for pane in (0, 1):
            await panes.nth(pane).get_by_role("button", name="Nhận thông báo").click()
            await expect(panes.nth(pane).get_by_text("Bot đã ghi nhận")).to_be_visible()
        board = panes.nth(2)
        await say(board, f"/thongbao {ANNOUNCED}")
        await board.get_by_role("button", name=re.compile("^✅ Gửi")).click()
        for pane in (0, 1):
            await expect(panes.nth(pane).get_by_text(ANNOUNCED)).to_be_visible()
        await board.get_by_role("button", name=re.compile("^📄")).click()
        await expect(board.get_by_role("button", name=re.compile("Ai đã nhận$"))).to_be_visible()
        await keep(page, tmp_path, "announcement.png")


@pytest.mark.browser
async def test_the_page_shows_a_report_that_is_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as (page, panes):
        hoa, linh, board = panes.nth(0), panes.nth(1), panes.nth(2)
        await say(hoa, "den duong ngo 3 hong may hom roi")
        await hoa.get_by_role("button", name="✅ Gửi").click()
        await board.get_by_role("button", name="✋ Nhận việc").click()
        await expect(hoa.get_by_text("đã có người nhận việc này")).to_be_visible()
        await say(linh, UNKNOWN)
        await linh.get_by_role("button", name=re.compile("^📮")).click()
        await say(board, "/hopthu")
        await expect(board.get_by_role("button", name=UNKNOWN)).to_be_visible()
        await keep(page, tmp_path, "committee.png")
