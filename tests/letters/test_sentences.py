"""Where sentences end: `|` marks the ends that the splitter must find, no more and no less."""

import pytest

from rag.letters.sentences import split_sentences

CASES = """
Alle aangevers zijn gemigreerd.| De implementatie is afgerond.
Er is geen einde
Op 25 september jl. heeft de Douane een brief gestuurd.
Dat was op 25 september jl.| De Douane heeft dit gemeld.
Het debat van 25 september jl. (Kamerstuk 31 934) gaf aanleiding.
In september jl. bijvoorbeeld was er een dag.
Dat blijkt o.a. uit risicosignalen.
Met handhavers (o.a. ILT, NVWA) wordt gewerkt.
Met o.a. ILT en NVWA wordt gewerkt.
Kamerstukken II 2024/25, 31 934, nr. 85.
Zie 31 934, nr. 87.| De brief volgt.
De nrs. 84 en 85 zijn verzonden.
Op grond van art. 5 van het DWU.
Dat staat in art. 5.| Het geldt nu.
In landen als bijv. Duitsland en België.
De ATA, d.w.z. Actual Time of Arrival.
Het voorstel m.b.t. Centralised Clearance ligt voor.
De brief t.a.v. Toeslagen is verzonden.
De inzet i.v.m. Rusland blijft hoog.
Met dhr. Jansen en mevr. Bakker is gesproken.
Voorzitter is prof. dr. H. Wiardi van Leiden.
Het advies van mr. dr. J.A. de Vries is openbaar.
Het advies van drs. P. Bakker en ir. A. Smit volgt.
De Douane op St. Maarten en St. Eustatius helpt.
Deze aanpak lijkt z'n vruchten af te werpen.| In 2024 ook.
T. van Oostenbruggen ondertekent.
Dit schreef T. Oostenbruggen vorige week.
J.A. Vries en Chr. Smit waren aanwezig.
Gegroeid tot 6.119,1 fte’s.| Het percentage is 94,1%.
De collega's.| Nadat zij klaar waren, volgde overleg.
Er zijn 1.325 posities.| Daarvan is €1.000 besteed.
Er zijn er 84.| In 2025 volgen er meer.
Dit geldt vanaf 2025.| De Douane bereidt zich voor.
Het loopt tot 1 januari 2025.| 727 zendingen zijn voorgelegd.
De zitting is om 14.30 uur.| Daarna volgt de stemming.
Hij is ook AEO (Authorised Economic Operator)-gecertificeerd.| Vaak is dat zo.
Zie https://www.douane.nl/a.b?c=1.| De site is nieuw.
Zie www.douane.nl voor meer.
Er volgde nog iets... maar niet veel.
Er volgde nog iets…| Daarna was het stil.
Hij zei: ‘Het is klaar.’| Daarna ging hij.
Hij zei: “Is het klaar?” en ging.
Het is klaar. (zie bijlage 2)
Het is klaar.| (Zie ook bijlage 2.)| Daarna volgt meer.
Dit (zie nr. 5. De rest volgt.) is bekend.
Is dat zo?| Ja!| Dat is zo.
No. 5 is gereed.
Dit staat in hoofdstuk IV.| De rest volgt.
Zie bijlage A.| De Douane licht toe.
Het bedrijf Bakker B.V. Groningen is gecontroleerd.
Het bedrijf Bakker B.V.| De Douane controleerde dit.
Pennen, papier enz.| De rest volgt.
Het kost max. 5 mln. euro per jaar.
De fasen zijn: 1. De start; 2. De bouw.
1. De Douane begint.| 2. De Douane eindigt.
Gecontroleerd worden schepen; auto's; en treinen.
Dat is klaar.| ’s Avonds wordt gewerkt.
Het programma ‘Zicht op cameratoezicht’.| In 2024 begon het.
De waarde is geschat.| €480 miljoen is bevroren.
De prijs per 1 jan. 2025 staat vast.
Het woord a.s. vrijdag komt voor.
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_sentence_ends(case: str) -> None:
    text = case.replace("|", "")
    wanted = [sentence.strip() for sentence in case.split("|")]
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


def test_the_table_is_long_enough() -> None:
    assert len(CASES.strip().splitlines()) >= 45


@pytest.mark.parametrize("text", ["", " ", "\n\n", " . "])
def test_text_without_sentences_does_not_fail(text: str) -> None:
    assert "".join(text[start:end] for start, end in split_sentences(text)) == text.strip()


def test_lines_and_bullets_begin_sentences() -> None:
    text = "Deze zijn:\n· een begin;\n· een eind.\n"
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "Deze zijn:",
        "een begin;",
        "een eind.",
    ]
