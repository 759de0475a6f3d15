"""Messages to a webhook on this machine: when, what, and what a dead one costs."""

import json
import logging
import socket
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawling import crawl
from wangcheng_spider.notify import MISSING, check_extra, notify

SECONDS = 20.0


class Webhook:
    """Keeps what is posted to it; answers with ``status``."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                message = json.loads(self.rfile.read(length))
                if hook.status == 200:
                    hook.messages.append(message)
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    thread = Thread(target=hook.server.serve_forever, args=(0.02,))
    thread.start()
    yield hook
    hook.server.shutdown()
    thread.join()
    hook.server.server_close()


def make_record(exit_code: int, *alarms: str, **fields: Any) -> dict[str, Any]:
    table = {"run_id": "20260101T000000Z-demo", "site": "demo", "mode": "update", "archive": None}
    table |= {"narrow": False, "exit_code": exit_code, "written": {"new": 7}}
    table |= {"cause": f"the cause of exit {exit_code}" if exit_code else None}
    return table | {"alarms": [{"name": name, "text": ""} for name in alarms]} | fields


# what happens, one run a line, and whether it is told
STORY: list[tuple[dict[str, Any], str | None, str]] = [
    (make_record(0), None, "all is well"),
    (make_record(4), None, "single failures are tried again by themselves"),
    (make_record(3, "layout_drift"), "failed", "a new cause"),
    (make_record(3, "layout_drift"), None, "the same, lasting"),
    (make_record(6), None, "interrupted: neither"),
    (make_record(3, "layout_drift", "run_time"), "failed", "one more cause"),
    (make_record(3, "run_time"), None, "one less"),
    (make_record(3, "layout_drift"), None, "and back: told before"),
    (make_record(0, archive="pages"), None, "a replay says nothing of the site"),
    (make_record(0, narrow=True), None, "nor does a run on one channel"),
    (make_record(0), "recovered", "over"),
    (make_record(0), None, "said once"),
    (make_record(3), "failed", "nothing found"),
    (make_record(4), "recovered", "articles again"),
    (make_record(1), "failed", "internal error"),
    (make_record(7), "failed", "could not write"),
    (make_record(0), "recovered", "over"),
]


def test_a_story_of_runs(webhook: Webhook, tmp_path: Path) -> None:
    for table, want, why in STORY:
        webhook.messages.clear()
        notify([webhook.address], table, tmp_path, SECONDS)
        got = [message["title"] for message in webhook.messages]
        assert len(got) == (want is not None), why
        assert all(title.startswith(f"demo: crawl {want}") for title in got), why
        if want == "failed":
            assert f"the cause of exit {table['exit_code']}" in webhook.messages[0]["message"]
            assert webhook.messages[0]["type"] == "failure"


def test_what_did_not_arrive_is_said_by_the_next_run(webhook: Webhook, tmp_path: Path) -> None:
    webhook.status = 500
    notify([webhook.address], make_record(3), tmp_path, SECONDS)
    assert webhook.messages == []
    webhook.status = 200
    notify([webhook.address], make_record(3), tmp_path, SECONDS)
    assert len(webhook.messages) == 1


def test_a_dead_webhook_spoils_nothing_for_others(
    webhook: Webhook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"json://secret:word@127.0.0.1:{closed.getsockname()[1]}/password"
        for _ in range(2):
            notify(["nonsense://word", dead, webhook.address], make_record(3), tmp_path, SECONDS)
    assert len(webhook.messages) == 1, "who was told is not told again"
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("wangcheng_spider")]
    assert any("message to json://" in text for text in ours)
    assert any("nonsense" in text for text in ours)
    assert "word" not in caplog.text, "secrets stay out of the log"
    assert "word" not in (tmp_path / "notified.json").read_text()


def test_a_webhook_that_never_answers_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"json://127.0.0.1:{silent.getsockname()[1]}?cto=60&rto=60"
        notify([address], make_record(3), tmp_path, 0.5)
        # back, though nobody has answered: it would have waited for a minute
        assert "1 of 1 messages not sent in 0.5 s" in caplog.text
        connection, _ = silent.accept()
        connection.close()


def test_a_missing_extra_is_one_clear_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    addresses = ["json://127.0.0.1:1", "json://127.0.0.1:2"]
    with caplog.at_level(logging.DEBUG):
        check_extra(addresses)
        check_extra([])
        notify(addresses, make_record(3), tmp_path, SECONDS)
    here = [record for record in caplog.records if record.threadName == "MainThread"]
    assert [record.getMessage() for record in here] == [MISSING], "others end earlier tests"


# (NOTIFY, what the one line names)
WRONG = [
    ("word", "address 1, which has no scheme"),
    ("json://127.0.0.1:1/hook, pigeon://word/word", "address 2, pigeon://"),
    ("wecombot://", "address 1, wecombot://"),
]


@pytest.mark.parametrize(("addresses", "named"), WRONG)
def test_an_address_that_nobody_understands_is_refused_at_once(
    addresses: str, named: str, tmp_path: Path
) -> None:
    ended = crawl(tmp_path / "data", "-a", "site=sample", "-s", f"NOTIFY={addresses}")
    assert ended.exit_code == 2
    (said,) = ended.err.splitlines()
    assert named in said
    assert "word" not in said, "what is no known address may be a secret"
    assert not (tmp_path / "data").exists()


def test_a_quiet_run_says_in_a_line_what_did_not_arrive(webhook: Webhook, tmp_path: Path) -> None:
    webhook.status = 500
    arguments = [*crawl_nothing(tmp_path), "-s", f"NOTIFY={webhook.address}?word=secret", "--quiet"]
    ended = crawl(tmp_path / "data", *arguments)
    assert ended.exit_code == 3
    undelivered, judged = ended.err.splitlines()
    address = webhook.address.removesuffix("/hook")
    assert undelivered == f"wangcheng: NOTIFY: the message to {address} did not arrive"
    assert judged.startswith("wangcheng: exit 3: ")


def crawl_nothing(tmp_path: Path) -> list[str]:
    """Arguments of a crawl whose site does not answer."""
    profile = tmp_path / "gone.toml"
    profile.write_text(
        'name = "gone"\ncanonical_origin = "http://127.0.0.1:9"\npc_hosts = ["127.0.0.1:9"]\n'
        'start_urls = ["http://127.0.0.1:9/"]\n',
        "utf-8",
    )
    return ["-a", f"site={profile}", "-s", "RETRY_TIMES=0"]


def test_scrapy_crawl_tells(webhook: Webhook, tmp_path: Path) -> None:
    arguments = [*crawl_nothing(tmp_path), "-s", f"NOTIFY={webhook.address}"]
    ended = crawl(tmp_path / "data", *arguments)
    assert ended.exit_code == 3, ended.err
    titles = [message["title"] for message in webhook.messages]
    assert titles == ["gone: crawl failed (exit 3)"], ended.err
    assert "start page http://127.0.0.1:9/" in webhook.messages[0]["message"]
