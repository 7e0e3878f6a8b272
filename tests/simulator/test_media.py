import json

import pytest

from bot.simulator.files import PHOTO_LIMIT, picture_size, sample_photo
from bot.simulator.state import TOKEN
from tests.simulator.local import Local

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x20\x08\x06\x00\x00\x00"


async def _upload(local: Local, method: str, name: str, data: bytes, **fields: str | int) -> dict[str, object]:
    files = {name: ("ảnh.png", data, "image/png")}
    response = await local.http.post(f"/bot{TOKEN}/{method}", data=fields, files=files)
    answer: dict[str, object] = response.json()
    return answer


async def test_a_photo_is_uploaded_reused_and_downloaded(local: Local) -> None:
    lan = await local.resident()
    answer = await _upload(local, "sendPhoto", "photo", PNG, chat_id=lan, caption="<b>đèn</b>", parse_mode="HTML")
    sent = answer["result"]
    assert isinstance(sent, dict)
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("đèn", "bold")
    photo = sent["photo"][-1]
    assert (photo["width"], photo["height"], photo["file_size"]) == (64, 32, len(PNG))
    again = await local.bot("sendPhoto", chat_id=lan, photo=photo["file_id"])
    assert again["photo"][-1]["file_unique_id"] == photo["file_unique_id"]
    found = await local.bot("getFile", file_id=photo["file_id"])
    assert (await local.http.get(f"/file/bot{TOKEN}/{found['file_path']}")).content == PNG
    assert (await local.http.get(f"/client/file/{photo['file_id']}")).content == PNG
    assert (await local.http.get(f"/file/bot{TOKEN}/photos/none.png")).status_code == 404
    assert (await local.http.get(f"/file/bot1:x/{found['file_path']}")).status_code == 401


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (
            PNG + bytes(PHOTO_LIMIT),
            f"file of size {PHOTO_LIMIT + len(PNG)} bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
)
async def test_wrong_photos_are_refused(local: Local, data: bytes, reason: str) -> None:
    lan = await local.resident()
    answer = await _upload(local, "sendPhoto", "photo", data, chat_id=lan)
    assert answer["description"] == f"Bad Request: {reason}"


@pytest.mark.parametrize("source", ["", "nothing", "https://example.org/x.jpg"])
async def test_a_file_must_be_known(local: Local, source: str) -> None:
    lan = await local.resident()
    assert (await local.call("sendPhoto", chat_id=lan, photo=source))["error_code"] == 400


async def test_an_album_arrives_as_messages_of_one_group(local: Local) -> None:
    lan = await local.resident()
    media = [{"type": "photo", "media": "attach://a", "caption": "một"}, {"type": "photo", "media": "attach://b"}]
    response = await local.http.post(
        f"/bot{TOKEN}/sendMediaGroup",
        data={"chat_id": lan, "media": json.dumps(media)},
        files={"a": ("a.png", PNG), "b": ("b.png", PNG)},
    )
    first, second = response.json()["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "một"
    assert await local.refusal("sendMediaGroup", chat_id=lan, media=[media[0]])
    mixed = [media[0], {"type": "document", "media": "attach://b"}]
    reason = "Bad Request: document can't be mixed with other media types"
    assert await local.refusal("sendMediaGroup", chat_id=lan, media=mixed) == reason


async def test_copies_of_an_album_are_an_album(local: Local) -> None:
    group = await local.act("groups", title="Tổ 7", members=[await local.resident("Minh")])
    lan = await local.resident()
    album = (await local.act("send-album", chat_id=lan, from_id=lan, photos=2, caption="sơ đồ"))["messages"]
    said = await local.act("send", chat_id=lan, from_id=lan, text="x")
    wanted = [*(message["message_id"] for message in album), said["message_id"], said["message_id"] + 99]
    source = {"from_chat_id": lan, "message_ids": wanted}
    assert len(await local.bot("copyMessages", chat_id=group["id"], **source)) == 3
    first, second, text = [entry["message"] for entry in local.telegram.journal.deliveries(str(group["id"]))]
    assert first["media_group_id"] == second["media_group_id"] != album[0]["media_group_id"]
    assert (first["caption"], "media_group_id" in text, "forward_origin" in text) == ("sơ đồ", False, False)
    await local.bot("copyMessages", chat_id=lan, **source, remove_caption=True)
    assert "caption" not in local.telegram.journal.deliveries(str(lan))[0]["message"]


async def test_messages_of_the_service_are_passed_over_when_copied(local: Local) -> None:
    lan = await local.resident()
    group = await local.act("groups", title="Tổ 7", members=[lan])
    await local.act("join", chat_id=group["id"], user_id=await local.resident("Minh"))
    (update,) = await local.updates()
    source = {"from_chat_id": group["id"], "message_ids": [update["message"]["message_id"]]}
    reason = "Bad Request: there are no messages to copy"
    assert await local.refusal("copyMessages", chat_id=lan, **source) == reason


async def test_media_and_captions_are_edited(local: Local) -> None:
    lan = await local.resident()
    sent = await local.act("send", chat_id=lan, from_id=lan, photo=True)
    file_id = sent["photo"][-1]["file_id"]
    own = await local.bot("sendPhoto", chat_id=lan, photo=file_id, caption="cũ")
    place = {"chat_id": lan, "message_id": own["message_id"]}
    assert (await local.bot("editMessageCaption", **place, caption="mới"))["caption"] == "mới"
    media = {"type": "photo", "media": file_id}
    assert "caption" not in await local.bot("editMessageMedia", **place, media=media)
    assert (
        await local.refusal("editMessageText", **place, text="x")
        == "Bad Request: there is no text in the message to edit"
    )


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "sticker"])
async def test_people_send_files_of_every_kind(local: Local, kind: str) -> None:
    lan = await local.resident()
    fields = {"chat_id": lan, "from_id": lan, "kind": kind, "caption": "xem"}
    response = await local.http.post("/client/send", data=fields, files={"file": ("x.png", PNG, "image/png")})
    assert response.status_code == 200
    (update,) = await local.updates()
    assert kind in update["message"]
    assert update["message"]["caption"] == "xem"


def test_the_sample_photo_is_a_picture() -> None:
    assert picture_size(sample_photo().data) == (960, 720)


@pytest.mark.parametrize("size", range(0, 400, 7))
def test_a_cut_picture_has_a_size_or_none(size: int) -> None:
    data = sample_photo().data[:size]
    assert picture_size(data) in (None, (960, 720))
