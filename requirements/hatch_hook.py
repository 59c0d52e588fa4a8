"""Tells the builder what the package depends on, by the lines of .in files, and nothing else."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

# Needed to install from the lock without the network, not to run.
BUILD_ONLY = {"hatchling", "editables"}


# What `pip install portevoix[...]` may add.
EXTRAS = ("embeddings",)


class RuntimeRequirements(MetadataHookInterface):
    def update(self, metadata: dict[str, object]) -> None:
        metadata["dependencies"] = [
            line for line in self._lines("runtime") if line not in BUILD_ONLY
        ]
        metadata["optional-dependencies"] = {name: self._lines(name) for name in EXTRAS}

    def _lines(self, name: str) -> list[str]:
        lines = Path(self.root, "requirements", f"{name}.in").read_text().splitlines()
        return [line.strip() for line in lines if line.strip() and line[0] not in "#-"]
