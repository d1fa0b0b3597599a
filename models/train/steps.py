"""The steps of the pipeline over a work folder; each reads what the one before it wrote.

work/transplanted    the teacher with Dutch words, pruned, untrained
work/checkpoint.pt   where training stands
work/best            the epoch with the best validation MRR
work/log.jsonl       loss and validation score of each epoch
"""

import json
import time
from dataclasses import asdict
from pathlib import Path

import torch

from models.train.data import (
    Split,
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
from models.train.recipe import Recipe
from models.train.sentences import load_verbs, make_sentences
from models.train.train import Trainer
from models.train.translate import build_translator, sentence_pairs
from models.train.transplant import transplant
from models.train.vocabulary import count_words, plan_tokens, read_corpus

SAVE_SECONDS = 60.0


def load_split(data: Path, recipe: Recipe) -> Split:
    """The seeded split of a data folder's triples."""
    return split_triples(load_triples(data), recipe.seed)


def everyday_pairs(data: Path, recipe: Recipe) -> list[tuple[str, str]]:
    """Everyday sentences: those written out, and those made from the verb frames."""
    made = make_sentences(load_verbs(data), recipe.sentences, recipe.seed)
    return [*load_sentence_pairs(data), *made]


def run_transplant(data: Path, work: Path, recipe: Recipe, limit: int, corpus: Path | None) -> int:
    """Write the transplanted encoder, pruned to `limit` tokens; returns how many it has."""
    pairs = [*sentence_pairs(load_split(data, recipe).train), *everyday_pairs(data, recipe)]
    translator = build_translator(data, pairs)
    texts = count_words(dutch for dutch, _ in pairs)
    laws = count_words(read_corpus(corpus)) if corpus else count_words([])
    teacher = Encoder.load(teacher_folder())
    whole = transplant(teacher, plan_tokens(translator, texts, laws))
    used = count_tokens(whole, [text for pair in pairs for text in pair])
    used += count_tokens(whole, load_word_list(data).values())
    encoder = prune(whole, tokens_to_keep(whole, used, len(teacher.vocabulary), limit))
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


def run_export(work: Path, to: Path) -> float:
    """Write the best encoder as the product loads it; returns megabytes."""
    return export(Encoder.load(work / "best"), to)


def _examples(data: Path, work: Path, split: Split, encoder: Encoder, recipe: Recipe) -> Examples:
    """Training examples; kept beside the checkpoint, for a run that goes on."""
    path = work / "examples.pt"
    if path.exists():
        kept: Examples = torch.load(path, weights_only=False)
        return kept
    pairs = everyday_pairs(data, recipe)
    teacher = Encoder.load(teacher_folder())
    examples = make_examples(split.train, pairs, encoder, teacher, recipe.seed, recipe.max_length)
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
