"""The QR pictures of the pages, drawn here and asked of nobody."""

import io

import segno

from creditplus.web.pages.html import Html


def qr(said: str) -> Html:
    """Letters as a QR picture."""
    out = io.BytesIO()
    made = segno.make(said, error="m", micro=False)
    made.save(
        out, kind="svg", scale=8, border=4, xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, light="#fff"
    )
    return Html(out.getvalue().decode())
