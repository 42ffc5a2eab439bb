"""What a browser calls itself, as people know it: browser and system."""

from typing import Final

#: The first of these words a browser says of itself is what it is: most claim to be several.
_BROWSERS: Final = (("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("wxwork", "WeCom"), ("Edg", "Edge"),
                    ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS: Final = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"),
                   ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))


def known(agent: str) -> str:
    """Return browser and system, as in "Chrome · Windows"; what is not known is left out, "" for neither."""
    found = (next((name for word, name in names if word in agent), "") for names in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))
