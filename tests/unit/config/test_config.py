"""Settings: what an empty environment gives, and one clear sentence for each fault."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dougong.config import ConfigError, Settings, load

SECRET = "s" * 32


def settings(tmp_path: Path, **given: str) -> Settings:
    return load({"DOUGONG_HOME": str(tmp_path), **{f"DOUGONG_{key}": text for key, text in given.items()}})


def test_an_empty_environment_serves_sqlite_under_var_on_this_machine_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = load({})
    assert found.home == tmp_path / "var"
    assert found.database_url == f"sqlite:///{tmp_path}/var/dougong.db"
    assert (found.host, found.port, found.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert not found.https
    assert found.packs_path == ()
    assert found.admin_password is found.migrator_url is found.redis_url is found.smtp_url is None


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert settings(tmp_path, PORT="", DATABASE_URL="").port == 8000


def test_the_secret_key_is_made_once_kept_and_private(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    first = settings(home).secret_key
    assert len(first) >= 32
    assert settings(home).secret_key == first
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert [each.name for each in home.iterdir()] == ["secret_key"]


def test_servers_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: settings(tmp_path).secret_key, range(32)))
    assert len(set(keys)) == 1


def test_a_given_secret_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert settings(tmp_path / "home", SECRET_KEY=SECRET).secret_key == SECRET
    assert not (tmp_path / "home").exists()


def test_secrets_are_not_in_what_is_printed(tmp_path: Path) -> None:
    found = settings(tmp_path, SECRET_KEY=SECRET, ADMIN_PASSWORD="horse-battery",
                     DATABASE_URL="postgresql://erp:opensesame@db/erp", SMTP_URL="smtps://me:letmein@mail:465")
    for secret in (SECRET, "horse-battery", "opensesame", "letmein"):
        assert secret not in repr(found)


@pytest.mark.parametrize(("address", "https"), [
    ("https://erp.example.com", True),
    ("https://erp.example.com/", True),
    ("https://10.1.2.3:8443", True),
    ("http://127.0.0.1:8000", False),
    ("http://localhost:9000", False),
    ("http://[::1]:9000", False),
])
def test_addresses_people_may_use(tmp_path: Path, address: str, https: bool) -> None:
    found = settings(tmp_path, BASE_URL=address)
    assert found.base_url == address.rstrip("/")
    assert found.https is https


def test_a_public_host_is_fine_once_its_address_is_known(tmp_path: Path) -> None:
    assert settings(tmp_path, HOST="0.0.0.0", BASE_URL="https://erp.example.com").host == "0.0.0.0"


def test_packs_may_lie_in_several_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    found = settings(tmp_path, PACKS_PATH=f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    assert found.packs_path == (tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize(("variable", "text", "sentence"), [
    ("PORT", "80a", "DOUGONG_PORT is '80a'; set it to a number from 1 to 65535."),
    ("PORT", "0", "DOUGONG_PORT is '0'; set it to a number from 1 to 65535."),
    ("PORT", "65536", "DOUGONG_PORT is '65536'; set it to a number from 1 to 65535."),
    ("PORT", "８０", "DOUGONG_PORT is '８０'; set it to a number from 1 to 65535."),
    ("DATABASE_URL", "mysql://h/d", "DOUGONG_DATABASE_URL names no database we know; write sqlite:///file.db or "
                                    "postgresql://user:password@host/name."),
    ("BASE_URL", "http://erp.example.com", "DOUGONG_BASE_URL is 'http://erp.example.com': passwords would cross the "
                                           "network readable; use https, or http on 127.0.0.1."),
    ("BASE_URL", "http://0.0.0.0:8000", "DOUGONG_BASE_URL is 'http://0.0.0.0:8000': passwords would cross the "
                                        "network readable; use https, or http on 127.0.0.1."),
    ("BASE_URL", "erp.example.com", "DOUGONG_BASE_URL is 'erp.example.com'; write scheme and host only, as in "
                                    "https://erp.example.com."),
    ("BASE_URL", "https://h/erp", "DOUGONG_BASE_URL is 'https://h/erp'; write scheme and host only, as in "
                                  "https://erp.example.com."),
    ("HOST", "0.0.0.0", "DOUGONG_BASE_URL is not set, but DOUGONG_HOST 0.0.0.0 lets other machines in; set it to the "
                        "https address people will type."),
    ("SECRET_KEY", "short", "DOUGONG_SECRET_KEY has 5 characters; set at least 32 random ones, or unset it."),
    ("ADMIN_PASSWORD", "admin", "DOUGONG_ADMIN_PASSWORD is shorter than 8 characters; choose a longer one."),
    ("PACKS_PATH", "/nowhere/at/all", "DOUGONG_PACKS_PATH names /nowhere/at/all, which is no folder; correct or remove "
                                      "it."),
    ("REDIS_URL", "localhost:6379", "DOUGONG_REDIS_URL is no Redis address; write redis://host:6379/0."),
    ("SMTP_URL", "mail", "DOUGONG_SMTP_URL is no mail server; write smtps://user:password@host:465."),
    ("FILES_URL", "ftp://h/f", "DOUGONG_FILES_URL names no place for files we know; write file:///folder or "
                               "s3://KEY:SECRET@host/bucket/prefix?region=eu-central-1."),
    ("FILES_URL", "s3://h/bucket", "DOUGONG_FILES_URL lacks a part; write s3://KEY:SECRET@host/bucket, the signs / + @ "
                                   ": % in key and secret as %2F %2B %40 %3A %25."),
    ("FILES_URL", "s3://k:s@h/b?regoin=x", "DOUGONG_FILES_URL says more than ?region=… after its bucket; remove that."),
    ("MIGRATOR_URL", "postgresql://h/d", "DOUGONG_MIGRATOR_URL is set, but only PostgreSQL has accounts; set it and "
                                         "DOUGONG_DATABASE_URL to the same database there, or unset it."),
    ("DATABSE_URL", "sqlite:///x", "DOUGONG_DATABSE_URL is not a setting; rename it to DOUGONG_DATABASE_URL."),
    ("QUUX", "1", "DOUGONG_QUUX is not a setting; remove it."),
])
def test_each_fault_is_one_sentence_with_its_cure(tmp_path: Path, variable: str, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path / "home", **{variable: text})
    assert refused.value.faults == (sentence,)
    assert not (tmp_path / "home").exists()


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, PORT="x", SECRET_KEY="x", HSOT="x")
    assert [fault.split()[0] for fault in refused.value.faults] == [
        "DOUGONG_HSOT", "DOUGONG_PORT", "DOUGONG_SECRET_KEY"]


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"DOUGONG_HOME .*/file/home cannot be written .*; name a folder that can\."):
        settings(tmp_path / "file" / "home")


def test_a_fault_never_repeats_a_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, SECRET_KEY="hunter2", ADMIN_PASSWORD="pass4me", DATABASE_URL="mysql://me:sesame@h/d",
                 SMTP_URL="me:letmein@mail", FILES_URL="s3://KEYS:open5@host")
    for secret in ("hunter2", "pass4me", "sesame", "letmein", "KEYS", "open5"):
        assert secret not in str(refused.value)
