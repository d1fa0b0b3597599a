"""The zipped XML of .docx and .odt, opened so that a hostile file can do no harm.

No member is ever written to disk; only members that the reader asks for are unpacked.
"""

import io
import re
import zipfile
from typing import Any

from rag.errors import DamagedError, HarmError, ProtectedError

MAX_MEMBERS = 2_000
MAX_MEMBER_BYTES = 30_000_000
MAX_TOTAL_BYTES = 300_000_000
# Real XML packs about 20 times smaller; a bomb packs 1,000 times.
MAX_RATIO = 150
RATIO_COUNTS_FROM = 1_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive in `data`; raises LetterError when it is none or could do harm."""
    if data.startswith(OLE):
        raise ProtectedError(
            "is an old .doc or protected by a password; save it as .docx without password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DamagedError(f"is damaged or not what its name says ({error})") from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise HarmError(f"holds {len(members):,} files, more than {MAX_MEMBERS:,}")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise HarmError(f"unpacks to more than {MAX_TOTAL_BYTES:,} bytes")
    if len({member.filename for member in members}) < len(members):
        raise HarmError("holds two files of the same name inside")
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise HarmError(f"holds a file that points outside it ({member.filename[:60]!r})")
        if member.flag_bits & 1:
            raise ProtectedError("is protected by a password; save it without")
        packed = max(member.compress_size, 1)
        if member.file_size > RATIO_COUNTS_FROM and member.file_size / packed > MAX_RATIO:
            raise HarmError(f"is a zip bomb: {name[:60]!r} unpacks to {member.file_size:,} bytes")
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Content of a member, None when there is none of that name; raises LetterError."""
    try:
        with archive.open(name) as stream:
            # The size in the directory can lie: read what is allowed and one byte more.
            content = stream.read(MAX_MEMBER_BYTES + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise DamagedError(f"is damaged: {name!r} cannot be unpacked") from None
    except Exception as error:  # zlib.error, lzma.LZMAError: each library has its own
        if isinstance(error, MemoryError):
            raise
        raise DamagedError(f"is damaged: {name!r} cannot be unpacked") from None
    if len(content) > MAX_MEMBER_BYTES:
        raise HarmError(f"unpacks to more than {MAX_MEMBER_BYTES:,} bytes in {name!r}")
    return content


def xml_member(archive: zipfile.ZipFile, name: str) -> Any | None:
    """Root element of an XML member, None when there is none; raises LetterError."""
    content = member(archive, name)
    return None if content is None else parse_xml(content, name)


def parse_xml(content: bytes, name: str) -> Any:
    """Root element of XML without a DOCTYPE, entities or network; raises LetterError."""
    from lxml import etree

    if _DOCTYPE.search(content.replace(b"\0", b"")):
        raise HarmError(f"declares a DOCTYPE or entities in {name!r}, which a letter never does")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        reason = " ".join(str(error).split())[:120]
        raise DamagedError(f"holds XML that is damaged, in {name!r} ({reason})") from None
    except ValueError as error:
        raise DamagedError(f"holds XML that is damaged, in {name!r} ({error})") from None
