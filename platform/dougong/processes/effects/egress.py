"""The one place from which this server calls others by HTTP: nothing inside the network it stands in, unless the
settings let it. A name is looked up once, every address it has is checked, and one of these very addresses is called:
a name that means another address a moment later gains nothing."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from dougong.config import Settings

#: Seconds to be connected, and to be through with everything.
CONNECT: Final = 5.0
WHOLE: Final = 15.0
#: Bytes of an answer that are read, the rest is left.
LARGEST: Final = 64 * 1024
#: Characters of an address.
LONGEST: Final = 2000
PORTS: Final = {"https": 443, "http": 80}
#: From here on a port may be anything's; below there are services that are no web servers.
FREE_PORTS: Final = 1024

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Not of the internet, or leading elsewhere: said one by one, since what Python calls global differs by version, and
#: what carries another address in it (6to4, Teredo, NAT64, IPv4 in IPv6) is global by its looks.
CLOSED: Final[tuple[Network, ...]] = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")))


class Refused(Exception):
    """The address is none that may be called; the message says why, and the cure."""


class Unreachable(Exception):
    """Nobody answered: which of name, connection, encryption and time it was is not told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is cut at 64 KB. Redirections are answers like any other: they are not followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _looked_up(host: str, port: int) -> list[str]:
    """Return every address of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Egress:
    """Calls others. `hosts` (host or host:port) may lie inside and be called without encryption, `networks` hold
    addresses inside that may be called."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    resolve: Callable[[str, int], Iterable[str]] = _looked_up

    def checked(self, url: str) -> SplitResult:
        """Return the parts of an address that may be called as far as it can be read from it; raises Refused."""
        if len(url) > LONGEST or not url.isascii() or any(sign <= " " or sign in "\\\x7f" for sign in url):
            raise Refused("is no address: at most 2,000 ASCII characters without blanks")
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise Refused("is no address") from None
        if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
            raise Refused("is no address: write https://host/path, without a name and password")
        known = self._is_known(parts.hostname, port)
        if parts.scheme == "http" and not known:
            raise Refused("is not encrypted: write https://")
        if not known and port != PORTS["https"] and port < FREE_PORTS:
            raise Refused(f"names port {port}, where no web server is: 443, or 1024 and above")
        return parts

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host, all of them such as may be called. Raises Refused, Unreachable."""
        try:
            found = list(self.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise Unreachable from error
        if not found:
            raise Unreachable
        if not self._is_known(host, port) and not all(self._is_open(each) for each in found):
            raise Refused("lies inside; DOUGONG_EGRESS_ALLOW says which hosts inside may be called")
        return found

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Call an address and return what came back. Raises Refused, Unreachable."""
        parts = self.checked(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        for address in self.addresses(host, port):
            with suppress(Unreachable):
                line = _connected(address, port)
                break
        else:
            raise Unreachable
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with closing(line):
            return _asked(line, parts, (method, path, headers, body))

    def _is_known(self, host: str, port: int) -> bool:
        return host in self.hosts or f"{host}:{port}" in self.hosts

    def _is_open(self, address: str) -> bool:
        try:
            found: Address = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if any(found in network for network in self.networks):
            return True
        return found.is_global and not any(found in network for network in CLOSED)


def egress(settings: Settings) -> Egress:
    """Return what calls others for an installation."""
    return Egress(settings.egress_hosts, tuple(map(ip_network, settings.egress_networks)))


def _connected(address: str, port: int) -> socket.socket:
    """Return a connection to an address that was checked: to it, and to nothing a name may mean by now."""
    try:
        return socket.create_connection((address, port), CONNECT)
    except OSError as error:
        raise Unreachable from error


def _asked(line: socket.socket, parts: SplitResult, asked: tuple[str, str, Mapping[str, str], bytes]) -> Answer:
    """Return the answer over a connection; whoever answers drop by drop is cut off."""
    line.settimeout(WHOLE)
    over = threading.Timer(WHOLE, _cut, (line,))
    over.daemon = True
    over.start()
    try:
        safe = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname) \
            if parts.scheme == "https" else line
        with closing(safe):
            talk = HTTPConnection(parts.netloc)
            talk.sock = safe
            method, path, headers, body = asked
            talk.request(method, path, body, {"User-Agent": "Dougong", "Connection": "close", **headers})
            answer = talk.getresponse()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()},
                          answer.read(LARGEST))
    except (OSError, ValueError, HTTPException) as error:
        raise Unreachable from error
    finally:
        over.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
