"""The cross-encoder learns, is seeded, goes on from a checkpoint, and is the same when exported."""

import random

import pytest
import torch

from models.train.cross_encoder import CrossEncoder, make_pairs, score_pairs
from models.train.cross_examples import Asked, draw, from_letters, from_triples
from models.train.cross_export import export_cross_encoder
from models.train.cross_train import CrossTrainer
from models.train.data import DATA, Questions, Triple
from models.train.encoder import with_vocabulary
from models.train.recipe import CrossRecipe
from rag.answer.cross_encoder import CrossEncoder as Exported
from rag.errors import ModelError

RECIPE = CrossRecipe(steps=12, facts=4, letters=1, wrong=2, near_misses=1, learning_rate=1e-3)
WORDS = ("the", "port", "policy", "die", "enforcement", "rare", "a", "ports")
FACTS = [
    Asked(
        (f"the {w}",), (f"{w} policy.",), tuple(f"{v} policy." for v in WORDS if v != w), ("a a",)
    )
    for w in WORDS
]
LETTERS = [Asked(("rare",), (), ("the policy.", "a port."))]


def trainer(tiny):
    return CrossTrainer(
        with_vocabulary(tiny, tiny.vocabulary, tiny.embeddings), FACTS, LETTERS, RECIPE
    )


def weights(one):
    return torch.cat([p.detach().ravel() for p in one.model.parameters()])


def test_it_learns_and_the_seed_fixes_it(tiny):
    losses = list(trainer(tiny).run())
    assert len(losses) == RECIPE.steps
    assert sum(losses[-3:]) < sum(losses[:3])
    assert list(trainer(tiny).run()) == losses


def test_resumed_is_as_uninterrupted(tiny, tmp_path):
    whole, first, second = trainer(tiny), trainer(tiny), trainer(tiny)
    list(whole.run())
    run = first.run()
    next(run), next(run), next(run)
    torch.save(first.state(), tmp_path / "c.pt")
    second.load_state(torch.load(tmp_path / "c.pt", weights_only=True))
    list(second.run())
    assert torch.equal(weights(second), weights(whole))


def test_word_embeddings_stay(tiny):
    one = trainer(tiny)
    before = one.encoder.embeddings.clone()
    list(one.run())
    assert torch.equal(one.encoder.embeddings, before)


def test_a_long_pair_is_cut_in_both_parts(tiny):
    pair = make_pairs(tiny, [("port " * 200, "policy " * 200)])[0]
    assert (pair.question, len(pair.ids)) == (48, 48 + 112)
    assert pair.ids[47] == pair.ids[-1] == tiny.tokenizer.token_to_id("[SEP]")


def test_pairs_drawn():
    asked = Asked(("q",), ("right",), ("w1", "w2", "w3"), ("n1", "n2"))
    pairs = draw(asked, wrong=2, near_misses=1, rng=random.Random(1))
    assert pairs[0] == (("q", "right"), 1)
    assert [label for _, label in pairs[1:]] == [0, 0, 0]
    assert {text for text, _ in pairs[1:3]} <= {("q", w) for w in asked.wrong}
    assert pairs[3][0] in {("n1", "right"), ("n2", "right")}
    unanswered = draw(Asked(("q",), (), ("w1",)), wrong=2, near_misses=1, rng=random.Random(1))
    assert unanswered == [(("q", "w1"), 0)]


def test_examples_of_triples(tiny):
    triples = [
        Triple("port.", "port.", "q1", "the", "p1", "a", "die.", "die."),
        Triple("policy.", "policy.", "q2", "the", "p2", "a"),
    ]
    first, second = from_triples(triples, {"port.": Questions("q3", ("n1", "n2"))}, tiny, tiny)
    assert first.questions == ("q1", "p1", "q3")
    assert (first.right, first.near_misses) == (("port.",), ("n1", "n2"))
    assert first.wrong[0] == "die."
    assert second.questions == ("q2", "p2")


def test_every_shipped_question_about_a_letter_has_its_sentence(tiny):
    asked = list(from_letters(DATA, tiny))
    assert len(asked) > 500
    assert sum(not each.right for each in asked) > 200
    assert all(each.wrong for each in asked)


def test_exported_scores_are_the_models_own(tiny, tmp_path):
    model = CrossEncoder(tiny)
    texts = [("the port", "port policy."), ("a", "enforcement " * 300), ("die", "rare ports.")]
    assert export_cross_encoder(model, tiny, texts, tmp_path) > 0.97
    exported = Exported(tmp_path)
    scores = [exported.score(question, [sentence])[0] for question, sentence in texts]
    assert scores == pytest.approx(score_pairs(model, tiny, texts).tolist(), abs=0.3)
    # torch would write down from which files of which machine it made the model
    assert b".py" not in (tmp_path / "model.onnx").read_bytes()


def test_a_damaged_model_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cross-encoder cannot be loaded"):
        Exported(tmp_path)
