"""`python -m evals --llm`: what a language model may say, and what it may not.

A scripted model mixes true and altered claims of the passages it is given, in every question that
the letters answer; none of the altered ones may reach an answer. With `RAG_LLM` set, the real model
then answers the same questions.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.adversary import SEED, made_claims
from evals.cases import Case
from rag.answer.llm.connect import Model
from rag.answer.llm.names import known_names
from rag.answer.llm.verify import Source, support
from rag.records import Answer, Letter

# Sentences that a lying answer draws on, and claims in it.
READ = 5
MIXED_TRUE, MIXED_ALTERED = 2, 4
MINIMUM_ALTERED = 300
_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Claims made and kept, by kind; the altered claims that got through, with their answers."""

    made: Mapping[str, int]
    kept: Mapping[str, int]
    through: tuple[str, ...]

    def count(self, true: bool, kept: bool = False) -> int:
        """How many claims, true or altered, were made or kept."""
        counts = self.kept if kept else self.made
        return sum(n for kind, n in counts.items() if kind.startswith("true") == true)


def check_all(letters: Iterable[Letter]) -> Outcome:
    """Verify every claim made of every sentence, cited alone and with its neighbours."""
    made: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    through: list[str] = []
    for letter in letters:
        texts = [letter.text[s.start : s.end] for p in letter.passages for s in p.sentences]
        known = known_names(iter(texts))
        for place, sentence in enumerate(texts):
            near = texts[max(0, place - 4) : place] + texts[place + 1 : place + 5]
            around = texts[max(0, place - 1) : place] + texts[place + 1 : place + 2]
            for claim in made_claims(sentence, near, letter.source.date):
                for cited in ([sentence], [sentence, *around]):
                    sources = [Source(text, letter.source.date) for text in cited]
                    made[claim.kind] += 1
                    if support(claim.text, sources, known)[1] is None:
                        kept[claim.kind] += 1
                        if not claim.true:
                            through.append(f"{claim.kind}: {claim.text}")
    return Outcome(made, kept, tuple(through))


class Liar:
    """A llama-index LLM by its looks, that writes true and altered claims of what it is given."""

    class metadata:
        """What llama-index asks of any LLM."""

        model_name = "liar"
        is_function_calling_model = False

    def __init__(self, letters: Iterable[Letter]) -> None:
        self.days = {}
        for letter in letters:
            for passage in letter.passages:
                for s in passage.sentences:
                    self.days[_flat(letter.text[s.start : s.end])] = letter.source.date
        self.truth: dict[str, bool] = {}
        self.kinds: dict[str, str] = {}
        self.made: Counter[str] = Counter()

    def stream_chat(self, messages: Sequence[object], **_: object) -> Iterable[object]:
        """Yield one response with the claims as JSON."""
        from llama_index.core.llms import ChatMessage, ChatResponse

        content = str(getattr(messages[-1], "content", ""))
        text = json.dumps({"claims": self._claims(content)}, ensure_ascii=False)
        for cut in range(0, len(text), 40):
            delta = text[cut : cut + 40]
            message = ChatMessage(role="assistant", content=text[: cut + 40])
            yield ChatResponse(message=message, delta=delta)

    def _claims(self, content: str) -> list[dict[str, object]]:
        source = random.Random(f"{SEED} {content}")
        numbered = [(int(number), text) for number, text in _NUMBERED.findall(content)]
        texts = [text for _, text in numbered]
        pool = [
            (claim, number)
            for number, text in source.sample(numbered, min(READ, len(numbered)))
            for claim in made_claims(text, texts, self.days.get(text))
        ]
        true = [item for item in pool if item[0].true]
        altered = [item for item in pool if not item[0].true]
        mixed = source.sample(altered, min(MIXED_ALTERED, len(altered)))
        mixed += source.sample(true, min(MIXED_TRUE, len(true)))
        source.shuffle(mixed)
        rows: list[dict[str, object]] = []
        for claim, number in mixed:
            # The same words can be true of one sentence and a lie about another: true wins.
            self.truth[claim.text] = self.truth.get(claim.text, False) or claim.true
            self.kinds[claim.text] = claim.kind
            self.made[claim.kind] += 1
            numbers = [number] if source.random() < 0.5 else [number, source.choice(numbered)[0]]
            rows.append({"text": claim.text, "sentences": numbers})
        return rows


def _flat(text: str) -> str:
    return " ".join(text.split())


def ask_liar(
    assistant: object, cases: Iterable[Case], letters: Iterable[Letter]
) -> tuple[Outcome, int]:
    """Ask the questions with the scripted model; the outcome, and how many answers it wrote."""
    liar = Liar(letters)
    lying = replace(assistant, model=Model(liar, "liar", 60.0))  # type: ignore[type-var]
    kept: Counter[str] = Counter()
    through: list[str] = []
    written = 0
    for case in cases:
        if case.conversation is not None:
            continue
        answer: Answer = lying.ask(case.question, since=case.since, until=case.until)  # type: ignore[attr-defined]
        written += answer.mode == "llm"
        for text in claims_of(answer):
            kind = liar.kinds.get(text, "onbekend")
            if not liar.truth.get(text, False):
                through.append(f"{case.id}: {kind}: {text}")
            kept[kind] += 1
    return Outcome(liar.made, kept, tuple(through)), written


def claims_of(answer: Answer) -> list[str]:
    """The claims that an answer of a model is made of."""
    if answer.mode != "llm":
        return []
    return [part.strip() for part in re.split(r"(?:\[\d+\])+", answer.answer) if part.strip()]


def outcome_lines(title: str, outcome: Outcome) -> list[str]:
    """The outcome as a table, with the altered claims that got through."""
    lines = [title, f"  {'claim':24} {'made':>6} {'kept':>6}"]
    for kind in sorted(outcome.made):
        lines.append(f"  {kind:24} {outcome.made[kind]:6} {outcome.kept.get(kind, 0):6}")
    true, altered = outcome.count(True), outcome.count(False)
    lines.append(
        f"  true kept {outcome.count(True, kept=True)} of {true}; "
        f"altered let through {len(outcome.through)} of {altered}"
    )
    return [*lines, *(f"  !! {line}" for line in outcome.through[:20])]


def model_lines(answers: Sequence[Answer]) -> list[str]:
    """What became of the claims of a real model, and why it did not answer where it did not."""
    notes = Counter(answer.note for answer in answers if answer.note)
    kept, dropped = (sum(getattr(a, name) for a in answers) for name in ("kept", "dropped"))
    written = sum(answer.mode == "llm" for answer in answers)
    return [
        f"{written} of {len(answers)} answers by the model; claims kept {kept}, dropped {dropped}",
        *(f"  {number} x {note}" for note, number in notes.most_common()),
    ]


def run(
    letters: Mapping[str, Letter],
    cases: Sequence[Case],
    assistants: Callable[[str], object],
) -> bool:
    """Print what was kept and dropped; whether no altered claim got through."""
    direct = check_all(letters.values())
    print("\n".join(outcome_lines("Every claim of every sentence", direct)), end="\n\n")
    answerable = [case for case in cases if case.answerable and case.set == "questions"]
    asked, written = ask_liar(assistants("questions"), answerable, letters.values())
    title = f"Scripted model, {len(answerable)} questions, {written} answers of its own"
    print("\n".join(outcome_lines(title, asked)), end="\n\n")
    enough = direct.count(False) >= MINIMUM_ALTERED
    return enough and not direct.through and not asked.through
