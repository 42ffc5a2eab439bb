"""Files: attached, read, replaced, removed."""

from urllib.parse import quote

from dougong.web.links.address import asking


def files_of(name: str, number: int) -> str:
    """Return where files are sent that are attached to a record."""
    return f"/o/{name}/{number}/files"


def file(number: int, named: str, *, inline: bool = False) -> str:
    """Return the bytes of a file, to be saved or, where that is safe, shown."""
    return asking(f"/files/{number}/{quote(named, safe='')}", [("inline", "1")] if inline else [])


def unfile(number: int) -> str:
    """Return where a file is removed."""
    return f"/files/{number}/remove"


def refile(number: int) -> str:
    """Return where a new version of a file is sent."""
    return f"/files/{number}/versions"


def file_back(number: int) -> str:
    """Return where an earlier version of a file is made the newest."""
    return f"/files/{number}/put-back"
