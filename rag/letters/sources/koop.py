"""The repository of officielebekendmakingen.nl (SRU 2.0 of KOOP).

Source: the manual of repository.overheid.nl/sru and a whole record in wetsuite-core
(tests/testfiles/searchrec.xml). `startRecord` counts from 1. Annexes (blg-…) have no XML.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from rag.errors import FetchError, LetterError
from rag.letters.archive import parse_xml
from rag.letters.sources.http import MAX_ANSWER_BYTES, Client
from rag.letters.sources.paper import Paper, parliamentary_year
from rag.records import Source

ROOT = "https://repository.overheid.nl/sru"
PAGE = 100
MAX_PAGES = 100
_SUFFIXES = {"xml": ".xml", "pdf": ".pdf"}


def list_papers(client: Client, dossier: str) -> Iterator[Paper]:
    """The papers of a dossier; raises FetchError."""
    name = dossier.replace(" ", "-")
    query = (
        f'c.product-area==officielepublicaties AND w.dossiernummer=="{name}" '
        "AND w.publicatienaam==Kamerstuk"
    )
    first, total = 1, 1
    while first <= total and first <= PAGE * MAX_PAGES:
        options = {
            "operation": "searchRetrieve",
            "version": "2.0",
            "startRecord": first,
            "maximumRecords": PAGE,
            "httpAccept": "application/xml",
            "query": query,
        }
        url = f"{ROOT}?{urlencode(options)}"
        content, _ = client.get(url, MAX_ANSWER_BYTES)
        try:
            root = parse_xml(content, url)
        except LetterError as error:
            raise FetchError(f"{ROOT}: answers with something that is not XML ({error})") from None
        count = _text(root, "numberOfRecords")
        if not count.isdecimal():
            raise FetchError(f"{ROOT}: answers with XML of another form than documented")
        total = int(count)
        records = _all(root, "recordData")
        if not records:
            return
        yield from filter(None, map(_paper, records))
        first += len(records)


def _paper(record: Any) -> Paper | None:
    identifier = _text(record, "identifier")
    if not identifier.startswith("kst-"):
        return None
    when = _text(record, "datumBrief") or _text(record, "date") or _text(record, "available")
    source = Source(
        letter_id=identifier,
        title=_text(record, "documenttitel") or _text(record, "title"),
        date=_date(when),
        sender=_text(record, "indiener"),
        chamber={"T": "II", "E": "I"}.get(_text(record, "creator")[:1], ""),
        parliamentary_year=parliamentary_year(_text(record, "vergaderjaar")),
        dossier=_text(record, "dossiernummer").replace("-", " "),
        dossier_title=_text(record, "dossiertitel"),
        number=_text(record, "ondernummer"),
        url=f"https://zoek.officielebekendmakingen.nl/{identifier}.html",
    )
    addresses = {
        item.get("manifestation", ""): (item.text or "").strip() for item in _all(record, "itemUrl")
    }
    files = tuple((addresses[m], s) for m, s in _SUFFIXES.items() if addresses.get(m))
    types = [(_words(kind), kind.get("scheme", "")) for kind in _all(record, "type")]
    kind = next((words for words, scheme in types if scheme.endswith("KamerstukTypen")), "")
    return Paper(source, kind or next((words for words, _ in types), ""), files)


def _all(root: Any, name: str) -> list[Any]:
    """Elements of a local name, whatever their namespace: the versions of SRU differ in it."""
    return [e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name]


def _text(root: Any, name: str) -> str:
    return next((words for element in _all(root, name) if (words := _words(element))), "")


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
