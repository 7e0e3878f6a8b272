"""Reports on their way: asked for, sent, answered, closed: the words, as fields of `knowledge/`; see `wording`."""

from __future__ import annotations

from bot.knowledge.values import Many, Text
from bot.knowledge.wording import Wording, wording


class ReportWording(Wording):
    """What residents and members read around reports (`lời phản ánh`)."""

    # --- Residents: writing a report ---
    ask_words: Text = wording("mời viết thêm chữ")
    ask_where: Text = wording("hỏi chỗ")
    ask_photo: Text = wording("mời gửi ảnh")
    ask_text: Text = wording("mời viết lại")
    ask_kind: Text = wording("hỏi loại")
    added_more: Text = wording("đã thêm vào bản xem lại")
    too_long: Text = wording("lời dài quá")
    not_taken: Text = wording("loại tin không nhận")
    edit_by_button: Text = wording("sửa bằng nút")

    review: Text = wording("đầu bản xem lại")
    review_sent: Text = wording("đầu bản đã gửi")
    review_about: Text = wording("dòng về thông báo", "mã")
    review_kind: Text = wording("dòng loại", "loại")
    review_text: Text = wording("dòng việc", "lời")
    review_place: Text = wording("dòng chỗ", "chỗ")
    review_map: Text = wording("dòng vị trí")
    review_files: Text = wording("dòng ảnh", "số")
    review_named: Text = wording("dòng có tên")
    review_anonymous: Text = wording("dòng ẩn tên")
    review_public: Text = wording("dòng cho cùng thấy")
    review_warning: Text = wording("dặn trước khi gửi")
    review_question: Text = wording("hay là câu hỏi")

    button_send: Text = wording("nút gửi phản ánh")
    button_where: Text = wording("nút thêm chỗ")
    button_photo: Text = wording("nút thêm ảnh")
    button_hide_name: Text = wording("nút ẩn tên")
    button_show_name: Text = wording("nút hiện tên")
    button_publish: Text = wording("nút cho cùng thấy")
    button_keep_private: Text = wording("nút thôi cho cùng thấy")
    button_text: Text = wording("nút sửa lời")
    button_kind: Text = wording("nút đổi loại")
    button_drop: Text = wording("nút thôi không gửi")
    button_skip: Text = wording("nút bỏ qua chỗ")
    button_begin: Text = wording("nút góp ý dưới câu trả lời")
    send_words: Many[Text] = wording("lời bấm gửi")
    skip_words: Many[Text] = wording("lời bỏ qua chỗ")

    thanks: Text = wording("đã nhận phản ánh", "mã")
    draft_gone: Text = wording("phản ánh không còn")
    limit_reached: Text = wording("đủ phản ánh trong ngày", "số")
    blocked: Text = wording("bị chặn phản ánh")

    # --- ... what others have reported already ---
    near_head: Text = wording("đã có người báo")
    button_me_too: Text = wording("nút tôi cũng thấy", "mã")
    button_other: Text = wording("nút việc khác")
    me_too_thanks: Text = wording("đã ghi tôi cũng thấy", "mã")
    me_too_gone: Text = wording("không còn mở", "mã")

    # --- ... their own, /phananh ---
    list_head: Text = wording("đầu danh sách phản ánh")
    list_none: Text = wording("chưa có phản ánh nào")
    list_item: Text = wording("nút một phản ánh", "mã", "loại", "trạng thái")
    button_older: Text = wording("nút cũ hơn")
    button_newest: Text = wording("nút về đầu danh sách")
    button_mine: Text = wording("nút phản ánh của tôi")
    button_near: Text = wording("nút việc quanh đây")
    near_list_head: Text = wording("đầu danh sách quanh đây")
    near_list_none: Text = wording("quanh đây chưa có việc nào")
    card_head: Text = wording("đầu thẻ phản ánh", "mã", "loại", "ngày")
    card_state: Text = wording("dòng trạng thái", "trạng thái")
    card_reason: Text = wording("dòng lý do", "lý do")
    card_supporters: Text = wording("dòng cùng thấy", "số")
    button_add: Text = wording("nút thêm lời")
    button_close: Text = wording("nút đóng lại")
    button_reopen: Text = wording("nút mở lại")
    ask_add: Text = wording("mời thêm lời", "mã")
    added: Text = wording("đã thêm lời", "mã")
    button_put: Text = wording("nút gửi lời vào", "mã")
    put_offered: Text = wording("mời gửi lời vào", "mã")
    closed: Text = wording("đã đóng phản ánh", "mã")
    reopened: Text = wording("đã mở lại phản ánh", "mã")
    is_already: Text = wording("phản ánh đã đổi", "mã", "trạng thái")
    not_theirs: Text = wording("không thấy phản ánh")
    state_new: Text = wording("trạng thái mới")
    state_taken: Text = wording("trạng thái đã nhận")
    state_working: Text = wording("trạng thái đang làm")
    state_done: Text = wording("trạng thái đã xong")
    state_impossible: Text = wording("trạng thái không làm được")
    state_duplicate: Text = wording("trạng thái trùng", "mã")
    state_referred: Text = wording("trạng thái đã chuyển")
    state_closed: Text = wording("trạng thái đã đóng")

    # --- ... what is held, /dulieu ---
    data_report: Text = wording("dữ liệu phản ánh", "mã", "ngày", "trạng thái", "lời")
    data_letters: Text = wording("dữ liệu thư", "số")
    data_supports: Text = wording("dữ liệu cùng thấy", "mã")
    data_draft: Text = wording("dữ liệu bản chưa gửi")
