"""The chat page in a real Chromium, against the real local Telegram and a scripted bot."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    FilePayload,
    Locator,
    Page,
    async_playwright,
    expect,
)

from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served, serve
from bot.simulator.state import Telegram
from tests.browser import browser_path
from tests.simulator.scripted_bot import ScriptedBot, scripted_bot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PATIENCE = 5_000  # milliseconds


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Scene:
    """A page open on a server with a bot."""

    bot: ScriptedBot
    page: Page

    def pane(self, index: int = 0) -> "Pane":
        return Pane(self.page.get_by_test_id("pane").nth(index))


@dataclass
class Pane:
    """One phone of the page."""

    root: Locator

    def part(self, testid: str) -> Locator:
        return self.root.get_by_test_id(testid)

    @property
    def last(self) -> Locator:
        return self.part("message").last

    async def start(self) -> None:
        await self.part("start-button").click()
        await expect(self.last).to_contain_text("Chọn bên dưới.")

    async def say(self, text: str) -> None:
        await self.part("composer-input").fill(text)
        await self.part("composer-input").press("Enter")

    async def chat(self) -> int:
        return int(await self.root.get_attribute("data-chat") or 0)

    def button(self, name: str) -> Locator:
        return self.part("inline-button").filter(has_text=name)

    async def attach(self, what: str) -> None:
        await self.part("attach").click()
        await self.part(f"attach-{what}").click()

    async def act(self, message: Locator, action: str) -> None:
        await message.hover()
        await message.get_by_test_id("message-menu").click()
        await self.part(f"action-{action}").click()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page(reduced_motion="reduce")
    yield page
    await page.close()


@dataclass
class Running:
    """A server with a bot, shared by the tests: the browser then reads the page's modules only once."""

    served: Served
    bot: ScriptedBot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Running]:
    async with serve() as served, scripted_bot(served.url, served.token) as bot:
        yield Running(served, bot)


@pytest_asyncio.fixture(loop_scope="module")
async def scene(page: Page, running: Running) -> AsyncIterator[Scene]:
    """Two residents and a committee member with a group, new for each test, in three panes."""
    telegram = running.served.telegram
    people = [add_person(telegram, name)["id"] for name in ("Bác Hòa", "Cháu Linh", "Cô Mai")]
    group = add_group(telegram, "Ban khu phố", [people[2]])
    running.bot.updates.clear()
    running.bot.may_answer.clear()
    problems: list[str] = []

    def failed(error: Error) -> None:
        problems.append(str(error))

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    page.on("pageerror", failed)
    page.on("console", logged)
    await page.set_viewport_size({"width": 1280, "height": 720})
    panes = f"{people[0]}:{people[0]},{people[1]}:{people[1]},{people[2]}:{group.id}"
    await page.goto(f"{running.served.url}/?panes={panes}")
    await expect(page.get_by_test_id("pane")).to_have_count(3)
    yield Scene(running.bot, page)
    page.remove_listener("pageerror", failed)
    page.remove_listener("console", logged)
    await page.goto("about:blank")
    assert problems == []


async def test_an_empty_server_gets_two_residents_and_the_committee_side_by_side(page: Page) -> None:
    async with serve() as served:
        await page.goto(served.url)
        tops = set()
        for index, name in enumerate(("Bác Hòa", "Cháu Linh", "Ban khu phố")):
            pane = page.get_by_test_id("pane").nth(index)
            await expect(pane).to_have_attribute("aria-label", re.compile(name))
            box = await pane.bounding_box()
            assert box
            tops.add(box["y"])

        assert len(tops) == 1
        await expect(page.get_by_test_id("banner")).to_contain_text("tin nhắn không đi đâu cả")
        await page.goto("about:blank")


async def test_start_button_then_questions_are_answered_in_the_pane_that_asked(scene: Scene) -> None:
    asker, other = scene.pane(0), scene.pane(1)
    await asker.start()
    await asker.say("Chủ nhật có dọn không?")

    await expect(asker.last).to_contain_text("Bot nghe: Chủ nhật có dọn không?")
    await expect(asker.last.get_by_test_id("reply-quote")).to_contain_text("Bác Hòa")
    await expect(other.part("message")).to_have_count(0)


async def test_shift_enter_makes_a_new_line_and_markup_is_shown_as_text(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    entry = pane.part("composer-input")
    await entry.fill("<script>alert(1)</script>")
    await entry.press("Shift+Enter")
    await entry.press_sequentially("<b>dòng hai</b>")
    await entry.press("Enter")

    own = pane.root.locator("[data-own=true]").last
    await expect(own.get_by_test_id("message-text")).to_have_text("<script>alert(1)</script>\n<b>dòng hai</b>")
    await expect(pane.last).to_contain_text("Bot nghe: <script>")
    assert await pane.root.locator("script").count() == 0


async def test_formatting_is_drawn_with_offsets_after_emoji_right(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.say("chữ đẹp")

    words = pane.last.get_by_test_id("message-text")
    await expect(words.locator("b")).to_have_text(["Lịch dọn", "sau biểu tượng"])
    for tag, text in {"i": "nghiêng", "u": "gạch chân", "s": "bỏ", "blockquote": "Nguồn"}.items():
        await expect(words.locator(tag).filter(has_text=text)).to_have_count(1)
    await expect(words.get_by_role("link", name="trang phường")).to_have_attribute("href", "https://example.org/phuong")
    await expect(words.get_by_role("link", name="+84900000000")).to_have_attribute("href", "tel:+84900000000")
    await words.get_by_test_id("spoiler").click()
    await expect(words.get_by_test_id("spoiler")).not_to_have_attribute("role", "button")
    await words.get_by_test_id("entity-command").click()
    await expect(pane.root.locator("[data-own=true]").last).to_contain_text("/lich")


async def test_buttons_answer_with_toast_alert_and_edit_and_spin_until_then(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.button("Đúng").click()
    await expect(pane.part("toast")).to_have_text("Cảm ơn bác.")
    await pane.button("Báo động").click()
    await expect(scene.page.get_by_test_id("alert-text")).to_have_text("Phải đọc điều này!")
    await scene.page.get_by_test_id("alert-ok").click()
    await pane.button("Chờ mãi").click()
    await expect(pane.button("Chờ mãi")).to_have_attribute("aria-busy", "true")
    await expect(pane.button("Đúng")).to_have_attribute("aria-busy", "false")
    await pane.button("Đổi tin").click()

    await expect(pane.part("message").nth(1)).to_contain_text("Tin đã đổi.")
    await expect(pane.part("message").nth(1).get_by_test_id("edited")).to_be_visible()
    await expect(pane.part("inline-button")).to_have_count(0)


async def test_reply_keyboard_sends_its_words(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.part("reply-key").filter(has_text="Lịch").click()

    await expect(pane.last).to_contain_text("Bot nghe: 📅 Lịch")
    await pane.part("keyboard-toggle").click()
    await expect(pane.part("reply-keyboard")).to_be_hidden()


async def test_commands_menu_and_slash_completion(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.part("menu-button").click()
    await expect(pane.part("command-danhba")).to_contain_text("Danh bạ khu phố")
    await pane.part("command-danhba").click()
    await expect(pane.root.locator("[data-own=true]").last).to_contain_text("/danhba")
    await pane.part("composer-input").fill("/tr")
    await expect(pane.part("suggestions").get_by_role("option")).to_have_count(1)
    await pane.part("composer-input").press("ArrowDown")
    await pane.part("composer-input").press("Enter")

    await expect(pane.root.locator("[data-own=true]").last).to_contain_text("/trogiup")


async def test_typing_is_shown_until_the_answer_comes(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.say("gõ đi")
    await expect(pane.part("chat-subtitle")).to_have_text("đang nhập…")
    await expect(pane.part("typing-bubble")).to_be_visible()
    scene.bot.may_answer.set()

    await expect(pane.last).to_contain_text("Gõ xong.")
    await expect(pane.part("chat-subtitle")).to_have_text("bot")
    await expect(pane.part("typing-bubble")).to_have_count(0)


async def test_photos_places_files_and_voices_travel_both_ways(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.attach("sample")
    await pane.say("Đèn đường hỏng")
    await expect(pane.root.locator("[data-own=true]").last).to_contain_text("Đèn đường hỏng")
    await expect(pane.last).to_contain_text("Đã nhận ảnh")
    photo = pane.last.get_by_test_id("photo").locator("img")
    await expect(photo).to_have_js_property("complete", True)
    assert await photo.evaluate("image => image.naturalWidth") > 0
    await pane.attach("location")
    await scene.page.get_by_test_id("dialog-submit").click()
    await expect(pane.part("location")).to_have_count(2)
    await expect(pane.last.get_by_role("link", name="Mở bản đồ")).to_be_visible()
    document = FilePayload(name="đơn.txt", mimeType="text/plain", buffer="Kính gửi".encode())
    await pane.part("file-input").set_input_files(document)
    await pane.part("send").click()
    await expect(pane.part("document")).to_contain_text("đơn.txt")
    await pane.attach("voice")
    await expect(pane.part("voice")).to_be_visible()
    await pane.attach("sticker")
    await scene.page.get_by_test_id("sticker-choice").first.click()
    await expect(pane.part("sticker")).to_be_visible()
    await pane.attach("contact")
    await scene.page.get_by_test_id("dialog-submit").click()
    await expect(pane.part("contact")).to_contain_text("Bác Hòa")


async def test_pictures_from_disk_and_a_sample_become_one_album(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    picture = await pane.root.screenshot()
    files = [FilePayload(name=f"{number}.png", mimeType="image/png", buffer=picture) for number in (1, 2)]
    await pane.part("photo-input").set_input_files(files)
    await pane.attach("sample")
    await pane.say("**Ba** ảnh")

    await expect(pane.part("album").get_by_test_id("photo")).to_have_count(3)
    album = pane.part("message").filter(has=scene.page.get_by_test_id("album"))
    await expect(album.locator("b")).to_have_text("Ba")
    await expect(pane.part("message")).to_have_count(7)  # with what the bot said to the start and each picture
    photos = [update["message"] for update in scene.bot.updates if "photo" in update.get("message", {})]
    assert [photo["media_group_id"] for photo in photos] == [photos[0]["media_group_id"]] * 3
    assert [photo.get("caption") for photo in photos] == ["Ba ảnh", None, None]


async def test_replying_editing_and_deleting(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.act(pane.part("message").nth(1), "reply")
    await expect(pane.part("composer-context")).to_contain_text("Trả lời Khu phố bot")
    await pane.say("trả lời đây")
    own = pane.root.locator("[data-own=true]").last
    await expect(own.get_by_test_id("reply-quote")).to_contain_text("Xin chào!")
    await expect(pane.last).to_contain_text("Bot nghe: trả lời đây")
    await pane.part("composer-input").press("ArrowUp")
    await pane.say("sửa rồi")
    await expect(own.get_by_test_id("message-text")).to_have_text("sửa rồi")
    await expect(own.get_by_test_id("edited")).to_have_text("đã sửa")
    await expect(pane.last).to_contain_text("Đã thấy sửa thành: sửa rồi")
    await pane.act(own, "delete")
    await scene.page.get_by_test_id("alert-ok").click()

    await expect(pane.part("message").filter(has=scene.page.get_by_text("sửa rồi", exact=True))).to_have_count(0)


async def test_what_the_bot_deletes_and_sends_silently_shows_at_once(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    silent = {"chat_id": await pane.chat(), "disable_notification": True}
    sent = await scene.bot.call("sendMessage", **silent, text="mất nước")
    await expect(pane.last).to_contain_text("mất nước")
    await expect(pane.last.get_by_test_id("silent")).to_be_visible()
    await scene.bot.call("deleteMessages", chat_id=sent["chat"]["id"], message_ids=[sent["message_id"]])

    await expect(pane.root.get_by_text("mất nước")).to_have_count(0)


async def test_reactions_are_given_joined_and_taken_back(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    message = pane.part("message").nth(1)
    await message.hover()
    await message.get_by_test_id("message-menu").click()
    await pane.part("reaction-choice").filter(has_text="🔥").click()
    mark = message.get_by_test_id("reaction")
    await expect(mark).to_have_text("🔥")
    await expect(mark).to_have_attribute("aria-pressed", "true")
    place = {"chat_id": await pane.chat(), "message_id": int(await message.get_attribute("data-message-id") or 0)}
    await scene.bot.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "🔥"}])
    await expect(mark).to_have_text("🔥 2")
    await mark.click()
    await expect(mark).to_have_text("🔥")
    await expect(mark).to_have_attribute("aria-pressed", "false")


async def test_formatting_is_typed_as_in_telegram_and_kept_when_edited(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.say("**Khẩn: __7 giờ__** tại [nhà văn hóa](https://example.org/kp5) `mã`")
    words = pane.root.locator("[data-own=true]").last.get_by_test_id("message-text")
    await expect(words).to_have_text("Khẩn: 7 giờ tại nhà văn hóa mã")
    await expect(words.locator("b i")).to_have_text("7 giờ")
    await expect(words.get_by_role("link", name="nhà văn hóa")).to_have_attribute("href", "https://example.org/kp5")
    await expect(pane.last).to_contain_text("Bot nghe")
    heard = scene.bot.updates[-1]["message"]["entities"]
    assert [entity["type"] for entity in heard] == ["bold", "italic", "text_link", "code"]
    await pane.part("composer-input").press("ArrowUp")
    typed = "**Khẩn: __7 giờ__** tại [nhà văn hóa](https://example.org/kp5) `mã`"
    await expect(pane.part("composer-input")).to_have_value(typed)
    await pane.part("composer-input").press("Escape")


async def test_a_forced_reply_opens_the_reply_bar_of_those_it_is_for(scene: Scene) -> None:
    first, second = scene.pane(0), scene.pane(1)
    await first.start()
    forced = {"force_reply": True, "input_field_placeholder": "Nội dung thông báo"}
    await scene.bot.call("sendMessage", chat_id=await first.chat(), text="Soạn đi ạ.", reply_markup=forced)
    await expect(first.part("composer-context")).to_contain_text("Soạn đi ạ.")
    await expect(first.part("composer-input")).to_have_attribute("placeholder", "Nội dung thông báo")
    await scene.page.reload()
    await expect(first.part("composer-context")).to_contain_text("Soạn đi ạ.")
    await first.say("cắt nước")
    await expect(first.root.locator("[data-own=true]").last.get_by_test_id("reply-quote")).to_contain_text("Soạn đi ạ.")
    group = scene.pane(2)
    await second.part("pane-chat").select_option(await group.root.get_attribute("data-chat"))
    await second.part("join-button").click()
    await group.say("/thongbao")
    await expect(group.last).to_contain_text("Bot nghe")
    own = int(await group.root.locator("[data-own=true]").last.get_attribute("data-message-id") or 0)
    reply = {"chat_id": await group.chat(), "reply_parameters": {"message_id": own}}
    await scene.bot.call("sendMessage", **reply, text="Chỉ một người.", reply_markup=forced | {"selective": True})
    await expect(group.part("composer-context")).to_contain_text("Chỉ một người.")
    await expect(second.last).to_contain_text("Chỉ một người.")
    await expect(second.part("composer-context")).to_be_hidden()


async def test_inline_mode_offers_results_and_sends_the_chosen_one(scene: Scene) -> None:
    group = scene.pane(2)
    await group.part("composer-input").fill("@khupho_demo_bot lịch")
    await group.part("inline-result").click()

    own = group.root.locator("[data-own=true]").last
    await expect(own).to_contain_text("Kết quả cho lịch")
    await expect(own).to_contain_text("qua @khupho_demo_bot")


async def test_a_group_is_shared_and_the_bot_hears_only_what_is_said_to_it(scene: Scene) -> None:
    group, second = scene.pane(2), scene.pane(0)
    await group.say("Nói chuyện riêng")
    await group.say("@khupho_demo_bot ơi")
    await expect(group.last).to_contain_text("Bot nghe: @khupho_demo_bot ơi")
    heard = [update["message"]["text"] for update in scene.bot.updates if "text" in update.get("message", {})]
    assert heard == ["@khupho_demo_bot ơi"]
    await second.part("pane-chat").select_option(await group.root.get_attribute("data-chat"))
    await second.part("join-button").click()
    await second.say("Tôi mới vào")

    await expect(group.last).to_contain_text("Tôi mới vào")
    await expect(group.part("service").last).to_have_text("Bác Hòa đã vào nhóm")


async def test_blocking_and_unblocking_the_bot(scene: Scene) -> None:
    pane = scene.pane()
    await pane.start()
    await pane.part("chat-menu").click()
    await pane.part("action-block").click()
    await expect(pane.part("unblock-button")).to_be_visible()
    await pane.part("unblock-button").click()
    await pane.say("Tôi quay lại")

    await expect(pane.last).to_contain_text("Bot nghe: Tôi quay lại")


async def test_a_person_added_gets_a_pane_and_a_reload_keeps_all_panes(scene: Scene) -> None:
    await scene.page.get_by_test_id("add-person").click()
    await scene.page.get_by_test_id("field-first_name").fill("Ông Tư")
    await scene.page.get_by_test_id("dialog-submit").click()
    await expect(scene.page.get_by_test_id("pane")).to_have_count(4)
    await scene.pane(3).start()
    await scene.page.reload()

    await expect(scene.page.get_by_test_id("pane")).to_have_count(4)
    await expect(scene.pane(3).last).to_contain_text("Chọn bên dưới.")


async def test_a_narrow_screen_shows_one_pane_with_tabs(scene: Scene) -> None:
    await scene.page.set_viewport_size({"width": 390, "height": 844})
    await expect(scene.pane(0).root).to_be_visible()
    await expect(scene.pane(1).root).to_be_hidden()
    await scene.page.get_by_role("tab", name="Cháu Linh").click()
    await scene.pane(1).start()

    await expect(scene.pane(0).root).to_be_hidden()
    assert await scene.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_dark_mode_is_a_switch_that_is_remembered(scene: Scene) -> None:
    switch = scene.page.get_by_role("switch", name="Chế độ tối")
    await expect(switch).to_have_attribute("aria-checked", "false")
    await switch.click()
    await scene.page.reload()

    await expect(switch).to_have_attribute("aria-checked", "true")
    await expect(scene.page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_the_page_reconnects_by_itself_to_a_server_that_was_away(page: Page) -> None:
    async with serve() as first:
        await page.goto(first.url)
        await expect(page.get_by_test_id("start-button").first).to_be_visible()
        saved = first.telegram.dump()
    await expect(page.get_by_test_id("connection")).to_be_visible()
    later = Telegram()
    later.load(saved)
    port = int(first.url.rpartition(":")[2])
    async with serve(port=port, telegram=later) as second, scripted_bot(second.url, second.token):
        await expect(page.get_by_test_id("connection")).to_be_hidden()
        await Pane(page.get_by_test_id("pane").first).start()
        await page.goto("about:blank")
