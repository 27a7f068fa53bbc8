"""A server whose engine is small and real: it finds words, offers fixes for them, and tells what it was told.

Run as a process by the tests. `bad_name` gets a fix, `model_name` one by a model, `old_name` one that is gone when it
is resolved, `slow_name` an offer to generate, `emoji_name` a fix with characters outside the BMP. `amends/profile`
tells what the engine has seen.
"""

# ruff: noqa: ARG002, ASYNC240  # the doors are the engine's, whatever this one needs of them; its close() writes a file

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.core.errors import UnknownItemError
from amends.core.fixes import FileEdit
from amends.core.problems import Problem, RelatedPlace, Severity
from amends.core.snapshot import Document
from amends.core.text import Edit, Position, Range
from amends.jobs.tasks import TaskRegistry
from amends.loop.generating import Proposal
from amends.loop.offers import FixAllOffer, FixOffer, GenerateOffer
from amends.loop.ports import ClientPort
from amends.lsp.server import build_server, run_stdio, run_tcp
from amends.platform.uris import uri_to_path

_WORD = re.compile(r"\b(bad|model|old|slow|emoji)_name\b")
_FIXED = {"bad": "good_name", "model": "better_name", "old": "new_name", "emoji": "n\U0001f600me"}


class WordEngine:
    """Answers from the open texts; everything it is told is recorded. `test_word_engine.py` holds it to `Engine`."""

    def __init__(self, client: ClientPort) -> None:
        if os.environ.get("WORD_ENGINE_BROKEN"):
            raise ImportError("/home/secret/path")
        self._port = client
        self._jobs = TaskRegistry()
        self._texts: dict[str, Document] = {}
        self._seen: list[dict[str, Any]] = []
        self._closed = False

    def _saw(self, what: str, **details: Any) -> None:
        self._seen.append({"what": what, **details})

    # -- told
    def initialized(self, options: Mapping[str, Any]) -> None:
        self._saw("initialized", options=options)

    def open_folder(self, uri: str, name: str) -> None:
        self._saw("open_folder", uri=uri, name=name)

    async def close_folder(self, uri: str) -> None:
        self._saw("close_folder", uri=uri)

    def set_trust(self, uri: str, *, trusted: bool) -> None:
        self._saw("set_trust", uri=uri, trusted=trusted)
        self._port.status(uri, "idle" if trusted else "untrusted", "")

    def configure(self, uri: str, client_settings: Mapping[str, Any]) -> None:
        self._saw("configure", uri=uri, settings=client_settings)

    async def close(self) -> None:
        await self._jobs.close()
        if marker := os.environ.get("WORD_ENGINE_CLOSED"):
            Path(marker).write_text("closed", "utf-8")

    def opened(self, document: Document) -> None:
        self._texts[document.uri] = document
        self._saw("opened", uri=document.uri, version=document.version)
        self._publish(document)

    def changed(self, before: Document, after: Document, edits: Sequence[Sequence[Edit]]) -> None:
        text = before.text
        for step in edits:
            text = text.edited(step)
        self._texts[after.uri] = after
        self._saw("changed", uri=after.uri, version=after.version, consistent=text == after.text)
        self._publish(after)

    def saved(self, uri: str) -> None:
        self._saw("saved", uri=uri)

    def closed(self, uri: str) -> None:
        self._texts.pop(uri)
        self._saw("closed", uri=uri)
        self._port.publish(uri, None, ())

    def files_changed(self, uris: Sequence[str]) -> None:
        self._saw("files_changed", uris=list(uris))

    def document_reverted(self, uri: str, version: int, reason: str) -> None:
        self._saw("document_reverted", uri=uri, version=version, reason=reason)

    def foreign_problems(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        self._saw("foreign_problems", uri=uri, version=version, problems=[_plain(problem) for problem in problems])

    def context_problems(self, uri: str, within: Range, problems: Sequence[Problem]) -> None:
        self._saw("context_problems", uri=uri, problems=[_plain(problem) for problem in problems])

    def test_run(self, framework: str, items: Sequence[Mapping[str, Any]], *, partial: bool) -> None:
        self._saw("test_run", framework=framework, items=list(items), partial=partial)

    # -- asked
    def offers(self, uri: str, within: Range, *, asked: bool) -> Sequence[FixOffer | GenerateOffer]:
        found = [problem for problem in self._problems(self._texts[uri]) if problem.range.overlaps(within)]
        self._saw("offers", uri=uri, asked=asked, count=len(found))
        return [self._offer(problem) for problem in found]

    def fix_all(self, uri: str) -> FixAllOffer | None:
        document = self._texts[uri]
        edits = tuple(
            Edit(match.start(), match.end(), "good_name") for match in re.finditer("bad_name", document.text.content)
        )
        files = (FileEdit(uri, document.text.hash, edits),)
        return FixAllOffer("Amends: fix all", files, ()) if edits else None

    def resolved(self, fix_id: str) -> FixOffer | None:
        for document in self._texts.values():
            for problem in self._problems(document):
                offer = self._offer(problem)
                if isinstance(offer, FixOffer) and offer.fix_id == fix_id and problem.code != "old":
                    return offer
        return None

    # -- commands
    def fix_applied(self, fix_id: str) -> None:
        self._saw("fix_applied", fix_id=fix_id)

    def reject_fix(self, fix_id: str, reason: str) -> None:
        self._saw("reject_fix", fix_id=fix_id, reason=reason)

    def generate(self, uri: str, within: Range, source: str, code: str) -> str:
        work = {"wait": self._wait, "ask": self._ask, "quick": self._quick}.get(code, self._apply)
        return self._jobs.start("generate", work(uri, within))

    async def propose(self, uri: str, within: Range, source: str, code: str, avoid: Sequence[str]) -> Proposal:
        self._saw("propose", uri=uri, code=code, avoid=list(avoid))
        if code == "wait":
            await self._wait(uri, within)
        return Proposal(sentence=f"nothing for {code}")

    async def prove(self, fix_id: str) -> Mapping[str, Any]:
        return {"state": "proved", "checks": []}

    def fix_all_like(self, fix_id: str, scope: str, *, review: bool = False) -> str:
        return f"fix-all {fix_id} {scope}"

    def run_tests(self, uri: str | None, ids: Sequence[str]) -> str:
        self._saw("run_tests", uri=uri, ids=list(ids))
        return "tests-1"

    def explain(self, fix_id: str) -> Mapping[str, Any]:
        if fix_id == "print":
            print("this must not reach the protocol")  # noqa: T201  # what a careless library does
            subprocess.run(["echo", "nor this"], check=True)
            os.write(1, b"nor that\n")
        if fix_id == "crash":
            raise RuntimeError("/home/secret/path")
        if fix_id == "unknown":
            raise UnknownItemError("No fix unknown is known.")
        return {"markdown": "because", "fix": {"schema": 1}}

    def learn_from_git(self, uri: str, since: str | None, most: int | None) -> str:
        return f"learn {since} {most}"

    def teach(self, folder: str, text: str, scope: str | None) -> str:
        return f"l_{text}"

    def profile(self, folder: str) -> Mapping[str, Any]:
        texts = {uri: document.text.content for uri, document in self._texts.items()}
        return {"schema": 1, "seen": list(self._seen), "texts": texts, "modules": _heavy_modules()}

    def change_profile(self, folder: str, action: str, item: str | None, value: str | None) -> str:
        return f"{action} {item} {value}"

    # -- inside
    def _problems(self, document: Document) -> list[Problem]:
        return [
            Problem(
                source="words",
                code=match[1],
                message=f"`{match[0]}` is not a good name",
                uri=document.uri,
                range=document.text.range_of(match.start(), match.end()),
                severity=Severity.ERROR,
                text_hash=document.text.hash,
                related=(RelatedPlace(document.uri, Range(Position(0, 0), Position(0, 1)), "see"),),
            )
            for match in _WORD.finditer(document.text.content)
        ]

    def _offer(self, problem: Problem) -> FixOffer | GenerateOffer:
        if problem.code == "slow":
            return GenerateOffer("Amends: generate a fix", problem, problem.uri, problem.range, "words", "slow")
        text = self._texts[problem.uri].text
        start, end = text.span_of(problem.range)
        edit = Edit(start, end, _FIXED[problem.code])
        return FixOffer(
            fix_id=f"f_{problem.code}_{problem.range.start.line}_{problem.range.start.character}",
            title=f"Amends: {edit.new_text} (proved: words)",
            problem=problem,
            files=(FileEdit(problem.uri, text.hash, (edit,)),),
            preferred=problem.code == "bad",
            by_model=problem.code == "model",
            proved=True,
        )

    def _publish(self, document: Document) -> None:
        self._port.publish(document.uri, document.version, self._problems(document))

    async def _apply(self, uri: str, within: Range) -> None:
        async with self._port.progress("Generating") as progress:
            progress.report("asking", 50)
            document = self._texts[uri]
            start, end = document.text.span_of(within)
            file = FileEdit(uri, document.text.hash, (Edit(start, end, "generated"),))
            applied = await self._port.apply_edit("Amends", (file,))
            self._port.show_message(Severity.INFORMATION, f"applied: {applied}")

    async def _quick(self, uri: str, within: Range) -> None:
        async with self._port.progress("Quick"):
            pass
        self._port.show_message(Severity.INFORMATION, "quick done")

    async def _wait(self, uri: str, within: Range) -> None:
        try:
            async with self._port.progress("Waiting") as progress:
                progress.report("forever")
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self._port.show_message(Severity.WARNING, "cancelled")
            raise

    async def _ask(self, uri: str, within: Range) -> None:
        answer = await self._port.ask("Really?", ("Yes", "No"))
        self._port.show_message(Severity.INFORMATION, f"answer: {answer}")


def _plain(problem: Problem) -> dict[str, Any]:
    path = uri_to_path(problem.uri)
    return {
        **attrs.asdict(
            problem, value_serializer=lambda _i, _f, value: str(value) if isinstance(value, Severity) else value
        ),
        "is_file": path is not None,
    }


def _heavy_modules() -> list[str]:
    return [name for name in ("anthropic", "tree_sitter_python", "tree_sitter_typescript") if name in sys.modules]


if __name__ == "__main__":
    server = build_server(WordEngine)
    sys.exit(run_tcp(server, "127.0.0.1", 0) if "--tcp" in sys.argv else run_stdio(server))
