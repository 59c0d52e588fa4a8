"""The outside world of journeys, on loopback: real feeds as published, and an emulated Mastodon."""

from __future__ import annotations

import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from portevoix.web.fetch import FetchRequest
from tests.share.fakes import FakeMastodon

Answer = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, str, dict[str, str], bytes], Answer]
MOMENT = re.compile(r"<(?:pubDate|published|updated|dc:date)>([^<]{8,40})</")
KINDS = {".json": "application/feed+json", ".html": "text/html", ".opml": "text/x-opml"}


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """Serve on a free port of loopback for the time of the block; gives the origin."""

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, given, content = respond(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _respond

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def real_feeds(data: Path) -> dict[str, bytes]:
    """The feeds of the shared data as they were published, by path."""
    feeds = {f"/fr/{file.name}": file.read_bytes() for file in (data / "feeds/real/fr").iterdir()}
    for archive in sorted((data / "feeds/real").glob("*.tar.gz")):
        with tarfile.open(archive) as files:
            for member in files.getmembers():
                name = Path(member.name)
                content = files.extractfile(member)
                if content and name.suffix and "LICENSE" not in name.name:
                    feeds[f"/{archive.name.split('.')[0]}/{name.name}"] = content.read()
    return feeds


def as_of(now: datetime, feed: bytes) -> bytes:
    """The same feed, its moments shifted together so that the latest is an hour old."""
    text = feed.decode("utf-8", "replace")
    found = {words: moment for words in MOMENT.findall(text) if (moment := _moment(words))}
    if not found:
        return feed
    shift = now - timedelta(hours=1) - max(found.values())

    def later(match: re.Match[str]) -> str:
        moment = found.get(match.group(1))
        if moment is None:
            return match.group()
        return match.group().replace(match.group(1), format_datetime(moment + shift))

    return MOMENT.sub(later, text).encode()


def _moment(words: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(words.strip())
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def feeds_answering(feeds: dict[str, bytes]) -> Respond:
    """Answer each path with its feed, and 404 beyond."""

    def respond(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        content = feeds.get(path)
        if content is None:
            return 404, {}, b""
        return 200, {"content-type": KINDS.get(Path(path).suffix, "application/xml")}, content

    return respond


def opml_of(origin: str, paths: list[str]) -> bytes:
    lines = "".join(f'<outline type="rss" text="{p}" xmlUrl="{origin}{p}"/>' for p in paths)
    return f'<?xml version="1.0"?><opml version="2.0"><body>{lines}</body></opml>'.encode()


@dataclass
class MastodonServer:
    """An emulated Mastodon over real HTTP: sign-on, posts, the account's own statuses."""

    fake: FakeMastodon | None = None

    def respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        assert self.fake is not None
        parts = urlsplit(path)
        if parts.path == "/api/v1/apps":
            return _json(b'{"client_id": "an-app", "client_secret": "its-secret"}')
        if parts.path == "/oauth/token":
            return _json(b'{"access_token": "a-good-token", "token_type": "Bearer"}')
        if parts.path == "/oauth/authorize":
            return self._agree(parse_qs(parts.query))
        answered = self.fake(FetchRequest(f"{self.fake.host}{path}", method, headers, body))
        return answered.status, dict(answered.headers), answered.body

    def open_at(self, origin: str) -> None:
        self.fake = FakeMastodon(host=origin, now=lambda: datetime.now(UTC))

    def _agree(self, asked: dict[str, list[str]]) -> Answer:
        back = f"{asked['redirect_uri'][0]}?code=yes&state={asked['state'][0]}"
        page = f'<!doctype html><title>Server</title><h1>Agree?</h1><a href="{back}">Authorize</a>'
        return 200, {"content-type": "text/html"}, page.encode()


def _json(content: bytes) -> Answer:
    return 200, {"content-type": "application/json"}, content
