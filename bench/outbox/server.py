"""Five faulty networks in a process of their own: what was really published is known here alone.

`python -m bench.outbox.server CLOCK_REAL CLOCK_SHOWN SEED` prints one line, its addresses by
network, and serves until its input ends. `GET /truth` tells every text and how often it stands.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.outbox.clock import CALL_SECONDS, Clock

NETWORKS = ("mastodon", "bluesky", "linkedin", "x", "silent")
# What befalls a call that publishes, in hundredths; refused connections come on top.
FAULTS = {
    "cut_before": 6,
    "cut_after": 7,
    "error_before": 5,
    "error_after": 6,
    "too_many": 6,
    "times_out_before": 1,
    "times_out_after": 2,
    "acts_late": 1,
    "expired": 3,
    "slow": 4,
}
# Real seconds that a network listens, and then does not.
LISTENS, DEAF = 1.9, 0.1
# A token lives so long at least: nobody's expires between two calls.
TOKEN_LIVES = 3.0
IDEMPOTENCY_LASTS = timedelta(hours=1)
PAGE = 40


@dataclass
class Cut(Exception):
    """The line is cut instead of an answer."""


Answer = tuple[int, object, dict[str, str]]


@dataclass
class Network:
    """One network: what stands there, in which account, and what it knows of tokens."""

    name: str
    clock: Clock
    draws: random.Random
    lock: threading.Lock = field(default_factory=threading.Lock)
    posts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ghosts: set[tuple[str, str]] = field(default_factory=set)
    kept: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    tokens: dict[str, tuple[int, float]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        told = json.loads(body) if body else {}
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if parts.path == "/truth":
            return 200, self._truth(), {}
        if parts.path in {"/renew", "/xrpc/com.atproto.server.refreshSession"}:
            return self._renew(bearer)
        if method == "GET":
            return self._look(parts.path, parse_qs(parts.query))
        return self._through(bearer, told, headers)

    def _through(self, bearer: str, told: dict[str, Any], headers: dict[str, str]) -> Answer:
        fault = self._drawn()
        if fault == "too_many":
            return 429, {"error": "RateLimitExceeded"}, {"retry-after": "20"}
        account, generation = bearer.rsplit(".", 1)
        if fault == "expired":
            self._expire(account)
        if int(generation) != self._token_of(account)[0]:
            return 401, {"error": "ExpiredToken"}, {}
        if fault == "acts_late":
            time.sleep(CALL_SECONDS * 1.3)
        if fault.endswith("_before"):
            self._haunt(account, told)
            self._fail(fault)
        done = self._publish(account, told, headers)
        if fault.endswith("_after"):
            self._fail(fault)
        if fault == "slow":
            time.sleep(CALL_SECONDS / 3)
        return done

    def _drawn(self) -> str:
        with self.lock:
            draw = self.draws.random() * 100
            for name, share in FAULTS.items():
                draw -= share
                if draw < 0 and not (name == "expired" and self.name == "mastodon"):
                    self.calls[name] += 1
                    return name
            self.calls["good"] += 1
        return ""

    def _fail(self, fault: str) -> None:
        if fault.startswith("times_out"):
            time.sleep(CALL_SECONDS * 1.5)
        raise Cut if not fault.startswith("error") else Broken

    def _publish(self, account: str, told: dict[str, Any], headers: dict[str, str]) -> Answer:
        with self.lock:
            doing = getattr(self, f"_publish_on_{self.name}", self._publish_bare)
            answer: Answer = doing(account, told, headers)
        return answer

    def _publish_on_mastodon(
        self, account: str, told: dict[str, Any], headers: dict[str, str]
    ) -> Answer:
        key = headers.get("idempotency-key", "")
        kept = self.kept.get(key)
        if kept and self.clock() - kept[0] < IDEMPOTENCY_LASTS:
            return 200, kept[1], {}
        status = self._stored(account, told["status"])
        self.kept[key] = (self.clock(), status)
        return 200, status, {}

    def _publish_on_bluesky(
        self, account: str, told: dict[str, Any], headers: dict[str, str]
    ) -> Answer:
        if any(post["id"] == told["rkey"] for post in self.posts.get(account, ())):
            return 500, {"error": "InternalServerError"}, {}
        self._stored(account, told["record"]["text"], told["rkey"])
        return 200, {"uri": _uri(account, told["rkey"])}, {}

    def _publish_bare(self, account: str, told: dict[str, Any], headers: dict[str, str]) -> Answer:
        text = told["text"]
        is_there = any(post["text"] == text for post in self.posts.get(account, ()))
        if self.name == "linkedin" and (is_there or (account, text) in self.ghosts):
            return 422, {"message": "DUPLICATE_POST"}, {}
        if self.name == "x" and is_there:
            return 403, {"detail": "duplicate content"}, {}
        return 201, {"id": self._stored(account, text)["id"]}, {}

    def _haunt(self, account: str, told: dict[str, Any]) -> None:
        """LinkedIn may hold a text for published that nobody will ever see."""
        if self.name == "linkedin":
            with self.lock:
                self.ghosts.add((account, told["text"]))

    def _stored(self, account: str, text: str, key: str = "") -> dict[str, Any]:
        own = self.posts.setdefault(account, [])
        number = key or str(10**9 + sum(map(len, self.posts.values())))
        post = {
            "id": number,
            "url": f"https://{self.name}.example/{number}",
            "created_at": self.clock().isoformat(),
            "text": text,
            "content": f"<p>{escape(text, quote=False)}</p>",
        }
        own.append(post)
        return post

    def _look(self, path: str, asked: dict[str, list[str]]) -> Answer:
        with self.lock:
            if self.name == "mastodon" and path.endswith("/statuses"):
                own = self.posts.get(path.split("/")[-2], [])
                before = asked.get("max_id", ["9" * 12])[0]
                older = [post for post in reversed(own) if int(post["id"]) < int(before)]
                return 200, older[:PAGE], {}
            if path.endswith("getRecord"):
                account, key = asked["repo"][0], asked["rkey"][0]
                if any(post["id"] == key for post in self.posts.get(account, ())):
                    return 200, {"uri": _uri(account, key)}, {}
                return 400, {"error": "RecordNotFound"}, {}
        return 404, {}, {}

    def _renew(self, bearer: str) -> Answer:
        account, generation = bearer.rsplit(".", 1)
        with self.lock:
            current = self.tokens.get(account, (0, 0.0))[0]
            if int(generation) not in {current, current - 1}:
                return 401, {"error": "ExpiredToken"}, {}
            self.calls["renewals"] += 1
            new = f"{account}.{current}"
        return 200, {"access": new, "refresh": new, "accessJwt": new, "refreshJwt": new}, {}

    def _token_of(self, account: str) -> tuple[int, float]:
        return self.tokens.get(account, (0, 0.0))

    def _expire(self, account: str) -> None:
        with self.lock:
            generation, since = self._token_of(account)
            if time.time() - since > TOKEN_LIVES:
                self.tokens[account] = (generation + 1, time.time())

    def _truth(self) -> dict[str, Any]:
        with self.lock:
            texts = Counter(post["text"] for own in self.posts.values() for post in own)
            return {"texts": texts, "calls": self.calls}


class Broken(Exception):
    """The answer is 502."""


def _uri(account: str, key: str) -> str:
    return f"at://{account}/app.bsky.feed.post/{key}"


class Handler(BaseHTTPRequestHandler):
    """Carry one request to its network; whatever it raises becomes a cut line or a 502."""

    server: "Listener"

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status, content, extra = self.server.network.answer(
                self.command, self.path, headers, body
            )
        except Cut:
            self.close_connection = True
            return
        except Broken:
            status, content, extra = 502, {}, {}
        written = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**extra, "content-type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    do_GET = do_POST = _respond

    def log_message(self, format: str, *args: object) -> None:
        return


class Listener(ThreadingHTTPServer):
    """One network's door, which is shut now and then."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    network: Network

    def handle_error(self, *_: object) -> None:
        # A client that was killed, or has waited long enough.
        return


def serve(network: Network, port: int, ready: threading.Event) -> None:
    """Listen on a port for ever, with a pause now and then in which nobody is there."""
    while True:
        listener = Listener(("127.0.0.1", port), Handler)
        listener.network = network
        ready.set()
        threading.Timer(LISTENS, listener.shutdown).start()
        listener.serve_forever(poll_interval=0.02)
        listener.server_close()
        time.sleep(DEAF)


def main() -> None:
    """Open the five doors, say where they are, and stay until told to go."""
    clock = Clock(float(sys.argv[1]), float(sys.argv[2]))
    ports = {}
    for place, name in enumerate(NETWORKS):
        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as probe:
            ports[name] = probe.server_address[1]
        network = Network(name, clock, random.Random(int(sys.argv[3]) + place))
        ready = threading.Event()
        threading.Thread(target=serve, args=(network, ports[name], ready), daemon=True).start()
        ready.wait()
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
