"""Nothing makes this server call what lies inside its network: no way of writing an address, no name that means
another address a moment later, no redirection; and no one who answers slowly or without end holds it up."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from itertools import count
from pathlib import Path

import pytest

from dougong import config
from dougong.processes.effects import egress as place
from dougong.processes.effects.egress import Egress, Refused, Unreachable, egress

#: Ways to write an address inside: `{port}` is where somebody listens on this machine.
INSIDE = """
127.0.0.1:{port} 127.0.0.1:{port}/x?y=z 127.1:{port} 127.0.1:{port} 127.255.255.254:{port} 0.0.0.0:{port} 0:{port}
2130706433:{port} 0x7f000001:{port} 0x7f.1:{port} 0177.0.0.1:{port} 0177.1:{port} 017700000001:{port} 0x7f.0.0.1:{port}
localhost:{port} LOCALHOST:{port} localhost.:{port} ip6-localhost:{port} [::1]:{port} [0:0:0:0:0:0:0:1]:{port}
[::]:{port} [::ffff:127.0.0.1]:{port} [::ffff:7f00:1]:{port} [::127.0.0.1]:{port} [::ffff:0:127.0.0.1]:{port}
[64:ff9b::127.0.0.1]:{port} [64:ff9b::7f00:1]:{port} [64:ff9b:1::7f00:1]:{port} [2002:7f00:1::]:{port}
[2001:0:7f00:1::]:{port} [2001::1]:{port} [fe80::1]:{port} [fe80::1%25lo]:{port} [fec0::1]:{port} [fc00::1]:{port}
[fd00:ec2::254]/latest/meta-data [ff02::1]:{port} [100::1]:{port} [2001:db8::1]:{port} [5f00::1]:{port}
10.0.0.1:{port} 10.255.255.255:{port} 172.16.0.1:{port} 172.31.255.254:{port} 192.168.0.1:{port} 192.168.255.255:{port}
169.254.169.254/latest/meta-data 169.254.170.2/v2/credentials 100.100.100.200/latest 100.64.0.1:{port} 168.63.129.16
192.0.0.192/opc/v2 192.0.0.1:{port} 192.0.2.1:{port} 198.18.0.1:{port} 198.19.255.255:{port} 198.51.100.1:{port}
203.0.113.1:{port} 224.0.0.1:{port} 239.255.255.255:{port} 240.0.0.1:{port} 255.255.255.255:{port} 192.88.99.1:{port}
0xa9fea9fe/latest/meta-data 2852039166/latest/meta-data 0251.0376.0251.0376/latest
""".split()
#: Addresses that are none, or no web server's.
NONE = ("http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/_x", "https://",
        "//127.0.0.1:{port}/", "https://user:secret@example.com/", "https://example.com@127.0.0.1:{port}/x",
        "https://example.com\\@127.0.0.1:{port}/", "https://exam ple.com/", "https://example.com:99999/",
        "https://example.com:25/", "https://example.com:22/", "https://１２７.０.０.１:{port}/", "https://ⓛocalhost:{port}/",
        "https://127.0.0.1:{port}\r\nHost: x/", "https://[::1/", "https://[v1.x]:{port}/", "jar:https://example.com!/")
REBINDS = 1000
ROOT = Path(__file__).parents[2]
#: An address of the internet; nobody is called, the tests' own connections stand in.
PUBLIC = "93.184.215.14"


@dataclass
class Ear:
    """Somebody who listens on this machine, says `answer`, and counts who comes."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    heard: list[bytes] = field(default_factory=list)
    drip: float = 0.0


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as found:
        yield found


@contextmanager
def listening() -> Iterator[Ear]:
    ear, door = Ear(), socket.create_server(("127.0.0.1", 0))
    ear.port = door.getsockname()[1]

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = door.accept()
                ear.heard.append(b"")
                threading.Thread(target=say, args=(line,), daemon=True).start()

    def say(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.settimeout(10)
            ear.heard[-1] = line.recv(65536)
            if not ear.drip:
                line.sendall(ear.answer)
            for at in range(len(ear.answer) if ear.drip else 0):
                line.sendall(ear.answer[at:at + 1])
                time.sleep(ear.drip)
    threading.Thread(target=serve, daemon=True).start()
    yield ear
    door.close()


def tried_at(tried: list[object]) -> Callable[[str, int], socket.socket]:
    """Return what reaches nobody and writes down whom it was to reach."""
    def connected(address: str, port: int) -> socket.socket:
        tried.append((address, port))
        raise Unreachable
    return connected


def call(caller: Egress, url: str) -> place.Answer:
    return caller.send("POST", url, {"Content-Type": "application/json"}, b"{}")


def test_no_way_of_writing_an_address_inside_is_called(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is even looked for: that an address leads nowhere from here protects nobody elsewhere."""
    tried: list[object] = []
    monkeypatch.setattr(place, "_connected", tried_at(tried))
    urls = [f"https://{each}" for each in INSIDE] + list(NONE)
    assert len(urls) >= 80
    for url in urls:
        with pytest.raises((Refused, Unreachable)):
            call(Egress(), url.replace("{port}", str(ear.port)))
    assert (ear.heard, tried) == ([], [])


@pytest.mark.parametrize("inside", ["127.0.0.1", "::1", "10.0.0.8", "169.254.169.254", "::ffff:127.0.0.1"])
def test_a_name_that_means_something_inside_by_any_of_its_addresses_is_not_called(ear: Ear, inside: str) -> None:
    for found in ([inside], [PUBLIC, inside], [inside, PUBLIC]):
        with pytest.raises(Refused):
            call(Egress(resolve=lambda host, port, found=found: found), f"https://rebind.example:{ear.port}/")
    assert ear.heard == []


def test_a_name_that_means_another_address_a_moment_later_gains_nothing(
        ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, called = count(), []

    def resolve(host: str, port: int) -> list[str]:
        return [PUBLIC] if next(asked) % 2 == 0 else ["127.0.0.1"]

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        try:
            address = socket.inet_aton(where[0])
        except OSError:
            address = socket.inet_aton(resolve(*where)[0])          # a name: asks who has moved on by now
        called.append(socket.inet_ntoa(address))
        raise OSError("no line to the internet in a test")
    monkeypatch.setattr(place.socket, "create_connection", connect)
    caller = Egress(resolve=resolve)
    for _ in range(REBINDS):
        with pytest.raises((Refused, Unreachable)):
            call(caller, f"https://rebind.example:{ear.port}/")
    assert set(called) == {PUBLIC}
    assert len(called) == REBINDS // 2
    assert ear.heard == []


def test_a_redirection_is_an_answer_and_nobody_follows_it(ear: Ear) -> None:
    with listening() as other:
        ear.answer = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{other.port}/\r\n\r\n".encode()
        found = call(Egress(hosts=frozenset({f"127.0.0.1:{ear.port}"})), f"http://127.0.0.1:{ear.port}/")
        assert (found.status, other.heard) == (302, [])


def test_hosts_and_networks_of_the_settings_may_be_called_and_nothing_else(ear: Ear, tmp_path) -> None:
    def allowed(text: str) -> Egress:
        return egress(config.load({"DOUGONG_HOME": str(tmp_path), "DOUGONG_EGRESS_ALLOW": text}))
    url = f"http://127.0.0.1:{ear.port}/hook?a=1"
    assert call(allowed(f"127.0.0.1:{ear.port}"), url).status == 204
    assert call(allowed("erp.lan, 127.0.0.1"), url).status == 204
    assert ear.heard[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    for other in ("127.0.0.1:1", "erp.lan", "10.0.0.0/8"):
        with pytest.raises(Refused):
            call(allowed(other), url)
    assert len(ear.heard) == 2
    assert allowed("10.0.0.0/8").addresses("10.1.2.3", 443) == ["10.1.2.3"]
    with pytest.raises(Refused):
        allowed("10.0.0.0/8").addresses("192.168.0.1", 443)
    for wrong in ("10.0.0.1/8", "a b", "erp.lan:x"):
        with pytest.raises(config.ConfigError) as refused:
            allowed(wrong)
        assert "DOUGONG_EGRESS_ALLOW" in refused.value.faults[0]


def test_of_a_long_answer_the_beginning_is_read(ear: Ear) -> None:
    ear.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000
    found = call(Egress(hosts=frozenset({"127.0.0.1"})), f"http://127.0.0.1:{ear.port}/")
    assert (found.status, len(found.body)) == (200, place.LARGEST)


def test_who_answers_drop_by_drop_is_cut_off(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "WHOLE", 0.6)
    ear.answer, ear.drip = b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500, 0.1
    began = time.monotonic()
    with pytest.raises(Unreachable):
        call(Egress(hosts=frozenset({"127.0.0.1"})), f"http://127.0.0.1:{ear.port}/")
    assert time.monotonic() - began < 5


def test_what_is_no_http_or_no_encryption_is_nobody(ear: Ear) -> None:
    ear.answer = b"220 mail.example ESMTP\r\n"
    known = Egress(hosts=frozenset({"127.0.0.1"}))
    for scheme in ("http", "https"):
        with pytest.raises(Unreachable):
            call(known, f"{scheme}://127.0.0.1:{ear.port}/")


def test_nothing_else_of_the_engine_calls_others_by_http() -> None:
    ways = re.compile(r"^\s*(?:import|from) (?:http\.client|urllib\.request|urllib3|requests|httpx|aiohttp)\b",
                      re.MULTILINE)
    files = [each for folder in ("platform", "plugins") for each in (ROOT / folder).rglob("*.py")]
    found = {str(each.relative_to(ROOT)) for each in files if ways.search(each.read_text("utf-8"))}
    # the provider of sign-ins is named by whoever runs the server, not by anybody who uses it
    assert found == {"platform/dougong/processes/effects/egress.py", "platform/dougong/web/oidc.py"}


def test_what_belongs_to_the_internet_may_be_called() -> None:
    for address in (PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "114.114.114.114"):
        assert Egress(resolve=lambda host, port, found=address: [found]).addresses("x.example", 443) == [address]
    assert all(not network.overlaps(ip_network("1.0.0.0/8")) for network in place.CLOSED if network.version == 4)
