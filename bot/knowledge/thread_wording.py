"""The words around reports on the side of the committee, as fields of `knowledge/`; see `wording`."""

from __future__ import annotations

from bot.knowledge.values import Clock, Text
from bot.knowledge.wording import Wording, wording


class ThreadWording(Wording):
    """What members read around reports, and residents of what the committee does with theirs
    (`lời phản ánh trong ban`)."""

    # A report in the committee chat: its topic, its card
    someone: Text = wording("tên người gửi chưa rõ")
    anonymous: Text = wording("người gửi ẩn danh")
    of_group: Text = wording("thuộc tổ", "tổ")
    other_kind: Text = wording("loại chưa rõ")
    card: Text = wording("đầu thẻ phản ánh", "mã", "loại")
    card_more: Text = wording("thẻ còn tiếp")
    card_place: Text = wording("thẻ ghi chỗ", "chỗ")
    card_from: Text = wording("thẻ ghi người gửi", "người gửi", "lúc")
    card_supporters: Text = wording("thẻ ghi người cùng thấy", "số")
    card_due: Text = wording("thẻ ghi hạn", "ngày")
    card_overdue: Text = wording("thẻ ghi quá hạn", "ngày", "số")
    card_state: Text = wording("thẻ ghi tình trạng", "tình trạng")
    card_handler: Text = wording("thẻ ghi người lo", "tên")
    card_impossible: Text = wording("thẻ ghi lý do", "lý do")
    card_referred: Text = wording("thẻ ghi nơi nhận", "nơi")
    card_duplicate: Text = wording("thẻ ghi trùng", "mã")
    card_blocked: Text = wording("thẻ ghi đang chặn")
    card_how: Text = wording("cách trả lời trong nhóm")
    card_how_forum: Text = wording("cách trả lời trong chủ đề")
    card_removed: Text = wording("nội dung đã gỡ", "mã")
    member: Text = wording("thành viên chưa rõ tên")

    # ... its states, as members read them
    state_new: Text = wording("tình trạng mới")
    state_taken: Text = wording("tình trạng đã nhận")
    state_working: Text = wording("tình trạng đang xử lý")
    state_done: Text = wording("tình trạng đã xong")
    state_impossible: Text = wording("tình trạng không làm được")
    state_duplicate: Text = wording("tình trạng trùng")
    state_referred: Text = wording("tình trạng đã chuyển")
    state_closed: Text = wording("tình trạng đã khép lại")

    # ... its buttons
    button_take: Text = wording("nút nhận việc")
    button_work: Text = wording("nút đang xử lý")
    button_done: Text = wording("nút đã xong")
    button_cannot: Text = wording("nút không làm được")
    button_duplicate: Text = wording("nút trùng")
    button_duplicate_of: Text = wording("nút trùng với", "mã", "lời")
    button_refer: Text = wording("nút chuyển cơ quan khác")
    button_reopen: Text = wording("nút ban mở lại")
    button_write: Text = wording("nút viết cho người gửi")
    button_block: Text = wording("nút chặn người gửi")
    button_unblock: Text = wording("nút bỏ chặn")

    # ... what pressing them asks, and says
    ask_reason: Text = wording("hỏi lý do", "mã")
    ask_office: Text = wording("hỏi cơ quan", "mã")
    ask_duplicate: Text = wording("hỏi trùng", "mã")
    ask_duplicate_typed: Text = wording("hỏi số trùng", "mã")
    ask_reply: Text = wording("mời viết cho người gửi", "mã")
    ask_words: Text = wording("xin viết bằng chữ")
    ask_number: Text = wording("số phản ánh chưa đúng", "mã")
    moved: Text = wording("đã đổi tình trạng", "mã", "tình trạng")
    not_moved: Text = wording("không đổi được tình trạng", "mã", "tình trạng")
    not_moved_handler: Text = wording("không đổi được vì đã có người", "mã", "tình trạng", "tên")
    blocked: Text = wording("đã chặn", "mã")
    blocked_already: Text = wording("đã chặn từ trước")
    unblocked: Text = wording("đã bỏ chặn", "mã")
    unblocked_already: Text = wording("không còn chặn")
    gone: Text = wording("phản ánh không còn", "mã")
    replied: Text = wording("đã gửi cho người gửi", "mã")
    not_carried: Text = wording("loại tin chưa chuyển được")

    # What the bot tells the committee of a report
    words_added: Text = wording("người gửi viết thêm", "mã")
    told_closed: Text = wording("người gửi khép lại", "mã")
    told_reopened: Text = wording("người gửi mở lại", "mã")
    undelivered: Text = wording("tin không đến", "mã", "vì sao")
    why_blocked: Text = wording("vì đã chặn bot")
    why_other: Text = wording("vì telegram không nhận")

    # The list of what is open, and the summary of each morning
    list_head: Text = wording("đầu danh sách phản ánh", "số", "mới", "quá hạn")
    list_item: Text = wording("một phản ánh trong danh sách", "mã", "việc", "tình trạng")
    list_overdue: Text = wording("quá hạn mấy ngày", "số")
    list_empty: Text = wording("không có phản ánh nào đang mở")
    button_list: Text = wording("nút phản ánh đang mở", "số")
    button_card: Text = wording("nút xem phản ánh", "mã", "loại")
    button_earlier: Text = wording("nút trang trước")
    button_later: Text = wording("nút trang sau")
    button_blocked: Text = wording("nút đang chặn", "số")
    blocked_head: Text = wording("đầu danh sách chặn")
    button_back: Text = wording("nút về danh sách phản ánh")
    button_lift: Text = wording("nút bỏ chặn một người", "mã", "ngày")
    summary_at: Clock = wording("giờ tóm tắt")
    summary: Text = wording("đầu tóm tắt")
    summary_new: Text = wording("tóm tắt mới", "số", "các việc")
    summary_overdue: Text = wording("tóm tắt quá hạn", "số", "các việc")
    summary_waiting: Text = wording("tóm tắt chờ bà con", "số", "các việc")
    summary_questions: Text = wording("tóm tắt câu hỏi", "số")
    button_open: Text = wording("nút dưới tóm tắt")
    button_questions: Text = wording("nút câu hỏi dưới tóm tắt")
    summary_more: Text = wording("và các việc khác", "số")

    # What residents read of what the committee does with their report
    reply: Text = wording("ban trả lời", "mã")
    about_own: Text = wording("đầu tin về phản ánh", "mã", "loại")
    about_supported: Text = wording("đầu tin về việc cùng thấy", "mã", "loại")
    now_taken: Text = wording("báo đã nhận")
    now_working: Text = wording("báo đang xử lý")
    now_done: Text = wording("báo đã xong")
    now_impossible: Text = wording("báo không làm được", "lý do")
    now_duplicate: Text = wording("báo trùng", "mã")
    now_referred: Text = wording("báo đã chuyển", "nơi")
    now_reopened: Text = wording("báo mở lại")
    now_closed: Text = wording("báo người gửi khép lại")
    now_again: Text = wording("báo người gửi mở lại")
    ask_fine: Text = wording("hỏi đã ổn chưa", "mã", "loại")
    button_fine: Text = wording("nút đã ổn")
    button_not_fine: Text = wording("nút chưa ổn")
    button_answer: Text = wording("nút trả lời lại")
