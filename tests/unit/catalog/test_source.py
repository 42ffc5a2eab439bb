"""Packs are read from folders, and from nowhere else."""

from pathlib import Path

from dougong.catalog.reading.source import FILE_BYTES, PackSource, folders, shipped_packs


def test_a_link_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("kind: object")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "more.yaml").write_text("kind: object")
    pack = tmp_path / "demo"
    (pack / "objects").mkdir(parents=True)
    (pack / "pack.yaml").write_text("kind: pack")
    (pack / "objects" / "thing.yaml").symlink_to(tmp_path / "secret.yaml")
    (pack / "views").symlink_to(tmp_path / "secrets")
    read = PackSource.folder(pack)
    assert list(read.files) == ["pack.yaml"]
    assert [str(finding) for finding in read.findings] == [
        "demo/objects/thing.yaml:0:0 M406 the file is a link", "demo/views:0:0 M406 the file is a link"]


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"#" * (FILE_BYTES * 4))
    assert len(PackSource.folder(tmp_path).files["pack.yaml"]) == FILE_BYTES + 1


def test_what_is_no_definition_is_left_alone(tmp_path: Path) -> None:
    for name in ("pack.yaml", "README.md", ".hidden.yaml", "notes.txt", "old.yaml~", "tests/some.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(PackSource.folder(tmp_path).files) == ["pack.yaml"]


def test_folders_may_be_packs_or_hold_packs(tmp_path: Path) -> None:
    for name in ("one", "two/inner", "empty"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "one" / "pack.yaml").write_text("x")
    (tmp_path / "two" / "inner" / "pack.yaml").write_text("x")
    assert [pack.name for pack in folders([tmp_path / "one", tmp_path / "two", tmp_path / "empty"])] == ["one", "inner"]


def test_the_shipped_packs_are_found() -> None:
    assert {"system", "core", "customer"} <= {pack.name for pack in shipped_packs()}
