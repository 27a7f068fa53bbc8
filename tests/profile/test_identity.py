"""Which project a folder is: real git repositories, and where their profile lies."""

from __future__ import annotations

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from amends.profile.profile import Profile
from amends.profile.storage.identity import normalised_remote, project_identity
from amends.profile.storage.location import adopt, adoption_offer, profile_location, remember_identity
from support.profiles import KIND, StillClock, none_comparison


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path, remote: str = "") -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    if remote:
        git(folder, "remote", "add", "origin", remote)
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


@pytest.mark.parametrize(
    "url",
    [
        "git@Forge.example.org:team/shop.git",
        "forge.example.org:team/shop.git",
        "ssh://git@forge.example.org/team/shop.git",
        "ssh://git@forge.example.org:22/team/shop",
        "https://forge.example.org/team/shop.git",
        "https://forge.example.org/team/shop/",
        "https://me:secret@forge.example.org:443/team/shop.git",
        "git://forge.example.org/team/shop.git",
    ],
)
def test_one_repository_has_one_name_whatever_its_url(tmp_path: Path, url: str) -> None:
    assert normalised_remote(url, tmp_path) == "forge.example.org/team/shop"
    assert project_identity(repository(tmp_path / "shop", url)) == "git:forge.example.org/team/shop"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("ssh://git@forge.example.org:2222/team/shop.git", "forge.example.org:2222/team/shop"),
        ("file:///srv/git/shop.git", "srv/git/shop"),
        ("/srv/git/shop.git", "srv/git/shop"),
    ],
)
def test_other_remotes(tmp_path: Path, url: str, name: str) -> None:
    assert normalised_remote(url, tmp_path) == name


def test_a_folder_without_git_is_its_path_even_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    assert project_identity(tmp_path / "shop") == f"path:{(tmp_path / 'shop').resolve()}"
    assert project_identity(tmp_path / "link") == project_identity(tmp_path / "shop")


def test_a_folder_inside_a_repository_is_a_project_of_its_own(tmp_path: Path) -> None:
    top = repository(tmp_path / "mono", "git@forge.example.org:team/mono.git")
    (top / "services" / "shop").mkdir(parents=True)
    assert project_identity(top / "services" / "shop") == "git:forge.example.org/team/mono#services/shop"


def test_a_second_clone_is_the_same_project(tmp_path: Path) -> None:
    url = "https://forge.example.org/team/shop"
    one, other = repository(tmp_path / "one", url), repository(tmp_path / "other", url)
    assert project_identity(one) == project_identity(other)


@pytest.mark.parametrize("remote", ["", "git@forge.example.org:team/shop.git"])
def test_a_worktree_is_the_same_project(tmp_path: Path, remote: str) -> None:
    top = repository(tmp_path / "shop", remote)
    git(top, "worktree", "add", "-q", "../review", "-b", "review")
    assert project_identity(tmp_path / "review") == project_identity(top)
    (top / "api").mkdir()
    (tmp_path / "review" / "api").mkdir()
    assert project_identity(tmp_path / "review" / "api") == project_identity(top / "api") != project_identity(top)


def test_a_submodule_is_its_own_project(tmp_path: Path) -> None:
    library = repository(tmp_path / "library")
    top = repository(tmp_path / "shop", "git@forge.example.org:team/shop.git")
    git(top, "submodule", "add", "-q", str(library), "vendor/library")
    identity = project_identity(top / "vendor" / "library")
    assert identity.startswith("git:")
    assert identity.endswith("/library")
    assert "shop.git" not in identity


def test_other_remotes_count_where_there_is_no_origin(tmp_path: Path) -> None:
    top = repository(tmp_path / "shop")
    git(top, "remote", "add", "upstream", "git@forge.example.org:team/shop.git")
    assert project_identity(top) == "git:forge.example.org/team/shop"


@pytest.mark.parametrize("content", [b"\xff\xfe nonsense", b"gitdir: /does/not/exist", b""])
def test_a_broken_git_file_means_a_path(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").write_bytes(content)
    assert project_identity(tmp_path) == f"path:{tmp_path.resolve()}"


def test_a_profile_follows_its_folder_to_a_new_remote_when_asked(tmp_path: Path) -> None:
    top = repository(tmp_path / "shop")
    old = project_identity(top)
    with closing(Profile.open(profile_location(old), old, StillClock())) as profile:
        profile.learn(none_comparison("order"))
        learned = profile.patterns(KIND)
    remember_identity(top)
    assert adoption_offer(top) is None

    git(top, "remote", "add", "origin", "git@forge.example.org:team/shop.git")
    new = project_identity(top)
    assert adoption_offer(top) == old
    adopt(old, new)
    with closing(Profile.open(profile_location(new), new, StillClock())) as profile:
        assert profile.patterns(KIND) == learned
    assert adoption_offer(top) is None
    assert profile_location(old).is_file()


def test_a_profile_that_has_learned_is_never_replaced(tmp_path: Path) -> None:
    top = repository(tmp_path / "shop")
    Profile.open(profile_location(project_identity(top)), "old", StillClock()).close()
    remember_identity(top)
    git(top, "remote", "add", "origin", "git@forge.example.org:team/shop.git")
    with closing(Profile.open(profile_location(project_identity(top)), "new", StillClock())) as profile:
        assert adoption_offer(top) == f"path:{top.resolve()}"  # opening it alone, as every command does, ends no offer
        profile.teach("never print")
    assert adoption_offer(top) is None


@pytest.mark.parametrize("content", ["", "[]", '{"folders": 1}', "\x00"])
def test_a_damaged_registry_is_no_obstacle(tmp_path: Path, content: str) -> None:
    registry = profile_location("x").parents[1] / "folders.json"
    registry.parent.mkdir(parents=True)
    registry.write_text(content)
    assert adoption_offer(tmp_path) is None
    remember_identity(tmp_path)
    assert "path:" in registry.read_text()
