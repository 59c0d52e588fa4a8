"""Start real counterparts on free ports of loopback, and make sure that ours is answering."""

import json
import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.peers import provision

START_SECONDS = 60
PASSWORD = "a-password-of-tests"


class PeerBroken(Exception):
    """A counterpart was installed but does not answer as it should."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One running server, and the member we made there."""

    host: str
    handle: str
    password: str
    # Where identities are looked up, on networks that have such a place.
    directory: str = ""


@contextmanager
def bluesky(place: Path) -> Iterator[Peer]:
    packages = provision.bluesky_packages()
    port = _free_port()
    script = Path(__file__).parent / "npm" / "bluesky.mjs"
    log = place / "bluesky.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [provision.node(), script],
            env=_bluesky_settings(place, packages, port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as process,
    ):
        try:
            directory = _wait_for_ready(process, log)
            host = f"http://localhost:{port}"
            member = {"handle": "ines.test", "email": "ines@atelier.example"}
            _post(f"{host}/xrpc/com.atproto.server.createAccount", {**member, "password": PASSWORD})
            yield Peer(host, "ines.test", PASSWORD, directory)
        finally:
            process.terminate()


@contextmanager
def snac(place: Path) -> Iterator[Peer]:
    program = provision.snac()
    port = _free_port()
    home = place / "snac"
    _answer([program, "init", home], f"127.0.0.1\n{port}\nlocalhost:{port}\n\n\n")
    told = _answer([program, "adduser", home, "ines"], "")
    password = told.partition("password is ")[2].split()[0]
    settings = json.loads((home / "server.json").read_text())
    title = secrets.token_hex(8)
    settings |= {"protocol": "http", "title": title, "queue_retry_max": 0}
    (home / "server.json").write_text(json.dumps(settings))
    with (
        (place / "snac.log").open("wb") as log,
        subprocess.Popen([program, "httpd", home], stdout=log, stderr=log) as process,
    ):
        try:
            host = f"http://localhost:{port}"
            _wait_for_title(process, f"{host}/api/v1/instance", title)
            yield Peer(host, "ines", password)
        finally:
            process.terminate()


def consent_on_snac(authorize_url: str, peer: Peer) -> str:
    """Do what the member does on the server's own page: sign in, and come back with a code."""
    asked = parse_qs(urlsplit(authorize_url).query)
    with urllib.request.urlopen(authorize_url, timeout=10) as page:
        assert b"x-snac-login" in page.read()
    form = {
        "login": peer.handle,
        "passwd": peer.password,
        "redir": asked["redirect_uri"][0],
        "cid": asked["client_id"][0],
        "state": asked["state"][0],
    }
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        opener.open(f"{peer.host}/oauth/x-snac-login", urlencode(form).encode(), timeout=10)
    except urllib.error.HTTPError as answer:
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert back["state"] == asked["state"]
        return back["code"][0]
    raise PeerBroken("snac did not send its member back")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _bluesky_settings(place: Path, packages: Path, port: int) -> dict[str, str]:
    data, blobs = place / "bluesky", place / "blobs"
    data.mkdir()
    blobs.mkdir()
    secret = {
        f"PDS_{name}": secrets.token_hex(32)
        for name in (
            "REPO_SIGNING_KEY_K256_PRIVATE_KEY_HEX",
            "PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX",
            "JWT_SECRET",
            "DPOP_SECRET",
            "ADMIN_PASSWORD",
        )
    }
    return {
        **os.environ,
        **secret,
        "NODE_ENV": "development",
        "LOG_ENABLED": "false",
        "PEERS_PACKAGES": str(packages),
        "PDS_DEV_MODE": "true",
        "PDS_INVITE_REQUIRED": "false",
        "PDS_DISABLE_SSRF_PROTECTION": "true",
        "PDS_RATE_LIMITS_ENABLED": "false",
        "PDS_HOSTNAME": "localhost",
        "PDS_PORT": str(port),
        "PDS_DATA_DIRECTORY": str(data),
        "PDS_BLOBSTORE_DISK_LOCATION": str(blobs),
    }


def _wait_for_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    """It speaks on its own output once it listens, so no other server can be taken for it."""
    os.set_blocking(process.stdout.fileno(), False)
    deadline = time.monotonic() + START_SECONDS
    heard = b""
    while time.monotonic() < deadline and process.poll() is None:
        heard += process.stdout.read() or b""
        if heard.endswith(b"\n") and b"ready " in heard:
            return heard.rpartition(b"ready ")[2].strip().decode()
        time.sleep(0.05)
    raise PeerBroken(f"the Bluesky server did not start: {log.read_text()[-500:]}")


def _wait_for_title(process: subprocess.Popen[bytes], url: str, title: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if json.load(answer)["title"] == title:
                    return
        except OSError:
            time.sleep(0.05)
    raise PeerBroken("snac did not start, or another server answers on its port")


def _answer(command: list[object], typed: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        input=typed,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout + done.stderr


def _post(url: str, content: object) -> object:
    request = urllib.request.Request(
        url, json.dumps(content).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
