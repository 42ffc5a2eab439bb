"""A command that cannot find whom or what it is told of says which of them."""

from types import SimpleNamespace
from typing import Any

import pytest

from dougong.cli import session, user
from dougong.kernel.errors import Missing


def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    context: Any = object()
    monkeypatch.setattr(user, "select", lambda _context, asked: SimpleNamespace(
        rows=[{"id": 7}] if asked.object == "role" else []))
    assert user.membership(context, "clerk", None)["role"] == 7
    with pytest.raises(Missing) as raised:
        user.membership(context, "clerk", "north")
    assert session.told(raised.value) == "There is no unit north"
