"""Tokens for whole words and for the parts of compounds."""

import json
import lzma
from collections import Counter

from models.train.translate import Translator
from models.train.vocabulary import NewToken, compound_parts, plan_tokens, read_corpus

TRANSLATOR = Translator(
    function_words={},
    aligned={},
    word_list={"handhaving": "enforcement", "beleid": "policy", "kosten": "costs", "haven": "port"},
)


def test_parts_of_compounds_most_common_first():
    words = {"handhavingsbeleid", "havenbeleid", "handhavingskosten", "havenbeleidskosten"}
    assert compound_parts(TRANSLATOR, words) == {
        "handhavings": "enforcement",
        "##beleid": "policy",
        "##kosten": "costs",
        "haven": "port",
        "##beleids": "policy",
    }


def test_plan_has_listed_words_frequent_words_then_parts():
    planned = plan_tokens(TRANSLATOR, Counter({"havenkosten": 2, "havenbeleid": 1}), Counter())
    assert [new.token for new in planned] == [
        "handhaving", "beleid", "kosten", "haven", "havenkosten", "##beleid", "##kosten",
    ]  # fmt: skip
    assert NewToken("havenkosten", "port costs") in planned
    assert NewToken("##beleid", "policy") in planned


def test_read_corpus_plain_and_packed(tmp_path):
    line = json.dumps({"id": "x", "text": "Artikel één."}) + "\n"
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    with lzma.open(tmp_path / "a.jsonl.xz", "wt", encoding="utf-8") as packed:
        packed.write(line * 2)
    assert read_corpus(tmp_path / "a.jsonl") == ["Artikel één."]
    assert read_corpus(tmp_path / "a.jsonl.xz") == ["Artikel één."] * 2
