"""Repairs by hand of what only another tool of the editor finds, in languages whose tools we do not run here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.loop import offered, profile_when
from support.lsp_client import LspClient

CASES = {
    "awaited.ts": (
        "async function load(path: string) {\n  return read(path);\n}\n",
        ("read(path)", "await read(path)"),
        "class A {\n\tasync run(name: string) {\n\t\treturn fetchIt(name, 'x'); // it\n\t}\n}\n",
        ("fetchIt(name, 'x')", "await fetchIt(name, 'x')"),
    ),
    "Equal.java": (
        "class A {\n    boolean same(String a, String b) {\n        return a == b;\n    }\n}\n",
        ("a == b", "a.equals(b)"),
        'class B {\n\tboolean f(Order o) {\n\t\treturn o.name == get("x"); // odd\n\t}\n}\n',
        ('o.name == get("x")', 'o.name.equals(get("x"))'),
    ),
    "read.rs": (
        "fn load(path: &str) -> String {\n    read(path).unwrap()\n}\n",
        ("read(path).unwrap()", 'read(path).expect("is there")'),
        "fn get(key: &str) -> u8 {\n    let v = table.find(key).unwrap();\n    v\n}\n",
        ("table.find(key).unwrap()", 'table.find(key).expect("is there")'),
    ),
}


def finding(content: str, marked: str) -> Any:
    """What the other tool says of one line."""
    before, _, _ = content.partition(marked)
    line, column = before.count("\n"), len(before.rpartition("\n")[2])
    place = {
        "start": {"line": line, "character": column},
        "end": {"line": line, "character": column + len(marked)},
    }
    return {"range": place, "message": "Not like this", "source": "Odd", "code": "O1"}


class Editor:
    """An editor in which another tool looks at every text."""

    def __init__(self, client: LspClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.version = 0

    def open(self, name: str, content: str, marked: str) -> str:
        (self.root / name).write_text(content)
        language = {"ts": "typescript", "java": "java", "rs": "rust"}[name.rpartition(".")[2]]
        uri = self.client.open(self.root / name, content, language)
        self.tell(uri, 1, finding(content, marked))
        return uri

    def repair(self, uri: str, old: str, new: str) -> None:
        """Type the repair; the tool has nothing more to say."""
        self.client.replace(uri, self.client.text(uri).replace(old, new))
        self.tell(uri, 2)

    def tell(self, uri: str, version: int, *items: Any) -> None:
        params = {"uri": uri, "version": version, "items": list(items)}
        self.client.notify("amends/foreignDiagnostics", params)


@pytest.mark.parametrize(
    ("name", "blank"),
    [
        ("awaited.ts", "\n"),
        pytest.param("Equal.java", "// said\n", marks=pytest.mark.slow),
        pytest.param("read.rs", "\n\n", marks=pytest.mark.slow),
    ],
)
async def test_what_was_repaired_by_hand_is_offered_elsewhere_as_a_suggestion(
    open_project, orders, name, blank
) -> None:
    before, repair, other, wanted = CASES[name]
    async with open_project() as client:
        editor = Editor(client, orders)
        # What goes while something else is edited was not repaired by that.
        elsewhere = editor.open(f"Else{name}", before + "\n" * 9 + before, repair[0])
        client.replace(elsewhere, client.text(elsewhere) + blank)
        editor.tell(elsewhere, 2)
        editor.repair(editor.open(name, before, repair[0]), *repair)
        shown = await profile_when(client, orders, lambda it: it["patterns"])
        assert shown["counts"]["examples"] == 1
        assert {one["path"] for found in shown["patterns"] for one in found["evidence"]} == {name}

        uri = editor.open(f"Other{name}", other, wanted[0])
        [action, *_] = await offered(client, uri, "(not proved)")
        await client.run_action(action)
        assert client.text(uri) == other.replace(*wanted)
