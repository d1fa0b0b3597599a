"""The open data of the Tweede Kamer (OData v4).

Source: opendata.tweedekamer.nl/documentatie/odata-api-20; the names of the fields are theirs. Pages
hold 250 rows and point on by `@odata.nextLink`; the file is at `Document(<Id>)/resource`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from rag.errors import FetchError
from rag.letters.sources.http import Client, same_place
from rag.letters.sources.paper import Paper, parliamentary_year
from rag.records import Source

ROOT = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0/"
MAX_PAGES = 100
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/pdf": ".pdf",
}


def list_papers(client: Client, dossier: str) -> Iterator[Paper]:
    """The letters of the government in a dossier, newest first; raises FetchError."""
    number, _, chapter = dossier.partition(" ")
    of_dossier = f"d/Nummer eq {int(number)}"
    if chapter:
        of_dossier += f" and d/Toevoeging eq '{chapter}'"
    query = {
        "$filter": "Verwijderd eq false and Soort eq 'Brief regering' and "
        f"Kamerstukdossier/any(d: {of_dossier})",
        "$expand": "Kamerstukdossier($select=Nummer,Toevoeging,Titel),DocumentActor",
        "$orderby": "Datum desc",
        "$top": "250",
    }
    url = f"{ROOT}Document?" + "&".join(
        f"{name}={quote(value, safe='(),;=$')}" for name, value in query.items()
    )
    for _ in range(MAX_PAGES):
        answer = client.json(url)
        rows = answer.get("value")
        if not isinstance(rows, list):
            raise FetchError(f"{url}: answers with JSON of another form than documented")
        yield from (_paper(row, number) for row in rows if not row.get("Verwijderd"))
        link = answer.get("@odata.nextLink")
        if not link:
            return
        url = same_place(ROOT, link)
    raise FetchError(f"{ROOT}: has more than {MAX_PAGES} pages for dossier {dossier}")


def _paper(row: dict[str, Any], number: str) -> Paper:
    dossiers = row.get("Kamerstukdossier") or [{}]
    # A paper in two dossiers has its number in the first named; ours is the one asked for.
    dossier = next((d for d in dossiers if str(d.get("Nummer")) == number), dossiers[0])
    chapter = dossier.get("Toevoeging") or ""
    place = row.get("Volgnummer")
    ordinal = str(place) if isinstance(place, int) and place > 0 else ""
    signer = _signer(row.get("DocumentActor") or [])
    document_number = row.get("DocumentNummer") or ""
    identifier = "-".join(part for part in ("kst", number, chapter, ordinal) if part)
    suffix = _SUFFIXES.get(row.get("ContentType") or "", "")
    url = f"{ROOT}Document({row.get('Id', '')})/resource"
    source = Source(
        letter_id=identifier if ordinal else document_number.lower(),
        title=" ".join((row.get("Onderwerp") or row.get("Titel") or "").split()),
        date=_date(row.get("Datum") or ""),
        sender=signer.get("ActorNaam") or "",
        sender_office=signer.get("Functie") or "",
        chamber="II" if row.get("Kamer") in (2, "2", None) else "I",
        parliamentary_year=parliamentary_year(row.get("Vergaderjaar") or ""),
        dossier=f"{number} {chapter}".strip(),
        dossier_title=dossier.get("Titel") or "",
        number=ordinal,
        document_number=document_number,
        url=f"https://zoek.officielebekendmakingen.nl/{identifier}.html" if ordinal else "",
    )
    size = row.get("ContentLength")
    return Paper(
        source, row.get("Soort") or "", ((url, suffix),), size if isinstance(size, int) else 0
    )


def _signer(actors: list[dict[str, Any]]) -> dict[str, Any]:
    first = [actor for actor in actors if actor.get("Relatie") == "Eerste ondertekenaar"]
    return (first or [{}])[0]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
