"""Problems that nobody has repaired yet: what their messages say to do, and what repairs then make of it."""

from __future__ import annotations

import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.text import Text, apply_edits
from amends.learning.learn import learn_patterns
from amends.learning.suggest import suggest
from support.suggestions import marked_problem, suggestions, texts_suggested


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        ("`os` imported but unused", "import re\nimport «os»\n\nre.x()\n", "import re\n\nre.x()\n"),
        ("`os` imported but unused", "\ufeffimport «os»\n\nx = 1\n", "\ufeffx = 1\n"),
        ("`b` imported but unused", "from a import «b», c\n", "from a import c\n"),
        ("Unnecessary `pass` statement", "def f():\n    x()\n    «pass»\n", "def f():\n    x()\n"),
        ("`print` found", "def f():\n    «print»(1)\n    g()\n", "def f():\n    g()\n"),
        ("Use `list` instead of `List` for annotations", "x: «List»[int] = y\n", "x: list[int] = y\n"),
        ("`assert_` is deprecated, use `assertTrue`", "«self.assert_»(x)\n", "self.assertTrue(x)\n"),
        ("Logging statement uses `warn` instead of `warning`", "log.«warn»(x)\n", "log.warning(x)\n"),
        (
            "Replace aliased errors with `OSError`",
            "try:\n    x()\nexcept «IOError»:\n    y()\n",
            "try:\n    x()\nexcept OSError:\n    y()\n",
        ),
        ("Use `a.b != c` instead of `not a.b == c`", "if «not a.b == c»:\n    x()\n", "if a.b != c:\n    x()\n"),
        (
            "Local variable `x` is assigned to but never used",
            "def f():\n    «x» = g()\n    h()\n",
            "def f():\n    g()\n    h()\n",
        ),
        ("Unnecessary `list()` call", "for x in «list(y)»:\n    z()\n", "for x in y:\n    z()\n"),
        ("Use format specifiers instead of percent format", "«'%s: %r' % (a, b)»\n", "f'{a}: {b!r}'\n"),
        ("Use format specifiers instead of percent format", "«'%s: %r' % (a, b)»\n", "'{}: {!r}'.format(a, b)\n"),
        ("Use format specifiers instead of percent format", "«'x \"%s\": %s' % (a, b)»\n", "f'x {a!r}: {b}'\n"),
        ("Use f-string instead of `format` call", "«'\\'{}\\' \"{:2}\"'.format(a, b)»\n", "f'{a!r} \"{b:2}\"'\n"),
        (
            "Use format specifiers instead of percent format",
            'f(«"it\'s %s"\n  \' or "%s"\' % (a, b)»)\n',
            'f(f"it\'s {a} or \\"{b}\\"")\n',
        ),
        (
            "Use format specifiers instead of percent format",
            'f(«"is %s"\n  \' or "%s"\' % (a, b)»)\n',
            "f(f'is {a} or \"{b}\"')\n",
        ),
        ("Consider f-string instead of string join", "x = «', '.join([a, 'b', c.d])»\n", "x = f'{a}, b, {c.d}'\n"),
        ("Use format specifiers instead of percent format", "«'%r %s' % (a, a)»\n", "'{0!r} {0}'.format(a)\n"),
        ("Use format specifiers instead of percent format", "«'%s %s' % (f(), f())»\n", "'{0} {1}'.format(f(), f())\n"),
        (
            "Use implicit references for positional format fields",
            "f(«'{0!r} {1}'.format(\n    a,  # x\n    b)»)\n",
            "f('{!r} {}'.format(\n    a,  # x\n    b))\n",
        ),
        (
            "Logging statement uses f-string",
            "log.info(«f'{a} 5%'», exc_info=1)\n",
            "log.info('%s 5%%', a, exc_info=1)\n",
        ),
        (
            "Unnecessary `else` after `return` statement",
            "def f():\n    if a:\n        return 1  # x\n    «else»:\n        b()\n        # y\n        return 2\n",
            "def f():\n    if a:\n        return 1  # x\n    b()\n    # y\n    return 2\n",
        ),
        (
            "Unnecessary `elif` after `return` statement",
            "if a:\n    f()\n«elif» b:\n    g()\nelse:\n    h()\nk()\n",
            "if a:\n    f()\nif b:\n    g()\nelse:\n    h()\nk()\n",
        ),
        ("Version block is outdated", "if «v >= (3, 8)»:\n    a()\n    b()\nelse:\n    c()\n", "a()\nb()\n"),
        ("Version block is outdated", "if «v < (3, 8)»:\n    a()\n    b()\nelse:\n    c()\n", "c()\n"),
        ("Version block is outdated", "x()\nif «v[:2] < (3, 8)»:\n    a()\n", "x()\n"),
        ("Version block is outdated", "if b:\n    b()\nelif «v <= old»:\n    a()\n", "if b:\n    b()\n"),
        (
            "Version block is outdated",
            "if b:\n    b()\nelif «v < old»:\n    a()\nelse:\n    c()\n",
            "if b:\n    b()\nelse:\n    c()\n",
        ),
        ("Condition will always evaluate to True", "if «a.b»:\n    c()\nelse:\n    d()\n", "c()\n"),
        ("This condition is always false", "if «a.b»:\n    c()\nelse:\n    d()\n", "d()\n"),
        ("`print` found", "def f():\n    if a:\n        «print»(1)\n    g()\n", "def f():\n    g()\n"),
        ("`print` found", "def f():\n    «print»(1)\n", "def f():\n    pass\n"),
        ("`print` found", "if a():\n    «print»(1)\ng()\n", "if a():\n    pass\ng()\n"),
        ("`print` found", "for a in b:\n    «print»(1)\ng()\n", "for a in b:\n    pass\ng()\n"),
        ("`print` found", "if a:\n    f()\nelse:\n    «print»(1)\n", "if a:\n    f()\n"),
        ("`print` found", "if a:\n    «print»(1)\nelse:\n    f()\n", "if a:\n    pass\nelse:\n    f()\n"),
        ("`print` found", "try:\n    f()\nexcept E:\n    «print»(1)\n", "try:\n    f()\nexcept E:\n    pass\n"),
    ],
)
def test_what_the_message_says_is_proposed(message: str, marked: str, expected: str) -> None:
    assert expected in texts_suggested(marked, message)[:3]


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        ("Unused `noqa` directive", "def f():\n    x()  «# noqa»\n    y()\n"),
        ("Loop control variable `i` not used within loop body", "for «i» in a:\n    x()\n"),
        ("`name` not found", "x = «name»\n"),
        ("No explicit `stacklevel` keyword argument found", "«warn»(x)\n"),
        ("String is too long", "x = «'%s' % y»\n"),
    ],
)
def test_what_is_not_marked_itself_is_not_removed(message: str, marked: str) -> None:
    content, _ = marked_problem(marked, message)
    for result in texts_suggested(marked, message):
        assert result.count("\n") == content.count("\n")


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        ("Comparison to `None` should be `cond is None`", "if order == «None»:\n    x()\n"),
        ("Use `with` instead of `try`-`finally`", "«try:\n    x()\nfinally:\n    y()\n»"),
        ("Use `open(path)` instead", "x = «io.open(p)»\n"),
        ("`os.remove()` should be replaced by `Path.unlink()`", "«os.remove»(*x)\n"),
        ("Consider using `enumerate` instead of iterating with range and len", "for i in «range(len(x))»:\n    i\n"),
    ],
)
def test_names_of_an_illustration_never_become_code(message: str, marked: str) -> None:
    assert texts_suggested(marked, message) == []


@pytest.mark.parametrize("message", ["", "Line too long (130 > 120)", "Missing docstring", "`x` `y` `z`"])
def test_a_message_that_says_nothing_to_do_gets_nothing(message: str) -> None:
    assert texts_suggested("x = «f(y)»\n", message) == []


def test_what_only_a_message_says_is_offered_with_little_confidence() -> None:
    assert 0 < suggestions("x: «List»[int] = y\n", "Use `list` instead of `List`")[0].confidence < 0.5


def test_the_first_repair_makes_it_a_learned_pattern_or_none() -> None:
    message, marked = "Use `list` instead of `List`", "x: «List»[int] = y\n"
    before, problem = marked_problem("def f(a: «List»): ...\n", message)

    def confidence(after: str) -> float:
        known = learn_patterns(Example(problem, before, after, "python", "a.py", ExampleSource.HAND, 0.0), ())
        found = suggestions(marked, message, known)
        return next((one.confidence for one in found if "list[int]" in one.edits[0].new_text + "[int]"), 0.0)

    assert confidence("def f(a: list): ...\n") > confidence("def f(a: Tuple): ...\n")


def test_other_languages_too() -> None:
    content, problem = marked_problem("const «b» = 1;\nf();\n", "'b' is assigned a value but never used")
    found = suggest([], problem, Text(content), "javascript", "b.js")
    assert "f();\n" in [apply_edits(content, one.edits) for one in found]


@pytest.mark.parametrize("marked", ["«»", "«(»", "x = «", "def f(\n«unused»", "\ufeff«x»\n", "«a»;b\n"])
def test_odd_code_is_no_error(marked: str) -> None:
    marked = marked if "»" in marked else marked + "»"
    for message in ("`x` is unused, use `y` instead", "Use `` instead of `x`", "Remove `é`"):
        for result in texts_suggested(marked, message):
            assert isinstance(result, str)


def test_a_string_respelt_is_learned_for_other_strings() -> None:
    message = "Positional fields"
    content, problem = marked_problem("f(«'{0} b {1}'.format(\n    x, y)»)\n", message)
    after = "f('{} b {}'.format(\n    x, y))\n"
    patterns = learn_patterns(Example(problem, content, after, "python", "a.py", ExampleSource.HAND, 0.0), ())
    assert "g('c {!r}'.format(z))\n" in texts_suggested("g(«'c {0!r}'.format(z)»)\n", message, patterns)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "def go():\n    x = «open(a)».read()\n    g(x)\n",
            "def go():\n    with open(a) as f:\n        x = f.read()\n    g(x)\n",
        ),
        (
            "def g(f):\n    return h(\n        «open(a, 'rb')»,\n        f)\n",
            "def g(f):\n    with open(a, 'rb') as file:\n        return h(\n            file,\n            f)\n",
        ),
        ("x = «tarfile.open»(a).getnames()\n", "with tarfile.open(a) as f:\n    x = f.getnames()\n"),
        ("assert g(«open»(a))\n", "with open(a) as f:\n    assert g(f)\n"),
        (
            "with open(a) as source:\n    x()\nexec(«open(b)».read())\n",
            "with open(a) as source:\n    x()\nwith open(b) as source:\n    exec(source.read())\n",
        ),
    ],
)
def test_what_is_opened_in_passing_is_opened_by_a_with_around_it(marked: str, expected: str) -> None:
    message = "Use a context manager for opening files"
    assert texts_suggested(marked, message)[0] == expected
    assert texts_suggested(marked.replace("\n", "\r\n"), message)[0] == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("marked", "expected", "whole"),
    [
        (
            "def g(a):\n    h = «open(a)»\n    d = h.read()\n    h.close()\n    use(d)\n",
            "def g(a):\n    with open(a) as h:\n        d = h.read()\n    use(d)\n",
            "def g(a):\n    with open(a) as h:\n        d = h.read()\n        use(d)\n",
        ),
        (
            "if a:\n    h = «open(a)»\n    send(h)\n    use(a)\nwith a as h:\n    b()\n",
            "if a:\n    with open(a) as h:\n        send(h)\n    use(a)\nwith a as h:\n    b()\n",
            "if a:\n    with open(a) as h:\n        send(h)\n        use(a)\nwith a as h:\n    b()\n",
        ),
        (
            "if a:\n\th = «open(a)»\n\tsend(h)\n\t# kept\n\tx = 1 + \\\n\t\t2\nb()\n",
            "if a:\n\twith open(a) as h:\n\t\tsend(h)\n\t# kept\n\tx = 1 + \\\n\t\t2\nb()\n",
            "if a:\n\twith open(a) as h:\n\t\tsend(h)\n\t\t# kept\n\t\tx = 1 + \\\n\t\t\t2\nb()\n",
        ),
    ],
)
def test_what_is_opened_by_a_name_is_opened_by_a_with_around_what_needs_it(
    marked: str, expected: str, whole: str
) -> None:
    assert texts_suggested(marked, "Use a context manager for opening files") == [expected, whole]
    crlf = [one.replace("\n", "\r\n") for one in (marked, expected, whole)]
    assert texts_suggested(crlf[0], "Use a context manager for opening files") == crlf[1:]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "for x in «open(a)»:\n    g(x)\n\n    h()\n",
            "with open(a) as f:\n    for x in f:\n        g(x)\n\n        h()\n",
        ),
        (
            'def g():\n    h = «open(a)»\n    h.seek(1)\n    x = """\n  y"""\n',
            'def g():\n    with open(a) as h:\n        h.seek(1)\n    x = """\n  y"""\n',
        ),
    ],
)
def test_as_much_as_needs_it_is_held_open(marked: str, expected: str) -> None:
    assert texts_suggested(marked, "Use a context manager for opening files")[0] == expected


@pytest.mark.parametrize(
    "marked",
    [
        "def g(a):\n    h = «open(a)»\n    return h\n",
        "def g(self, a):\n    h = «open(a)»\n    self.h = h\n",
        "def g(a):\n    if a:\n        h = «open(a)»\n        h.seek(1)\n    return h.read()\n",
        'def g(a):\n    h = «open(a)»\n    h.write("""\n  x""")\n',
        "def g(a):\n    x = 1; h = «open(a)»\n    h.seek(1)\n",
        "x = «open(a)»\n",
        "«open(a)»\n",
        "x = [«open(a)».read() for a in b]\n",
        "x = lambda: «open(a)».read()\n",
        'for x in «open(a)»:\n    g("""\n  x""")\n',
        "rows = csv.reader(«open(a)»)\n",
        "lines = list(map(str.strip, «open(a)»))\n",
        "log = Logger(«open(a)»)\n",
        "if a: x = «open(a)».read()\n",
        'x = f("""\n""", «open(a)».read())\n',
    ],
)
def test_what_lives_on_or_may_be_opened_often_is_left_alone(marked: str) -> None:
    assert texts_suggested(marked, "Use a context manager for opening files") == []


@pytest.mark.parametrize("condition", ["v >= (3, 8)", "v < (3, 8)", "v == 2", "old"])
def test_the_block_of_a_version_that_everybody_has_is_never_lost(condition: str) -> None:
    found = texts_suggested(f"if «{condition}»:\n    a()\nelse:\n    b()\n", "Version block is outdated")
    assert {"v >= (3, 8)": "b()\n", "v < (3, 8)": "a()\n"}.get(condition) not in found
    assert condition in {"v >= (3, 8)", "v < (3, 8)"} or not {"a()\n", "b()\n"} & {*found}


@pytest.mark.parametrize("head", ["try", "with raises(E)"])
def test_what_is_tried_is_not_emptied(head: str) -> None:
    tail = "except E:\n    b()\n" if head == "try" else "b()\n"
    found = texts_suggested(f"{head}:\n    import «a»\n{tail}", "`a` imported but unused")
    assert f"{head}:\n    pass\n{tail}" not in found
