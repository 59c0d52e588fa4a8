"""QR codes as inline SVG, in the ink of the page."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """The QR code of an address, as one SVG path without style; error correction M."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=4,
        border=2,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        title=address,
    )
    # segno escapes the title; the rest is numbers.
    return mark_safe(out.getvalue().decode())  # noqa: S308
