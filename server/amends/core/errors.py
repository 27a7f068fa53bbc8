"""Every error Amends raises on purpose.

AmendsError                     what a user may see: one sentence with what to do next
├── UsageError                  the call or the settings are wrong
│   └── PatchError              a patch that cannot be read, or does not fit the files
├── OverlappingEditsError       edits that cannot be applied together
├── StaleError                  the text moved on since the work began
├── NotTrustedError             the folder is not trusted, so nothing of it may run
├── ToolError                   a tool of the user's
│   ├── ToolMissingError        is not installed
│   ├── ToolTimeoutError        did not answer in time
│   └── ToolCrashedError        failed, or answered what we cannot read
├── ModelError                  the model could not be asked, or its answer not used
│   ├── ModelOffError           not allowed by the settings
│   ├── ModelBudgetError        a budget is used up
│   ├── ModelUnavailableError   the endpoint is out of reach, overloaded or refuses
│   └── ModelAnswerError        the answer breaks the edit contract
└── ProfileError                the profile cannot be read or written
    └── UnknownItemError        no learned item has that id
"""

from __future__ import annotations


class AmendsError(Exception):
    """Root of all errors raised on purpose; its text is one short sentence a user can act on."""

    @property
    def sentence(self) -> str:
        """What a user sees; everything else goes to the log."""
        return str(self.args[0]) if self.args else "Something went wrong; the log has the details."


class UsageError(AmendsError):
    """The call or the settings are wrong."""


class OverlappingEditsError(AmendsError):
    """Edits that cannot be applied together."""


class StaleError(AmendsError):
    """The text moved on since the work began."""


class NotTrustedError(AmendsError):
    """The folder is not trusted, so nothing of it may run."""


class ToolError(AmendsError):
    """A tool of the user's failed; `command` reproduces it."""

    def __init__(self, sentence: str, command: str = "", details: str = "") -> None:
        super().__init__(sentence)
        self.command = command
        self.details = details


class ToolMissingError(ToolError):
    """The tool is not installed."""


class ToolTimeoutError(ToolError):
    """The tool did not answer in time."""


class ToolCrashedError(ToolError):
    """The tool failed, or answered what we cannot read."""


class ModelError(AmendsError):
    """The model could not be asked, or its answer not used."""


class ModelOffError(ModelError):
    """Using a model is not allowed by the settings."""


class ModelBudgetError(ModelError):
    """A budget of tokens, seconds or money is used up."""


class ModelUnavailableError(ModelError):
    """The endpoint is out of reach, overloaded, or refuses."""


class ModelAnswerError(ModelError):
    """The answer breaks the edit contract; `cause` is one of the causes of a `Deviation`."""

    def __init__(self, sentence: str, cause: str = "no-answer") -> None:
        super().__init__(sentence)
        self.cause = cause


class ProfileError(AmendsError):
    """The profile cannot be read or written."""


class UnknownItemError(ProfileError):
    """No learned item has that id."""
