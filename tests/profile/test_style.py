"""The style card: habits counted in code, stated when clear, overridden by configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from amends.profile.profile import Profile
from amends.profile.style.card import StyleCard
from amends.profile.style.declared import declared_style


def measure(profile: Profile, files: Mapping[str, str], declared: Mapping[str, str] | None = None) -> StyleCard:
    return profile.measure_style(files.items(), declared or {})


def of_snippet(profile: Profile, snippet: str, path: str = "shop/m{}.py", times: int = 5) -> StyleCard:
    return measure(profile, {path.format(number): snippet for number in range(times)})


HABITS = [
    ("quotes", "single", "a = 'x'\n"),
    ("quotes", "double", 'a = "x"\nb = f"{a}"\n'),
    ("indentation", "2", "if a:\n  b = 1\n"),
    ("indentation", "4", "if a:\n    if b:\n        c = 1\n"),
    ("indentation", "tab", "if a:\n\tb = 1\n"),
    ("line-length", "79", "a = 1\n" + "#" * 79 + "\n"),
    ("line-length", "88", "a = 1\n" + "#" * 85 + "\n# https://example.org/" + "x" * 200 + "\n"),
    ("optional-types", "union", "def f(a: int | None) -> None | str: ...\n"),
    ("optional-types", "optional", "def f(a: Optional[int]) -> typing.Optional[str]: ...\n"),
    ("generic-types", "builtin", "def f(a: list[int]) -> dict[str, int]: ...\n"),
    ("generic-types", "typing", "def f(a: List[int]) -> typing.Dict[str, int]: ...\n"),
    ("annotations", "yes", "def total(a: int) -> int: return a\n"),
    ("annotations", "no", "def total(a): return a\n"),
    ("future-annotations", "yes", "from __future__ import annotations\ndef f(): ...\n"),
    ("future-annotations", "no", "def f(): ...\n"),
    ("imports", "relative", "from . import a\nfrom .b import c\n"),
    ("import-lines", "grouped", "from x import a, b\n"),
    ("formatting", "f-string", "a = f'{b}'\n"),
    ("formatting", "format", "a = '{}'.format(b)\n"),
    ("formatting", "percent", "a = '%s' % b\n"),
    ("docstrings", "yes", "def total():\n    '''Add.'''\nclass Cart:\n    '''A cart.'''\n"),
    ("docstrings", "no", "def total(): ...\ndef _helper():\n    '''Private ones do not count.'''\n"),
    ("docstring-style", "google", "def f(a):\n    '''Do.\n\n    Args:\n        a: b\n    '''\n"),
    ("docstring-style", "numpy", "def f(a):\n    '''Do.\n\n    Parameters\n    ----------\n    a : int\n    '''\n"),
    ("docstring-style", "sphinx", "def f(a):\n    '''Do.\n\n    :param a: b\n    '''\n"),
    ("output", "logging", "log.info('x')\n"),
    ("output", "print", "print('x')\n"),
    ("log-arguments", "lazy", "logger.info('%s', x)\n"),
    ("log-arguments", "formatted", "logger.info(f'{x}')\n"),
    ("paths", "pathlib", "Path('a')\n"),
    ("paths", "os.path", "os.path.join('a', b)\n"),
    ("raise-from", "yes", "try: a()\nexcept E as e: raise F() from e\n"),
    ("raise-from", "no", "try: a()\nexcept E as e: raise F()\n"),
    ("ignored-errors", "suppress", "with contextlib.suppress(E): a()\n"),
    ("ignored-errors", "pass", "try: a()\nexcept E: pass\n"),
    ("records", "dataclass", "@dataclass(frozen=True)\nclass A: ...\n"),
    ("records", "attrs", "@attrs.frozen\nclass A: ...\n"),
    ("records", "pydantic", "class A(BaseModel): ...\n"),
    ("function-names", "snake", "def add_tax(): ...\n"),
    ("function-names", "camel", "def addTax(): ...\n"),
]


@pytest.mark.parametrize(("topic", "value", "snippet"), HABITS)
def test_habits(profile: Profile, topic: str, value: str, snippet: str) -> None:
    card = of_snippet(profile, snippet)
    fact = next(fact for fact in card.facts if fact.topic == topic)
    assert (fact.value, fact.clear, fact.against) == (value, True, 0)
    assert fact.sentence in card.sentences()
    assert "{}" not in fact.sentence


@pytest.mark.parametrize(
    ("topic", "value", "snippet"),
    [
        ("tests", "pytest", "def test_a(): ...\n"),
        ("tests", "unittest", "class T(unittest.TestCase):\n    def test_a(self): ...\n"),
        ("assertions", "assert", "def test_a():\n    assert a == 1\n"),
        ("assertions", "unittest", "class T(TestCase):\n    def test_a(self):\n        self.assertEqual(a, 1)\n"),
    ],
)
def test_habits_of_tests_are_measured_in_tests_only(profile: Profile, topic: str, value: str, snippet: str) -> None:
    assert of_snippet(profile, snippet, "tests/test_{}.py").value(topic) == value
    assert of_snippet(profile, snippet, "shop/m{}.py").value(topic) is None


def test_own_modules_are_known_by_their_folders(profile: Profile) -> None:
    files = {"src/shop/__init__.py": "", "src/shop/api/__init__.py": ""}
    imports = {f"src/shop/m{number}.py": "from shop.api import x\nfrom os import path\n" for number in range(5)}
    card = measure(profile, files | imports)
    assert next(fact for fact in card.facts if fact.topic == "imports").agreeing == 5
    assert card.value("imports") == "absolute"


@pytest.mark.parametrize(
    ("single", "double", "clear"), [(4, 0, None), (5, 0, "single"), (8, 2, "single"), (7, 2, None)]
)
def test_only_what_is_clear_is_stated(profile: Profile, single: int, double: int, clear: str | None) -> None:
    card = measure(profile, {"a.py": "a = 'x'\n" * single + 'a = "x"\n' * double})
    fact = next(fact for fact in card.facts if fact.topic == "quotes")
    assert (fact.agreeing, fact.against) == (single, double)
    assert card.value("quotes") == clear
    assert ("Write strings in single quotes." in card.sentences()) is bool(clear)


def test_strings_written_by_need_do_not_count(profile: Profile) -> None:
    card = of_snippet(profile, 'a = "it\'s"\nb = """doc"""\n')
    assert card.value("quotes") is None


def test_a_line_limit_is_the_lowest_that_is_clearly_kept(profile: Profile) -> None:
    files = {f"a{number}.py": "#" * 100 + "\n" for number in range(3)} | {
        f"b{number}.py": "#" * 60 + "\n" for number in range(7)
    }
    assert measure(profile, files).value("line-length") == "100"


@pytest.mark.parametrize(
    "broken",
    [
        "def f(:\n  'x'\n",
        "a = 'x'\n\0",
        "if a:\n    b\n  c\n",
        "'''never ends",
        "(" * 3000,
        "x = 1\n" * 5 + "\f\n",
        "\ud800",
        "",
    ],
)
def test_broken_files_do_not_stop_the_measurement(profile: Profile, broken: str) -> None:
    good = {f"good{number}.py": "a = 'x'\n" for number in range(5)}
    card = measure(profile, {"broken.py": broken, **good})
    assert card.value("quotes") == "single"


def test_other_languages_and_huge_files_are_left_out(profile: Profile) -> None:
    card = measure(profile, {"a.rb": "a = 'x'\n" * 9, "data.py": "a = 'x'\n" * 50_000})
    assert card.facts == ()


def test_the_card_is_kept_and_shown(profile: Profile) -> None:
    measured = of_snippet(profile, "a = 'x'\n")
    assert profile.style() == measured
    assert {"topic": "quotes", "value": "single", "for": 5, "against": 0}.items() <= next(
        fact.items() for fact in profile.show()["style"] if fact["topic"] == "quotes"
    )
    profile.rebuild()
    assert profile.style() == measured


def test_what_is_declared_later_wins_at_once_and_what_is_no_longer_declared_is_counted_again(profile: Profile) -> None:
    card = measure(profile, {f"{number}.py": "a = 'x'\nb = 'y'\n" for number in range(9)})
    assert card.value("quotes") == "single"
    profile.declare_style({"quotes": "double"}, {"quotes": "pyproject.toml [tool.ruff]"})
    fact = profile.style().holding()["quotes"]
    assert (fact.value, fact.declared, fact.against) == ("double", "pyproject.toml [tool.ruff]", 18)
    profile.declare_style({}, {})
    assert profile.style().holding()["quotes"].counts == card.holding()["quotes"].counts
    assert profile.style().value("quotes") == "single"


def test_declared_configuration_wins(profile: Profile) -> None:
    files = {f"m{number}.py": "a = 'x'\n" for number in range(9)}
    card = measure(profile, files, {"quotes": "double", "line-length": "111"})
    assert card.value("quotes") == "double"
    assert {"Write strings in double quotes.", "Keep lines within 111 characters."} <= set(card.sentences())
    assert "Write strings in single quotes." not in card.sentences()


CONFIGURATIONS = [
    ({}, {}),
    ({"pyproject.toml": "not toml ["}, {}),
    ({"pyproject.toml": "[tool]\nruff = 1\nblack = []\n"}, {}),
    ({"pyproject.toml": "[tool.ruff]\nline-length = 111\n"}, {"line-length": "111"}),
    ({"pyproject.toml": "[tool.ruff.format]\nquote-style = 'single'\nindent-style = 'tab'\n"},
     {"quotes": "single", "indentation": "tab"}),
    ({"pyproject.toml": "[tool.ruff.format]\nquote-style = 'preserve'\n"}, {}),
    ({"ruff.toml": "line-length = 99\nindent-width = 2\n[lint.flake8-quotes]\ninline-quotes = 'single'\n",
      "pyproject.toml": "[tool.ruff]\nline-length = 70\n"},
     {"line-length": "99", "indentation": "2", "quotes": "single"}),
    ({".ruff.toml": "[lint.isort]\nforce-single-line = true\n"
      "required-imports = ['from __future__ import annotations']\n"
      "[lint.flake8-tidy-imports]\nban-relative-imports = 'all'\n[lint.pydocstyle]\nconvention = 'google'\n"},
     {"import-lines": "single", "future-annotations": "yes", "imports": "absolute", "docstring-style": "google"}),
    ({"pyproject.toml": "[tool.black]\n"}, {"line-length": "88", "indentation": "4", "quotes": "double"}),
    ({"pyproject.toml": "[tool.black]\nline-length = 100\nskip-string-normalization = true\n"},
     {"line-length": "100", "indentation": "4"}),
    ({"setup.cfg": "[flake8]\nmax-line-length = 90\n"}, {"line-length": "90"}),
    ({".editorconfig": "root = true\n\n[*]\nindent_style = tab\n\n[*.py]\nindent_style = space\nindent_size = 4\n"
      "max_line_length = 120\n\n[Makefile]\nindent_size = 8\n"},
     {"indentation": "4", "line-length": "120"}),
    ({".editorconfig": "[*.{js,py}]\nindent_size = 2\n[*.js]\nindent_size = 8\n"}, {"indentation": "2"}),
    ({".editorconfig": "[*]\nmax_line_length = off\n"}, {}),
    ({".editorconfig": "nonsense ][\n= =\n"}, {}),
    ({".editorconfig": "[*]\nmax_line_length = 80\n", "pyproject.toml": "[tool.ruff]\nline-length = 111\n"},
     {"line-length": "111"}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CONFIGURATIONS)
def test_declared_style(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    assert declared_style(tmp_path) == expected


@pytest.mark.parametrize("helpers", ["a = 'x'\n", 'a = "x"\n'], ids=["tests and their helpers alike", "not alike"])
def test_tests_and_the_folder_of_that_name_are_told_apart(profile: Profile, helpers: str) -> None:
    files = {f"shop/m{number}.py": 'a = "x"\n' * 300 for number in range(9)}
    files |= {f"tests/test_m{number}.py": "a = 'x'\n" * 9 for number in range(9)}
    files |= {f"tests/support{number}.py": helpers * 40 for number in range(9)}
    shown = [fact for fact in measure(profile, files).facts if fact.topic == "quotes" and fact.scope]
    ids = [fact.id for fact in shown]
    assert len(ids) == len(set(ids))
    assert "s_quotes@tests" in ids
