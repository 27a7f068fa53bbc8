"""workspace/executeCommand: our commands, each with one object as its argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from pygls.exceptions import JsonRpcInvalidParams

from amends.lsp.connection import Connection
from amends.lsp.messages import (
    ChangeProfileArgument,
    FixAllLikeThisArgument,
    FixArgument,
    FolderParams,
    GenerateFixArgument,
    LearnFromGitArgument,
    RejectFixArgument,
    RunTestsArgument,
    TeachArgument,
)
from amends.lsp.params import ExecuteCommandParams
from amends.lsp.positions import range_from_wire
from amends.lsp.registration import read_params
from amends.lsp.structuring import message_converter


def execute_command(connection: Connection, params: ExecuteCommandParams) -> Any:
    """Run one command; those that start work answer with the job's id at once and report by progress."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"There is no command {params.command}.")
    given = params.arguments[0] if isinstance(params.arguments, list) and params.arguments else {}
    return command.run(connection, read_params(command.argument, given, message_converter()))


@attrs.frozen
class Command:
    """The type of a command's argument, and what it does."""

    argument: type
    run: Callable[[Connection, Any], Any]


def _fix_applied(connection: Connection, argument: FixArgument) -> None:
    connection.engine.fix_applied(argument.fix_id)


def _reject_fix(connection: Connection, argument: RejectFixArgument) -> None:
    connection.engine.reject_fix(argument.fix_id, argument.reason)


def _generate_fix(connection: Connection, argument: GenerateFixArgument) -> dict[str, str]:
    document = connection.documents.open_or_on_disk(argument.uri)
    text = document.text if document else None
    within = range_from_wire(text, argument.range, connection.capabilities.encoding)
    return _job(connection.engine.generate(argument.uri, within, argument.source, argument.code))


def _fix_all_like_this(connection: Connection, argument: FixAllLikeThisArgument) -> dict[str, str]:
    return _job(connection.engine.fix_all_like(argument.fix_id, argument.scope, review=argument.review))


def _run_tests(connection: Connection, argument: RunTestsArgument) -> dict[str, str]:
    return _job(connection.engine.run_tests(argument.uri, argument.ids))


def _learn_from_git(connection: Connection, argument: LearnFromGitArgument) -> dict[str, str]:
    return _job(connection.engine.learn_from_git(argument.folder, argument.since, argument.max))


def _explain_fix(connection: Connection, argument: FixArgument) -> Mapping[str, Any]:
    return connection.engine.explain(argument.fix_id)


def _teach(connection: Connection, argument: TeachArgument) -> dict[str, str]:
    return {"id": connection.engine.teach(argument.folder, argument.text, argument.scope)}


def _show_profile(connection: Connection, argument: FolderParams) -> Mapping[str, Any]:
    return connection.engine.profile(argument.folder)


def _change_profile(connection: Connection, argument: ChangeProfileArgument) -> dict[str, str]:
    change = connection.engine.change_profile(argument.folder, argument.action, argument.id, argument.value)
    return {"undoId": change}


def _job(job_id: str) -> dict[str, str]:
    return {"jobId": job_id}


COMMANDS: Mapping[str, Command] = {
    "amends.fixApplied": Command(FixArgument, _fix_applied),
    "amends.generateFix": Command(GenerateFixArgument, _generate_fix),
    "amends.fixAllLikeThis": Command(FixAllLikeThisArgument, _fix_all_like_this),
    "amends.explainFix": Command(FixArgument, _explain_fix),
    "amends.rejectFix": Command(RejectFixArgument, _reject_fix),
    "amends.runTests": Command(RunTestsArgument, _run_tests),
    "amends.learnFromGit": Command(LearnFromGitArgument, _learn_from_git),
    "amends.teach": Command(TeachArgument, _teach),
    "amends.showProfile": Command(FolderParams, _show_profile),
    "amends.changeProfile": Command(ChangeProfileArgument, _change_profile),
}
