"""`amends mcp`: proof for other coding assistants, over the Model Context Protocol on stdio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.core.errors import AmendsError, UsageError

if TYPE_CHECKING:  # an extra
    from mcp.server.mcpserver import MCPServer

_INSTRUCTIONS = (
    "Amends proves changes before they are handed in. Call prove_patch with a unified diff: it runs gates, checkers "
    "and the covering tests in a shadow copy and changes nothing. Only proved=true means that it may be called a fix; "
    "otherwise read checks and gates for what to repair."
)


@click.command()
@global_options
def mcp() -> int:
    """Serve prove_patch and list_problems to coding assistants, over MCP on stdio."""
    try:
        from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise UsageError("`amends mcp` needs an extra; install it with `pip install 'amends[mcp]'`.") from error
    server: MCPServer[Any] = MCPServer("amends", instructions=_INSTRUCTIONS, log_level="ERROR")
    _add_tools(server, run_options())
    server.run()
    return 0


def _add_tools(server: MCPServer[Any], options: GlobalOptions) -> None:
    @server.tool()
    @_one_sentence
    async def prove_patch(patch: str, folder: str = ".") -> dict[str, Any]:
        """Prove a unified diff against a folder, changing nothing there.

        The answer is the verdict of `amends prove --json`: `proved`, `state` (proved, unproved, failed), `checks` with
        what each tool said, `gates` with cheats by name and place, and `repaired` with what the patch repairs.
        """
        return await _proved(options, patch, folder)

    @server.tool()
    @_one_sentence
    async def list_problems(path: str = ".") -> dict[str, Any]:
        """List what the project's checkers find in a file or folder."""
        return await _listed(options, path)


def _one_sentence(function: Callable[..., Awaitable[dict[str, Any]]]) -> Callable[..., Awaitable[dict[str, Any]]]:
    """An error of ours as the one sentence it has, without the trace of the tool's inside."""
    from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415 -- an extra

    @wraps(function)
    async def answered(**given: Any) -> dict[str, Any]:
        try:
            return await function(**given)
        except AmendsError as error:
            raise ToolError(error.sentence) from error

    return answered


async def _proved(options: GlobalOptions, patch: str, folder: str) -> dict[str, Any]:
    from amends.cli.prove import places_of, proof_record  # noqa: PLC0415 -- the protocol first: clients wait for it
    from amends.cli.workspace import opened_folder  # noqa: PLC0415 -- as above
    from amends.loop.proving import find_files, prove_patch  # noqa: PLC0415 -- as above

    files = find_files(patch, _existing(folder))
    async with opened_folder(places_of(files), options) as opened:
        return proof_record(await prove_patch(opened, files))


async def _listed(options: GlobalOptions, path: str) -> dict[str, Any]:
    from amends.cli.workspace import opened_folder, source_files  # noqa: PLC0415 -- as above
    from amends.fixing.record import problem_record  # noqa: PLC0415 -- as above
    from amends.loop.finding import find_problems  # noqa: PLC0415 -- as above
    from amends.platform.files import read_document  # noqa: PLC0415 -- as above

    place = _existing(path)
    async with opened_folder([place], options) as opened:
        documents = [read_document(file) for file in await source_files([place], opened)]
        found = await find_problems(opened, documents)
        return {
            "schema": 1,
            "type": "problems",
            "problems": [problem_record(problem) for problem in found],
            "errors": list(opened.tool_failures),
        }


def _existing(path: str) -> Path:
    place = Path(path).expanduser().resolve()
    if not place.exists():
        raise UsageError(f"{place} does not exist.")
    return place
