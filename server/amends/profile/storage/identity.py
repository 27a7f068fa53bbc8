"""Which project a folder is, wherever it lies: a clone, a worktree and another machine share one profile."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import attrs

_SECTION = re.compile(r'^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_ENTRY = re.compile(r"^\s*([\w-]+)\s*=\s*(.*?)\s*$")
_SCP_LIKE = re.compile(r"^(?:[^@/]+@)?([\w.-]{2,}):(?!//)(.+)$")
_DEFAULT_PORTS = {"ssh": 22, "https": 443, "http": 80, "git": 9418}


def project_identity(root: Path) -> str:
    """``git:HOST/PATH[#FOLDER]`` by the remote and the folder in the repository, else ``path:…``. Runs nothing."""
    resolved = root.resolve()
    checkout = _find_checkout(resolved)
    if checkout is None:
        return f"path:{resolved.as_posix()}"
    inside = resolved.relative_to(checkout.top).as_posix()
    suffix = "" if inside == "." else f"#{inside}"
    remote = _remote_url(checkout.common / "config")
    if remote:
        return f"git:{normalised_remote(remote, checkout.home)}{suffix}"
    return f"path:{checkout.home.as_posix()}{suffix}"


def normalised_remote(url: str, base: Path) -> str:
    """The same for ssh, https and git URLs of one repository; user names and secrets are left out."""
    scp_like = _SCP_LIKE.match(url)
    if "://" in url:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return _without_git(parts.path)
        port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme) else ""
        return f"{(parts.hostname or '').lower()}{port}/{_without_git(parts.path)}"
    if scp_like:
        return f"{scp_like[1].lower()}/{_without_git(scp_like[2])}"
    return _without_git((base / url).resolve().as_posix())


@attrs.frozen
class _Checkout:
    top: Path
    """Where ``.git`` lies."""
    common: Path
    """The repository's own folder, shared by all its worktrees."""

    @property
    def home(self) -> Path:
        """The main worktree, which stands for all of them; a submodule or a bare repository stands for itself."""
        return self.common.parent if self.common.name == ".git" else self.top


def _find_checkout(folder: Path) -> _Checkout | None:
    for top in (folder, *folder.parents):
        git = top / ".git"
        if git.is_dir():
            return _Checkout(top, git)
        if git.is_file():
            return _linked_checkout(top, git)
    return None


def _linked_checkout(top: Path, git_file: Path) -> _Checkout | None:
    """A worktree (its folder names the common one) or a submodule (its folder is a repository of its own)."""
    try:
        target = git_file.read_text("utf-8").removeprefix("gitdir:").strip()
        folder = (top / target).resolve()
        common = folder / "commondir"
        return _Checkout(top, (folder / common.read_text("utf-8").strip()).resolve() if common.is_file() else folder)
    except (OSError, UnicodeDecodeError):
        return None


def _remote_url(config: Path) -> str | None:
    """The URL of ``origin``, else of the first remote by name."""
    try:
        lines = config.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    remotes: dict[str, str] = {}
    remote: str | None = None
    for line in lines:
        if section := _SECTION.match(line):
            remote = section[2] if section[1].lower() == "remote" else None
        elif remote and (entry := _ENTRY.match(line)) and entry[1].lower() == "url":
            remotes.setdefault(remote, entry[2].strip('"'))
    return remotes.get("origin") or next((remotes[name] for name in sorted(remotes)), None)


def _without_git(path: str) -> str:
    return path.rstrip("/").removesuffix(".git").strip("/")
