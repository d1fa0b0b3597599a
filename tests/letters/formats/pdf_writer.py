"""The smallest PDF writer that the tests need: lines of Helvetica at a place on a page."""

import zlib
from collections.abc import Sequence

PLAIN, BOLD, ITALIC = "F1", "F2", "F3"
WIDTH, HEIGHT = 595, 842

# (x, y from the bottom, font, size, words)
Run = tuple[float, float, str, float, str]


def write_pdf(pages: Sequence[Sequence[Run]], trailer: bytes = b"") -> bytes:
    """A PDF with these runs; `trailer` is added to the trailer dictionary."""
    fonts = b"".join(
        b"/%s << /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >> "
        % (name.encode(), base)
        for name, base in (
            (PLAIN, b"Helvetica"),
            (BOLD, b"Helvetica-Bold"),
            (ITALIC, b"Helvetica-Oblique"),
        )
    )
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for runs in pages:
        content = b"".join(_run(*run) for run in runs)
        packed = zlib.compress(content, 9)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(packed), packed)
        )
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << %s >> >> >>" % (WIDTH, HEIGHT, len(objects), fonts)
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(data)


def _run(x: float, y: float, font: str, size: float, words: str) -> bytes:
    text = words.encode("cp1252").replace(b"\\", b"\\\\")
    text = text.replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (font.encode(), size, x, y, text)
