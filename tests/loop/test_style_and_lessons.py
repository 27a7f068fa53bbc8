"""Style and lessons at work, through the real server: what comes first, what is rewritten, what is kept back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amends.core.problems import ProblemKind
from amends.profile.lessons.stages import is_used
from support.loop import offered, problems, profile_when
from support.lsp_client import LspClient

CONFIGURATION = """
[project]
name = "shop"
version = "0"

[tool.ruff]
target-version = "py311"
lint.select = ["RUF013", "E711"]
"""
HABIT = "from typing import Optional\n\n\ndef habit(one: Optional[int], two: Optional[str]) -> Optional[bool]: ...\n"
IMPLICIT = "from typing import Optional\n\n\ndef {name}({name}: int = None) -> Optional[int]:\n    return {name}\n"
COMPARED = "def first({name}: object) -> int:\n    if {name} == None:\n        return 1\n    return 2\n"
KIND = ProblemKind("ruff", "E711", "Comparison to {} should be {}")


@pytest.fixture
def shop(tmp_path: Path, data_home: Path) -> Path:
    assert not data_home.exists()
    root = tmp_path / "shop"
    root.mkdir()
    (root / "pyproject.toml").write_text(CONFIGURATION)
    for number in range(3):
        (root / f"habit{number}.py").write_text(HABIT)
    return root


async def found(client: LspClient, root: Path, name: str, content: str, code: str) -> str:
    """Open a file and wait until its problem was found."""
    (root / f"{name}.py").write_text(content)
    uri = client.open(root / f"{name}.py", content)
    await problems(client, uri, code)
    return uri


def save(client: LspClient, root: Path, uri: str) -> None:
    (root / uri.rpartition("/")[2]).write_text(client.text(uri))
    client.save(uri)


async def first_text(client: LspClient, uri: str) -> str:
    """The document as the first offered fix would leave it."""
    action = (await offered(client, uri))[0]
    before = client.text(uri)
    await client.run_action(action)
    after = client.text(uri)
    client.replace(uri, before)
    return after


async def test_candidates_that_differ_in_style_only_come_in_the_order_of_the_projects_style(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        for name, written in (("one", "int | None"), ("two", "int | None"), ("three", "Optional[int]")):
            uri = await found(client, shop, name, IMPLICIT.format(name=name), "RUF013")
            client.replace(uri, client.text(uri).replace(": int = None", f": {written} = None"))
            save(client, shop, uri)
            await profile_when(client, shop, lambda it, name=name: f"{name}.py" in str(it["patterns"]))
        shown = await profile_when(client, shop, lambda it: any(one["id"] == "s_optional-types" for one in it["style"]))
        [fact] = [one for one in shown["style"] if one["id"] == "s_optional-types"]
        assert (fact["value"], fact["clear"], fact["evidence"][0]["uri"][:7]) == ("optional", True, "file://")

        uri = await found(client, shop, "four", IMPLICIT.format(name="four"), "RUF013")
        assert "four: Optional[int] = None" in await first_text(client, uri)

        change = {"folder": shop.as_uri(), "action": "forget", "id": "s_optional-types"}
        await client.command("amends.changeProfile", change)
        uri = await found(client, shop, "five", IMPLICIT.format(name="five"), "RUF013")
        assert "five: int | None = None" in await first_text(client, uri)


async def edit_our_fix(client: LspClient, root: Path, name: str) -> None:
    uri = await found(client, root, name, COMPARED.format(name=name), "E711")
    await offered(client, uri)
    actions = await client.code_actions(uri)
    ours = [one for one in actions if "is None" in one["title"] or "by `is`" in one["title"]]
    assert ours, [one["title"] for one in actions]
    await client.run_action(ours[0])
    assert f"if {name} is None:" in client.text(uri)
    save(client, root, uri)
    client.replace(uri, client.text(uri).replace(f"if {name} is None:", f"if not {name}:"))
    save(client, root, uri)


def place(name: str) -> str:
    return f"{KIND.key}\0{name}.py\0if {name} == None:"


async def test_edits_of_our_fixes_become_a_lesson_that_is_tried_against_a_control(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        for name in ("order", "item", "user"):
            await edit_our_fix(client, shop, name)

        def tried(it: Any) -> bool:
            return any(one["stage"] == "trial" for one in it["lessons"])

        shown = await profile_when(client, shop, tried)
        [lesson] = [one for one in shown["lessons"] if one["stage"] == "trial"]
        assert "write `if not …:` rather than `if … is None:`" in lesson["text"]
        assert [one["path"] for one in lesson["evidence"]] == ["user.py", "item.py", "order.py"]

        while patterns := (await client.command("amends.showProfile", {"folder": shop.as_uri()}))["patterns"]:
            change = {"folder": shop.as_uri(), "action": "forget", "id": patterns[0]["id"]}
            await client.command("amends.changeProfile", change)
        names = [f"thing{number}" for number in range(20)]
        used = next(name for name in names if is_used(lesson["id"], "trial", place(name)))
        control = next(name for name in names if not is_used(lesson["id"], "trial", place(name)))
        uri = await found(client, shop, used, COMPARED.format(name=used), "E711")
        action = (await offered(client, uri))[0]
        await client.run_action(action)
        assert f"if not {used}:" in client.text(uri)
        uri = await found(client, shop, control, COMPARED.format(name=control), "E711")
        assert f"if {control} is None:" in await first_text(client, uri)


BARE = """import os


def load({name}: str) -> None:
    try:
        os.remove({name})
    except:
        pass
"""


async def rewrite_our_fix(client: LspClient, root: Path, name: str) -> None:
    """The fix names the error; the developer writes the whole statement anew."""
    uri = await found(client, root, name, BARE.format(name=name), "E722")
    await offered(client, uri, "OSError")
    actions = [one for one in await client.code_actions(uri) if one["title"].startswith("Amends: insert `OSError`")]
    await client.run_action(actions[0])
    save(client, root, uri)
    text = client.text(uri).replace("import os\n", "import contextlib\nimport os\n")
    text = text.replace("    except OSError:\n        pass\n", "").replace("try:", "with contextlib.suppress(OSError):")
    client.replace(uri, text)
    save(client, root, uri)


async def test_statements_rewritten_around_our_fixes_become_a_lesson(open_project, shop) -> None:
    (shop / "pyproject.toml").write_text('[tool.ruff]\nlint.select = ["E722"]\n')
    async with open_project(root=shop) as client:
        uri = await found(client, shop, "first", BARE.format(name="first"), "E722")
        client.replace(uri, client.text(uri).replace("except:", "except OSError:"))
        save(client, shop, uri)
        await profile_when(client, shop, lambda it: it["patterns"])
        for name in ("order", "item", "user"):
            await rewrite_our_fix(client, shop, name)

        def tried(it: Any) -> bool:
            return any(one["stage"] == "trial" for one in it["lessons"])

        [lesson] = (await profile_when(client, shop, tried))["lessons"]
        assert "write `with contextlib.suppress(OSError)" in lesson["text"]
        assert "rather than `try" in lesson["text"]


async def forget_patterns(client: LspClient, root: Path) -> None:
    """Patterns that were learned from the edits would do what the lesson does, and it would have no effect."""
    folder = {"folder": root.as_uri()}
    while patterns := (await client.command("amends.showProfile", folder))["patterns"]:
        await client.command("amends.changeProfile", {**folder, "action": "forget", "id": patterns[0]["id"]})


async def take_and_keep(client: LspClient, root: Path, name: str, wanted: str) -> None:
    """Accept the first fix, write what is wanted in its place if it is something else, and save."""
    await forget_patterns(client, root)
    uri = await found(client, root, name, COMPARED.format(name=name), "E711")
    await client.run_action((await offered(client, uri))[0])
    save(client, root, uri)
    if f"if {wanted}:" not in client.text(uri):
        client.replace(
            uri,
            client.text(uri)
            .replace(f"if not {name}:", f"if {wanted}:")
            .replace(f"if {name} is None:", f"if {wanted}:"),
        )
        save(client, root, uri)
    client.close_document(uri)


@pytest.mark.slow
async def test_a_lesson_becomes_active_by_its_effect_and_retires_when_it_does_harm(open_project, shop) -> None:
    async with open_project(root=shop) as client:

        async def stage() -> str:
            shown = await client.command("amends.showProfile", {"folder": shop.as_uri()})
            [one] = [one["stage"] for one in shown["lessons"] if one["id"] == lesson["id"]]
            return str(one)

        for name in ("order", "item", "user"):
            await edit_our_fix(client, shop, name)
        shown = await profile_when(client, shop, lambda it: any(one["stage"] == "trial" for one in it["lessons"]))
        [lesson] = [one for one in shown["lessons"] if one["stage"] == "trial"]
        for number in range(24):
            if await stage() == "active":
                break
            await take_and_keep(client, shop, f"thing{number}", f"not thing{number}")
        assert await stage() == "active"
        for number in range(60):
            if await stage() == "retired":
                break
            await take_and_keep(client, shop, f"other{number}", f"other{number} is None")
        assert await stage() == "retired"
        shown = await client.command("amends.showProfile", {"folder": shop.as_uri()})
        [retired] = [one for one in shown["lessons"] if one["id"] == lesson["id"]]
        assert retired["because"]


async def test_every_kind_of_item_is_governed_over_the_protocol_and_undone_step_by_step(open_project, shop) -> None:
    async with open_project(root=shop) as client:
        folder = {"folder": shop.as_uri()}

        async def change(action: str, **rest: str) -> str:
            return str((await client.command("amends.changeProfile", {**folder, "action": action, **rest}))["undoId"])

        lesson = (await client.command("amends.teach", {**folder, "text": "Prices are in cents."}))["id"]
        shown = await profile_when(client, shop, lambda it: it["style"])
        [fact] = [one["id"] for one in shown["style"] if one["topic"] == "optional-types"]
        await change("pin", id=fact)
        await change("scope", id=lesson, value="billing/**")
        await change("mute", value="E501")
        await change("forget", id=fact)
        shown = await client.request("amends/profile", folder)
        assert [one["scope"] for one in shown["lessons"]] == ["billing/**"]
        assert [one["rule"] for one in shown["muted"]] == ["E501"]
        assert fact not in [one["id"] for one in shown["style"]]

        await change("forget", id=shown["muted"][0]["id"])
        for _ in range(5):
            await change("undo")
        shown = await client.request("amends/profile", folder)
        [seen] = [one for one in shown["style"] if one["id"] == fact]
        assert (shown["mutes"], shown["lessons"][0]["scope"], seen["pinned"]) == ([], "", False)
        await change("undo")
        assert (await client.request("amends/profile", folder))["lessons"] == []
        with pytest.raises(Exception, match="nothing to undo"):
            await change("undo")
