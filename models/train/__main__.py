"""Command line: check | transplant | train | export | cross | evaluate | all."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from models.train.data import DATA, check_data, load_triples
from models.train.recipe import CrossRecipe, Recipe

TOKENS = 35_100  # with these the fp16 folder stays under 50 MB


def main(arguments: list[str] | None = None) -> int:
    """Run one step; returns the exit code."""
    options = parser().parse_args(arguments)
    recipe = Recipe(seed=options.seed, threads=options.threads)
    try:
        return STEPS[options.step](options, recipe)
    except (ImportError, OSError, ValueError) as error:
        print(f"{options.step}: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """All options; each step reads the ones it needs."""
    result = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    result.add_argument("step", choices=STEPS)
    result.add_argument("models", nargs="*", type=Path, help="evaluate: the folders to measure")
    result.add_argument("--data", type=Path, default=DATA, help="triples, word list, sentences")
    result.add_argument("--work", type=Path, default=Path("models/train/work"))
    result.add_argument("--to", type=Path, default=Path("models/douane-minilm-nl"))
    result.add_argument("--cross-to", type=Path, default=Path("models/douane-crossencoder-nl"))
    result.add_argument("--corpus", type=Path, help="Dutch texts that help to choose tokens")
    result.add_argument("--sets", type=Path, help="evaluate: folder of Tatoeba and STSb")
    result.add_argument(
        "--asked-from",
        type=int,
        default=1,
        metavar="PART",
        help="evaluate: ask only held-out questions of this part of the triples and later ones",
    )
    result.add_argument("--epochs", type=float, help="train: how long")
    result.add_argument("--steps", type=int, help="cross: how long")
    result.add_argument("--tokens", type=int, default=TOKENS, help="export: vocabulary size")
    result.add_argument("--seed", type=int, default=Recipe().seed)
    result.add_argument("--threads", type=int, default=Recipe().threads)
    return result


def check(options: argparse.Namespace, recipe: Recipe) -> int:
    """Say what is wrong with the data."""
    faults = check_data(options.data)
    print("\n".join(faults) if faults else f"{len(load_triples(options.data))} triples, no faults")
    return 1 if faults else 0


def transplant(options: argparse.Namespace, recipe: Recipe) -> int:
    """Give the teacher Dutch words."""
    from models.train.steps import run_transplant

    tokens = run_transplant(options.data, options.work, recipe, options.corpus)
    print(f"{tokens} tokens")
    return 0


def train(options: argparse.Namespace, recipe: Recipe) -> int:
    """Train, or go on training."""
    from models.train.steps import run_training

    longer = replace(recipe, epochs=options.epochs or recipe.epochs)
    print(f"best validation MRR {run_training(options.data, options.work, longer):.3f}")
    return 0


def export(options: argparse.Namespace, recipe: Recipe) -> int:
    """Write the product's model."""
    from models.train.steps import run_export

    size = run_export(options.data, options.work, options.to, recipe, options.tokens)
    print(f"{options.to}: {size:.1f} MB")
    return 0


def cross(options: argparse.Namespace, recipe: Recipe) -> int:
    """Train the cross-encoder on top of the product's model, and write it."""
    from models.train.steps import run_cross_export, run_cross_training

    made = CrossRecipe(seed=options.seed, threads=options.threads)
    made = replace(made, steps=options.steps or made.steps)
    run_cross_training(options.data, options.work, options.to, made)
    alike = run_cross_export(options.data, options.work, options.to, options.cross_to, options.seed)
    print(f"{options.cross_to}: exported scores correlate {alike:.3f} with the model's own")
    return 0


def evaluate(options: argparse.Namespace, recipe: Recipe) -> int:
    """Print a table of scores, with the teacher on the English side as the last row."""
    from models.train.encoder import teacher_folder
    from models.train.evaluate import SentenceTransformerEncoder, evaluate, held_out, table
    from models.train.steps import load_split

    everything = load_triples(options.data)
    late = {t.formal_nl for t in load_triples(options.data, options.asked_from)}
    asked = [t for t in load_split(options.data, recipe).test if t.formal_nl in late]
    rows = {
        folder.name: evaluate(SentenceTransformerEncoder(folder), asked, everything, options.sets)
        for folder in options.models or [options.to]
    }
    teacher = SentenceTransformerEncoder(teacher_folder())
    rows["teacher, English side"] = held_out(teacher, asked, everything, "en")
    print(f"{len(asked)} questions, {len(everything)} formal sentences\n\n{table(rows)}")
    return 0


def run_all(options: argparse.Namespace, recipe: Recipe) -> int:
    """Every step in order; stops at the first that fails."""
    for step in (check, transplant, train, export, cross, evaluate):
        if code := step(options, recipe):
            return code
    return 0


STEPS = {
    "check": check,
    "transplant": transplant,
    "train": train,
    "export": export,
    "cross": cross,
    "evaluate": evaluate,
    "all": run_all,
}

if __name__ == "__main__":
    sys.exit(main())
