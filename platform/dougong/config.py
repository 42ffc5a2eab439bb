"""Settings: read once from the environment, checked at start, frozen. docs/guides/settings.md lists them."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from dougong.kernel.names import nearest

PREFIX = "DOUGONG_"
KEY_FILE = "secret_key"
SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 8
SHORTEST_TOKEN = 16

_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")
T = TypeVar("T")


class ConfigError(Exception):
    """Settings that cannot be used; `faults` holds one sentence each, naming the variable and the cure."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation decides. Each field is the variable of its name with `DOUGONG_` before it."""

    home: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    base_url: str
    secret_key: str = field(repr=False)
    admin_password: str | None = field(repr=False)
    packs_path: tuple[Path, ...]
    migrator_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    smtp_url: str | None = field(repr=False)
    files_url: str | None = field(default=None, repr=False)
    oidc_issuer: str | None = None
    oidc_client: str | None = None
    oidc_secret: str | None = field(default=None, repr=False)
    oidc_label: str | None = None
    file_mb: int = 25
    files_gb: int = 20
    rate: int = 6000
    concurrent: int = 6
    statement_seconds: int = 15
    slow_ms: int = 1000
    effect_days: int = 30
    egress_allow: tuple[str, ...] = ()
    metrics_token: str | None = field(default=None, repr=False)

    @property
    def egress_hosts(self) -> frozenset[str]:
        """Return the hosts inside, some with a port, that may be called."""
        return frozenset(each for each in self.egress_allow if "/" not in each)

    @property
    def egress_networks(self) -> tuple[str, ...]:
        """Return the networks inside whose addresses may be called."""
        return tuple(each for each in self.egress_allow if "/" in each)

    @property
    def https(self) -> bool:
        """Return whether people reach this server by https: then cookies are Secure and `__Host-`."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings in `environ`; makes `home` and keeps a secret key in it where they are missing.

    An empty variable counts as unset. Raises ConfigError with every fault at once.
    """
    reader = _Reader({key.removeprefix(PREFIX).lower(): text
                      for key, text in environ.items() if key.startswith(PREFIX) and text})
    reader.refuse_unknown()
    home = Path(reader.given.get("home", "var")).resolve()
    host = reader.given.get("host", "127.0.0.1")
    port = reader.read("port", _port) or 8000
    settings = Settings(
        home=home,
        host=host,
        port=port,
        database_url=reader.read("database_url", _database) or f"sqlite:///{home / 'dougong.db'}",
        base_url=reader.read("base_url", _base_url) or reader.address(host, port),
        admin_password=reader.read("admin_password", _password),
        packs_path=reader.read("packs_path", _folders) or (),
        migrator_url=reader.migrator(),
        redis_url=reader.read("redis_url", _redis),
        smtp_url=reader.read("smtp_url", _smtp),
        files_url=reader.read("files_url", files_url),
        oidc_issuer=reader.together("oidc_issuer", _issuer, "oidc_client", "oidc_secret"),
        oidc_client=reader.together("oidc_client", str, "oidc_issuer", "oidc_secret"),
        oidc_secret=reader.together("oidc_secret", str, "oidc_issuer", "oidc_client"),
        oidc_label=reader.given.get("oidc_label"),
        file_mb=reader.read("file_mb", _size) or 25,
        files_gb=reader.read("files_gb", _size) or 20,
        rate=_or(reader.read("rate", _count), 6000),
        concurrent=_or(reader.read("concurrent", _count), 6),
        statement_seconds=reader.read("statement_seconds", _size) or 15,
        slow_ms=_or(reader.read("slow_ms", _count), 1000),
        egress_allow=reader.read("egress_allow", _allowed) or (),
        effect_days=reader.read("effect_days", _size) or 30,
        metrics_token=reader.read("metrics_token", _token),
        secret_key=reader.read("secret_key", _secret) or reader.kept_secret(home),    # last: writes when all is well
    )
    if reader.faults:
        raise ConfigError(tuple(reader.faults))
    return settings


class _Reader:
    """Reads variables one by one and collects what is wrong with them."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.faults: list[str] = []

    def refuse_unknown(self) -> None:
        """A misspelt variable must not silently mean the default."""
        known = {each.name for each in fields(Settings)}
        for name in sorted(self.given.keys() - known):
            near = nearest(name, known)
            cure = f"rename it to {_variable(near)}" if near else "remove it"
            self.faults.append(f"{_variable(name)} is not a setting; {cure}.")

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return the parsed value, or None when the variable is unset or at fault."""
        if name not in self.given:
            return None
        try:
            return parse(self.given[name])
        except ValueError as fault:
            self.faults.append(f"{_variable(name)} {fault}.")
            return None

    def together(self, name: str, parse: Callable[[str], T], *others: str) -> T | None:
        """Return the parsed value of a variable that makes sense with others only."""
        lacking = [_variable(other) for other in others if other not in self.given]
        if name in self.given and lacking:
            self.faults.append(f"{_variable(name)} is set, but {' and '.join(lacking)} is not; set all or none.")
        return self.read(name, parse)

    def migrator(self) -> str | None:
        """Return the address of the account that changes tables: one of the PostgreSQL database that is served."""
        found, served = self.read("migrator_url", _database), self.given.get("database_url", "sqlite")
        if found is not None and "sqlite" in {urlsplit(found).scheme, served.partition(":")[0]}:
            self.faults.append("DOUGONG_MIGRATOR_URL is set, but only PostgreSQL has accounts; set it and "
                               "DOUGONG_DATABASE_URL to the same database there, or unset it.")
        return found

    def address(self, host: str, port: int) -> str:
        """Return the address of a server nobody but this machine reaches; any other must say how it is reached."""
        if "base_url" not in self.given and not _is_loopback(host):
            self.faults.append(f"DOUGONG_BASE_URL is not set, but DOUGONG_HOST {host} lets other machines in; "
                               "set it to the https address people will type.")
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def kept_secret(self, home: Path) -> str:
        """Return the key kept in `home`, made at the first start; nothing is made once a fault is known."""
        if self.faults:
            return ""
        try:
            return _keep(home / KEY_FILE)
        except OSError as fault:
            self.faults.append(f"DOUGONG_HOME {home} cannot be written ({fault.strerror}); name a folder that can.")
            return ""


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _keep(file: Path) -> str:
    """Return the key in `file`. Workers that start together agree: the first link wins, all read what it left."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"is {text!r}; set it to a number from 1 to 65535")
    return int(text)


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 100_000):
        raise ValueError(f"is {text!r}; set it to a whole number from 1 to 100000")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(f"is {text!r}; set it to a whole number up to 999999, 0 for no limit")
    return int(text)


def _or(found: int | None, usual: int) -> int:
    return usual if found is None else found


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not (text.isascii() and text.isprintable() and " " not in text):
        raise ValueError(f"is no token; set at least {SHORTEST_TOKEN} ASCII characters without blanks")
    return text


def _database(text: str) -> str:
    if urlsplit(text).scheme not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        raise ValueError("names no database we know; write sqlite:///file.db or postgresql://user:password@host/name")
    return text.replace("postgresql+psycopg://", "postgresql://", 1)      # as SQLAlchemy's users write it


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"is {text!r}; write scheme and host only, as in https://erp.example.com")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(f"is {text!r}: passwords would cross the network readable; use https, or http on 127.0.0.1")
    return text.rstrip("/")


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"has {len(text)} characters; set at least {SHORTEST_SECRET} random ones, or unset it")
    return text


def _password(text: str) -> str:
    if len(text) < SHORTEST_PASSWORD:
        raise ValueError(f"is shorter than {SHORTEST_PASSWORD} characters; choose a longer one")
    return text


def _folders(text: str) -> tuple[Path, ...]:
    folders = tuple(Path(part).resolve() for part in text.split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"names {folder}, which is no folder; correct or remove it")
    return folders


def _allowed(text: str) -> tuple[str, ...]:
    """Return hosts, hosts with a port, and networks, in small letters."""
    found = tuple(each.strip().lower() for each in text.split(",") if each.strip())
    for each in found:
        try:
            if "/" in each:
                ip_network(each)
            elif not _HOST.fullmatch(each):
                raise ValueError
        except ValueError:
            raise ValueError(f"names {each!r}; write hosts (erp.lan, erp.lan:8443) and networks (10.1.2.0/24) with "
                             "commas between") from None
    return found


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"is {text!r}; write the provider's issuer as it writes it, as in https://login.example.com")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(f"is {text!r}: whoever sits between could be anybody; use https")
    return text


def _redis(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("is no Redis address; write redis://host:6379/0")
    return text


def _smtp(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError("is no mail server; write smtps://user:password@host:465")
    said = parse_qs(parts.query, keep_blank_values=True)
    if said.keys() - {"from"} or any("@" not in each for each in said.get("from", ())):
        raise ValueError("says more than ?from=erp@example.com after its host; remove that")
    return text


def files_url(text: str) -> str:
    """Return the address of a place for files; raises ValueError with what is wrong with it and the cure."""
    parts = urlsplit(text)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return text
    if parts.scheme not in {"s3", "s3+http"}:
        raise ValueError("names no place for files we know; write file:///folder or "
                         "s3://KEY:SECRET@host/bucket/prefix?region=eu-central-1")
    if not (parts.hostname and parts.username and parts.password and parts.path.strip("/")):
        raise ValueError("lacks a part; write s3://KEY:SECRET@host/bucket, the signs / + @ : % in key and secret as "
                         "%2F %2B %40 %3A %25")
    if set(parse_qs(parts.query, keep_blank_values=True)) - {"region"}:
        raise ValueError("says more than ?region=… after its bucket; remove that")
    return text
