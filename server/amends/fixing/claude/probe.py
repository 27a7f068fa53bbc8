"""Finding out, once for an endpoint and model, whether it calls tools as it is told.

Many servers accept tools and ignore them. The probe is a repair in small, held to the real contract, so that a model
that merely babbles JSON is not taken for one that can.
"""

from __future__ import annotations

import logging

from amends.core.errors import ModelAnswerError
from amends.core.text import Text
from amends.fixing.claude.budget import Spending
from amends.fixing.claude.client import ModelClient, Question
from amends.fixing.claude.contract import EDIT_TOOL, AllowedFile, locate, read_proposal
from amends.fixing.claude.regions import Region
from amends.fixing.claude.replies import BrokenReplyError, Meter
from amends.fixing.claude.strategies import Reach

log = logging.getLogger(__name__)

_CODE = "def half(number):\n    return numbr / 2"
_PROMPT = f"""\
ruff F821: Undefined name `numbr`, line 2.
<file path="half.py">
{_CODE}
</file>
Repair it by calling propose_edits."""


async def honours_tools(client: ModelClient, model: str, meter: Meter, within: Spending) -> bool:
    """Whether a forced tool call comes back as one, with an edit that fits.

    Raises:
        ModelUnavailableError: the endpoint could not be asked.
    """
    question = Question(model, ("You repair code.",), _PROMPT, max_tokens=300, tool=EDIT_TOOL)
    file = AllowedFile("half.py", "half.py", Text(_CODE), (Region("half", Reach.FUNCTION, 0, len(_CODE)),))
    try:
        reply = await client.ask(question, meter, within)
        usable = reply.tool_input is not None and bool(locate(read_proposal(reply.tool_input), (file,)))
    except (ModelAnswerError, BrokenReplyError):
        usable = False
    log.info("%s %s tools", client.endpoint.base_url, "honours" if usable else "does not honour")
    return usable
