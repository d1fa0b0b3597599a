"""Every shape in which models write claims, good and bad."""

import json

import pytest

from rag.answer.llm.parse import MAXIMUM_CLAIMS, Draft, parse, parse_partial

GOOD = '{"claims": [{"text": "Er zijn 727 zendingen.", "sentences": [3]}]}'
ONE = (Draft("Er zijn 727 zendingen.", (3,)),)
TWO = (*ONE, Draft("Dat is veel.", (4, 5)))
PAIR = (
    '[{"text": "Er zijn 727 zendingen.", "sentences": [3]}, '
    '{"text": "Dat is veel.", "sentences": [4, 5]}]'
)

SHAPES = [
    ("as asked", GOOD, ONE),
    ("two claims", f'{{"claims": {PAIR}}}', TWO),
    ("fenced", f"```json\n{GOOD}\n```", ONE),
    ("fenced without a name", f"```\n{GOOD}\n```", ONE),
    ("fence not closed", f"```json\n{GOOD}", ONE),
    ("words before", f"Hier is het antwoord:\n{GOOD}", ONE),
    ("words after", f"{GOOD}\nIk hoop dat dit helpt!", ONE),
    ("a bare list", PAIR, TWO),
    ("a bare object", '{"text": "Er zijn 727 zendingen.", "sentences": [3]}', ONE),
    ("JSON in a string", json.dumps(GOOD), ONE),
    ("JSON in a string in an object", json.dumps({"answer": GOOD}), ONE),
    ("a list in a string", json.dumps({"claims": PAIR}), TWO),
    ("cut in the second claim", f'{{"claims": {PAIR[:-12]}', ONE),
    ("cut in the first claim", GOOD[:40], ()),
    ("cut before the end", GOOD[:-2], ONE),
    ("trailing comma", GOOD.replace("]}]", "]},]"), ONE),
    ("trailing comma in numbers", GOOD.replace("[3]", "[3,]"), ONE),
    ("Python quotes", str(json.loads(GOOD)), ONE),
    ("Dutch keys", '{"uitspraken": [{"tekst": "Er zijn 727 zendingen.", "zinnen": [3]}]}', ONE),
    ("other keys", '{"statements": [{"claim": "Er zijn 727 zendingen.", "sources": [3]}]}', ONE),
    ("capital keys", GOOD.replace("text", "Text").replace("claims", "Claims"), ONE),
    ("number as text", GOOD.replace("[3]", '"3"'), ONE),
    ("numbers as texts", GOOD.replace("[3]", '["3"]'), ONE),
    ("marked number", GOOD.replace("[3]", '["[3]"]'), ONE),
    ("zin 3", GOOD.replace("[3]", '"zin 3"'), ONE),
    ("bare number", GOOD.replace("[3]", "3"), ONE),
    ("a float", GOOD.replace("[3]", "[3.0]"), ONE),
    ("range", GOOD.replace("[3]", '"3-5"'), (Draft("Er zijn 727 zendingen.", (3, 4, 5)),)),
    ("endless range", GOOD.replace("[3]", '"1-9999"'), (Draft("Er zijn 727 zendingen.", ()),)),
    ("mark in the text", GOOD.replace("gen.", "gen. [3]").replace("[3]}]", "[]}]"), ONE),
    ("no numbers", '{"claims": [{"text": "Er zijn 727 zendingen."}]}',
     (Draft("Er zijn 727 zendingen.", ()),)),
    ("numbers below 1", GOOD.replace("[3]", "[0, -3, 3]"), ONE),
    ("true for a number", GOOD.replace("[3]", "[true, 3]"), ONE),
    ("NaN and infinity", GOOD.replace("[3]", "[NaN, Infinity, 3]"), ONE),
    ("a huge number", GOOD.replace("[3]", f"[{'9' * 5000}, 3]"), ()),
    ("nested objects", f'{{"result": {{"data": {GOOD}}}}}', ONE),
    ("thinking first", f"<think>{{\"claims\": []}} hm</think>{GOOD}", ONE),
    ("thinking never ends", "<think>ik denk dat [3] klopt", ()),
    ("prose with a mark", "Er zijn 727 zendingen [3].", ONE),
    ("mark behind the stop", "Er zijn 727 zendingen. [3]", ONE),
    ("Japanese brackets", "Er zijn 727 zendingen【3】.", ONE),
    ("two marks", "Er zijn 727 zendingen [3][4].", (Draft("Er zijn 727 zendingen.", (3, 4)),)),
    ("two in a mark", "Er zijn 727 zendingen [3, 4].", (Draft("Er zijn 727 zendingen.", (3, 4)),)),
    ("bullets", "- Er zijn 727 zendingen [3].\n- Dat is veel [4, 5].", TWO),
    ("numbered list", "1. Er zijn 727 zendingen [3].\n2. Dat is veel [4, 5].", TWO),
    ("prose without marks", "Er zijn 727 zendingen. Dat is veel.", ()),
    ("half with marks", "Er zijn 727 zendingen [3]. Dat is veel.", ONE),
    ("English", "There are 727 shipments [3].", (Draft("There are 727 shipments.", (3,)),)),
    ("refusal", "Als taalmodel kan ik deze vraag niet beantwoorden.", ()),
    ("empty", "", ()),
    ("white space", " \n\t ", ()),
    ("null", "null", ()),
    ("empty list", '{"claims": []}', ()),
    ("claims is null", '{"claims": null}', ()),
    ("claims is a number", '{"claims": 3}', ()),
    ("an error object", '{"error": "overloaded"}', ()),
    ("same claim twice", f'{{"claims": [{PAIR[1:-1]}, {PAIR[1:-1]}]}}', TWO),
    ("HTML", "<html><body>502 Bad Gateway</body></html>", ()),
    ("only brackets", "[" * 5000, ()),
    ("only braces", '{"a":' * 3000, ()),
    ("control characters", GOOD.replace("Er ", "Er\\u0000\\u202e\\n "), ONE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("output", "expected"), [s[1:] for s in SHAPES], ids=[s[0] for s in SHAPES]
)
def test_shape(output: str, expected: tuple[Draft, ...]) -> None:
    assert parse(output) == expected


def test_there_are_forty_shapes() -> None:
    assert len(SHAPES) >= 40


def test_too_many_claims_are_cut() -> None:
    rows = [{"text": f"Uitspraak {n}.", "sentences": [n]} for n in range(1, 40)]
    assert len(parse(json.dumps({"claims": rows}))) == MAXIMUM_CLAIMS


@pytest.mark.parametrize("length", range(0, 2 * len(PAIR), 3))
def test_partial_output_gives_only_whole_claims(length: int) -> None:
    """Whatever has come, the claims read so far are those of the end."""
    whole = f'{{"claims": {PAIR}}}'
    found = parse_partial(whole[:length])
    assert found == TWO[: len(found)]
