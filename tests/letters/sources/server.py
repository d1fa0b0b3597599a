"""A local server that answers as the documented sources do, and misbehaves when told to."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.letters.formats.__main__ import FOLDER

DOCX = (FOLDER / "brief.docx").read_bytes()
PDF = (FOLDER / "brief.pdf").read_bytes()
XML = (FOLDER / "brief.kamerstuk.xml").read_bytes()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The 200 that a missing id answers with.
ERROR_PAGE = b"<!DOCTYPE html><html><body><h1>Document niet gevonden</h1></body></html>"
BOMB = 51_000_000


def row(number: int, title: str, day: str, **other: Any) -> dict[str, Any]:
    """A row of Document as OData gives it."""
    return {
        "Id": f"00000000-0000-0000-0000-{number:012}",
        "Soort": "Brief regering",
        "DocumentNummer": f"2024D{number:05}",
        "Onderwerp": title,
        "Titel": "Douane",
        "Datum": f"{day}T00:00:00+02:00",
        "Vergaderjaar": "2023-2024",
        "Volgnummer": number,
        "Kamer": 2,
        "ContentType": WORD,
        "ContentLength": len(DOCX),
        "Verwijderd": False,
        "Kamerstukdossier": [{"Nummer": 99001, "Toevoeging": None, "Titel": "Voorbeelddossier"}],
        "DocumentActor": [
            {"ActorNaam": "C. Mede", "Functie": "minister", "Relatie": "Medeondertekenaar"},
            {"ActorNaam": "A.B. Voorbeeld", "Functie": "staatssecretaris van Financiën",
             "Relatie": "Eerste ondertekenaar"},
        ],
        **other,
    }  # fmt: skip


@dataclass
class Source:
    """What the server holds, what it was asked, and how often each address has misbehaved."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    page: int = 250
    files: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    records: list[tuple[str, str, str, str]] = field(default_factory=list)
    trouble: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    root: str = ""


def record(source: Source, identifier: str, kind: str, title: str, day: str) -> str:
    """A record of SRU with the namespaces of the standard."""
    number = identifier.rpartition("-")[2]
    urls = "".join(
        f'<gzd:itemUrl manifestation="{m}">{source.root}/file/{identifier}.{m}</gzd:itemUrl>'
        for m in ("html", "xml", "pdf", "metadata")
    )
    return f"""<sru:record><sru:recordData><gzd:gzd><gzd:originalData><overheidop:meta>
<owmskern><dcterms:identifier>{identifier}</dcterms:identifier><dcterms:title>{escape(title)}
</dcterms:title><dcterms:type scheme="OVERHEIDop.Parlementair">Kamerstuk</dcterms:type>
<dcterms:type scheme="OVERHEIDop.KamerstukTypen">{kind}</dcterms:type>
<dcterms:creator scheme="OVERHEID.StatenGeneraal">Tweede Kamer der Staten-Generaal
</dcterms:creator></owmskern><owmsmantel><dcterms:available>{day}</dcterms:available></owmsmantel>
<tpmeta><c:product-area>officielepublicaties</c:product-area>
<overheidwetgeving:dossiernummer>99001</overheidwetgeving:dossiernummer>
<overheidwetgeving:ondernummer>{number}</overheidwetgeving:ondernummer>
<overheidwetgeving:vergaderjaar>2023-2024</overheidwetgeving:vergaderjaar>
<overheidwetgeving:publicatienaam>Kamerstuk</overheidwetgeving:publicatienaam></tpmeta>
</overheidop:meta></gzd:originalData><gzd:enrichedData>{urls}</gzd:enrichedData></gzd:gzd>
</sru:recordData></sru:record>"""


NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in (
        ("sru", "http://docs.oasis-open.org/ns/search-ws/sruResponse"),
        ("gzd", "http://standaarden.overheid.nl/sru"),
        ("c", "http://standaarden.overheid.nl/collectie/"),
        ("overheidwetgeving", "http://standaarden.overheid.nl/wetgeving/"),
        ("overheidop", "http://standaarden.overheid.nl/op/"),
        ("dcterms", "http://purl.org/dc/terms/"),
    )
)


class Handler(BaseHTTPRequestHandler):
    source: Source

    def do_GET(self) -> None:
        self.source.asked.append(self.path)
        url = urlsplit(self.path)
        name = url.path.rpartition("/")[2] if "/file/" in url.path else url.path
        trouble = self.source.trouble.get(name, [])
        happens = trouble[self.source.counts[name]] if self.source.counts[name] < len(
            trouble) else ""  # fmt: skip
        self.source.counts[name] += 1
        if happens and self._misbehave(happens):
            return
        if url.path.endswith("/Document"):
            self._rows(parse_qs(url.query))
        elif url.path.endswith("/resource"):
            number = int(url.path.split("(")[1].split(")")[0].rpartition("-")[2])
            self._send(*self.source.files.get(number, (DOCX, WORD)))
        elif url.path == "/sru":
            self._records(parse_qs(url.query))
        elif url.path.startswith("/file/"):
            suffix = name.rpartition(".")[2]
            self._send({"xml": XML, "pdf": PDF}[suffix], f"application/{suffix}")
        else:
            self.send_error(404)

    def _misbehave(self, how: str) -> bool:
        if how.startswith(("429", "503")):
            status, _, after = how.partition(" ")
            self.send_response(int(status))
            if after:
                self.send_header("Retry-After", after)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif how == "cut":
            self._send(DOCX, WORD, length=len(DOCX), cut=len(DOCX) // 2)
        elif how == "hang up":
            self.close_connection = True
        elif how == "error page":
            self._send(ERROR_PAGE, "text/html; charset=utf-8")
        elif how == "announced bomb":
            self._send(b"", WORD, length=BOMB)
        elif how == "bomb":
            self.send_response(200)
            self.send_header("Content-Type", WORD)
            self.end_headers()
            try:
                for _ in range(BOMB // 1_000_000):
                    self.wfile.write(b"PK\x03\x04" + bytes(999_996))
            except OSError:
                pass
            self.close_connection = True
        elif how == "short":
            self._send(DOCX[:500], WORD)
        elif how == "404":
            self.send_error(404)
        else:
            raise AssertionError(how)
        return True

    def _send(self, content: bytes, kind: str, length: int | None = None, cut: int = -1) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content if cut < 0 else content[:cut])
        if cut >= 0 or length:
            self.close_connection = True

    def _rows(self, query: dict[str, list[str]]) -> None:
        assert "Soort eq 'Brief regering'" in query["$filter"][0]
        assert "Nummer eq 99001" in query["$filter"][0] and "Verwijderd eq false" in query[
            "$filter"][0]  # fmt: skip
        start = int(query.get("$skiptoken", ["0"])[0])
        answer: dict[str, Any] = {"value": self.source.rows[start : start + self.source.page]}
        if start + self.source.page < len(self.source.rows):
            # As OData does it: the same query with a token more.
            rest = self.path.split("&$skiptoken=")[0]
            answer["@odata.nextLink"] = (
                f"{self.source.root}{rest}&$skiptoken={start + self.source.page}"
            )
        self._send(json.dumps(answer).encode(), "application/json; odata.metadata=minimal")

    def _records(self, query: dict[str, list[str]]) -> None:
        assert 'w.dossiernummer=="99001"' in query["query"][0]
        start = int(query["startRecord"][0])
        assert start >= 1
        page = self.source.records[start - 1 : start - 1 + min(self.source.page, 1000)]
        records = "".join(record(self.source, *item) for item in page)
        self._send(
            f"<sru:searchRetrieveResponse {NAMESPACES}><sru:numberOfRecords>"
            f"{len(self.source.records)}</sru:numberOfRecords><sru:records>{records}"
            "</sru:records></sru:searchRetrieveResponse>".encode(),
            "application/xml",
        )

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


@contextmanager
def serving() -> Iterator[Source]:
    """A source at an address of this machine."""
    source = Source()
    handler = type("Bound", (Handler,), {"source": source, "protocol_version": "HTTP/1.1"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    source.root = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
