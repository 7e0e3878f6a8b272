from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.thread_wording import ThreadWording
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage.report import OPEN
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.town import Json, Person, buttons


@pytest.fixture
async def opened(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Ban]:
    async with ban(served, folder, answerer) as opened:
        yield opened


@pytest.fixture
def talk(kb: KnowledgeBase) -> ThreadWording:
    return kb.thread_wording


async def state(opened: Ban, number: int = 1) -> str:
    report = await opened.place.storage.reports.get(number)
    assert report
    return report.state


async def heard(opened: Ban) -> str:
    """The last line of the next message to the resident."""
    return str((await opened.hoa.hears())[0]["text"].splitlines()[-1])


def plain(words: str) -> str:
    return words.replace("*", "")


# From state to state


async def test_a_report_goes_its_way_and_its_author_hears_of_each_step(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    steps = (
        (talk.button_take, talk.state_taken, talk.now_taken),
        (talk.button_work, talk.state_working, talk.now_working),
        (talk.button_done, talk.state_done, talk.now_done),
    )
    for label, named, told in steps:
        card = await opened.first.sees(card)
        assert await opened.first.press(card, label) == fill(talk.moved, ma="PA-0001", tinh_trang=named)
        assert await heard(opened) == told
        await opened.card_says(card, named)
    card = await opened.card_says(card, "Người lo: Bản")
    assert buttons(card)[0] == [talk.button_reopen]
    acts = [act.what for _, act in await opened.place.storage.acts.latest(9)]
    assert acts == ["report.done", "report.working", "report.taken"]


async def test_of_two_members_at_once_one_wins_and_the_other_is_told(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    pressed = await asyncio.gather(*(one.press(card, talk.button_take) for one in (opened.first, opened.second)))
    won = fill(talk.moved, ma="PA-0001", tinh_trang=talk.state_taken)
    lost = [
        fill(talk.not_moved_handler, ma="PA-0001", tinh_trang=talk.state_taken, ten=name) for name in ("Bản", "Duân")
    ]
    assert won in pressed
    assert any(one in lost for one in pressed)
    assert await heard(opened) == talk.now_taken
    await opened.delivered()
    assert len(await opened.place.storage.acts.latest(9)) == 1


@pytest.mark.parametrize("button", ["take", "work"])
async def test_there_is_no_way_back_to_an_earlier_state(opened: Ban, talk: ThreadWording, button: str) -> None:
    _, card = await opened.carded()
    await opened.place.storage.reports.move(1, "working", OPEN, opened.second.id, opened.place.clock())
    told = fill(talk.not_moved, ma="PA-0001", tinh_trang=talk.state_working)
    assert await opened.first.send_data(card, f"pt:{button}:1") == told
    assert await state(opened) == "working"


@pytest.mark.parametrize("button", ["take", "work", "done", "cannot", "dup", "refer"])
async def test_nothing_happens_to_what_has_ended(opened: Ban, talk: ThreadWording, button: str) -> None:
    _, card = await opened.carded()
    await opened.place.storage.reports.close(1, opened.hoa.id, opened.place.clock())
    told = fill(talk.not_moved, ma="PA-0001", tinh_trang=talk.state_closed)
    assert await opened.first.send_data(card, f"pt:{button}:1") == told
    assert await state(opened) == "closed"


async def test_what_was_ended_by_mistake_is_opened_again(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_done)
    assert await heard(opened) == talk.now_done
    card = await opened.card_says(card, talk.state_done)
    await opened.second.press(card, talk.button_reopen)
    assert await heard(opened) == talk.now_reopened
    await opened.card_says(card, "Người lo: Duân")


async def test_a_reason_is_asked_for_and_told(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_cannot)
    [asked] = await opened.first.hears()
    assert asked["text"] == f"Bản: {fill(talk.ask_reason, ma='PA-0001')}"
    assert asked["reply_markup"]["force_reply"]
    assert asked["entities"][0]["type"] == "text_mention"  # so the field opens for who pressed
    await opened.first.say("Cột <điện> của công ty khác", reply_to_message_id=asked["message_id"])
    assert await heard(opened) == fill(talk.now_impossible, ly_do="Cột <điện> của công ty khác")
    await opened.card_says(card, "Lý do: Cột <điện> của công ty khác")


async def test_a_reason_is_words(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_cannot)
    [asked] = await opened.first.hears()
    await opened.first.say(photo=True, reply_to_message_id=asked["message_id"])
    [again] = await opened.first.hears()
    assert again["text"] == talk.ask_words
    await opened.first.say("Hết tiền", reply_to_message_id=again["message_id"])
    assert await heard(opened) == fill(talk.now_impossible, ly_do="Hết tiền")


async def test_the_office_it_was_passed_on_to_is_told(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_refer)
    [asked] = await opened.first.hears()
    await opened.first.say("Điện lực Hạ Long, 19006769", reply_to_message_id=asked["message_id"])
    assert await heard(opened) == fill(talk.now_referred, noi="Điện lực Hạ Long, 19006769")
    await opened.card_says(card, "Đã chuyển đến: Điện lực Hạ Long, 19006769")


async def test_a_reason_comes_too_late_when_somebody_was_faster(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_cannot)
    [asked] = await opened.first.hears()
    await opened.second.press(card, talk.button_done)
    assert await heard(opened) == talk.now_done
    await opened.first.say("Hết tiền", reply_to_message_id=asked["message_id"])
    late = fill(talk.not_moved_handler, ma="PA-0001", tinh_trang=talk.state_done, ten="Duân")
    assert (await opened.first.hears())[0]["text"] == late


async def test_a_reason_is_awaited_over_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, talk: ThreadWording
) -> None:
    async with ban(served, folder, answerer) as before:
        _, card = await before.carded()
        await before.first.press(card, talk.button_cannot)
        [asked] = await before.first.hears()
    async with ban(served, folder, answerer) as after:
        await after.first.say("Hết tiền", reply_to_message_id=asked["message_id"])
        assert await heard(after) == fill(talk.now_impossible, ly_do="Hết tiền")


# The same


async def test_reports_of_the_same_kind_are_offered(opened: Ban, talk: ThreadWording) -> None:
    await opened.carded("Đèn ngõ 3 hỏng")
    await opened.carded("Rác", kind="rac")
    _, card = await opened.carded("Ngõ 3 tối om", chat_id=opened.hoa.id)
    await opened.first.press(card, talk.button_duplicate)
    offered, asked = await opened.first.hears(2)
    assert buttons(offered) == [["PA-0001 · Đèn ngõ 3 hỏng"]]
    assert asked["reply_markup"]["force_reply"]
    await opened.first.press(offered, "PA-0001 · Đèn ngõ 3 hỏng")
    assert await heard(opened) == fill(talk.now_duplicate, ma="PA-0001")
    await opened.card_says(card, "Trùng với PA-0001")


async def test_who_waits_for_a_duplicate_hears_of_the_other_one(opened: Ban, talk: ThreadWording) -> None:
    lan = await opened.place.person("Lan")
    await lan.ask("/trogiup")
    _, first = await opened.carded()
    _, second = await opened.carded("Ngõ 3 tối om", chat_id=lan.id)
    await opened.first.send_data(second, "pt:dupof:2:1")
    await lan.hears()
    await opened.first.press(first, talk.button_done)
    assert await heard(opened) == talk.now_done
    [told] = await lan.hears()
    assert told["text"].splitlines()[0] == plain(fill(talk.about_supported, ma="PA-0001", loai="Việc khác"))
    assert not buttons(told)
    await opened.card_says(first, "thêm 1 người")


@pytest.mark.parametrize("typed", ["1", "PA-0001", "pa 1 nhé"])
async def test_the_number_may_be_typed(opened: Ban, talk: ThreadWording, typed: str) -> None:
    await opened.carded()
    _, card = await opened.carded("Ngõ 3 tối om")
    await opened.first.press(card, talk.button_duplicate)
    _, asked = await opened.first.hears(2)
    await opened.first.say(typed, reply_to_message_id=asked["message_id"])
    assert await heard(opened) == fill(talk.now_duplicate, ma="PA-0001")


@pytest.mark.parametrize("typed", ["2", "99", "cái kia", "999999999999999999999", "1 hay 3"])
async def test_a_number_that_is_none_is_asked_for_again(opened: Ban, talk: ThreadWording, typed: str) -> None:
    await opened.carded()
    _, card = await opened.carded("Ngõ 3 tối om")
    await opened.first.press(card, talk.button_duplicate)
    _, asked = await opened.first.hears(2)
    await opened.first.say(typed, reply_to_message_id=asked["message_id"])
    [again] = await opened.first.hears()
    assert again["text"] == fill(talk.ask_number, ma="PA-0002")
    await opened.first.say("1", reply_to_message_id=again["message_id"])
    assert await heard(opened) == fill(talk.now_duplicate, ma="PA-0001")


# Who presses


FORGED = ["pt:", "pt:take", "pt:take:", "pt:take:x", "pt:take:-1", "pt:eat:1", "pt:take:1:1:1", "pt:take:9999999999"]
FORGED += ["pt:dupof:1:", "pt:dupof:1:abc", "pt:lift:0:zz", "pt:take:１"]


@pytest.mark.parametrize("data", FORGED)
async def test_forged_data_does_nothing(opened: Ban, kb: KnowledgeBase, data: str) -> None:
    _, card = await opened.carded()
    await opened.first.send_data(card, data)
    assert await state(opened) == "new"
    assert not await opened.place.storage.acts.latest(1)
    assert (await opened.place.requests("answerCallbackQuery"))[-1]


@pytest.mark.parametrize(
    "name", ["take", "done", "show", "write", "block", "unblock", "cannot", "dup", "refer", "reopen"]
)
async def test_a_number_of_nothing_is_told(opened: Ban, talk: ThreadWording, name: str) -> None:
    _, card = await opened.carded()
    assert await opened.first.send_data(card, f"pt:{name}:77") == fill(talk.gone, ma="PA-0077")


ALL = ["take:1", "work:1", "done:1", "cannot:1", "dup:1", "dupof:1:2", "refer:1", "reopen:1", "write:1", "block:1"]
ALL += ["unblock:1", "lift:0:00", "show:1", "list:0", "blocked:0"]


@pytest.mark.parametrize("name", ALL)
async def test_a_resident_may_press_none_of_it(opened: Ban, kb: KnowledgeBase, name: str) -> None:
    await opened.carded()
    help_ = await opened.hoa.ask("/trogiup")
    assert await opened.hoa.send_data(help_, f"pt:{name}") == kb.committee_wording.members_only
    assert await state(opened) == "new"
    assert await opened.place.storage.blocks.all() == []


@pytest.mark.parametrize("name", ["take:1", "show:1", "list:0"])
async def test_a_former_member_may_press_none_of_it_in_private(opened: Ban, kb: KnowledgeBase, name: str) -> None:
    await opened.carded()
    duan = Person(opened.place, opened.second.user, opened.second.id)
    shown = await duan.ask("/trogiup")
    await opened.place.post("leave", chat_id=opened.chat, user_id=duan.id)
    assert await duan.send_data(shown, f"pt:{name}") == kb.committee_wording.members_only
    assert await state(opened) == "new"


async def test_who_lost_the_role_before_answering_is_told(opened: Ban, talk: ThreadWording, kb: KnowledgeBase) -> None:
    _, card = await opened.carded()
    await opened.second.press(card, talk.button_cannot)
    [asked] = await opened.first.hears()
    await opened.place.storage.roles.grant(opened.first.id, "reply", "Bản", opened.first.id, opened.place.clock())
    await opened.post(opened.second, text="Hết tiền", reply_to_message_id=asked["message_id"])
    assert kb.office_wording.role_reply in (await opened.first.hears())[0]["text"]
    assert await state(opened) == "new"


# Blocking


async def test_a_sender_is_blocked_and_unblocked_and_both_are_logged(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    desk = opened.place.channel._desk
    assert await opened.first.press(card, talk.button_block) == fill(talk.blocked, ma="PA-0001")
    assert await desk.has_blocked(opened.hoa.id)
    card = await opened.card_says(card, talk.card_blocked)
    assert await opened.second.send_data(card, "pt:block:1") == talk.blocked_already
    assert await opened.second.press(card, talk.button_unblock) == fill(talk.unblocked, ma="PA-0001")
    assert not await desk.has_blocked(opened.hoa.id)
    assert await opened.second.send_data(card, "pt:unblock:1") == talk.unblocked_already
    acts = [(act.what, act.actor_id, act.about_id) for _, act in await opened.place.storage.acts.latest(9)]
    assert acts == [("block.off", opened.second.id, None), ("block.on", opened.first.id, None)]


async def test_who_was_blocked_and_forgotten_is_unblocked_in_the_list(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_block)
    await opened.place.storage.residents.forget(opened.hoa.id)
    listed = await listing(opened)
    await opened.first.press(listed, fill(talk.button_blocked, so=1))
    lift = fill(talk.button_lift, ma="PA-0001", ngay="18/11/2026")
    assert await opened.first.press(await opened.first.sees(listed), lift) == fill(talk.unblocked, ma="PA-0001")
    assert not await opened.place.channel._desk.has_blocked(opened.hoa.id)
    assert await opened.first.send_data(listed, f"pt:lift:0:{'0' * 32}") == talk.unblocked_already


async def test_a_prompt_is_not_used_up_by_who_may_not_answer_it(
    opened: Ban, talk: ThreadWording, kb: KnowledgeBase
) -> None:
    now = opened.place.clock()
    await opened.place.storage.roles.grant(opened.first.id, "reply", "Bản", 1, now)
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_cannot)
    [asked] = await opened.first.hears()
    await opened.post(opened.second, text="Không phải tôi", reply_to_message_id=asked["message_id"])
    [refused] = await opened.first.hears()
    assert refused["text"].startswith(kb.office_wording.roleless.partition("{")[0])
    assert await state(opened) == "new"
    await opened.post(opened.first, text="Chờ điện lực", reply_to_message_id=asked["message_id"])
    await opened.first.hears()
    assert await state(opened) == "impossible"


# The list, the card again, private chats


async def listing(opened: Ban) -> Json:
    """A message of the bot in the committee chat, turned into the list."""
    sent = await opened.place.channel._sender.say(opened.chat, "…")
    assert sent
    opened.first.read = max(opened.first.read, sent)
    await opened.first.send_data({"message_id": sent}, "pt:list:0")
    return await opened.first.sees({"message_id": sent})


async def test_open_reports_are_listed_overdue_first_by_pages(opened: Ban, talk: ThreadWording) -> None:
    for number in range(10):
        await opened.carded(f"Việc {number}", due_on=None)
    opened.place.clock.pass_by(days=9)
    await opened.carded("Quá hạn")
    listed = await listing(opened)
    head, _, first, second, *_ = listed["text"].splitlines()
    assert head == plain(fill(talk.list_head, so=11, moi=11, qua_han=1))
    assert first == "PA-0011 · Việc khác · tổ 3: mới, chưa ai nhận, ⏰ quá hạn 2 ngày"
    assert second.startswith("PA-0010")
    assert buttons(listed)[-1] == [talk.button_later]
    await opened.first.press(listed, talk.button_later)
    later = await opened.first.sees(listed)
    assert [line.split()[0] for line in later["text"].splitlines()[2:]] == ["PA-0003", "PA-0002", "PA-0001"]
    assert buttons(later)[-1] == [talk.button_earlier]


async def test_the_list_may_be_empty_and_its_pages_may_be_gone(opened: Ban, talk: ThreadWording) -> None:
    listed = await listing(opened)
    assert listed["text"] == talk.list_empty
    await opened.first.send_data(listed, "pt:list:800")
    assert (await opened.first.sees(listed))["text"] == talk.list_empty


async def test_the_card_shown_again_works_like_the_first_one(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(await listing(opened), fill(talk.button_card, ma="PA-0001", loai="Việc khác"))
    [again] = await opened.first.hears()
    assert again["text"] == card["text"]
    await opened.first.say("Mai sửa", reply_to_message_id=again["message_id"])
    assert await heard(opened) == "Mai sửa"
    await opened.first.press(again, talk.button_take)
    for one in (card, again):
        await opened.card_says(one, talk.state_taken)
    await opened.place.channel._desk.forget(opened.hoa.id, opened.place.channel._committee.take_back)
    left = str([one.wire.get("text") for one in opened.place.served.telegram.chats[opened.chat].messages.values()])
    assert "Đèn đường ngõ 3 hỏng" not in left


async def test_all_of_it_works_in_private(opened: Ban, talk: ThreadWording) -> None:
    await opened.carded()
    duan = Person(opened.place, opened.second.user, opened.second.id)
    shown = await duan.ask("/trogiup")
    await duan.send_data(shown, "pt:show:1")
    [card] = await duan.hears()
    assert "Đèn đường ngõ 3 hỏng" in card["text"]
    assert "Hòa" not in card["text"]  # who sent it is told where it can be taken back
    await duan.press(card, talk.button_take)
    assert await heard(opened) == talk.now_taken
    card = await duan.sees(card)
    assert talk.state_taken in card["text"]
    await duan.press(card, talk.button_write)
    [asked] = await duan.hears()
    assert asked["text"] == fill(talk.ask_reply, ma="PA-0001")
    assert (await duan.ask(photo=True, caption="Ảnh đây"))["text"] == fill(talk.replied, ma="PA-0001")
    [told] = await opened.hoa.hears()
    assert told["photo"]
    await duan.press(card, talk.button_cannot)
    await duan.hears()
    assert (await duan.ask("Hết tiền"))["text"] == fill(talk.moved, ma="PA-0001", tinh_trang=talk.state_impossible)
    assert await heard(opened) == fill(talk.now_impossible, ly_do="Hết tiền")


async def test_a_duplicate_is_chosen_in_private(opened: Ban, talk: ThreadWording) -> None:
    await opened.carded()
    await opened.carded("Ngõ 3 tối om")
    duan = Person(opened.place, opened.second.user, opened.second.id)
    shown = await duan.ask("/trogiup")
    await duan.send_data(shown, "pt:dup:2")
    [offered] = await duan.hears()
    await duan.press(offered, "PA-0001 · Đèn đường ngõ 3 hỏng")
    assert await heard(opened) == fill(talk.now_duplicate, ma="PA-0001")
    assert "Trùng với PA-0001" in (await duan.sees(offered))["text"]


async def test_a_button_in_the_thread_asks_for_words_too(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, talk.button_write)
    [asked] = await opened.first.hears()
    said = await opened.first.say("Mai sửa", reply_to_message_id=asked["message_id"])
    assert await heard(opened) == "Mai sửa"
    await opened.first.edit(said, "Ngày kia sửa")
    await opened.delivered()


@pytest.mark.parametrize("answer", ["/huy", "thôi"])
async def test_what_a_button_asked_for_can_be_given_up(
    opened: Ban, talk: ThreadWording, kb: KnowledgeBase, answer: str
) -> None:
    await opened.carded()
    duan = Person(opened.place, opened.second.user, opened.second.id)
    shown = await duan.ask("/trogiup")
    await duan.send_data(shown, "pt:cannot:1")
    await duan.hears()
    assert (await duan.ask(answer))["text"]
    await duan.ask("Bao giờ họp?")
    assert await state(opened) == "new"


@pytest.mark.parametrize("name", ["cannot", "refer", "dup", "write"])
async def test_who_gives_up_in_the_group_tells_the_resident_nothing(opened: Ban, words: ChatWording, name: str) -> None:
    _, card = await opened.carded()
    await opened.first.send_data(card, f"pt:{name}:1")
    [asked] = await opened.first.hears()
    await opened.first.say("Thôi ạ", reply_to_message_id=asked["message_id"])
    [told] = await opened.first.hears()
    assert told["text"] == words.task_cancelled
    assert await state(opened) == "new"
    assert not await opened.place.storage.letters.pending()
