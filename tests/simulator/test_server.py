import asyncio
import re
import signal
import sys
from pathlib import Path

import httpx
import pytest

from bot.simulator import client_api, control_api
from bot.simulator.faults import KINDS
from bot.simulator.server import Served, serve
from tests.simulator.local import Local

DOCUMENT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
async def test_it_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        async with serve(host=host):
            pass


async def test_a_port_in_use_is_an_error_at_once(served: Served) -> None:
    with pytest.raises(OSError, match="in use"):
        async with serve(port=int(served.url.rsplit(":", 1)[1])):
            pass


async def test_the_page_is_served(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False) as http:
        page = await http.get("/")
        assert page.headers["content-type"].startswith("text/html")
        script = await http.get("/static/app.js")
        assert script.status_code == 200
        same = await http.get("/static/app.js", headers={"If-None-Match": script.headers["etag"]})
        assert same.status_code == 304
        assert {answer.headers["cache-control"] for answer in (page, script, same)} == {"no-cache"}
        assert (await http.get("/static/../state.py")).status_code == 404


async def test_a_file_from_a_person_cannot_run_scripts_on_the_page(live: Local) -> None:
    lan = await live.resident()
    upload = {"file": ("x.html", b"<script>alert(1)</script>", "text/html")}
    sent = await live.http.post("/client/send", data={"chat_id": lan, "from_id": lan}, files=upload)
    file_id = sent.json()["document"]["file_id"]
    assert (await live.http.get(f"/client/file/{file_id}")).headers["content-security-policy"] == "sandbox"


async def test_it_runs_by_itself_and_prints_its_address() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", "--port", "0", "--token", "5:x", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    url = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        assert (await http.get(f"{url}/bot5:x/getMe")).json()["ok"]
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_calls_come_as_query_form_json_or_multipart(served: Served) -> None:
    url = f"{served.base_url}{served.token}/setMyDescription"
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        answers = [
            await http.get(url, params={"description": "đ"}),
            await http.post(url, data={"description": "đ"}),
            await http.post(url, json={"description": "đ"}),
            await http.post(url, files={"description": (None, "đ")}),
        ]
        shown = await http.post(f"{served.base_url}{served.token}/getMyDescription")
    assert [answer.json() for answer in answers] == [{"ok": True, "result": True}] * 4
    assert shown.json()["result"] == {"description": "đ"}


def test_every_call_and_kind_of_fault_is_described_and_nothing_else() -> None:
    described = set(re.findall(r"`(GET|POST|DELETE) ([\w/-]+)`", DOCUMENT))
    assert described == {*client_api.ACTIONS, *control_api.ACTIONS, ("GET", "events")}
    assert {kind for kind in KINDS if f"`{kind}`" not in DOCUMENT} == set()
