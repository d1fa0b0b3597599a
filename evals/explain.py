"""Why the engine chose a sentence, or refused: probabilities and what each feature added."""

from collections.abc import Mapping, Sequence

from rag.answer.answerable import ANSWERABLE_FEATURES, answerable_features
from rag.answer.candidates import FEATURES
from rag.answer.engine import weigh_evidence
from rag.answer.followup import Turn
from rag.assistant import Assistant
from rag.records import Answer

SENTENCES = 8
PARTS = 6


def weight_lines(assistant: Assistant, answer: Answer) -> list[str]:
    """The best sentences with what made their scores, and what made the answer or refusal."""
    context = answer.standalone.removeprefix(answer.question).strip().removeprefix("(over: ")
    turn = Turn(answer.question, context.removesuffix(")"))
    weights = assistant.judge.weights
    evidence = weigh_evidence(assistant.index, assistant.judge, turn)
    lines = ["sentences (probability of being the one that answers; largest parts of its score):"]
    for ranked in evidence.ranked[:SENTENCES]:
        candidate = ranked.candidate
        parts = _parts(weights.sentence, FEATURES, candidate.features)
        lines.append(
            f"  {ranked.probability:.3f} {candidate.hit.passage.id}/{candidate.number + 1} read "
            f"{ranked.read:+.1f} {parts}"
        )
    if evidence.ranked:
        features = answerable_features(
            assistant.index, evidence.question, evidence.found, list(evidence.ranked)
        )
        parts = _parts(weights.answerable, ANSWERABLE_FEATURES, features)
        verdict = "answered" if evidence.probability >= weights.threshold else "refused"
        lines.append(
            f"asked as {evidence.question.kind}; answerable {evidence.probability:.3f}, limit "
            f"{weights.threshold:.3f}: {verdict}; start {weights.intercept:+.2f} {parts}"
        )
    return lines


def _parts(weights: Mapping[str, float], names: Sequence[str], values: Sequence[float]) -> str:
    parts = [
        (weights.get(name, 0.0) * value, name) for name, value in zip(names, values, strict=True)
    ]
    parts.sort(key=lambda part: -abs(part[0]))
    return " ".join(f"{name} {part:+.2f}" for part, name in parts[:PARTS])
