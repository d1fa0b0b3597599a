"""Passages: whole, in place, and of a size to quote."""

import re

import pytest

from rag.letters.passages import MAX_CHARACTERS
from rag.letters.read import parse_letter
from rag.records import Letter, Passage, Source


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def by_id(letter: Letter) -> dict[str, Passage]:
    return {passage.id.partition("#")[2]: passage for passage in letter.passages}


def test_every_offset_points_at_its_words(letter: Letter) -> None:
    for passage in letter.passages:
        assert letter.text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.letter_id == letter.source.letter_id
        for sentence in passage.sentences:
            piece = letter.text[sentence.start : sentence.end]
            assert piece and piece == piece.strip() and not piece.startswith("·")
            assert passage.start <= sentence.start < sentence.end <= passage.end


def test_passages_hold_the_body_of_each_section(letter: Letter) -> None:
    for section in letter.sections:
        texts = [
            p.text for p in letter.passages if p.section == section.path and p.kind != "footnote"
        ]
        assert words(" ".join(texts)) == words(letter.text[section.body : section.end])


def test_sentences_hold_the_passage(letter: Letter) -> None:
    for passage in letter.passages:
        texts = [letter.text[s.start : s.end] for s in passage.sentences]
        items = re.sub(r"(?m)^\d\. ", "", passage.text)  # the numbers of a list are no words of it
        assert words(" ".join(texts)) == words(items)


def test_ids_are_unique_and_short_enough(letter: Letter) -> None:
    ids = [passage.id for passage in letter.passages]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+#[a-z0-9-]+-(n\d+|\d\d)", passage_id) for passage_id in ids)
    assert all(len(passage.text) <= MAX_CHARACTERS for passage in letter.passages)


def test_ids_of_the_real_letter(real: Letter) -> None:
    assert list(by_id(real))[:6] == ["inleiding-01", "inleiding-n1", "a-01", "a-02", "a-03", "a-04"]
    assert list(by_id(real))[-3:] == ["tot-slot-01", "tot-slot-02", "ondertekening-01"]
    assert len(real.passages) == 82


@pytest.mark.parametrize(
    ("number", "place", "top", "text"),
    [
        (1, "25 september jl.", "inleiding", "Kamerstukken II 2024/25, 31 934, nr. 85."),
        (2, "Stand-van-zakenbrief 2024", "a", "Kamerstukken II 2024/25, 31 934, nr. 82."),
        (3, "Wetboek van de Unie DWU", "d", "Kamerstukken II 2024/25, 31 934, nr. 84."),
        (4, "met een IIAA", "d", "Inschrijving in de administratie van de aangever (IIAA)"),
        (5, "is gemeld in de brief", "f", "Kamerstukken II 2023/24, 31 066, nr. 1352."),
        (6, "en Dienst Toeslagen", "h", "Kamerstukken II 2024/25, 31 066, nr. 1433."),
    ],
)
def test_footnotes(real: Letter, number: int, place: str, top: str, text: str) -> None:
    note = real.footnotes[number - 1]
    assert real.text[: note.anchor].endswith(place)
    passage = by_id(real)[f"{top}-n{number}"]
    assert (note.number, passage.kind, passage.text) == (number, "footnote", text)
    assert [(s.start, s.end) for s in passage.sentences] == [(note.start, note.end)]


@pytest.mark.parametrize(
    ("passage_id", "lead_in", "items"),
    [
        ("h-01", "Deze uitgangspunten zijn:", 5),
        ("h-02", "De verbetermaatregelen die niet van toepassing zijn op douaneschulden zijn:", 2),
    ],
)
def test_list_items_know_their_lead_in(
    real: Letter, passage_id: str, lead_in: str, items: int
) -> None:
    sentences = by_id(real)[passage_id].sentences
    spans = [sentence.lead_in for sentence in sentences if sentence.lead_in]
    assert [real.text[start:end] for start, end in spans] == [lead_in] * items
    assert all(sentence.lead_in for sentence in sentences[-items:])


def test_the_signature_is_one_passage(real: Letter) -> None:
    passage = real.passages[-1]
    assert passage.kind == "signature"
    assert passage.text == "De staatssecretaris van Financiën,\nT. van Oostenbruggen"


S100 = "Deze zin is " + "x" * 86 + ". "  # 99 characters and a space


@pytest.mark.parametrize(
    ("raw", "lengths"),
    [
        ("Kort.\nOok kort.", [1, 1]),
        (S100 * 12, [12]),
        (S100 * 13, [6, 7]),
        (S100 * 25, [8, 9, 8]),
        ("Een " + "x" * 1300 + ". Kort.", [1, 1]),
        (S100 * 5 + "Dit zijn:\n· een;\n· twee.", [8]),
        (S100 * 12 + "Dit zijn:\n· een;\n· twee.", [12, 3]),
        (S100 + "\n· een;\n· twee.", [1, 2]),
        ("Dit zijn:\n" + f"· {S100}\n" * 13, [7, 7]),
    ],
)
def test_size_of_passages(raw: str, lengths: list[int]) -> None:
    letter = parse_letter(raw, Source("x"))
    assert [len(passage.sentences) for passage in letter.passages] == lengths


def test_equal_headings_and_strange_ones_still_give_unique_ids() -> None:
    raw = "Één\nZin een.\nTwee\nZin twee.\nÉén\nZin drie.\nΩ\nZin vier."
    ids = [passage.id for passage in parse_letter(raw, Source("x")).passages]
    assert ids == ["x#een-01", "x#twee-01", "x#een-2-01", "x#deel-01"]
