"""How much may be sent: what is beyond a bound is read past and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 5 * 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Pass on 5 MiB and one byte of each file; stands first in the settings' list.

    The byte too many lets whoever reads the file see that it is too big, and say so.
    """

    passed = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count from nothing for the next file."""
        super().new_file(*args, **kwargs)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what is still within the bound, and nothing after that."""
        kept = raw_data[: MOST_BYTES + 1 - self.passed]
        self.passed += len(kept)
        return kept or None

    def file_complete(self, file_size: int) -> None:
        """Leave the file itself to the handlers after this one."""
