"""Candidates from a model: one question for each attempt, asked differently each time, within consent and budget."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from random import Random

import attrs

from amends.core.errors import ModelAnswerError, ModelOffError
from amends.core.fixes import Attempt, Candidate, Deviation, FileEdit, Ingredient, Origin, OriginKind
from amends.core.problems import Problem, Safety
from amends.fixing.claude.budget import DayLedger, Spending, affordable, answer_room, cost_of, remaining, spent_on
from amends.fixing.claude.client import ModelClient, Question
from amends.fixing.claude.contract import EDIT_TOOL, locate, read_proposal
from amends.fixing.claude.endpoint import AbilityCache, Endpoint, find_endpoint, require_consent
from amends.fixing.claude.memory import hunks, may_be_told, recall
from amends.fixing.claude.plainprompt import build_plain_prompt
from amends.fixing.claude.plaintext import read_plain_text
from amends.fixing.claude.privacy import may_be_sent
from amends.fixing.claude.probe import honours_tools
from amends.fixing.claude.prompt import Prompt, build_prompt
from amends.fixing.claude.redaction import Redactor
from amends.fixing.claude.replies import Meter, ModelReply, estimated_tokens
from amends.fixing.claude.scene import Scene, scene_of
from amends.fixing.claude.sources import folder_path
from amends.fixing.claude.strategies import WORDING, Strategy, choose_strategy, model_for
from amends.fixing.claude.titles import clean_title, plain_title
from amends.fixing.claude.wording import worded, wording_prompt
from amends.fixing.origins import FixRequest, ModelProposal, UnusableAnswerError
from amends.platform.clock import Clock
from amends.platform.uris import uri_to_path
from amends.profile.profile import Profile

log = logging.getLogger(__name__)

_LONGEST_ANSWER = 8_192
_LONGEST_PLAIN_ANSWER = 2_048
_CACHED_SHARE = 0.9


class ClaudeOrigin:
    """The model of one folder. Nothing is imported, opened or sent before the first attempt.

    `quiet_seconds` is how long an answer may say nothing once it has begun.
    """

    kind = OriginKind.MODEL

    def __init__(
        self,
        profile: Profile,
        ledger: DayLedger,
        clock: Clock,
        *,
        abilities: AbilityCache | None = None,
        environ: Mapping[str, str] = os.environ,
        quiet_seconds: float = 30.0,
        seeded: Callable[[str], Random] = Random,
    ) -> None:
        self._profile = profile
        self._ledger = ledger
        self._clock = clock
        self._abilities = abilities or AbilityCache()
        self._environ = environ
        self._quiet_seconds = quiet_seconds
        self._random = seeded
        self._client: ModelClient | None = None

    async def propose(self, request: FixRequest) -> AsyncIterator[Candidate]:
        """At most one candidate: what this attempt came to.

        Raises:
            ModelError: the model may not or cannot be asked, or its answer cannot be used.
        """
        yield (await self.attempt(request)).candidate

    async def attempt(self, request: FixRequest) -> ModelProposal:
        """Ask once, with a strategy chosen by what `request.attempts` tells.

        Raises:
            UnusableAnswerError: there is an answer, but no usable edit in it; worth another attempt.
            ModelOffError, ModelBudgetError, ModelUnavailableError: asking is not allowed or not possible.
        """
        endpoint = find_endpoint(request.settings.model, self._environ)
        require_consent(request.settings, endpoint)
        _require_public(request)
        strategy = self._strategy(request)
        run = _Run(request, endpoint, strategy, model_for(strategy, request.settings.model), self._clock.monotonic())
        left = remaining(request.settings.model, spent_on(request.attempts), self._ledger.today(), free=endpoint.local)
        # A ledger that cannot be written stops us before anything is spent, not after.
        self._ledger.add(Spending())
        try:
            return await self._asked(run, affordable(left, run.model, free=endpoint.local))
        finally:
            self._ledger.add(self._spent(run))
            self._account(run)

    async def word_lessons(self, request: FixRequest) -> None:
        """Put one lesson that waits for it into the model's own words, within the same consent and budgets.

        Raises:
            ModelError: the model may not or cannot be asked.
        """
        endpoint = find_endpoint(request.settings.model, self._environ)
        require_consent(request.settings, endpoint)
        waiting = [one for one in self._profile.unworded_lessons() if may_be_told(one, request)]
        if not waiting:
            return
        run = _Run(request, endpoint, WORDING, request.settings.model.name, self._clock.monotonic())
        left = remaining(request.settings.model, Spending(), self._ledger.today(), free=endpoint.local)
        left = affordable(left, run.model, free=endpoint.local)
        self._ledger.add(Spending())
        try:
            client = await self._client_for(endpoint)
            question = _question(wording_prompt(waiting[0]), run, tools=False, left=left)
            reply = await client.ask(question, run.meter, left)
        finally:
            self._ledger.add(self._spent(run))
            self._account(run)
        # What cannot be used is asked for only once: the template's words stay.
        self._profile.word_lesson(waiting[0].id, worded(run.redactor.restore(reply.text)) or waiting[0].text)

    def _strategy(self, request: FixRequest) -> Strategy:
        """By the record of the problem's kind; the seed is what was tried so far, so that a run can be repeated."""
        kind = request.problem.kind
        records = self._profile.strategies(kind, folder_path(request.document, request.snapshot.root))
        tried = sum(one.cases for one in records.values())
        rng = self._random(f"{kind.key}\0{tried}\0{len(request.attempts)}")
        return choose_strategy(request.attempts, request.settings.model, records, rng)

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _asked(self, run: _Run, left: Spending) -> ModelProposal:
        client = await self._client_for(run.endpoint)
        tools = await self._honours_tools(run, client, left)
        scene = scene_of(run.request, run.strategy.reach)
        memory = recall(self._profile, run.request, scene.files[0].path)
        build = build_prompt if tools else build_plain_prompt
        prompt = build(run.request, scene, memory, run.strategy)
        question = _question(prompt, run, tools=tools, left=left)
        try:
            reply = await client.ask(question, run.meter, left)
            title, files = self._edits(reply, scene, run, question)
        except ModelAnswerError as error:
            raise UnusableAnswerError(error.sentence, self._failed(run, error, prompt)) from error
        return self._proposal(run, prompt, scene, title, files)

    async def _client_for(self, endpoint: Endpoint) -> ModelClient:
        if self._client is None or self._client.endpoint != endpoint:
            await self.close()
            self._client = ModelClient(endpoint, self._clock, quiet_seconds=self._quiet_seconds)
        return self._client

    async def _honours_tools(self, run: _Run, client: ModelClient, left: Spending) -> bool:
        """Known, or found out: by a probe on this machine, where servers differ; elsewhere by the first answer."""
        known = self._abilities.tools(run.endpoint, run.model)
        if known is None and run.endpoint.local:
            known = await honours_tools(client, run.model, run.meter, left)
            self._abilities.remember(run.endpoint, run.model, tools=known)
        return known is not False

    def _edits(
        self, reply: ModelReply, scene: Scene, run: _Run, question: Question
    ) -> tuple[str, tuple[FileEdit, ...]]:
        redactor = run.redactor
        if reply.tool_input is None:
            if question.tool is not None and question.force_tool:
                self._abilities.remember(run.endpoint, run.model, tools=False)
            return "", read_plain_text(redactor.restore(reply.text), scene.files, scene.language)
        proposal = read_proposal(reply.tool_input)
        edits = tuple(
            attrs.evolve(edit, old_text=redactor.restore(edit.old_text), new_text=redactor.restore(edit.new_text))
            for edit in proposal.edits
        )
        return proposal.reason, locate(attrs.evolve(proposal, edits=edits), scene.files)

    def _proposal(
        self, run: _Run, prompt: Prompt, scene: Scene, title: str, files: tuple[FileEdit, ...]
    ) -> ModelProposal:
        problem = run.request.problem
        tried = _diff(files, scene)
        candidate = Candidate(
            problem=problem,
            files=files,
            title=clean_title(title) or plain_title(problem, tried),
            origin=Origin(OriginKind.MODEL, run.model, f"{run.model}, {run.strategy.name.removeprefix('model:')}"),
            safety=Safety.UNSAFE,
            confidence=self._confidence(problem),
            ingredients=_ingredients(run, prompt),
        )
        spent = self._spent(run)
        return ModelProposal(
            candidate, run.strategy.name, spent.tokens, spent.money, round(spent.seconds * 1000), tried
        )

    def _failed(self, run: _Run, error: ModelAnswerError, prompt: Prompt) -> Attempt:
        spent = self._spent(run)
        deviation = Deviation(error.cause, error.sentence, _ingredients(run, prompt))
        return Attempt(run.strategy.name, deviation, spent.tokens, spent.money, round(spent.seconds * 1000))

    def _spent(self, run: _Run) -> Spending:
        meter = run.meter
        # Tokens read from the endpoint's cache cost a tenth.
        paid_in = meter.tokens_in - _CACHED_SHARE * meter.cached
        money = 0.0 if run.endpoint.local else cost_of(run.model, paid_in, meter.tokens_out)
        return Spending(meter.tokens, self._clock.monotonic() - run.started, money)

    def _account(self, run: _Run) -> None:
        """Write down what was sent where: people can read it in the report."""
        if not run.meter.tokens:
            return
        spent = self._spent(run)
        self._profile.record_asked(
            endpoint=run.endpoint.base_url or run.endpoint.provider,
            local=run.endpoint.local,
            model=run.model,
            file=folder_path(run.request.document, run.request.snapshot.root),
            usage={
                "tokens": spent.tokens,
                "cost": spent.money,
                "seconds": round(spent.seconds, 3),
                "secrets": run.redactor.count,
            },
        )

    def _confidence(self, problem: Problem) -> float:
        """The kept share of such fixes here, with one case for and one against before there are any."""
        kept, concluded = self._profile.kept_rate(problem.kind, OriginKind.MODEL)
        return (kept + 1) / (concluded + 2)


@attrs.frozen
class _Run:
    request: FixRequest
    endpoint: Endpoint
    strategy: Strategy
    model: str
    started: float
    meter: Meter = attrs.field(factory=Meter)
    redactor: Redactor = attrs.field(factory=Redactor)


def _require_public(request: FixRequest) -> None:
    path = uri_to_path(request.document.uri)
    if path and not may_be_sent(path, request.snapshot.root, request.settings.privacy_ignore):
        name = folder_path(request.document, request.snapshot.root)
        raise ModelOffError(f"{name} is private, so it is never sent to a model; see amends.privacy.ignore.")


def _question(prompt: Prompt, run: _Run, *, tools: bool, left: Spending) -> Question:
    """The one choke point: whatever is in the prompt, secrets go out as placeholders."""
    redactor = run.redactor
    system = tuple(redactor.redact(block) for block in prompt.system)
    content = redactor.redact(prompt.content)
    tokens = estimated_tokens("".join((*system, content)))
    most = _LONGEST_ANSWER if tools else _LONGEST_PLAIN_ANSWER
    question = Question(
        model=run.model,
        system=system,
        prompt=content,
        max_tokens=answer_room(left, tokens, most),
        tool=EDIT_TOOL if tools else None,
        force_tool=not run.strategy.reason_first,
        temperature=_temperature(run),
    )
    log.info(
        "asking %s (%s): about %d tokens, %d secrets kept back", run.model, run.strategy.name, tokens, redactor.count
    )
    return question


def _temperature(run: _Run) -> float | None:
    if not run.endpoint.local:
        return None
    if not run.request.attempts:
        return 0.0
    return 0.7 if run.strategy.diverse else 0.3


def _ingredients(run: _Run, prompt: Prompt) -> tuple[Ingredient, ...]:
    return (Ingredient("strategy", run.strategy.name), Ingredient("model", run.model), *prompt.ingredients)


def _diff(files: tuple[FileEdit, ...], scene: Scene) -> str:
    texts = {file.uri: file for file in scene.files}
    return "\n".join(
        f"{texts[one.uri].path}\n{hunks(texts[one.uri].text.content, texts[one.uri].text.edited(one.edits).content)}"
        for one in files
    )
