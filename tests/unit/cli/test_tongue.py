"""Commands speak the language of the terminal unless told otherwise."""

import pytest

from dougong.cli.tongue import of_terminal


@pytest.mark.parametrize(("environment", "language"), [
    ({}, "en"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "de_DE.UTF-8"}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
    ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"), ({"LANG": "zh_HK"}, "zh-Hant"), ({"LANG": "zh"}, "zh-Hans"),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"), ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh-Hans")])
def test_the_language_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert of_terminal(environment) == language
