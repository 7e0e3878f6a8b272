"""Files that were sent: kept in memory, found by file_id."""

import mimetypes
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from bot.simulator.wire import ApiError, Json, bad_request

MEGABYTE = 1024 * 1024
PHOTO_LIMIT = 10 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE
DOWNLOAD_LIMIT = 20 * MEGABYTE
SAMPLE_PHOTO = Path(__file__).with_name("sample.jpg")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")  # what can stand in an address as it is
KINDS = ("photo", "document", "voice", "video", "audio", "animation", "sticker")


@dataclass(frozen=True)
class Upload:
    """A file as it arrives."""

    name: str
    data: bytes
    mime: str = ""


@dataclass(frozen=True)
class StoredFile:
    """A file on the server."""

    file_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        suffix = Path(self.name).suffix
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ".bin"
        return f"{self.kind}s/{self.file_id}{suffix}"

    def reference(self) -> Json:
        """What getFile answers, and the part that every kind of media shares."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": len(self.data)}

    def content(self) -> Json:
        """The part of a message that shows this file."""
        size = {"width": self.width, "height": self.height}
        names = {"file_name": self.name, "mime_type": self.mime}
        match self.kind:
            case "photo":
                return {"photo": [self.reference() | size]}
            case "voice":
                return {"voice": self.reference() | {"duration": 1, "mime_type": self.mime}}
            case "video" | "animation":
                return {self.kind: self.reference() | size | {"duration": 1} | names}
            case "audio":
                return {"audio": self.reference() | {"duration": 1} | names}
            case "sticker":
                flags = {"type": "regular", "is_animated": False, "is_video": False}
                return {"sticker": self.reference() | size | flags}
        return {"document": self.reference() | names}


class FileStore:
    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an upload; raises the errors of Telegram for files it does not take."""
        width, height = _checked_size(kind, upload)
        mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        file_id = f"{kind[:2].upper()}gAC{len(self._files) + 1:012d}AAQ"
        stored = StoredFile(file_id, kind, upload.name or f"{kind}.bin", mime, upload.data, width, height)
        self._files[file_id] = stored
        return stored

    def restore(self, stored: StoredFile) -> None:
        self._files[stored.file_id] = stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        stored = self._files.get(Path(path).stem)
        return stored if stored and stored.path == path else None

    def all(self) -> list[StoredFile]:
        return list(self._files.values())


def sample_photo() -> Upload:
    return Upload("sample.jpg", SAMPLE_PHOTO.read_bytes(), "image/jpeg")


def _checked_size(kind: str, upload: Upload) -> tuple[int, int]:
    size = len(upload.data)
    if not size:
        raise bad_request("file must be non-empty")
    if size > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind != "photo":
        return (512, 512) if kind == "sticker" else (0, 0)
    if size > PHOTO_LIMIT:
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    pixels = picture_size(upload.data)
    if not pixels:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(pixels) > 10_000 or max(pixels) > 20 * min(pixels):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return pixels


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, WebP or JPEG; None for anything else."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", data[16:24])
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return struct.unpack("<HH", data[6:10])
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
        return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError):
        return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = struct.unpack("<I", data[21:25])[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (SOF), which holds the size."""
    position = 2
    while data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]
    return None
