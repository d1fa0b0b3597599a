"""Which source a translation comes from, and where a compound is cut."""

import pytest

from models.train.translate import Translator

TRANSLATOR = Translator(
    function_words={"de": "the"},
    aligned={"kosten": "costs", "haven": "harbour"},
    word_list={"haven": "port", "handhaving": "enforcement", "beleid": "policy", "fiets": "bike"},
)


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("de", "the"),
        ("haven", "port"),  # the word list is surer than an alignment
        ("kosten", "costs"),
        ("fietsen", "bike"),  # by its lemma
        ("handhavingsbeleid", "enforcement policy"),
        ("havenkosten", "port costs"),
        ("havenbeleidskosten", "port policy costs"),
        ("xyzzy", ""),
    ],
)
def test_translate(word, english):
    assert TRANSLATOR.translate(word) == english


def test_linking_letter_stays_with_the_first_part():
    parts = TRANSLATOR.split("handhavingsbeleid")
    assert [(p.word, p.written) for p in parts] == [
        ("handhaving", "handhavings"),
        ("beleid", "beleid"),
    ]
