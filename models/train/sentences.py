"""Everyday sentences in both languages from verb frames: tenses, word order, negation.

A line of `frames.txt` is one Dutch verb, one English verb and what goes with them:
stem|third person|plural|past|past plural|participle|auxiliary|particle|
english|third person|past|participle|-ing|dutch=english;dutch=english
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verb:
    """The forms of a verb in both languages; `particle` is the part that Dutch puts last."""

    stem: str
    third: str
    plural: str
    past: str
    past_plural: str
    participle: str
    auxiliary: str
    particle: str
    english: str
    english_third: str
    english_past: str
    english_participle: str
    english_ing: str
    objects: tuple[Pair, ...]

    @property
    def infinitive(self) -> str:
        """With its particle in front: opruimen."""
        return self.particle + self.plural

    @property
    def to_infinitive(self) -> str:
        """With `te`: te lezen, op te ruimen."""
        return f"{self.particle} te {self.plural}".strip()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who does it, and whether it is one."""

    dutch: str
    english: str
    one: bool


SUBJECTS = tuple(
    Subject(dutch, english, one)
    for one, listed in (
        (
            True,
            "een man=a man;een vrouw=a woman;de vrouw=the woman;een jongen=a boy;"
            "een meisje=a girl;het kind=the child;hij=he;ze=she;zij=she;"
            "mijn broer=my brother;onze buurman=our neighbour;"
            "Jan=Jan;Maria=Maria;de oude man=the old man;iemand=someone;niemand=nobody;"
            "de man met de hoed=the man with the hat;een jonge vrouw=a young woman;"
            "haar zus=her sister;"
            "de leraar=the teacher;de minister=the minister;een ambtenaar=an official",
        ),
        (
            False,
            "wij=we;we=we;ze=they;twee mannen=two men;drie vrouwen=three women;"
            "de kinderen=the children;mijn ouders=my parents;een paar mensen=a few people;"
            "veel mensen=many people;de meisjes=the girls;Jan en Maria=Jan and Maria;"
            "de soldaten=the soldiers;die twee agenten=those two policemen",
        ),
    )
    for dutch, _, english in (pair.partition("=") for pair in listed.split(";"))
)
TIMES = (
    ("gisteren", "yesterday"),
    ("vorige week", "last week"),
    ("daarna", "after that"),
    ("vanmorgen", "this morning"),
    ("in 2019", "in 2019"),
    ("toen", "then"),
)
HABITS = (
    ("elke dag", "every day"),
    ("soms", "sometimes"),
    ("vaak", "often"),
    ("nooit", "never"),
    ("altijd", "always"),
    ("op zondag", "on Sundays"),
)
MODALS = (
    ("wil", "willen", "wants to", "want to"),
    ("moet", "moeten", "has to", "have to"),
    ("kan", "kunnen", "can", "can"),
    ("mag", "mogen", "is allowed to", "are allowed to"),
    ("zal", "zullen", "will", "will"),
    ("wilde", "wilden", "wanted to", "wanted to"),
    ("moest", "moesten", "had to", "had to"),
    ("kon", "konden", "could", "could"),
    ("zou", "zouden", "would", "would"),
)


def _present(v: Verb, s: Subject) -> Pair:
    return (v.third, v.english_third) if s.one else (v.plural, v.english)


def _past(v: Verb, s: Subject) -> Pair:
    return (v.past if s.one else v.past_plural), v.english_past


def _perfect(v: Verb, s: Subject) -> Pair:
    have = {"heeft": "hebben", "is": "zijn"}[v.auxiliary]
    return (v.auxiliary if s.one else have), ("has" if s.one else "have")


def plain(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """De man ruimt de kamer op."""
    nl, en = rng.choice((_present, _past))(v, s)
    return f"{s.dutch} {nl} {o[0]} {v.particle}", f"{s.english} {en} {o[1]}"


def busy(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Een man is een ui aan het snijden."""
    (nl, en) = ("is", "is") if s.one else ("zijn", "are")
    return (
        f"{s.dutch} {nl} {o[0]} aan het {v.infinitive}",
        f"{s.english} {en} {v.english_ing} {o[1]}",
    )


def perfect(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Ze heeft het huis schoongemaakt."""
    nl, en = _perfect(v, s)
    return (
        f"{s.dutch} {nl} {o[0]} {v.participle}",
        f"{s.english} {en} {v.english_participle} {o[1]}",
    )


def modal(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Wij moeten morgen de auto wassen."""
    one, many, english_one, english_many = rng.choice(MODALS)
    nl, en = (one, english_one) if s.one else (many, english_many)
    return f"{s.dutch} {nl} {o[0]} {v.infinitive}", f"{s.english} {en} {v.english} {o[1]}"


def inverted(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Gisteren belde ze de dokter op."""
    time, time_en = rng.choice(TIMES)
    nl, en = _past(v, s)
    return f"{time} {nl} {s.dutch} {o[0]} {v.particle}", f"{s.english} {en} {o[1]} {time_en}"


def habit(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Hij leest vaak de krant."""
    time, time_en = rng.choice(HABITS)
    nl, en = _present(v, s)
    english = f"{s.english} {time_en} {en} {o[1]}"
    if " " in time_en:
        english = f"{s.english} {en} {o[1]} {time_en}"
    return f"{s.dutch} {nl} {time} {o[0]} {v.particle}", english


def negated(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """De man snijdt geen brood; ze begrijpt de vraag niet."""
    nl, _ = _present(v, s)
    dont = "doesn't" if s.one else "don't"
    if o[0].startswith("een "):
        noun = o[1].split(" ", 1)[1] if o[1].startswith(("a ", "an ")) else o[1]
        dutch = f"{s.dutch} {nl} geen {o[0].removeprefix('een ')} {v.particle}"
        return dutch, f"{s.english} {dont} {v.english} any {noun}"
    placed = f"niet {o[0]}" if _is_place(o[0]) else f"{o[0]} niet"
    return f"{s.dutch} {nl} {placed} {v.particle}", f"{s.english} {dont} {v.english} {o[1]}"


def asked(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Waarom heeft Jan de deur geopend?"""
    word, word_en = rng.choice((("Waarom", "Why"), ("Wanneer", "When"), ("Hoe", "How"), ("", "")))
    nl, _ = _perfect(v, s)
    dutch = f"{word} {nl} {s.dutch} {o[0]} {v.participle}?"
    return dutch, f"{word_en} did {s.english} {v.english} {o[1]}?"


def reported(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Ze zegt dat hij de brief geschreven heeft; ik weet niet of …"""
    lead, lead_en = rng.choice(
        (
            ("Ze zegt dat", "She says that"),
            ("Ik weet niet of", "I don't know whether"),
            ("Het is jammer dat", "It's a pity that"),
            ("Denk je dat", "Do you think that"),
            ("Ik bleef thuis omdat", "I stayed at home because"),
            ("Weet u waarom", "Do you know why"),
        )
    )
    nl, en = rng.choice((_present, _past))(v, s)
    return f"{lead} {s.dutch} {o[0]} {v.particle}{nl}", f"{lead_en} {s.english} {en} {o[1]}"


def command(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Ruim de kamer op! / Ik probeer de kamer op te ruimen."""
    if rng.random() < 0.5:
        return f"{v.stem} {o[0]} {v.particle}!", f"{v.english} {o[1]}!"
    lead, lead_en = rng.choice(
        (
            ("Ik probeer", "I am trying to"),
            ("Het is niet makkelijk om", "It is not easy to"),
            ("Vergeet niet", "Don't forget to"),
            ("Ze hoopt ooit", "She hopes one day to"),
        )
    )
    return f"{lead} {o[0]} {v.to_infinitive}", f"{lead_en} {v.english} {o[1]}"


def first_person(v: Verb, s: Subject, o: Pair, rng: random.Random) -> Pair:
    """Ik lees een boek; jij hebt een boek gelezen."""
    have = {"heeft": ("heb", "hebt"), "is": ("ben", "bent")}[v.auxiliary]
    return rng.choice(
        (
            (f"Ik {v.stem} {o[0]} {v.particle}", f"I {v.english} {o[1]}"),
            (f"Ik {have[0]} {o[0]} {v.participle}", f"I have {v.english_participle} {o[1]}"),
            (f"Ik {v.past} {o[0]} {v.particle}", f"I {v.english_past} {o[1]}"),
            (f"Je {have[1]} {o[0]} {v.participle}", f"You {v.english_past} {o[1]}"),
            (f"Kun je {o[0]} {v.infinitive}?", f"Can you {v.english} {o[1]}?"),
            (f"Ik ga morgen {o[0]} {v.infinitive}", f"I am going to {v.english} {o[1]} tomorrow"),
        )
    )


Pattern = Callable[[Verb, Subject, Pair, random.Random], Pair]
PATTERNS: tuple[Pattern, ...] = (
    plain, plain, busy, busy, perfect, modal, inverted, habit, negated, asked, reported, command,
    first_person, first_person,
)  # fmt: skip


def _is_place(text: str) -> bool:
    prepositions = ("op", "in", "naar", "met", "voor", "aan", "bij", "door", "langs", "over")
    return text.split()[0] in (
        *prepositions,
        "uit",
        "van",
        "tot",
        "buiten",
        "thuis",
        "om",
        "achter",
    )


def load_verbs(data: Path) -> list[Verb]:
    """The verb frames of a data folder; none when it has no such file."""
    path = data / "sentences" / "frames.txt"
    if not path.exists():
        return []
    verbs: list[Verb] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        *forms, listed = line.split("|")
        objects = [pair.partition("=") for pair in listed.split(";")]
        extras = tuple((nl, en) for nl, _, en in objects)
        verbs.append(Verb(*forms, extras))  # type: ignore[call-arg, arg-type]
    return verbs


def make_sentences(verbs: Sequence[Verb], count: int, seed: int) -> list[Pair]:
    """Up to `count` different (dutch, english) sentences."""
    rng = random.Random(seed)
    made: dict[str, str] = {}
    for _ in range(count if verbs else 0):
        verb = rng.choice(verbs)
        dutch, english = rng.choice(PATTERNS)(
            verb, rng.choice(SUBJECTS), rng.choice(verb.objects), rng
        )
        made.setdefault(_tidy(dutch), _tidy(english))
    return list(made.items())


def _tidy(sentence: str) -> str:
    """One space between words, a capital first, a mark last."""
    text = " ".join(sentence.split()).replace(" !", "!").replace(" ?", "?")
    return text[0].upper() + text[1:] + ("" if text[-1] in "!?." else ".")
