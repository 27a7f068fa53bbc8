"""Short human words for what a pattern does."""

from __future__ import annotations

from collections.abc import Iterable

from amends.core.text import Edit
from amends.learning.imports.editing import Import
from amends.learning.pattern import Template
from amends.syntax.template import Each, Hole, Part, Rest, Site, Term, sites_of

_LONGEST = 40


def template_title(template: Template) -> str:
    """What the template does, with its holes as dots."""
    if template.comment is not None:
        return _change(template.comment.before, template.comment.after)
    if template.rename:
        return f"rename to `{template.rename.rpartition('>')[2]}`" if "=" in template.rename else "rename"
    if template.root is None:
        return imports_title(template.imports)
    return _joined(_change(_words(site.before), _words(site.after)) for site in sites_of(template.root))


def edits_title(content: str, edits: Iterable[Edit], imports: Iterable[Import]) -> str:
    """What edits of a text do; its imports stand for themselves."""
    texts = [(content[edit.start : edit.end], edit.new_text) for edit in edits]
    return _joined(_change(_flat(old), _flat(new)) for old, new in texts) or imports_title(imports)


def imports_title(imports: Iterable[Import]) -> str:
    """``import Path``."""
    return "import " + ", ".join(_dots(one.binds) for one in imports)


def _change(old: str, new: str) -> str:
    if not old.strip():
        return f"insert `{_cut(new)}`"
    if not new.strip():
        return f"remove `{_cut(old)}`"
    return f"replace `{_cut(old)}` by `{_cut(new)}`"


def _joined(titles: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(titles))
    more = f" and {len(distinct) - 2} more" if len(distinct) > 2 else ""  # noqa: PLR2004 -- two are shown
    return ", ".join(distinct[:2]) + more


def _words(parts: tuple[Part, ...]) -> str:
    return _side_by_side(parts).strip()


def _side_by_side(parts: Iterable[Part]) -> str:
    """The parts' words; the before side knows no gaps, yet `import os` are two words."""
    text = ""
    for word in map(_word, parts):
        text += " " + word if _touching(text[-1:], word[:1]) else word
    return text


def _touching(left: str, right: str) -> bool:
    return all(char.isalnum() or char in {"_", "…"} for char in (left or " ", right or " "))


def _word(part: Part) -> str:
    if isinstance(part, Term):
        gap = " " if part.gap.strip(" ") == "" and part.gap else part.gap.replace("\n", " ")
        return gap + part.text + _side_by_side(part.parts)
    if isinstance(part, Hole | Rest | Each):
        return (" " if part.gap else "") + "…"
    return _words(part.after) if isinstance(part, Site) else ""


def _dots(word: str) -> str:
    return "…" if word.startswith("{") else word


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    text = _flat(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
