"""Judges of one setting's change: whether it can only tighten a check, or needs something newer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

Judge = Callable[[object, object], bool]
"""Whether a change from one value to another is harmless; None where there is no value."""

_REQUIREMENT = re.compile(
    r"^\s*(?P<name>[\w.@/-]+?)\s*(?P<extras>\[[^\]]*\])?\s*(?P<rest>(?:[=<>~!^].*|\d.*|;.*|\*|))$"
)
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_ELSEWHERE = re.compile(r"git\+|https?:|file:|\bpath\b|\bgit\b|\burl\b|^\.{0,2}/|workspace:|link:")
_CHECKING_TOOLS = re.compile(
    r"^(pytest\b.*|mypy|ruff|flake8\b.*|pylint|coverage|hypothesis|tox|nox|pyright|basedpyright|ty|bandit|vitest|jest|"
    r"mocha|eslint\b.*|typescript|@?biome.*|@types/.*|@typescript-eslint/.*|@vitest/.*|import-linter|pre-commit)$"
)
_TIGHTENING_WORDS = re.compile(
    r"^(--strict-markers|--strict-config|--strict|-W(=?error.*)?|error(::.*)?|-r\w+|-v+|--verbose|-q|--quiet|-l|--showlocals|"
    r"--tb=\w+|--color=\w+|--durations(=|-min=)?\d*|--doctest-modules|--doctest-glob=.*|--cov(=\S+)?|--cov-(branch|report=\S+|config=\S+|"
    r"context=\S+)|--import-mode=importlib|--no-header|--no-summary|--junit-?xml=\S+)$"
)
_WEAKENING_WORDS = re.compile(
    r"^(-k|-m|-x|--exitfirst|--maxfail|--ignore|--deselect|--reruns|-p|--lf|--ff|--sw|--no-cov)\b"
)


def free(_old: object, _new: object) -> bool:
    """No check reads it."""
    return True


def more(old: object, new: object) -> bool:
    """Nothing of a list that was there is gone."""
    return old is not None and _words(old) <= _words(new)


def more_or_first(old: object, new: object) -> bool:
    """As `more`, where nothing was measured before."""
    return old is None or more(old, new)


def extra(old: object, new: object) -> bool:
    """As `more`, where the list may be a new one."""
    return _words(old) <= _words(new)


def fewer(old: object, new: object) -> bool:
    """Nothing of exceptions is new."""
    if isinstance(new, Mapping):
        return isinstance(old, Mapping) and all(fewer(old.get(name), value) for name, value in new.items())
    return _words(new) <= _words(old)


def rules_selected(old: object, new: object) -> bool:
    """Rules of ruff, which has some of its own where none are named."""
    return "ALL" in _words(new) or more(old, new) or (old is None and {"E", "F"} <= _words(new))


def up(old: object, new: object) -> bool:
    """A floor that did not sink."""
    return new is not None and (old is None or _number(new) >= _number(old))


def down(old: object, new: object) -> bool:
    """A ceiling that did not rise; without one the tool's own counts, which is not known here."""
    return new is not None and old is not None and _number(new) <= _number(old)


def true(_old: object, new: object) -> bool:
    """A strictness that is on now."""
    return str(new).lower() in {"true", "1", "error"}


def false(_old: object, new: object) -> bool:
    """A leniency that is off now."""
    return new is None or str(new).lower() in {"false", "0", "none"}


def options(old: object, new: object) -> bool:
    """Options of a command line: those that came make it stricter or say more, those that went made it weaker."""
    was, now = _tokens(old), _tokens(new)
    floors = [
        [float(each[0]) for word in side if (each := re.findall(r"^--cov-fail-under[= ]?(\d+)", word))]
        for side in (was, now)
    ]
    kept = [[word for word in side if not word.startswith("--cov-fail-under")] for side in (was, now)]
    came, went = set(kept[1]) - set(kept[0]), set(kept[0]) - set(kept[1])
    return (
        max(floors[1], default=0) >= max(floors[0], default=0)
        and all(map(_TIGHTENING_WORDS.match, came))
        and all(_WEAKENING_WORDS.match(word) or re.match(r"-[vqr]|--tb|--color|--durations", word) for word in went)
    )


def nothing(_old: object, _new: object) -> bool:
    """No change at all: a check may be started by it."""
    return False


def additions(old: object, new: object) -> bool:
    """Keys that were there are there still, as they were."""
    was, now = (each if isinstance(each, Mapping) else {} for each in (old, new))
    return all(now.get(name) == value for name, value in was.items())


_LEVELS = ("allow", "warn", "deny", "forbid")


def stricter_level(old: object, new: object) -> bool:
    """A level of a lint of Rust; without one the compiler's own counts, which nobody knows here."""
    was, now = (each.get("level") if isinstance(each, Mapping) else each for each in (old, new))
    known = now in _LEVELS and (was is None or was in _LEVELS)
    return known and _LEVELS.index(str(now)) >= (_LEVELS.index(str(was)) if was else _LEVELS.index("warn"))


def warnings(old: object, new: object) -> bool:
    """Filters: more that make errors, fewer that ignore."""
    came, went = _words(new) - _words(old), _words(old) - _words(new)
    return all(word.startswith("error") for word in came) and all(
        word.startswith(("ignore", "default")) for word in went
    )


def requirements(old: object, new: object) -> bool:
    """Dependencies that came, or are wanted newer; of those that no check is run by, also ones that went."""
    was, now = _named(old), _named(new)
    if was is None or now is None:
        return False
    gone_tools = [name for name in was.keys() - now.keys() if _CHECKING_TOOLS.match(name)]
    return not gone_tools and all(
        was[name] == rest or _is_newer(was[name], rest) for name, rest in now.items() if name in was
    )


def _named(value: object) -> dict[str, str] | None:
    """Requirements by name; None where one comes from elsewhere than an index."""
    if isinstance(value, Mapping):
        pairs = [(name, _plain(spec)) for name, spec in value.items()]
    else:
        rows = [str(row).partition("#")[0].strip() for row in _rows(value)]
        found = [_REQUIREMENT.match(row) for row in rows if row]
        if not all(found):
            return None
        pairs = [(each["name"], f"{each['extras'] or ''}{each['rest']}") for each in found if each]
    if any(_ELSEWHERE.search(rest) for _, rest in pairs):
        return None
    return {name.lower().replace("_", "-"): rest for name, rest in pairs}


def _plain(spec: object) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(spec.items())) if isinstance(spec, Mapping) else str(spec)


def _is_newer(old: str, new: str) -> bool:
    """Whether no version in a requirement went down, and nothing else of it changed."""
    was, now = _VERSION.findall(old), _VERSION.findall(new)
    same = _VERSION.sub("", old).replace(" ", "") == _VERSION.sub("", new).replace(" ", "")
    return same and len(was) == len(now) and all(_parts(b) >= _parts(a) for a, b in zip(was, now, strict=True))


def newer(old: object, new: object) -> bool:
    """A version that did not go down."""
    was, now = (
        _VERSION.findall(str(old or "").replace("py3", "3.")),
        _VERSION.findall(str(new or "").replace("py3", "3.")),
    )
    return bool(now) and (not was or _parts(now[0]) >= _parts(was[0]))


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _number(value: object) -> float:
    found = re.search(r"-?\d+(\.\d+)?", str(value))
    return float(found[0]) if found else float("nan")


def _rows(value: object) -> Iterable[object]:
    """The members of a list, or the words of a text that INI files write lists as."""
    if value is None:
        return ()
    if isinstance(value, str):
        return [row.strip() for row in re.split(r"[,\n]", value) if row.strip()]
    return value if isinstance(value, list) else [value]


def _words(value: object) -> set[str]:
    return set(map(str, _rows(value)))


def _tokens(value: object) -> list[str]:
    return " ".join(map(str, value)).split() if isinstance(value, list) else str(value or "").split()
