"""How much may be sent: what is beyond a bound is read past and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 5 * 1024 * 1024
# What a telephone takes is heavier than any table; its field may carry more.
MOST_BYTES_OF = {"pictures": 15 * 1024 * 1024}


class BoundedUpload(FileUploadHandler):
    """Pass on 5 MiB (15 of a picture) and one byte of each file; first in the settings' list.

    The byte too many lets whoever reads the file see that it is too big, and say so.
    """

    passed = 0
    most = MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count from nothing for the next file."""
        super().new_file(*args, **kwargs)
        self.passed = 0
        self.most = MOST_BYTES_OF.get(str(self.field_name), MOST_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what is still within the bound, and nothing after that."""
        kept = raw_data[: self.most + 1 - self.passed]
        self.passed += len(kept)
        return kept or None

    def file_complete(self, file_size: int) -> None:
        """Leave the file itself to the handlers after this one."""
