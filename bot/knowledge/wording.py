"""The bot's own words, as fields of `knowledge/`: the code names them, the committee writes them.

Each field lists the `{placeholders}` its text may hold; the loader refuses others.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from bot.knowledge.values import Code, Many, Text, fold_key

# The committee may as well write these out: they are the same in every reply.
_ALWAYS_DISPENSABLE = ("khu phố", "địa bàn")


def wording(title: str, *placeholders: str, dispensable: tuple[str, ...] = ()) -> Any:
    """Declare a text by its Vietnamese key and the placeholders it may hold; without one that is not dispensable,
    residents are not told something."""
    extra: dict[str, Any] = {"placeholders": list(placeholders), "dispensable": list(dispensable)}
    return Field(alias=fold_key(title), title=title, json_schema_extra=extra)


def may_hold(info: FieldInfo) -> tuple[str, ...]:
    """The placeholders that the text of this field may hold."""
    return _listed(info, "placeholders")


def should_hold(info: FieldInfo) -> tuple[str, ...]:
    """Those without which its text says less than the bot knows."""
    spare = {*_ALWAYS_DISPENSABLE, *_listed(info, "dispensable")}
    return tuple(name for name in may_hold(info) if name not in spare)


def _listed(info: FieldInfo, name: str) -> tuple[str, ...]:
    extra = info.json_schema_extra
    names = extra.get(name) if isinstance(extra, dict) else None
    return tuple(map(str, names)) if isinstance(names, list) else ()


class Wording(BaseModel):
    """Frozen; refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerWording(Wording):
    """Words that answers are put together from (`lời trả lời`)."""

    weekdays: tuple[Text, Text, Text, Text, Text, Text, Text] = wording("tên thứ")
    today: Text = wording("hôm nay")
    tomorrow: Text = wording("ngày mai")
    day: Text = wording("ngày", "thứ", "ngày", "tháng", "năm", dispensable=("năm",))

    named: Text = wording("người", "tên", "chức vụ")
    office: Text = wording("cơ quan", "chức vụ")
    phone: Text = wording("điện thoại", "số")
    hours: Text = wording("giờ", "giờ")
    address: Text = wording("địa chỉ", "địa chỉ")
    note: Text = wording("ghi chú", "ghi chú")
    place: Text = wording("nơi", "tên", "địa chỉ")
    sample_tag: Text = wording("nhãn mẫu")
    unpublished: Text = wording("chưa công bố", "mục")
    ask: Text = wording("hỏi ai", "ai")
    reconfirm_tag: Text = wording("nhãn cần xác nhận lại")
    reconfirm: Text = wording("cần xác nhận lại")
    source: Text = wording("nguồn", "nguồn")
    confirmed: Text = wording("xác nhận", "ngày")

    no_head: Text = wording("chưa có tổ trưởng", "tổ")
    heads_unpublished: Text = wording("tổ trưởng chưa công bố", "các tổ")
    no_group: Text = wording("không có tổ", "tổ", "số tổ", dispensable=("tổ",))

    weekly: Text = wording("hằng tuần", "tên", "thứ")
    on_weekdays: Text = wording("vào thứ", "thứ")
    monthly: Text = wording("hằng tháng", "tên")
    occasional: Text = wording("theo ngày", "tên")
    next_time: Text = wording("buổi tới", "tên", "ngày", "giờ", "nơi")
    on_that_day: Text = wording("đúng ngày hỏi", "tên", "ngày", "giờ", "nơi")
    over: Text = wording("đã qua", "tên", "ngày", "giờ", "nơi", dispensable=("giờ", "nơi"))
    not_that_day: Text = wording("không có ngày hỏi", "tên", "ngày")
    cancelled: Text = wording("buổi nghỉ", "tên", "ngày", "lý do")
    moved: Text = wording("buổi dời", "tên", "ngày", "ngày mới", "lý do")
    reason: Text = wording("lý do", "lý do")
    no_next: Text = wording("hết buổi", "tên")
    at_time: Text = wording("từ giờ", "từ", "đến")
    at_hour: Text = wording("lúc giờ", "từ")
    at_place: Text = wording("tại nơi", "nơi")

    suggest: Text = wording("gợi ý")
    unknown: Text = wording("không biết")
    out_of_scope: Text = wording("ngoài phạm vi", "việc", "ai phụ trách")
    directory: Text = wording("đầu danh bạ", "khu phố")
    calendar: Text = wording("đầu lịch", "khu phố")


class ChatWording(Wording):
    """Words of the conversation around the answers: greeting, menu, buttons, consent, errors (`lời trò chuyện`)."""

    # How the bot introduces itself in the profile that Telegram shows before the first message
    profile: Text = wording("giới thiệu", "khu phố", "địa bàn")
    profile_short: Text = wording("giới thiệu ngắn", "khu phố", "địa bàn")

    # Commands, as the menu of commands describes them
    command_start: Text = wording("lệnh start")
    command_directory: Text = wording("lệnh danhba")
    command_calendar: Text = wording("lệnh lich")
    command_notices: Text = wording("lệnh thongbao")
    command_military: Text = wording("lệnh nghiavu")
    command_report: Text = wording("lệnh gopy")
    command_reports: Text = wording("lệnh phananh")
    command_settings: Text = wording("lệnh caidat")
    command_help: Text = wording("lệnh trogiup")
    notices_words: Many[Text] = wording("lời xem thông báo")
    settings_words: Many[Text] = wording("lời mở cài đặt")
    reports_words: Many[Text] = wording("lời xem phản ánh")
    command_privacy: Text = wording("lệnh riengtu")
    command_data: Text = wording("lệnh dulieu")
    command_stop: Text = wording("lệnh dung")
    command_erase: Text = wording("lệnh xoa")

    # Buttons
    button_directory: Text = wording("nút danh bạ")
    button_calendar: Text = wording("nút lịch")
    button_military: Text = wording("nút nghĩa vụ")
    button_report: Text = wording("nút góp ý")
    button_help: Text = wording("nút trợ giúp")
    input_hint: Text = wording("gợi ý trong ô nhập")
    button_group: Text = wording("nút tổ", "số")
    button_skip: Text = wording("nút bỏ qua")
    button_change_group: Text = wording("nút đổi tổ")
    button_subscribe: Text = wording("nút nhận thông báo")
    button_none: Text = wording("nút không phải")
    button_place: Text = wording("nút bản đồ", "nơi")
    button_chosen: Text = wording("nút đã chọn", "nút")
    button_cancel: Text = wording("nút thôi")
    button_as_report: Text = wording("nút gửi làm góp ý")
    button_as_question: Text = wording("nút trả lời câu hỏi")
    button_erase: Text = wording("nút xóa")
    button_keep: Text = wording("nút giữ lại")
    button_private: Text = wording("nút nhắn riêng")

    # Getting to know each other
    start: Text = wording("chào", "khu phố", "địa bàn")
    notice: Text = wording("lời về riêng tư")
    ask_group: Text = wording("hỏi tổ", "khu phố")
    group_known: Text = wording("tổ đang ghi", "tổ")
    group_set: Text = wording("đã ghi tổ", "tổ")
    group_skipped: Text = wording("không ghi tổ")
    group_wrong: Text = wording("không có tổ ấy", "khu phố", "số tổ")
    bell_offered: Text = wording("mời nhận thông báo")
    bell_on: Text = wording("đang nhận thông báo")
    subscribed: Text = wording("đã nhận thông báo")
    unsubscribed: Text = wording("đã dừng thông báo")

    # Asking
    help: Text = wording("trợ giúp", "khu phố")
    directory_first: Text = wording("nhóm hiện ngay trong danh bạ")
    directory_choose: Text = wording("chọn nhóm danh bạ")
    military: Text = wording("hỏi về nghĩa vụ")
    none_of_these: Text = wording("không phải các ý trên")
    voted_up: Text = wording("cảm ơn khen")
    voted_down: Text = wording("cảm ơn chê")
    topic_gone: Text = wording("mục không còn")
    old_button: Text = wording("nút không còn")
    long_text: Text = wording("tin quá dài")
    long_text_read: Text = wording("chỉ đọc phần đầu")
    no_words: Text = wording("tin không có chữ")
    foreign: Text = wording("tiếng khác")
    unknown_command: Text = wording("không có lệnh ấy")
    forwarded: Text = wording("tin chuyển tiếp")
    edited_late: Text = wording("sửa tin đã cũ")
    slow_down: Text = wording("chậm lại")
    apology: Text = wording("xin lỗi")
    popular: tuple[Code, ...] = Field(alias=fold_key("hay hỏi"), title="hay hỏi", description="mã của vài mục hỏi đáp")

    # What the bot cannot read
    photo: Text = wording("gửi ảnh")
    video: Text = wording("gửi video")
    voice: Text = wording("gửi tiếng nói")
    sticker: Text = wording("gửi nhãn dán")
    location: Text = wording("gửi vị trí")
    contact: Text = wording("gửi số điện thoại")
    document: Text = wording("gửi tệp")
    poll: Text = wording("gửi bình chọn")
    dice: Text = wording("gửi xúc xắc")
    other: Text = wording("gửi thứ khác")

    # Feedback
    report_ask: Text = wording("mời góp ý")
    report_cancelled: Text = wording("thôi góp ý")
    report_cancel_words: Many[Text] = wording("lời thôi góp ý")
    report_draft_gone: Text = wording("lời góp ý không còn")
    task_cancelled: Text = wording("thôi việc đang dở")
    nothing_to_cancel: Text = wording("không có gì để hủy")

    # What is held on a person
    privacy: Text = wording("riêng tư", "khu phố")
    data_intro: Text = wording("dữ liệu đang giữ")
    data_none: Text = wording("không giữ dữ liệu")
    data_group: Text = wording("dữ liệu tổ", "tổ")
    data_since: Text = wording("dữ liệu ngày đầu", "ngày")
    data_consent: Text = wording("dữ liệu đồng ý", "từ", "đến")
    data_consent_open: Text = wording("dữ liệu còn hiệu lực")
    data_votes: Text = wording("dữ liệu đánh giá", "số")
    data_dialogue: Text = wording("dữ liệu trò chuyện")
    data_file: Text = wording("tên tệp dữ liệu")
    erase_ask: Text = wording("hỏi lại trước khi xóa")
    erased: Text = wording("đã xóa")
    erased_reports: Text = wording("đã gỡ góp ý trong nhóm ban", "mã")
    kept_reports: Text = wording("góp ý còn trong nhóm ban", "mã")
    erase_kept: Text = wording("không xóa")

    # Groups and other chats
    group_hello: Text = wording("chào nhóm", "khu phố", "tên bot")
    group_called: Text = wording("nhóm gọi tên", "tên bot")
    private_only: Text = wording("chỉ nhắn riêng")
    inline_private: Text = wording("nút hỏi riêng bot")


class PosterWording(Wording):
    """Words on the poster for the notice board (`áp phích`), from top to bottom."""

    group: Text = wording("tổ", "số")
    headline: Text = wording("tiêu đề", "khu phố")
    invitation: Text = wording("lời mời", "khu phố")
    steps: tuple[Text, Text, Text] = wording("ba bước")
    no_telegram: Text = wording("chưa có telegram")
    no_scan: Text = wording("không quét được")
    examples_intro: Text = wording("mời hỏi")
    examples: tuple[Text, Text, Text] = wording("ba câu hỏi")
    promise: Text = wording("lời hứa")
    emergency: Text = wording("khẩn cấp")
