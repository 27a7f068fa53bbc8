"""Which files a project's `tsconfig.json` hands to the TypeScript compiler: JavaScript only where it says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.files import language_of
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import Checker
from amends.tools.checkers.detection import detect_checkers
from amends.verifying.shadow import Shadow

CHECKED = '{"compilerOptions": {"checkJs": true}}'
ALLOWED = '{"compilerOptions": {"allowJs": true}}'


@attrs.frozen
class Case:
    """Configuration files, and whether ``src/a.js`` with this text is judged by them."""

    files: Mapping[str, str]
    judged: bool
    text: str = "export const a = 1\n"


def alone(content: str, text: str = "") -> dict[str, str]:
    return {"tsconfig.json": content, "src/a.js": text}


CASES = {
    "nothing said": Case(alone("{}"), judged=False),
    "unreadable": Case(alone("{"), judged=False),
    "a list": Case(alone("[1]"), judged=False),
    "checkJs": Case(alone(CHECKED), judged=True),
    "allowJs alone": Case(alone(ALLOWED), judged=False),
    "checkJs without allowJs": Case(alone(CHECKED.replace("true", 'true, "allowJs": false')), judged=False),
    "a word for true": Case(alone(CHECKED.replace("true", '"true"')), judged=False),
    "allowJs and the file's own wish": Case(alone(ALLOWED), judged=True, text="#!/usr/bin/env node\n// @ts-check\n"),
    "the wish after a licence": Case(alone(ALLOWED), judged=True, text="/* © */\n\n//@ts-check\nf()\n"),
    "the wish too late": Case(alone(ALLOWED), judged=False, text="f()\n// @ts-check\n"),
    "the wish in a block": Case(alone(ALLOWED), judged=False, text="/* @ts-check */\nf()\n"),
    "the wish alone": Case(alone("{}"), judged=False, text="// @ts-check\n"),
    "the file's own refusal": Case(alone(CHECKED), judged=False, text="// @ts-nocheck\n"),
    "comments and commas": Case(
        alone(
            '\ufeff{ // "checkJs": false,\n/* } */ "compilerOptions": {"checkJs": true, "baseUrl": "http://x//,]",},\n}'
        ),
        judged=True,
    ),
    "extended": Case({"tsconfig.json": '{"extends": "./base"}', "base.json": CHECKED}, judged=True),
    "extended and taken back": Case(
        {"tsconfig.json": '{"extends": "./base.json", "compilerOptions": {"checkJs": false}}', "base.json": CHECKED},
        judged=False,
    ),
    "extended twice": Case(
        {"tsconfig.json": '{"extends": ["./one.json", "./two.json"]}', "one.json": ALLOWED, "two.json": CHECKED},
        judged=True,
    ),
    "extended from a package": Case(
        {"tsconfig.json": '{"extends": "@tsconfig/checked"}', "node_modules/@tsconfig/checked/tsconfig.json": CHECKED},
        judged=True,
    ),
    "extended from nowhere": Case(alone('{"extends": "gone", "compilerOptions": {"checkJs": true}}'), judged=True),
    "extended in a circle": Case(
        {"tsconfig.json": '{"extends": "./b.json"}', "b.json": '{"extends": "./tsconfig.json"}'}, judged=False
    ),
    "included": Case(alone('{"include": ["./src/**/*.js"], "compilerOptions": {"checkJs": true}}'), judged=True),
    "a folder included": Case(alone('{"include": ["src/"], "compilerOptions": {"checkJs": true}}'), judged=True),
    "another included": Case(alone('{"include": ["lib"], "compilerOptions": {"checkJs": true}}'), judged=False),
    "excluded": Case(alone('{"exclude": ["**/src"], "compilerOptions": {"checkJs": true}}'), judged=False),
    "compiled to": Case(alone('{"compilerOptions": {"checkJs": true, "outDir": "./src"}}'), judged=False),
    "a file named": Case(alone('{"files": ["src/a.js"], "compilerOptions": {"checkJs": true}}'), judged=True),
    "another named": Case(alone('{"files": ["src/b.js"], "compilerOptions": {"checkJs": true}}'), judged=False),
    "included by a base elsewhere": Case(
        {
            "tsconfig.json": '{"extends": "./config/base.json"}',
            "config/base.json": CHECKED[:-1] + ', "include": ["../src"]}',
        },
        judged=True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_javascript_is_judged_where_the_configuration_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    case, root = CASES[name], tmp_path / "pro [ject]"
    tsc = tsc_of(root, case.files)
    for file, judged in (("src/a.js", case.judged), ("src/a.ts", True), ("src/a.py", False)):
        document = Document(path_to_uri(root / file), language_of(Path(file)), Text(case.text))
        assert (tsc.handles(document) and tsc.judges(document)) is judged


def test_a_changed_base_is_read_again(tmp_path: Path) -> None:
    tsc = tsc_of(tmp_path, {"tsconfig.json": '{"extends": "./base.json"}', "base.json": "{}"})
    document = Document(path_to_uri(tmp_path / "a.js"), "javascript", Text(""))
    assert not tsc.handles(document)
    (tmp_path / "base.json").write_text(CHECKED)
    assert tsc.handles(document)
    assert tsc.judges(document)


def tsc_of(root: Path, files: Mapping[str, str]) -> Checker:
    for name, content in {**files, "node_modules/.bin/tsc": "#!/bin/sh\n"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    (root / "node_modules/.bin/tsc").chmod(0o755)
    detected = detect_checkers(root, Settings(trusted=True), None, Shadow(root))
    return next(checker for checker in detected.checkers if checker.name == "tsc")
