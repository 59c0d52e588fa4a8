"""The bench of publications, smaller: real workers, real HTTP, faults and kill -9."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.loopback, pytest.mark.timeout(150)]


def test_publications_through_kills_and_faults_are_each_published_once() -> None:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.publication", "--tiny"],
        env=env | {"PYTHONPATH": os.pathsep.join(sys.path[:2])},
        capture_output=True,
        text=True,
        timeout=140,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert (told["duplicates"], told["lost"]) == (0, 0), told
    # What cannot be proven is asked; the rest stands there.
    assert told["published"] >= 60, told
    assert told["kills"] >= 20, told
    assert told["faulty"] > 0.2, told
