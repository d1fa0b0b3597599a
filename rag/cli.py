"""The command line, one verb per use; run `rag --help`.

Exit codes: 0 done, 1 a RagError (one line on stderr), 2 wrong usage, 3 not found (`ask`) or not
verified (`check`).
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rag import terminal
from rag.answer_json import answer_to_json
from rag.assistant import Assistant, bar_on_stderr, to_stderr
from rag.cite.check import check_note
from rag.cite.formats import STYLES, format_citation
from rag.cite.note import read_note
from rag.corpus_cli import add_verbs
from rag.errors import QuestionError, RagError
from rag.records import Answer
from rag.settings import PROJECT, load_settings

DONE, FAILED, NOT_FOUND = 0, 1, 3
KEEP = "/fout"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RagError as error:
        print(f"rag: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of a pipe left (`rag letters | head`): nothing to say, nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rag", description="Ask the Dutch Customs letters to parliament."
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    ask = verbs.add_parser("ask", help="ask one question, or with --jsonl one a line from stdin")
    ask.add_argument("question", nargs="?", help="a question in Dutch")
    _add_filters(ask)
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    form.add_argument("--jsonl", action="store_true", help="a question a line in, JSON a line out")
    ask.set_defaults(run=_ask, parser=ask)

    chat = verbs.add_parser("chat", help="ask question after question; follow-ups are understood")
    _add_filters(chat)
    chat.add_argument(
        "--jsonl",
        action="store_true",
        help="a turn a line in, JSON a line out; an empty line starts a new conversation",
    )
    chat.set_defaults(run=_chat)

    cite = verbs.add_parser("cite", help="find words or a quote and print its citation")
    cite.add_argument("words", help="words to look for, or a quote")
    cite.add_argument("--format", choices=STYLES, default=STYLES[0], help="form of the citation")
    cite.set_defaults(run=_cite)

    check = verbs.add_parser("check", help="check quotes, figures and references of a note")
    check.add_argument("note", type=Path, metavar="NOTE", help="a .md, .txt or .docx file")
    check.set_defaults(run=_check)

    letters = verbs.add_parser("letters", help="list the letters and what is wrong with any")
    letters.set_defaults(run=_letters)

    show = verbs.add_parser("show", help="print the section tree of a letter as it was read")
    show.add_argument("letter", metavar="LETTER", help="a letter id (`rag letters` lists them)")
    show.add_argument("--passages", action="store_true", help="with every passage and its id")
    show.set_defaults(run=_show)

    add_verbs(verbs)

    sync = verbs.add_parser("sync", help="bring the index in line with the corpus")
    sync.add_argument("--rebuild", action="store_true", help="build it anew from the letters")
    sync.set_defaults(run=_sync)

    doctor = verbs.add_parser("doctor", help="look for what is wrong, and say how to cure it")
    doctor.set_defaults(run=_doctor)

    serve = verbs.add_parser("serve", help="open the chat page on this machine")
    serve.add_argument(
        "--mcp", action="store_true", help="serve the API to MCP clients as well (extra `mcp`)"
    )
    serve.set_defaults(run=_serve)
    return parser


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--letter", action="append", default=[], metavar="ID", help="only this letter"
    )
    parser.add_argument("--since", type=_day, metavar="DATE", help="only letters from this day on")
    parser.add_argument("--until", type=_day, metavar="DATE", help="only letters up to this day")
    parser.add_argument("--passages", type=int, default=10, metavar="N", help="passages (10)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2024-12-31") from None


def _answer(
    assistant: Assistant, question: str, options: Any, history: Sequence[Answer] = ()
) -> Answer:
    return assistant.ask(
        question,
        letters=options.letter,
        since=options.since,
        until=options.until,
        passages=options.passages,
        history=history,
    )


def _print_answer(
    assistant: Assistant, question: str, options: Any, history: Sequence[Answer] = ()
) -> Answer:
    """Print an answer as it grows: every claim on the screen has been checked; return the last."""
    shown = ""
    for answer in assistant.stream(
        question,
        letters=options.letter,
        since=options.since,
        until=options.until,
        passages=options.passages,
        history=history,
    ):
        if answer.mode != "llm":
            continue
        if not shown and answer.standalone != answer.question:
            print(f"(gezocht: {answer.standalone})")
        if rest := terminal.rest_of(answer, shown):
            print(rest, flush=True)
        shown = answer.answer
    if shown and answer.mode != "llm":
        print()
    print(terminal.as_text(answer, shown if answer.mode == "llm" else ""))
    return answer


def _ask(options: Any) -> int:
    if options.jsonl:
        if options.question:
            options.parser.error("--jsonl reads its questions from stdin; give none")
        return _answer_lines(options, conversation=False)
    if options.question is None:
        options.parser.error("give a question, or --jsonl")
    assistant = Assistant.open()
    if options.json:
        answer = _answer(assistant, options.question, options)
        print(json.dumps(answer_to_json(answer), ensure_ascii=False))
    else:
        answer = _print_answer(assistant, options.question, options)
    return DONE if answer.found else NOT_FOUND


def _chat(options: Any) -> int:
    if options.jsonl:
        return _answer_lines(options, conversation=True)
    assistant = Assistant.open()
    print("Stel een vraag; een lege regel begint een nieuw gesprek, Ctrl-D stopt.")
    print(f"Klopt een antwoord niet, typ dan {KEEP} en wat er mis is.")
    history: list[Answer] = []
    while True:
        try:
            question = input("\n> ")
        except EOFError:
            print()
            return DONE
        if not question.strip():
            history.clear()
            print("Nieuw gesprek.")
            continue
        if question.startswith(KEEP):
            _keep(history, question.removeprefix(KEEP))
            continue
        try:
            history.append(_print_answer(assistant, question, options, history))
        except QuestionError as error:
            to_stderr(str(error))


def _keep(history: Sequence[Answer], wrong: str) -> None:
    """Keep the last answer as a candidate for the evals, with what was wrong with it."""
    from evals.candidates import keep_candidate

    if not history:
        print("Er is nog geen antwoord om te bewaren.")
        return
    file = keep_candidate(PROJECT / "evals", history[-1].question, history[-1], wrong)
    print(f"Bewaard in {file.relative_to(PROJECT)}.")


def _answer_lines(options: Any, conversation: bool) -> int:
    """Answer stdin line by line; a line that cannot be asked gives an object with an `error`."""
    assistant = Assistant.open()
    history: list[Answer] = []
    for line in sys.stdin:
        question = line.rstrip("\r\n")
        if conversation and not question.strip():
            history.clear()
            continue
        try:
            answer = _answer(assistant, question, options, history if conversation else ())
        except QuestionError as error:
            print(
                json.dumps({"question": question, "error": str(error)}, ensure_ascii=False),
                flush=True,
            )
            continue
        history.append(answer)
        content = answer_to_json(answer)
        if conversation:
            content["standalone"] = answer.standalone
        print(json.dumps(content, ensure_ascii=False), flush=True)
    return DONE


def _cite(options: Any) -> int:
    assistant = Assistant.open()
    citation, literal = assistant.find(options.words)
    if not literal:
        to_stderr("Niet letterlijk gevonden; dit is de passage die er het dichtst bij komt.")
    place = citation.source, citation.section, citation.quote
    print(format_citation(*place, options.format, citation.page))
    if options.format == STYLES[0] or not literal:
        to_stderr(f"“{citation.quote}”")
    return DONE


def _check(options: Any) -> int:
    text = read_note(options.note)
    findings = check_note(text, Assistant.open().letters)
    print(terminal.findings_text(findings) or "Geen citaat, cijfer of verwijzing gevonden.")
    return DONE if all(item.verdict == "letterlijk" for item in findings) else NOT_FOUND


def _letters(options: Any) -> int:
    assistant = Assistant.open()
    print(terminal.letter_table(assistant.letters))
    for name, wrong in assistant.broken.items():
        print(f"{name}: {wrong}")
    return DONE


def _show(options: Any) -> int:
    print(terminal.section_tree(Assistant.open().letter(options.letter), options.passages))
    return DONE


def _sync(options: Any) -> int:
    from rag.store.sync import sync

    result = sync(load_settings(), to_stderr, options.rebuild, progress=bar_on_stderr)
    print(
        "nothing to do"
        if result.nothing_done
        else f"added {len(result.added)}, changed {len(result.changed)}, "
        f"removed {len(result.removed)}, unchanged {len(result.unchanged)}"
    )
    for name, wrong in result.broken.items():
        print(f"rag: {name}: {wrong}", file=sys.stderr)
    return FAILED if result.broken else DONE


def _doctor(options: Any) -> int:
    from rag.doctor import print_findings

    return FAILED if print_findings(load_settings()) else DONE


def _serve(options: Any) -> int:
    from ui import serve

    serve(load_settings(), mcp=options.mcp)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
