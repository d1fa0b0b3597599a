"""The steps of the pipeline over a work folder; each reads what the one before it wrote.

work/transplanted    the teacher with Dutch words, untrained
work/checkpoint.pt   where training stands
work/best            the epoch with the best validation MRR
work/cross.pt        the cross-encoder, and where its training stands
work/log.jsonl       loss and validation score of each epoch
"""

import json
import time
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import torch

from models.train.cross_encoder import CrossEncoder
from models.train.cross_examples import from_letters, from_triples
from models.train.cross_export import export_cross_encoder
from models.train.cross_train import CrossTrainer
from models.train.data import (
    Split,
    load_questions,
    load_sentence_pairs,
    load_triples,
    load_word_list,
    split_triples,
)
from models.train.encoder import Encoder, teacher_folder
from models.train.examples import Examples, make_examples
from models.train.export import export
from models.train.metrics import mean_reciprocal_rank, ranks
from models.train.prune import count_tokens, prune, tokens_to_keep
from models.train.recipe import CrossRecipe, Recipe
from models.train.sentences import load_verbs, make_sentences
from models.train.train import Trainer
from models.train.translate import build_translator, sentence_pairs
from models.train.transplant import transplant
from models.train.vocabulary import count_words, plan_tokens, read_corpus

SAVE_SECONDS = 60.0
CROSS = "cross.pt"


def load_split(data: Path, recipe: Recipe) -> Split:
    """The seeded split of a data folder's triples."""
    return split_triples(load_triples(data), recipe.seed)


def everyday_pairs(data: Path, recipe: Recipe) -> list[tuple[str, str]]:
    """Everyday sentences: those written out, and those made from the verb frames."""
    made = make_sentences(load_verbs(data), recipe.sentences, recipe.seed)
    return [*load_sentence_pairs(data), *made]


def run_transplant(data: Path, work: Path, recipe: Recipe, corpus: Path | None) -> int:
    """Write the transplanted encoder; returns how many tokens it has."""
    pairs = [*sentence_pairs(load_split(data, recipe).train), *everyday_pairs(data, recipe)]
    translator = build_translator(data, pairs)
    texts = count_words(dutch for dutch, _ in pairs)
    laws = count_words(read_corpus(corpus)) if corpus else count_words([])
    teacher = Encoder.load(teacher_folder())
    encoder = transplant(teacher, plan_tokens(translator, texts, laws))
    encoder.save(work / "transplanted")
    return len(encoder.vocabulary)


def run_training(data: Path, work: Path, recipe: Recipe) -> float:
    """Train, from the checkpoint if there is one; returns the best validation MRR."""
    torch.set_num_threads(recipe.threads)
    split = load_split(data, recipe)
    encoder = Encoder.load(work / "transplanted")
    trainer = Trainer(encoder, _examples(data, work, split, encoder, recipe), recipe)
    checkpoint = work / "checkpoint.pt"
    best = 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        trainer.load_state(state)
        best = state["best"]
    started = saved = time.monotonic()
    losses: list[float] = []
    for epoch, loss in trainer.run():
        losses.append(loss)
        ended = trainer.ends_epoch()
        if ended:
            score = validation_mrr(encoder, split)
            if score > best:
                best = score
                encoder.save(work / "best")
            _log(work, epoch + 1, trainer, sum(losses) / len(losses), score, started)
            losses.clear()
        if ended or time.monotonic() - saved > SAVE_SECONDS:
            _save(checkpoint, {**trainer.state(), "best": best})
            saved = time.monotonic()
    return best


def validation_mrr(encoder: Encoder, split: Split) -> float:
    """Question → formal sentence over the validation triples, among those and the training ones."""
    candidates = [*split.validation, *split.train]
    questions = encoder.encode([t.question_nl for t in split.validation], half=True)
    formal = encoder.encode([t.formal_nl for t in candidates], half=True)
    return mean_reciprocal_rank(ranks(questions, formal, range(len(questions))))


def run_export(data: Path, work: Path, to: Path, recipe: Recipe, limit: int) -> float:
    """Write the best encoder as the product loads it, of `limit` tokens; returns megabytes."""
    encoder = Encoder.load(work / "best")
    train = load_split(data, recipe).train
    pairs = [*sentence_pairs(train), *everyday_pairs(data, recipe)]
    asked = [
        q for each in load_questions(data).values() for q in (each.answered, *each.near_misses)
    ]
    dutch = count_tokens(encoder, [*(nl for nl, _ in pairs), *asked])
    listed = count_tokens(encoder, load_word_list(data))
    english = count_tokens(encoder, (en for _, en in pairs))
    return export(prune(encoder, tokens_to_keep(encoder, dutch, listed, english, limit)), to)


def run_cross_training(data: Path, work: Path, encoder_folder: Path, recipe: CrossRecipe) -> None:
    """Train the cross-encoder, from its checkpoint if there is one."""
    torch.set_num_threads(recipe.threads)
    trainer = _cross_trainer(data, encoder_folder, recipe)
    checkpoint = work / CROSS
    if checkpoint.exists():
        trainer.load_state(torch.load(checkpoint, weights_only=True))
    work.mkdir(parents=True, exist_ok=True)
    started = saved = time.monotonic()
    losses: list[float] = []
    for loss in trainer.run():
        losses.append(loss)
        ended = trainer.step_number == recipe.steps
        if ended or trainer.step_number % 20 == 0:
            mean, seconds = sum(losses) / len(losses), time.monotonic() - started
            print(f"step {trainer.step_number}: loss {mean:.4f}, {seconds:.0f} s", flush=True)
            losses.clear()
        if ended or time.monotonic() - saved > SAVE_SECONDS:
            _save(checkpoint, trainer.state())
            saved = time.monotonic()


def run_cross_export(data: Path, work: Path, encoder_folder: Path, to: Path, seed: int) -> float:
    """Write the trained cross-encoder; returns how well the exported scores agree with its own."""
    encoder = Encoder.load(encoder_folder)
    model = CrossEncoder(encoder)
    model.load_state_dict(torch.load(work / CROSS, weights_only=True)["model"])
    held_out = split_triples(load_triples(data), seed).validation
    probes = [(t.question_nl, f.formal_nl) for t, f in pairwise(held_out)]
    probes += [(t.question_nl, t.formal_nl) for t in held_out]
    return export_cross_encoder(model, encoder, probes, to)


def _cross_trainer(data: Path, encoder_folder: Path, recipe: CrossRecipe) -> CrossTrainer:
    encoder, teacher = Encoder.load(encoder_folder), Encoder.load(teacher_folder())
    train = split_triples(load_triples(data), recipe.seed).train
    facts = list(from_triples(train, load_questions(data), encoder, teacher))
    facts += [fact for fact in facts if fact.near_misses]  # they teach most: twice as often
    return CrossTrainer(encoder, facts, list(from_letters(data, encoder)), recipe)


def _examples(data: Path, work: Path, split: Split, encoder: Encoder, recipe: Recipe) -> Examples:
    """Training examples; kept beside the checkpoint, for a run that goes on."""
    path = work / "examples.pt"
    if path.exists():
        kept: Examples = torch.load(path, weights_only=False)
        return kept
    pairs = everyday_pairs(data, recipe)
    teacher = Encoder.load(teacher_folder())
    examples = make_examples(
        split.train, load_questions(data), pairs, encoder, teacher, recipe.seed, recipe.max_length
    )
    _save(path, examples)
    return examples


def _save(path: Path, value: object) -> None:
    """Write beside, then swap, so that a stop in between leaves the old one."""
    beside = path.with_suffix(".new")
    torch.save(value, beside)
    beside.replace(path)


def _log(
    work: Path, epoch: int, trainer: Trainer, loss: float, score: float, started: float
) -> None:
    row = {
        "epoch": epoch,
        "step": trainer.step_number,
        "loss": round(loss, 4),
        "validation_mrr": round(score, 4),
        "seconds": round(time.monotonic() - started),
        "recipe": asdict(trainer.recipe),
    }
    with (work / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(row) + "\n")
    print(
        f"epoch {epoch}: loss {row['loss']}, MRR {row['validation_mrr']}, {row['seconds']} s",
        flush=True,
    )
