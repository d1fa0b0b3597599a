import json
import re

import pytest

from rag.cite.formats import STYLES, format_citation, names
from rag.records import Letter, Source

SECTION = ("C. Handhaving van de sanctiemaatregelen",)
REFERENCE = "Kamerstukken II 2024/25, 31934, nr. 87, onder C"
URL = "https://zoek.officielebekendmakingen.nl/kst-31934-87.html"
HOSTILE = Source("x y", title='<b>&"} \\ 100%_$#~^', url='https://a.nl/"><script>{}')

EXPECTED = {
    "leidraad": REFERENCE,
    "tekst": "“727 zendingen” (Kamerstukken II 2024/25, 31\u00a0934, nr. 87, onder C)",
    "markdown": "“727 zendingen”[^kst-31934-87-onder-c]\n\n[^kst-31934-87-onder-c]: "
    f"*Kamerstukken II* 2024/25, 31934, nr. 87, onder C. <{URL}>",
    "html": f'<blockquote lang="nl" cite="{URL}"><p>727 zendingen</p><footer><cite>'
    f'<a href="{URL}"><i>Kamerstukken II</i> 2024/25, 31934, nr. 87, onder C</a>'
    "</cite></footer></blockquote>",
}

NAMES = [
    ("T. van Oostenbruggen", ("T.", "van", "Oostenbruggen")),
    ("A. van der Berg-Smit", ("A.", "van der", "Berg-Smit")),
    ("Jan Jansen", ("Jan", "", "Jansen")),
    ("Idsinga", ("", "", "Idsinga")),
    ("", ("", "", "")),
]


@pytest.mark.parametrize("style", EXPECTED)
def test_prose_formats(letter: Letter, style: str):
    assert format_citation(letter.source, SECTION, "727 zendingen", style) == EXPECTED[style]


def test_bibtex_has_the_fields_and_balanced_braces(letter: Letter):
    entry = format_citation(letter.source, SECTION, "100% {x} & 50 €", "bibtex")
    assert entry.startswith("@misc{kst-31934-87,\n  author = {van Oostenbruggen, T.},\n")
    assert r"howpublished = {\emph{Kamerstukken II} 2024/25, 31934, nr. 87}" in entry
    assert r"abstract = {100\% \textbraceleft{}x\textbraceright{} \& 50 €}" in entry
    assert f"url = {{{URL}}}" in entry and "date = {2024-12-12}" in entry
    assert entry.count("{") == entry.count("}")


def test_ris_has_one_tag_a_line_and_an_end(letter: Letter):
    lines = format_citation(letter.source, SECTION, "een\nTY  - zin", "ris").split("\r\n")
    assert lines[0] == "TY  - GOVDOC" and lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert "AB  - een TY - zin" in lines
    assert "DA  - 2024/12/12/" in lines and f"UR  - {URL}" in lines


def test_csl_is_json_of_the_schema(letter: Letter):
    (item,) = json.loads(format_citation(letter.source, SECTION, "727 zendingen", "csl"))
    assert item["author"] == [
        {"family": "Oostenbruggen", "given": "T.", "non-dropping-particle": "van"}
    ]
    assert item["issued"] == {"date-parts": [[2024, 12, 12]]}
    assert (item["URL"], item["abstract"], item["note"]) == (URL, "727 zendingen", REFERENCE)


@pytest.mark.parametrize("style", STYLES)
def test_a_hostile_title_stays_text(style: str):
    text = format_citation(HOSTILE, ('<img src="x">',), "<script>{\x00", style)
    if style == "html":
        assert "<script" not in text and "<img" not in text and "<b>" not in text
    if style == "bibtex":
        assert text.count("{") == text.count("}")
    if style == "csl":
        json.loads(text)


def test_a_link_that_is_not_of_the_web_is_left_out():
    for style in STYLES:
        assert "javascript" not in format_citation(Source("x", url="javascript:a"), (), "", style)


@pytest.mark.parametrize(("sender", "parts"), NAMES)
def test_names_are_taken_apart(sender: str, parts: tuple[str, str, str]):
    assert names(sender) == parts


def test_an_unknown_style_names_the_known_ones(letter: Letter):
    with pytest.raises(ValueError, match="'apa' is not known; choose one of leidraad"):
        format_citation(letter.source, (), "", "apa")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("leidraad", "Kamerstukken II 2024/25, 31934, nr. 87, p. 3"),
        ("tekst", "“x” (Kamerstukken II 2024/25, 31\u00a0934, nr. 87, p. 3)"),
        ("markdown", "[^kst-31934-87-p3]: *Kamerstukken II* 2024/25, 31934, nr. 87, p. 3."),
        ("html", "<i>Kamerstukken II</i> 2024/25, 31934, nr. 87, p. 3"),
        ("bibtex", "note = {Kamerstukken II 2024/25, 31934, nr. 87, p. 3}"),
        ("ris", "N1  - Kamerstukken II 2024/25, 31934, nr. 87, p. 3"),
        ("csl", '"page": "3"'),
    ],
)
def test_a_page_goes_before_a_section(letter: Letter, style: str, written: str):
    assert written in format_citation(letter.source, SECTION, "x", style, page=3)
