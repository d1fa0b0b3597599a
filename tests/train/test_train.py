"""Training learns, is seeded, and goes on from a checkpoint as if it had not stopped."""

import torch

from models.train.data import Questions, Triple
from models.train.encoder import with_vocabulary
from models.train.examples import make_examples, passages_of
from models.train.recipe import Recipe
from models.train.sentences import Verb, make_sentences
from models.train.train import Trainer, batches, make_optimizers

RECIPE = Recipe(epochs=3, batch=4, english=2, pairs=2, passages=2, learning_rate=1e-3)
WORDS = ("the", "port", "policy", "die", "enforcement", "rare", "a", "ports")
TRIPLES = [
    Triple(f"{w} policy.", f"the {w}", f"{w}", f"a {w}", f"{w} a", f"{w} the", "die", "the")
    for w in WORDS
]

QUESTIONS = {"the policy.": Questions("a port", ("die", "rare"))}


def trainer(tiny):
    student = with_vocabulary(tiny, tiny.vocabulary, tiny.embeddings)
    examples = make_examples(TRIPLES, QUESTIONS, [("port", "port")], student, tiny, 7, 64)
    return Trainer(student, examples, RECIPE)


def weights(one):
    return torch.cat([p.detach().ravel() for p in one.encoder.model.parameters()])


def test_loss_falls_and_the_seed_fixes_it(tiny):
    losses = [loss for _, loss in trainer(tiny).run()]
    assert len(losses) == 6
    assert losses[-1] < losses[0]
    assert [loss for _, loss in trainer(tiny).run()] == losses


def test_resumed_is_as_uninterrupted(tiny, tmp_path):
    whole, first, second = trainer(tiny), trainer(tiny), trainer(tiny)
    list(whole.run())
    run = first.run()
    next(run), next(run), next(run)
    torch.save(first.state(), tmp_path / "c.pt")
    second.load_state(torch.load(tmp_path / "c.pt", weights_only=True))
    list(second.run())
    assert torch.equal(weights(second), weights(whole))


def test_batches_use_each_row_at_most_once_an_epoch():
    first = batches(10, 3, seed=7, epoch=0)
    assert [len(rows) for rows in first] == [3, 3, 3]
    assert len({row for rows in first for row in rows}) == 9
    assert first == batches(10, 3, seed=7, epoch=0)
    assert first != batches(10, 3, seed=7, epoch=1)


def test_word_embeddings_learn_faster(tiny):
    transformer, words = make_optimizers(tiny, RECIPE)
    slow, fast = transformer.param_groups[0]["lr"], words.param_groups[0]["lr"]
    assert fast == slow * RECIPE.embedding_factor


def test_passages_hold_four_sentences():
    assert passages_of(TRIPLES[:5], "nl") == [
        "the policy. port policy. policy policy. die policy.",
        "enforcement policy.",
    ]


def test_sentences_of_one_verb():
    forms = "ruim|ruimt|ruimen|ruimde|ruimden|opgeruimd|heeft|op|tidy|tidies|tidied|tidied|tidying"
    verb = Verb(*forms.split("|"), objects=(("de kamer", "the room"),))
    made = make_sentences([verb], 400, seed=7)
    assert made == make_sentences([verb], 400, seed=7)
    assert ("Twee mannen zijn de kamer aan het opruimen.", "Two men are tidying the room.") in made
    assert ("Ik ruim de kamer op.", "I tidy the room.") in made
