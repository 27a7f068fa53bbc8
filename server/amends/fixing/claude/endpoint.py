"""Where the model is, whether it may be asked at all, and what the endpoint can do.

`local` means loopback and nothing else. What an endpoint can do is found out once and remembered in the cache folder.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import attrs

from amends.core.errors import ModelOffError
from amends.core.settings import ModelSettings, ModelUse, Settings
from amends.platform.files import write_file
from amends.platform.paths import cache_home

log = logging.getLogger(__name__)

_DEFAULT_URL = "https://api.anthropic.com"


@attrs.frozen
class Endpoint:
    """Who answers."""

    provider: str
    base_url: str
    """Empty for providers that the SDK finds by region and project."""
    local: bool
    from_settings: bool = False


def find_endpoint(settings: ModelSettings, environ: Mapping[str, str]) -> Endpoint:
    """The endpoint the SDK will use: the user's setting, else ``ANTHROPIC_BASE_URL``, else its default."""
    if settings.provider != "anthropic":
        return Endpoint(settings.provider, settings.base_url, local=False, from_settings=bool(settings.base_url))
    base_url = settings.base_url or environ.get("ANTHROPIC_BASE_URL") or _DEFAULT_URL
    return Endpoint("anthropic", base_url, is_loopback(base_url), from_settings=bool(settings.base_url))


def is_loopback(base_url: str) -> bool:
    """Whether a URL names this machine and cannot be anything else."""
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def default_use(settings: ModelSettings, environ: Mapping[str, str]) -> ModelUse:
    """What an unset `model.use` means: a loopback endpoint needs no consent, everything else waits for it.

    Only an endpoint that somebody named counts; nothing is guessed.
    """
    return ModelUse.LOCAL if find_endpoint(settings, environ).local else ModelUse.OFF


def require_consent(settings: Settings, endpoint: Endpoint) -> None:
    """Nothing is sent without it.

    Raises:
        ModelOffError: the sentence says what to set.
    """
    if not settings.trusted:
        raise ModelOffError("The folder is not trusted, so nothing of it is sent to a model; trust it first.")
    if settings.model.use is ModelUse.OFF:
        raise ModelOffError('No model may be used here; set amends.model.use to "local" or "remote".')
    if settings.model.use is ModelUse.LOCAL and not endpoint.local:
        where = endpoint.base_url or endpoint.provider
        raise ModelOffError(
            f'{where} is not on this machine; set amends.model.use to "remote", or amends.model.baseUrl to a local one.'
        )


class AbilityCache:
    """Which endpoints honour tools, remembered per base URL and model."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or cache_home()) / "endpoints.json"

    def tools(self, endpoint: Endpoint, model: str) -> bool | None:
        """Whether the endpoint calls tools as told; None when nobody has found out yet."""
        known = self._read().get(_key(endpoint, model))
        return known if isinstance(known, bool) else None

    def remember(self, endpoint: Endpoint, model: str, *, tools: bool) -> None:
        """Keep what was found out; a cache that cannot be written only costs another look."""
        known = {**self._read(), _key(endpoint, model): tools}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_file(self._file, json.dumps({"schema": 1, "tools": known}, indent=1, sort_keys=True) + "\n")
        except OSError:
            log.warning("what the endpoint can do could not be remembered", exc_info=True)

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text("utf-8"))["tools"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return known if isinstance(known, dict) else {}


def _key(endpoint: Endpoint, model: str) -> str:
    return f"{endpoint.provider} {endpoint.base_url} {model}"
