"""Where the shipped folders are found: the checkout these tests run from, and a wheel laid out by hand."""

from pathlib import Path

import pytest

from dougong import resources

ROOT = Path(__file__).resolve().parents[3]


def test_a_checkout_uses_its_own_folders() -> None:
    assert resources.metadata() == ROOT / "metadata"
    assert resources.plugins() == ROOT / "plugins"
    assert resources.templates() == ROOT / "ui" / "templates"
    assert resources.static() == ROOT / "ui" / "static"


def test_an_installed_wheel_uses_what_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "metadata").mkdir()
    monkeypatch.setattr(resources, "_SHIPPED", tmp_path)
    assert resources.metadata() == tmp_path / "metadata"
    assert resources.static() == tmp_path / "ui" / "static"


def test_an_installation_without_its_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_SHIPPED", tmp_path / "gone")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "site-packages" / "dougong")
    with pytest.raises(FileNotFoundError, match=r"is not whole: .* has no folder metadata; install it again"):
        resources.metadata()
