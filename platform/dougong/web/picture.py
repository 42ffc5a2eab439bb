"""A text as a QR code, drawn on the server: nobody else learns what it says."""

import segno
from markupsafe import Markup


def picture(text: str) -> Markup:
    """Return the code as SVG, dark on light in either theme, as cameras want it."""
    made: str = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="dg-qr", lineclass=None, omitsize=True)
    return Markup(made)  # noqa: S704 - our own drawing; the text is in it as squares only
