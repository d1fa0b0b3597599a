"""A page of a scanned PDF -> a grey picture of it, for OCR; runs in the sandboxed child."""

import base64

from rag.errors import DamagedError, TooLargeError

MAX_PAGES = 30
_DPI = 300
# A little more than A4 at that resolution: a larger page gets a coarser picture.
_MAX_PIXELS = 9_500_000


def read_page(data: bytes, number: str) -> dict[str, object]:
    """Page `number` (from 0) as base64 of a PGM file, its size in points, and how many there are.

    Raises LetterError when there are too many, or when the page cannot be drawn.
    """
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    if len(pdf) > MAX_PAGES:
        raise TooLargeError(
            f"is a scan of {len(pdf):,} pages, more than {MAX_PAGES}; split it, or make it "
            "readable first (`ocrmypdf -l nld IN.pdf OUT.pdf`)"
        )
    try:
        page = pdf[int(number)]
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    except pypdfium2.PdfiumError as error:
        raise DamagedError(f"is damaged on page {int(number) + 1} ({error})") from None
    pixels, stride = memoryview(bitmap.buffer), bitmap.stride
    rows = b"".join(pixels[y * stride : y * stride + bitmap.width] for y in range(bitmap.height))
    picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + rows
    return {
        "picture": base64.b64encode(picture).decode(),
        "dots": bitmap.height,
        "points": height,
        "pages": len(pdf),
    }
