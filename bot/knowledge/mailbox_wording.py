"""Questions sent to the committee, and why an answer was no help: the words, as fields of `knowledge/`."""

from __future__ import annotations

from bot.knowledge.values import Many, Text
from bot.knowledge.wording import Wording, wording


class MailboxWording(Wording):
    """What residents and members read around unanswered questions (`lời hộp thư`)."""

    # --- Residents: sending a question to the committee ---
    offer: Text = wording("mời gửi cho ban")
    button_send: Text = wording("nút gửi cho ban")
    sent: Text = wording("đã gửi cho ban", "câu hỏi")
    sent_already: Text = wording("đã gửi từ trước")
    gone: Text = wording("câu hỏi không còn")
    limit_reached: Text = wording("đã gửi nhiều câu hỏi", "số")
    none_of_these: Text = wording("không phải, gửi cho ban")

    # --- ... and what comes back ---
    answer_head: Text = wording("đầu thư trả lời", "câu hỏi")
    refused_head: Text = wording("đầu thư không trả lời", "câu hỏi")

    # --- Residents: why 👎 ---
    why: Text = wording("hỏi vì sao chê")
    why_wrong: Text = wording("nút sai")
    why_old: Text = wording("nút cũ")
    why_lacking: Text = wording("nút thiếu")
    why_other: Text = wording("nút không đúng ý")
    why_thanks: Text = wording("cảm ơn đã nói vì sao", "vì sao")
    button_tell: Text = wording("nút nói rõ thêm")
    tell: Text = wording("mời nói rõ thêm", "mục")
    told: Text = wording("đã nhận lời nói thêm")
    tell_words_only: Text = wording("nói thêm bằng chữ")
    meant: Text = wording("hỏi ý nào")
    button_no_topic: Text = wording("nút không có mục nào")
    no_topic: Text = wording("không có mục nào, gửi cho ban")
    why_gone: Text = wording("không còn lời đã hỏi")
    why_over: Text = wording("đánh giá đã đổi")

    data_question: Text = wording("dữ liệu câu hỏi", "ngày", "lời")

    # --- The committee: the list ---
    head: Text = wording("đầu hộp thư", "số", "số người")
    empty: Text = wording("hộp thư trống")
    line: Text = wording("nút một câu hỏi", "số", "chờ", "lời")
    button_newer: Text = wording("nút trang trước")
    button_older: Text = wording("nút trang sau")
    button_list: Text = wording("nút về hộp thư")

    # --- ... a question ---
    card: Text = wording("đầu thẻ câu hỏi", "mã", "số", "chờ")
    card_text: Text = wording("một lời hỏi", "lời")
    card_more: Text = wording("còn lời hỏi khác", "số")
    card_topic: Text = wording("hỏi sau câu trả lời", "mục")
    card_nearest: Text = wording("mục gần nhất", "mục")
    card_before: Text = wording("từng trả lời", "lời")
    card_answered: Text = wording("thẻ đã trả lời", "mã", "ngày", "lời")
    card_dropped: Text = wording("thẻ không trả lời", "mã", "ngày", "lời")
    card_became: Text = wording("thẻ đã vào sổ tay", "mục")
    button_answer: Text = wording("nút trả lời")
    button_refer: Text = wording("nút có sẵn", "mục")
    button_before: Text = wording("nút dùng lời cũ")
    button_edit: Text = wording("nút sửa câu trả lời ấy", "mục")
    button_drop: Text = wording("nút không trả lời")
    button_split: Text = wording("nút tách ra")
    split_ask: Text = wording("hỏi tách câu nào")
    split_done: Text = wording("đã tách")
    closed: Text = wording("câu hỏi đã xong", "mã")
    no_question: Text = wording("không có câu hỏi ấy")

    # --- ... the answer ---
    ask_answer: Text = wording("mời trả lời", "mã", "lời")
    ask_answer_group: Text = wording("mời trả lời trong nhóm", "mã", "lời")
    ask_reason: Text = wording("mời nói lý do", "mã", "lời")
    ask_reason_group: Text = wording("mời nói lý do trong nhóm", "mã", "lời")
    words_only: Text = wording("trả lời bằng chữ")
    too_long: Text = wording("trả lời dài quá", "số")
    preview: Text = wording("xem trước câu trả lời", "mã")
    preview_refer: Text = wording("xem trước mục có sẵn", "mã", "mục")
    ways_added_too: Text = wording("sẽ thêm cách hỏi", "lời")
    button_post: Text = wording("nút gửi trả lời", "số")
    button_keep: Text = wording("nút ghi lại trả lời")
    button_rewrite: Text = wording("nút viết lại")
    button_back: Text = wording("nút quay lại")
    posted: Text = wording("đã gửi trả lời", "mã", "số")
    kept: Text = wording("đã ghi lại trả lời", "mã")
    dropped: Text = wording("đã không trả lời", "mã", "số")
    changed: Text = wording("lời trả lời đã đổi")
    stop_words: Many[Text] = wording("lời thôi viết")

    # --- ... into the handbook ---
    button_entry: Text = wording("nút đưa vào sổ tay")
    entry_code: Text = wording("đầu mã mục mới")
    entry_source: Text = wording("nguồn mục mới", "ngày")
    entry_head: Text = wording("đầu mục mới", "mã")
    entry_line: Text = wording("dòng mục mới", "tên", "giá trị")
    entry_ways: Text = wording("dòng cách hỏi", "lời")
    entry_nearest: Text = wording("có phải ý này", "mục")
    button_ways: Text = wording("nút thêm cách hỏi", "mục")
    button_new: Text = wording("nút tạo mục mới")
    button_change: Text = wording("nút sửa mục mới", "tên")
    ask_value: Text = wording("mời viết giá trị", "tên")
    ask_value_group: Text = wording("mời viết giá trị trong nhóm", "tên")
    ask_ways: Text = wording("mời viết cách hỏi")
    ask_ways_group: Text = wording("mời viết cách hỏi trong nhóm")
    entry_checked: Text = wording("mục mới không có lỗi", "mục")
    ways_checked: Text = wording("cách hỏi không có lỗi", "mục")
    no_new_ways: Text = wording("không có cách hỏi mới")
    button_write: Text = wording("nút ghi vào sổ tay")
    written: Text = wording("đã ghi vào sổ tay", "mục")
    ways_written: Text = wording("đã thêm cách hỏi", "mục")
    changed_meanwhile: Text = wording("sổ tay vừa đổi")
    proposal_gone: Text = wording("bản ghi không còn")
    history_new: Text = wording("lịch sử mục mới", "mục")
    history_ways: Text = wording("lịch sử cách hỏi", "mục")
