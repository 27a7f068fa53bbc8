"""Which tests cover a touched file. Each case is a small tree, the touched file and the tests, nearest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.tools import testfiles
from amends.tools.testfiles import find_test_files, import_root

FLAT = {"shop/__init__.py": "", "shop/cart.py": "x = 1\n"}
SRC = {"src/shop/__init__.py": "", "src/shop/cart.py": "x = 1\n"}
CASES = {
    "absolute imports of every form": (
        FLAT
        | {
            "test_a.py": "import shop.cart\n",
            "test_b.py": "import shop.cart as cart\n",
            "test_c.py": "from shop.cart import x\n",
            "test_d.py": "from shop import cart\n",
            "test_e.py": "def test():\n    from shop.cart import x\n",
            "test_f.py": "from shop.cartoon import x\n",
            "test_g.py": "import shop\n",
        },
        "shop/cart.py",
        ["test_a.py", "test_b.py", "test_c.py", "test_d.py", "test_e.py"],
    ),
    "src layout": (SRC | {"tests/test_x.py": "from shop.cart import x\n"}, "src/shop/cart.py", ["tests/test_x.py"]),
    "any layout": (
        {"server/shop/__init__.py": "", "server/shop/cart.py": "", "tests/test_x.py": "import shop.cart\n"},
        "server/shop/cart.py",
        ["tests/test_x.py"],
    ),
    "a namespace package": (
        {"src/space/shop/cart.py": "", "tests/test_x.py": "from space.shop import cart\n"},
        "src/space/shop/cart.py",
        ["tests/test_x.py"],
    ),
    "relative imports": (
        FLAT
        | {
            "shop/tests/__init__.py": "",
            "shop/tests/test_a.py": "from ..cart import x\n",
            "shop/tests/test_b.py": "from .. import cart\n",
            "shop/tests/test_c.py": "from .cart import x\n",
            "shop/tests/test_d.py": "from ......... import cart\n",
        },
        "shop/cart.py",
        ["shop/tests/test_a.py", "shop/tests/test_b.py"],
    ),
    "a helper beside the tests": (
        {"tests/helpers.py": "", "tests/test_a.py": "import helpers\n", "tests/test_b.py": "from helpers import f\n"},
        "tests/helpers.py",
        ["tests/test_a.py", "tests/test_b.py"],
    ),
    "names, without any import": (
        FLAT
        | {
            "tests/test_cart.py": "",
            "tests/cart_test.py": "",
            "tests/test_shop_cart.py": "",
            "tests/test_other.py": "",
        },
        "shop/cart.py",
        ["tests/cart_test.py", "tests/test_cart.py", "tests/test_shop_cart.py"],
    ),
    "import and name before import, import before name, name before mention": (
        FLAT
        | {
            "tests/test_a.py": "patch('shop.cart.x')\n",
            "tests/test_b.py": "import shop.cart\n",
            "tests/test_cart.py": "import shop.cart\n",
            "tests/test_shop_cart.py": "",
        },
        "shop/cart.py",
        ["tests/test_cart.py", "tests/test_b.py", "tests/test_shop_cart.py", "tests/test_a.py"],
    ),
    "the nearer folder first": (
        FLAT | {"tests/unit/test_a.py": "import shop.cart\n", "shop/test_z.py": "import shop.cart\n"},
        "shop/cart.py",
        ["shop/test_z.py", "tests/unit/test_a.py"],
    ),
    "a package that hands names on": (
        {
            "shop/__init__.py": "from shop.cart import x\n",
            "shop/cart.py": "",
            "shop/till.py": "",
            "test_a.py": "from shop import x\n",
        },
        "shop/cart.py",
        ["test_a.py"],
    ),
    "a package that does not": (
        {
            "shop/__init__.py": "from shop.cart import x\n",
            "shop/cart.py": "",
            "shop/till.py": "",
            "test_a.py": "from shop import x\n",
        },
        "shop/till.py",
        [],
    ),
    "a package's __init__": (
        FLAT | {"test_a.py": "import shop\n", "test_b.py": "import shop.cart\n", "test_c.py": "import shopping\n"},
        "shop/__init__.py",
        ["test_a.py", "test_b.py"],
    ),
    "a conftest": (
        {"a/conftest.py": "", "a/test_a.py": "", "a/b/test_b.py": "", "test_c.py": ""},
        "a/conftest.py",
        ["a/test_a.py", "a/b/test_b.py"],
    ),
    "a test file itself": (FLAT | {"test_a.py": "", "test_b.py": ""}, "test_a.py", ["test_a.py"]),
    "a file that is no module": (FLAT | {"data.json": "{}", "test_data.py": ""}, "data.json", []),
    "tests that cannot be parsed": (
        FLAT | {"test_a.py": "import shop.cart\ndef f(:\n", "test_b.py": "\0 shop cart", "test_cart.py": "(" * 500},
        "shop/cart.py",
        ["test_cart.py", "test_a.py"],
    ),
}


@pytest.mark.parametrize(("files", "touched", "expected"), CASES.values(), ids=CASES.keys())
def test_covering(tmp_path: Path, files: dict[str, str], touched: str, expected: list[str]) -> None:
    write(tmp_path, files)
    covering = testfiles.tests_covering(tmp_path, [tmp_path / touched], find_test_files(tmp_path))
    assert [path.relative_to(tmp_path).as_posix() for path in covering] == expected


def test_several_touched_files_are_covered_once_each(tmp_path: Path) -> None:
    write(tmp_path, FLAT | {"shop/till.py": "", "test_both.py": "import shop.cart, shop.till\n", "test_till.py": ""})
    touched = [tmp_path / "shop/cart.py", tmp_path / "shop/till.py"]
    covering = testfiles.tests_covering(tmp_path, touched, find_test_files(tmp_path))
    assert [path.name for path in covering] == ["test_both.py", "test_till.py"]


def test_test_files_of_a_project_are_not_those_of_what_it_uses(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tests/test_a.py": "",
            "b_test.py": "",
            "testing.py": "",
            ".venv/test_x.py": "",
            "myenv/pyvenv.cfg": "",
            "myenv/lib/test_x.py": "",
            "node_modules/test_x.py": "",
            ".hidden/test_x.py": "",
            "lib/site-packages/test_x.py": "",
        },
    )
    assert [path.relative_to(tmp_path).as_posix() for path in find_test_files(tmp_path)] == [
        "b_test.py",
        "tests/test_a.py",
    ]


def test_the_folder_a_module_is_imported_from(tmp_path: Path) -> None:
    write(tmp_path, {"server/shop/__init__.py": "", "server/shop/sub/__init__.py": "", "server/shop/sub/m.py": ""})
    assert import_root(tmp_path / "server/shop/sub/m.py") == tmp_path / "server"
    assert import_root(tmp_path / "server/loose.py") == tmp_path / "server"


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
