"""The report page: counted facts, readable by everybody, and nothing that runs or loads."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import attrs
import pytest

from amends.core.outcomes import OutcomeClass
from amends.core.problems import ProblemKind
from amends.profile.profile import Profile
from support.profiles import DAY, KIND, World, none_comparison, told_profile


class Page(HTMLParser):
    """The words of a page, its elements and their attributes; well-formed or it fails."""

    VOID = frozenset({"meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def told(world: World) -> Profile:
    return told_profile(world)


def test_the_page_tells_what_was_counted(told) -> None:
    text = Page(told.page()).text
    for fact in (
        "Fixes kept 4",
        "With something learned here 75 % 3 of 4",
        "Without 100 % 1 of 1",
        "2023-W46 1 of 2 0 of 0",
        "2023-W47 2 of 2 1 of 1",
        "Lines changed by kept fixes 3",
        "Checks run to prove them 2",
        "Time those checks took 1.5 min",
        "Candidates refused before you saw them 1",
        "Median life of a problem ended by a fix 2.0 min 1 case",
        "https://model.example m-1 3 300 $0.0600 3 shop/cart.py , shop/till.py",
        "1 of a model's fixes were kept: $0.0600 for each.",
        "ruff E711",
    ):
        assert fact in text, fact


def test_nothing_runs_and_nothing_is_loaded(told) -> None:
    html = told.page()
    page = Page(html)
    [policy] = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not [
        name
        for _, attributes in page.elements
        for name in attributes
        if name in {"style", "src", "href"} or name[:2] == "on"
    ]
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_it_can_be_read_without_eyes_or_a_mouse(told) -> None:
    page = Page(told.page())
    assert page.all("html")[0]["lang"] == "en"
    headings = [tag for tag, _ in page.elements if tag in {"h1", "h2", "h3"}]
    assert headings == ["h1", *["h2"] * 5]
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert all(
        attributes["aria-labelledby"] in ids for _, attributes in page.elements if "aria-labelledby" in attributes
    )
    assert all(cell.get("scope") for cell in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert page.all("svg")[0]["role"] == "img"
    assert all(
        one.get("tabindex") == "0" and one.get("aria-label") for one in page.all("div") if one.get("role") == "region"
    )


def test_what_others_wrote_stays_text(told) -> None:
    kind = ProblemKind("evil", "<script>", "</style><script>alert(1)</script>\"'>")
    told.record_problem(kind, "<img src=x>.py", "appeared")
    told.teach("Never write <b onclick=alert(1)>; say why.")
    html = told.page()
    assert "<script" not in html
    assert "<b " not in html
    assert "Never write <b onclick=alert(1)>; say why." in Page(html).text


def test_an_empty_profile_says_what_to_do(profile) -> None:
    text = Page(profile.page()).text
    for sentence in ("No fix has come to a conclusion yet", "Nothing was found here yet", "Nothing was sent anywhere"):
        assert sentence in text


def test_after_a_reset_the_accounts_begin_anew(told) -> None:
    told.reset()
    text = Page(told.page()).text
    assert "Nothing was sent anywhere" in text
    assert "Fixes kept 0" in text


def test_a_page_of_a_long_life_is_made_in_one_piece(world) -> None:
    profile = world.open()
    profile.learn(none_comparison("order"))
    [pattern, *_] = profile.patterns(KIND)
    for number in range(150):
        world.clock.time += 7 * DAY / 3
        world.offer(profile, pattern.pattern.id, OutcomeClass.KEPT if number % 3 else OutcomeClass.REVERTED)
        profile.record_problem(attrs.evolve(KIND, code=f"E{number}"), "shop/cart.py", "appeared")
    page = Page(profile.page())
    assert len(page.all("circle")) == 51
    assert "100 of 150" in page.text
