"""Tells the builder what the package depends on: the lines of runtime.in, and nothing else."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

# Needed to install from the lock without the network, not to run.
BUILD_ONLY = {"hatchling", "editables"}


class RuntimeRequirements(MetadataHookInterface):
    def update(self, metadata: dict[str, object]) -> None:
        lines = Path(self.root, "requirements", "runtime.in").read_text().splitlines()
        wanted = (line.strip() for line in lines if line.strip() and line[0] not in "#-")
        metadata["dependencies"] = [line for line in wanted if line not in BUILD_ONLY]
