"""A letter in PDF -> `Document`: columns, running headers, page numbers, notes, tables.

Read by pdfium (through pypdfium2): the engine of Chrome, fast, and maintained against hostile
files. What the lines mean is found in `pdf_layout`.
"""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from rag.errors import DamagedError, FormatError, ProtectedError, ScanError, TooLargeError
from rag.letters.document import Document
from rag.letters.emphasis import rank
from rag.letters.pdf_layout import make_document
from rag.letters.pdf_lines import Segment

MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
# A gap wider than this many font sizes separates columns or cells.
_WIDE_GAP = 1.6
_PASSWORD_ERROR = 4
_ITALIC_FLAG = 64
_BOLD = re.compile("bold|black|heavy", re.IGNORECASE)
_ITALIC = re.compile("italic|oblique", re.IGNORECASE)


def read_pdf(data: bytes) -> Document:
    """The letter in a PDF; raises LetterError when it cannot be read or is a scan."""
    import pypdfium2

    start = data.find(b"%PDF-", 0, 1024)
    if start < 0:
        raise FormatError("is no PDF inside; check its name")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) == _PASSWORD_ERROR:
            raise ProtectedError("is protected by a password; save it without") from None
        raise DamagedError(f"is damaged ({error})") from None
    count = len(pdf)
    if count > MAX_PAGES:
        raise TooLargeError(f"has {count:,} pages, more than {MAX_PAGES}; a letter is shorter")
    pages: list[list[Segment]] = []
    seen = 0
    for number in range(count):
        try:
            page = pdf[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            raise DamagedError(f"is damaged on page {number + 1}") from None
        seen += text.count_chars()
        if seen > MAX_CHARACTERS:
            raise TooLargeError(f"holds more than {MAX_CHARACTERS:,} characters")
        pages.append(list(_segments(text, page.get_height())))
        text.close()
        page.close()
    if not any(pages):
        raise ScanError(
            "is a scan without text; make it readable first (`ocrmypdf -l nld IN.pdf OUT.pdf`)"
        )
    return make_document(pages)


def _segments(page: Any, height: float) -> Iterator[Segment]:
    """Runs of characters on one line in one look, in the order of the file."""
    current: Segment | None = None
    space = False
    for code, box, size, look in _characters(page):
        char = chr(code)
        if char in "\r\n" or char.isspace():
            space = True
            continue
        left, bottom, right, top = box
        gap = left - current.right if current else 0.0
        if (
            current is None
            or abs(bottom - current.bottom) > 0.25 * max(size, current.size)
            or abs(size - current.size) > 0.5
            or look != current.look
            or gap > _WIDE_GAP * size
            or gap < -size
        ):
            if current:
                yield current
            current = Segment(char, left, height - top, right, bottom, size, look, space)
        else:
            current.text += (" " if space else "") + char
            current.right = right
        space = False
    if current:
        yield current


def _characters(
    page: Any,
) -> Iterator[tuple[int, tuple[float, float, float, float], float, int]]:
    """Code, box (left, baseline, right, top of the line), font size and emphasis of each."""
    import pypdfium2.raw as raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    looks: dict[tuple[bytes, int, int], int] = {}
    handle = page.raw
    for i in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
            code = ord("-") if code in (2, 0xFFFE) else ord(" ")
        if code == 2:  # what pdfium makes of a hyphen at the end of a line
            code = ord("-")
        box = ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top)
        if not raw.FPDFText_GetCharBox(handle, i, *box):
            continue
        raw.FPDFText_GetCharOrigin(handle, i, ctypes.byref(x), ctypes.byref(y))
        size = round(raw.FPDFText_GetFontSize(handle, i), 1) or 1.0
        length = raw.FPDFText_GetFontInfo(handle, i, name, 256, ctypes.byref(flags))
        key = name.raw[: max(length - 1, 0)], flags.value, raw.FPDFText_GetFontWeight(handle, i)
        if key not in looks:
            font = key[0].decode("latin-1")
            bold = bool(_BOLD.search(font)) or key[2] >= 600
            italic = bool(_ITALIC.search(font)) or bool(key[1] > 0 and key[1] & _ITALIC_FLAG)
            looks[key] = rank(bold, italic, False)
        yield code, (left.value, y.value, right.value, y.value + size), size, looks[key]
