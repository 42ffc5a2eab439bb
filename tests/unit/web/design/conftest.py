"""A server for the designer alone, and what an administrator does there without scripts."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.journeys.api.conftest import Api, opened
from tests.unit.web.conftest import Screen, do, told

OBJECT = "/admin/catalog/x_visit_plan"
TOUR = "/admin/catalog/x_tour"


@pytest.fixture(scope="package")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of its own: what is designed here is nobody else's business."""
    home = tmp_path_factory.mktemp("design")
    yield from opened(f"sqlite:///{home / 'web.db'}", home)


@pytest.fixture(scope="package")
def screen(api: Api) -> Screen:
    return Screen(api)


@pytest.fixture(scope="package")
def tour(screen: Screen) -> str:
    """Return the address of an object that is designed and published."""
    assert screen.fill("/admin/design/object", ("label_en", "Tour")).headers["Location"] == TOUR
    add(screen, "date", ("label_en", "Day"), at=TOUR)
    add(screen, "choice", ("label_en", "State"), ("option0_en", "Planned"), ("option1_en", "Done"), at=TOUR)
    add(screen, "text", ("label_en", "Guide"), at=TOUR)
    add(screen, "money", ("label_en", "Cost"), at=TOUR)
    assert do(screen, "/admin/plan", "publish") == 303
    return TOUR


@pytest.fixture(autouse=True)
def no_draft(screen: Screen) -> Iterator[None]:
    """Whatever a test leaves in the draft is gone before the next."""
    yield
    if "not published" in told(screen.get("/admin/catalog")):
        assert do(screen, "/admin/plan", "discard") == 303


def sheet(page: TestResponse) -> str:
    """Return the words of a page within its sheet."""
    return told(page).partition("Skip to content")[2].partition("All shortcuts")[0]


def place(screen: Screen) -> str:
    """Return the plan as words."""
    return sheet(screen.get("/admin/plan"))


def add(screen: Screen, kind: str, *typed: tuple[str, str], at: str = OBJECT) -> None:
    answer = screen.fill(f"{at}/add?type={kind}", *typed)
    assert answer.status_code == 303, told(answer)


def designed(screen: Screen, label: str, *typed: tuple[str, str]) -> str:
    """Add an object to the draft, with fields by type and label, and return its address."""
    address = screen.fill("/admin/design/object", ("label_en", label)).headers["Location"]
    for kind, each in typed:
        add(screen, kind, ("label_en", each), at=address)
    return address


def published(screen: Screen) -> None:
    """Publish the draft, with every step read."""
    ticks = re.findall(r'name="ack" value="(\d+)"', screen.get("/admin/plan").get_data(as_text=True))
    assert do(screen, "/admin/plan", "publish", *(("ack", each) for each in ticks)) == 303
