from __future__ import annotations

from pathlib import Path

from amends.session.trust import is_remembered, remember


def test_a_trusted_folder_speaks_for_what_lies_in_it(tmp_path: Path) -> None:
    store, project = tmp_path / "trust.json", tmp_path / "project"
    (project / "sub").mkdir(parents=True)
    assert not is_remembered(project, store)
    remember(project, store, trusted=True)
    assert is_remembered(project, store)
    assert is_remembered(project / "sub", store)
    assert not is_remembered(tmp_path, store)
    assert not is_remembered(tmp_path / "project-other", store)
    remember(project, store, trusted=False)
    assert not is_remembered(project / "sub", store)


def test_a_link_is_trusted_for_where_it_leads(tmp_path: Path) -> None:
    store, project = tmp_path / "trust.json", tmp_path / "project"
    project.mkdir()
    (tmp_path / "link").symlink_to(project)
    remember(tmp_path / "link", store, trusted=True)
    assert is_remembered(project, store)


def test_unreadable_trust_is_no_trust(tmp_path: Path) -> None:
    store = tmp_path / "trust.json"
    for content in ("", "[]", '{"trusted": 5}', "{"):
        store.write_text(content)
        assert not is_remembered(tmp_path, store)
