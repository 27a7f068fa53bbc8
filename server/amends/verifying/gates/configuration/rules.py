"""Which settings of which files may change, as data: a setting that stands in no row is refused.

Paths are those of the parsed values, joined by slashes; of several rows that fit the first counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from amends.verifying.gates.configuration import judges as judge
from amends.verifying.gates.configuration.judges import Judge

Rules = tuple[tuple[str, Judge], ...]


def verdict_of(rules: Rules, path: str, old: object, new: object) -> bool | None:
    """Whether a setting's change is harmless; None where that depends on the settings below it."""
    for pattern, judged in rules:
        if fnmatchcase(path, pattern):
            return judged(old, new)
    tables = all(each is None or isinstance(each, Mapping) for each in (old, new))
    return None if tables else False


def _at(place: str, names: str, judged: Judge) -> Rules:
    return tuple((f"{place}{name}", judged) for name in names.split())


_ABOUT = (
    "version description readme authors maintainers keywords classifiers license license-files license-expression urls "
    "author author_email contributors homepage repository bugs funding documentation categories long_description"
)
RUFF: Rules = (
    *_at("", "select lint/select", judge.rules_selected),
    *_at("", "extend-select lint/extend-select include extend-include", judge.extra),
    *_at("", "ignore extend-ignore lint/ignore lint/extend-ignore exclude extend-exclude lint/exclude", judge.fewer),
    *_at("", "per-file-ignores extend-per-file-ignores", judge.fewer),
    *_at("", "lint/per-file-ignores lint/extend-per-file-ignores", judge.fewer),
    *_at("", "line-length lint/pycodestyle/max-* lint/mccabe/max-* lint/pylint/max-*", judge.down),
    *_at("", "target-version required-version", judge.newer),
    *_at("", "preview lint/preview show-fixes lint/explicit-preview-rules", judge.true),
    *_at("", "format/* fixable lint/fixable unfixable lint/unfixable fix unsafe-fixes output-format src", judge.free),
    ("lint/isort/*", judge.free),
)
MYPY: Rules = (
    *_at("", "strict warn_* disallow_* check_untyped_defs no_implicit_* strict_* extra_checks", judge.true),
    *_at("", "local_partial_types overrides/*/warn_* overrides/*/disallow_*", judge.true),
    *_at("", "overrides/*/strict* overrides/*/check_untyped_defs", judge.true),
    *_at("", "ignore_missing_imports ignore_errors allow_* implicit_* follow_untyped_imports", judge.false),
    *_at("", "disable_error_code exclude", judge.fewer),
    *_at("", "enable_error_code", judge.extra),
    *_at("", "files packages modules", judge.more),
    *_at("", "python_version", judge.newer),
    *_at("", "show_* pretty color_output error_summary cache_dir", judge.free),
)
PYTEST: Rules = (
    ("addopts", judge.options),
    *_at("", "xfail_strict strict strict_*", judge.true),
    ("markers", judge.extra),
    ("filterwarnings", judge.warnings),
    *_at("", "minversion", judge.newer),
    *_at("", "testpaths python_files python_classes python_functions required_plugins", judge.more),
    *_at("", "log_* console_output_style junit_* asyncio_default_* faulthandler_timeout cache_dir", judge.free),
)
COVERAGE: Rules = (
    ("report/fail_under", judge.up),
    *_at("", "run/branch", judge.true),
    *_at("", "run/source run/source_pkgs run/include", judge.more_or_first),
    *_at("", "run/omit report/omit report/exclude_lines report/exclude_also report/partial_branches", judge.fewer),
    *_at(
        "",
        "report/show_missing report/skip_* report/precision report/sort run/parallel run/dynamic_context",
        judge.free,
    ),
    *_at("", "html/* xml/* json/* lcov/* run/data_file run/relative_files", judge.free),
)
FLAKE8: Rules = (
    *_at("", "max-line-length max-complexity max-doc-length", judge.down),
    *_at("", "ignore extend-ignore per-file-ignores exclude extend-exclude", judge.fewer),
    *_at("", "select extend-select enable-extensions", judge.more),
    *_at("", "show-source statistics count docstring-convention", judge.free),
)
_POETRY: Rules = (
    *_at("", _ABOUT, judge.free),
    *_at("", "dependencies dev-dependencies group/*/dependencies", judge.requirements),
    *_at("", "scripts extras", judge.additions),
)
_TOOLS: dict[str, Rules] = {
    "ruff": RUFF,
    "mypy": MYPY,
    "pytest/ini_options": PYTEST,
    "coverage": COVERAGE,
    "flake8": FLAKE8,
    "poetry": _POETRY,
}
PYPROJECT: Rules = (
    *_at("project/", _ABOUT, judge.free),
    *_at("project/", "urls/* dynamic", judge.free),
    ("project/dependencies", judge.requirements),
    ("project/optional-dependencies/*", judge.requirements),
    ("dependency-groups/*", judge.requirements),
    ("build-system/requires", judge.requirements),
    ("project/requires-python", judge.newer),
    *_at("project/", "scripts gui-scripts", judge.additions),
    *((f"tool/{tool}/{path}", judged) for tool, rules in _TOOLS.items() for path, judged in rules),
    # Tools that check nothing: releases, change logs, what a wheel holds.
    *_at(
        "tool/", "towncrier/* commitizen/* bumpversion/* semantic_release/* cibuildwheel/* setuptools_scm/*", judge.free
    ),
    *_at("tool/", "hatch/build/* hatch/version/* setuptools/package-data/* flit/* scriv/* git-cliff/*", judge.free),
    *_at("tool/", "uv/dev-dependencies", judge.requirements),
    *_at("tool/", "black/line-length black/target-version isort/profile isort/line_length isort/known_*", judge.free),
)
PACKAGE_JSON: Rules = (
    *_at("", f"{_ABOUT} private files bin", judge.free),
    *_at("", "dependencies devDependencies peerDependencies optionalDependencies", judge.requirements),
    ("engines/*", judge.newer),
    *_at(
        "scripts/", "pre* post* install prepare publish test* lint* check* build* typecheck* ci* format*", judge.nothing
    ),
    ("scripts/*", judge.free),
)
TSCONFIG: Rules = (
    *_at(
        "compilerOptions/", "strict strict* noImplicit* noUnused* noUnchecked* noFallthrough* alwaysStrict", judge.true
    ),
    *_at("compilerOptions/", "noPropertyAccess* exactOptionalPropertyTypes useUnknownInCatchVariables", judge.true),
    *_at("compilerOptions/", "forceConsistentCasingInFileNames isolatedModules noErrorTruncation", judge.true),
    *_at("compilerOptions/", "skipLibCheck allowUnreachableCode allowUnusedLabels allowJs noCheck", judge.false),
    *_at("compilerOptions/", "declaration sourceMap outDir declarationMap removeComments importHelpers", judge.free),
    *_at("", "include files", judge.more),
    ("exclude", judge.fewer),
)
CARGO: Rules = (
    *_at("package/", f"{_ABOUT} categories", judge.free),
    ("package/rust-version", judge.newer),
    *_at("", "dependencies dev-dependencies build-dependencies workspace/dependencies", judge.requirements),
    ("features", judge.additions),
    *_at("", "lints/*/* workspace/lints/*/*", judge.stricter_level),
)
_SECTIONS = {"tool:pytest": PYTEST, "pytest": PYTEST, "mypy": MYPY, "mypy-*": MYPY, "flake8": FLAKE8}
INI: Rules = (
    *_at("metadata/", _ABOUT, judge.free),
    *_at("options/", "install_requires", judge.requirements),
    ("options/python_requires", judge.newer),
    ("options.extras_require/*", judge.requirements),
    ("options.entry_points/console_scripts", judge.more),
    *((f"{section}/{path}", judged) for section, rules in _SECTIONS.items() for path, judged in rules),
    *((f"coverage:{path}", judged) for path, judged in COVERAGE),
    *COVERAGE,
)
