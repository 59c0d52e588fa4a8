"""Short links at speed: ours beside nginx's bare redirect and an ordinary Django view, in turns.

Every click of ours is on disk before its redirect is answered. nginx answers `return 302` and
writes nothing down. The Django view answers the same route the ordinary way, with one committed
row a click, under granian (WSGI) on the product's own SQLite settings. All three are asked by wrk
(Debian) with the same connections, one after the other, round after round; figures are medians of
the rounds. Then ours is killed (-9, every process) while a loader of ours is asking, each
request with a name of its own, and what was acknowledged is looked for in the journals.

Needs Debian's `nginx-light` and `wrk`. Everything listens on free ports of loopback.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.linkround.kill import acknowledged_in_load

CODE, TARGET = "abcdefghijkm", "https://news.example/a"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from portevoix.people.models import Person
from portevoix.share.actions.clicks import renew_salts
from portevoix.share.models import Link
person = Person(email="ines@atelier.example", name="Inès")
person.save()
Link.objects.create(code="{CODE}", person=person, target_url="{TARGET}", created_at=timezone.now())
renew_salts(at=timezone.now())
"""
NGINX = """
worker_processes auto; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} reuseport backlog=2048;
    location /l/ {{
      add_header Cache-Control no-store always; add_header Referrer-Policy no-referrer always;
      add_header X-Robots-Tag noindex always; return 302 {target};
    }}
  }}
}}
"""
Start = Callable[[int], list[str]]


def main() -> None:
    """Print each round and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="short rounds: under a minute")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))
    asked = parser.parse_args()
    if asked.small:
        asked.rounds, asked.seconds = 2, 2
    missing = [name for name in ("nginx", "wrk") if not shutil.which(name)]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} (apt-get install nginx-light wrk)")
    with tempfile.TemporaryDirectory(prefix="portevoix-links-") as folder:
        print(json.dumps(told(Path(folder), asked)))


def told(folder: Path, asked: argparse.Namespace) -> dict[str, float]:
    """Run the rounds, then the kill."""
    env = _prepared(folder)
    servers: dict[str, Start] = {
        "nginx": lambda port: ["nginx", "-c", _nginx_config(folder, port)],
        "django": _django,
        "ours": lambda port: _ours(port, asked.workers),
    }
    rates: dict[str, list[float]] = {name: [] for name in servers}
    slowest: list[float] = []
    for turn in range(asked.rounds):
        for name, start in servers.items():
            with _serving(start, env) as (port, _process):
                rate, p99 = _asked_by_wrk(port, asked.connections, asked.seconds)
            rates[name].append(rate)
            if name == "ours":
                slowest.append(p99)
            load = os.getloadavg()[0]
            print(f"{turn + 1} {name:7} {rate:10,.0f}/s  p99 {p99:7.2f} ms  load {load:.1f}")
    per_second = {name: statistics.median(seen) for name, seen in rates.items()}
    with _serving(servers["ours"], env) as (port, process):
        clicks = acknowledged_in_load(
            port, CODE, lambda: _kill(process), seconds=1.5 if asked.small else 4.0
        )
    kept = _journalled(folder)
    ours, nginx, django = per_second["ours"], per_second["nginx"], per_second["django"]
    print(f"ours / nginx {ours / nginx:.2f}, ours / django {ours / django:.1f}")
    return {
        "per_second": round(ours),
        "nginx_per_second": round(nginx),
        "django_per_second": round(django),
        "p99_ms": round(statistics.median(slowest), 2),
        "acknowledged": len(clicks),
        "lost_after_kill": len(clicks - kept),
    }


def _prepared(folder: Path) -> dict[str, str]:
    ours = {
        "PORTEVOIX_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "portevoix.config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'links.sqlite3'}",
        "PORTEVOIX_LOG_LEVEL": "WARNING",
    }
    env = {**os.environ, **ours}
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    return env


def _nginx_config(folder: Path, port: int) -> str:
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, port=port, target=TARGET))
    return str(path)


def _django(port: int) -> list[str]:
    granian = str(Path(sys.executable).parent / "granian")
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    manner = ["--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
    return [granian, *where, *manner, "bench.linkround.ordinary:application"]


def _ours(port: int, workers: int) -> list[str]:
    command = [sys.executable, "-m", "portevoix", "serve", "--links", "--port", str(port)]
    return [*command, "--workers", str(workers)]


@contextmanager
def _serving(start: Start, env: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(start(port), env=env, start_new_session=True)
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("a server ended instead of serving")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("a server did not start")


def _asked_by_wrk(port: int, connections: int, seconds: int) -> tuple[float, float]:
    where = f"http://127.0.0.1:{port}/l/{CODE}"
    headers = ["-H", f"User-Agent: {AGENT}", "-H", "Accept-Language: fr"]
    load = ["-t2", f"-c{connections}", "--latency"]
    # Once for its memory to be warm.
    subprocess.run(["wrk", *load, "-d1", *headers, where], check=True, capture_output=True)
    ran = subprocess.run(
        ["wrk", *load, f"-d{seconds}", *headers, where],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in ran or "Socket errors" in ran:
        sys.exit(f"not every answer was a redirect:\n{ran}")
    rate, late = re.search(r"Requests/sec:\s+([\d.]+)", ran), re.search(r"99%\s+([\d.]+)(\w+)", ran)
    if rate is None or late is None:
        sys.exit(f"wrk said nothing that can be read:\n{ran}")
    return float(rate[1]), float(late[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[late[2]]


def _journalled(folder: Path) -> set[str]:
    lines = (line for path in (folder / "clicks").iterdir() for line in path.open("rb"))
    whole = (line for line in lines if line.endswith(b"\n"))
    return {json.loads(line)["referrer_host"] for line in whole}


if __name__ == "__main__":
    main()
