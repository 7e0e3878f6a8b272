"""What the committee may write in `knowledge/`, and the immutable facts the program works with.

One set of models serves both: the loader validates YAML into them, the JSON Schema for editors is generated from
them, and everybody else reads them. Keys in the files are Vietnamese; the loader folds them (`Điện thoại` and
`dien_thoai` are one key) before validation, so each field's alias is the folded form of its title. Every scalar
arrives as text; `values` types it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.knowledge.announcement_wording import CommitteeWording, NoticeWording
from bot.knowledge.handbook_wording import HandbookWording
from bot.knowledge.mailbox_wording import MailboxWording
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.report_wording import ReportWording
from bot.knowledge.thread_wording import ThreadWording
from bot.knowledge.values import (
    Clock,
    Code,
    Confirmed,
    Date,
    Flag,
    Many,
    Number,
    Phone,
    Text,
    Weekday,
    choice,
    fold_key,
)
from bot.knowledge.wording import AnswerWording, ChatWording, PosterWording

# Beginning of the codes of the topics that /nghiavu offers.
MILITARY = "nvqs/"
# The kind of a report that is of no other kind.
OTHER = "khac"

WEEKLY, MONTHLY, ON_DATES = "hằng tuần", "hằng tháng", "theo ngày"
Repeat = Annotated[Literal["hằng tuần", "hằng tháng", "theo ngày"], BeforeValidator(choice(WEEKLY, MONTHLY, ON_DATES))]
GroupNumber = Annotated[int, Field(ge=1, le=99), Number]


def key(title: str, default: Any = ..., description: str = "") -> Any:
    """Declare a field by the Vietnamese key the committee writes."""
    return Field(default, alias=fold_key(title), title=title, description=description)


class Model(BaseModel):
    """Frozen; refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Model):
    """An entry that states facts: where they come from, and until when they may be repeated without a warning."""

    source: Text | None = key("nguồn", None)
    confirmed_on: Confirmed | None = key("xác nhận ngày", None, "22/11/2026, 11/2026 hoặc chỉ năm 2020")
    review_by: Date | None = key("xem lại trước", None)
    samples: Many[Text] = key("mẫu", (), "các mục chỉ là số liệu mẫu, như [điện thoại, giờ]")

    def is_sample(self, title: str) -> bool:
        """Whether the value under this key (its Vietnamese title) is only a sample."""
        return fold_key(title) in {fold_key(s) for s in self.samples}


class Neighbourhood(Model):
    """The khu phố itself (`khu phố`)."""

    name: Text = key("tên", description="như: Khu phố 5")
    area: Text = key("địa bàn", description="như: phường Yết Kiêu trước đây, Hạ Long, Quảng Ninh")
    groups: GroupNumber = key("số tổ")
    ask: Code = key("hỏi ai", description="mã trong danh bạ của người trả lời khi bot không biết")
    elsewhere: Many[Text] = key(
        "nơi khác", (), "tên các nơi dễ lẫn mà không phải của khu phố, như [Bãi Cháy, Cao Xanh]"
    )


class Place(Sourced):
    """A place residents are sent to (`địa điểm`)."""

    code: Code = key("mã")
    name: Text = key("tên")
    address: Text | None = key("địa chỉ", None)
    latitude: Annotated[float, Field(ge=8, le=24), Number] | None = key("vĩ độ", None)
    longitude: Annotated[float, Field(ge=102, le=118), Number] | None = key("kinh độ", None)


class Contact(Sourced):
    """A person or office (`danh bạ`)."""

    code: Code = key("mã")
    section: Text = key("nhóm", description="đề mục trong /danhba, như: Ban khu phố, Tổ trưởng, Khẩn cấp")
    role: Text = key("chức vụ", description="như: Bí thư chi bộ kiêm trưởng khu phố; với cơ quan: việc họ lo")
    name: Text | None = key("tên", None)
    group: GroupNumber | None = key("tổ", None, "tổ mà người này làm tổ trưởng")
    phones: Many[Phone] = key("điện thoại", ())
    hours: Text | None = key("giờ", None)
    address: Text | None = key("địa chỉ", None)
    note: Text | None = key("ghi chú", None)


class ScheduleException(Model):
    """One date on which a schedule differs (`ngoại lệ`): cancelled, moved, or at another hour or place."""

    date: Date = key("ngày")
    cancelled: Flag = key("nghỉ", False)
    moved_to: Date | None = key("dời sang", None)
    start: Clock | None = key("từ giờ", None)
    end: Clock | None = key("đến giờ", None)
    place: Code | None = key("nơi", None)
    reason: Text | None = key("lý do", None)


class Schedule(Sourced):
    """A recurring event (`lịch`). Rules: `hằng tuần` needs `thứ`; `hằng tháng` needs `ngày trong tháng`, or `thứ`
    with `tuần thứ` (1-4, or 5 = last of the month); `theo ngày` needs `các ngày`. Those who want announcements on
    `chủ đề` are reminded `nhắc trước` days before it at `nhắc lúc`: all three or none."""

    code: Code = key("mã")
    title: Text = key("tên")
    repeat: Repeat = key("lặp")
    weekdays: Many[Weekday] = key("thứ", ())
    month_days: Many[Annotated[int, Field(ge=1, le=31), Number]] = key("ngày trong tháng", ())
    month_weeks: Many[Annotated[int, Field(ge=1, le=5), Number]] = key("tuần thứ", ())
    dates: Many[Date] = key("các ngày", ())
    first: Date | None = key("bắt đầu", None)
    last: Date | None = key("kết thúc", None)
    start: Clock | None = key("từ giờ", None)
    end: Clock | None = key("đến giờ", None)
    place: Code | None = key("nơi", None)
    exceptions: Many[ScheduleException] = key("ngoại lệ", ())
    note: Text | None = key("ghi chú", None)
    remind_days: Annotated[int, Field(ge=0, le=30), Number] | None = key(
        "nhắc trước", None, "số ngày: 0 là nhắc ngay hôm ấy, 1 là nhắc từ hôm trước"
    )
    remind_at: Clock | None = key("nhắc lúc", None, 'giờ bot nhắc, như "19:00"')
    subject: Code | None = key("chủ đề", None, "mã trong chủ đề thông báo; ai đã bỏ chủ đề này thì không được nhắc")
    reminder: Text | None = key("lời nhắc", None, "lời riêng thay lời nhắc chung: {tên}, {ngày}, {giờ}, {nơi}")


class AgeBand(Model):
    """What to say to a resident whose question names a year of birth (`theo năm sinh`); age = year now - year of
    birth. The answer may hold {năm sinh}, {tuổi} and {năm thứ N} (the year in which the person turns N)."""

    from_age: Annotated[int, Field(ge=0, le=130), Number] = key("từ tuổi", 0)
    to_age: Annotated[int, Field(ge=0, le=130), Number] = key("đến tuổi", 130)
    answer: Text = key("trả lời")


class Topic(Sourced):
    """One thing residents ask about (`hỏi đáp`)."""

    code: Code = key("mã")
    title: Text = key("tiêu đề")
    answer: Text = key("trả lời")
    by_birth_year: Many[AgeBand] = key("theo năm sinh", ())
    related: Many[Code] = key("liên quan", ())
    ways: Many[Text] = key("cách hỏi", ())


class OutOfScope(Model):
    """Something people ask that is not the khu phố's (`ngoài phạm vi`). Without `ai phụ trách` it only teaches the
    bot what not to answer: the outcome is then `unknown`."""

    code: Code = key("mã")
    subject: Text = key("việc", description="như: Lịch cắt điện")
    in_charge: Text | None = key("ai phụ trách", None)
    ways: Many[Text] = key("cách hỏi", ())


class Greeting(Model):
    """Words that ask nothing (`chào hỏi`): hello, thanks, goodbye."""

    code: Code = key("mã")
    reply: Text = key("trả lời")
    ways: Many[Text] = key("cách hỏi", ())


class Subject(Model):
    """What announcements may be about (`chủ đề thông báo`): residents choose which of them they want."""

    code: Code = key("mã")
    title: Text = key("tên", description="như: Vệ sinh môi trường")


class ReportKind(Model):
    """What reports may be about (`loại phản ánh`). `hạn` is how many days the committee gives itself; residents are not
    told. `công khai`: others may be shown it and say that they see it too, if its author agrees. The kind `OTHER` must
    be there: it is what all is that nothing else fits."""

    code: Code = key("mã")
    title: Text = key("tên", description="như: Đèn đường")
    days: Annotated[int, Field(ge=1, le=365), Number] = key("hạn", description="số ngày Ban tự đặt để xong việc")
    public: Flag = key("công khai", False)
    placed: Flag = key("cần chỗ", False, "bot hỏi chỗ nào nếu bà con chưa nói")
    ways: Many[Text] = key("cách nói", (), "chữ hay gặp khi bà con báo việc này")


class Abbreviation(Model):
    """Short forms residents type and what they stand for (`viết tắt`)."""

    short: Many[Text] = key("viết")
    meaning: Text = key("nghĩa")


class Dictionary(Model):
    """How residents write and speak (`từ điển`)."""

    abbreviations: Many[Abbreviation] = key("viết tắt", ())
    synonyms: Many[tuple[Text, ...]] = key("đồng nghĩa", (), "mỗi dòng là các cách nói cùng một ý")
    complaints: Many[Text] = key("từ kêu ca", (), "chữ cho biết có việc hỏng hay phiền, như: hỏng, tắc, không ai sửa")
    fillers: Many[Text] = key("từ đệm", (), "lời thưa gửi không mang ý hỏi, như: ạ, ơi, cho em hỏi")
    general: Many[Text] = key("từ chung", (), "chữ không nói rõ việc gì, như: mang, theo, nộp, phạt, bao nhiêu")


class KnowledgeFile(Model):
    """One YAML file: any of the sections; lists of the same section in several files are joined."""

    neighbourhood: Neighbourhood | None = key("khu phố", None)
    places: Many[Place] = key("địa điểm", ())
    contacts: Many[Contact] = key("danh bạ", ())
    schedules: Many[Schedule] = key("lịch", ())
    topics: Many[Topic] = key("hỏi đáp", ())
    out_of_scope: Many[OutOfScope] = key("ngoài phạm vi", ())
    greetings: Many[Greeting] = key("chào hỏi", ())
    subjects: Many[Subject] = key("chủ đề thông báo", ())
    report_kinds: Many[ReportKind] = key("loại phản ánh", ())
    dictionary: Dictionary | None = key("từ điển", None)
    answer_wording: AnswerWording | None = key("lời trả lời", None)
    chat_wording: ChatWording | None = key("lời trò chuyện", None)
    notice_wording: NoticeWording | None = key("lời thông báo", None)
    committee_wording: CommitteeWording | None = key("lời trong ban", None)
    report_wording: ReportWording | None = key("lời phản ánh", None)
    thread_wording: ThreadWording | None = key("lời phản ánh trong ban", None)
    mailbox_wording: MailboxWording | None = key("lời hộp thư", None)
    handbook_wording: HandbookWording | None = key("lời sổ tay", None)
    office_wording: OfficeWording | None = key("lời quản trị", None)
    poster_wording: PosterWording | None = key("áp phích", None)


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything loaded from `knowledge/`: whole, checked, immutable."""

    neighbourhood: Neighbourhood
    places: Mapping[str, Place]
    contacts: Mapping[str, Contact]
    schedules: Mapping[str, Schedule]
    topics: Mapping[str, Topic]
    out_of_scope: Mapping[str, OutOfScope]
    greetings: Mapping[str, Greeting]
    subjects: Mapping[str, Subject]
    report_kinds: Mapping[str, ReportKind]
    dictionary: Dictionary
    answer_wording: AnswerWording
    chat_wording: ChatWording
    notice_wording: NoticeWording
    committee_wording: CommitteeWording
    report_wording: ReportWording
    thread_wording: ThreadWording
    mailbox_wording: MailboxWording
    handbook_wording: HandbookWording
    office_wording: OfficeWording
    poster_wording: PosterWording | None  # residents are answered without
    version: str
    loaded_at: dt.datetime
