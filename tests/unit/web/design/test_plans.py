"""The plan of a draft: in the reader's language, with what may be chosen about each step, as SQL to take along."""

import re
from collections.abc import Iterator

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, fields, told
from tests.unit.web.design.conftest import add, do, place, published

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")

HUT = "/admin/catalog/x_hut"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module", autouse=True)
def huts(api: Api, screen: Screen) -> None:
    """Three huts, one of which says where it is."""
    screen.fill("/admin/design/object", ("label_en", "Hut"), ("label_zh-Hans", "棚屋"), ("label_zh-Hant", "棚屋"))
    add(screen, "text", ("label_en", "Place"), ("label_zh-Hans", "地点"), ("label_zh-Hant", "地點"), at=HUT)
    add(screen, "integer", ("label_en", "Beds"), ("label_zh-Hans", "床位"), ("label_zh-Hant", "床位"), at=HUT)
    published(screen)
    for beds in (1, 2, 30):
        api.made("x_hut", x_beds=beds, **({"x_place": "Above the lake"} if beds == 30 else {}))


@pytest.fixture
def tongue(screen: Screen) -> Iterator[None]:
    """English again, whatever a test reads in."""
    yield
    speak(screen, "en")


def speak(screen: Screen, language: str) -> None:
    token = dict(fields(screen.get("/search"), "/language"))["_csrf"]
    screen.client.post("/language", headers=OURS, data={"_csrf": token, "language": language})


def cards(screen: Screen) -> list[str]:
    """Return the words of each step of the plan."""
    page = screen.get("/admin/plan").get_data(as_text=True)
    found = re.findall(r'<section class="dg-planned.*?</section>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def ways(screen: Screen, name: str) -> dict[str, bool]:
    """Return the ways of a question on the plan, and which one stands."""
    page = screen.get("/admin/plan").get_data(as_text=True)
    found = re.findall(rf'type="radio" name="{re.escape(name)}" value="(\w*)"( checked)?', page)
    return {value: bool(checked) for value, checked in found}


@pytest.mark.usefixtures("tongue")
@pytest.mark.parametrize(("language", "said"), [
    ("zh-Hans", ("给 棚屋 (x_hut) 新增字段 床型 (x_kind)", "棚屋 › 床位 (x_hut.x_beds) 由 整数 改为 文本",
                 "2 条有效记录缺少 棚屋 › 地点 (x_hut.x_place)，今后必填；这些记录在有人修改之前保持原样")),
    ("zh-Hant", ("給 棚屋 (x_hut) 新增欄位 床型 (x_kind)", "棚屋 › 床位 (x_hut.x_beds) 由 整數 改為 文字",
                 "2 筆有效記錄缺少 棚屋 › 地點 (x_hut.x_place)，今後必填；這些記錄在有人修改之前保持原樣")),
    ("en", ("Add the field 床型 (x_kind) to Hut (x_hut)", "Hut › Beds (x_hut.x_beds) was Whole number and becomes Text",
            "2 live rows lack Hut › Place (x_hut.x_place), which becomes required; they stay until somebody edits "
            "them"))])
def test_each_step_is_told_in_the_language_of_whoever_reads_it(screen: Screen, language: str,
                                                               said: tuple[str, ...]) -> None:
    add(screen, "text", ("label_zh-Hans", "床型"), ("name", "kind"), at=HUT)
    assert screen.fill(f"{HUT}/fields/x_beds?type=text").status_code == 303
    assert screen.fill(f"{HUT}/fields/x_place", ("required", "1")).status_code == 303
    speak(screen, language)
    found = cards(screen)
    assert all(any(each in card for card in found) for each in said), found
    if language != "en":
        assert [card for card in found if not CHINESE.search(card)] == []
        assert [card for card in found if re.search(r"\b(the|live|rows|becomes)\b", card)] == []


def test_a_programs_plan_is_told_in_the_language_it_asks_for(api: Api) -> None:
    body = {"operations": [{"set": "objects.x_hut.fields.x_beds.required", "to": True}]}
    told = {each: api("POST", "/catalog/plan", body, Accept_Language=each).json["steps"]
            for each in ("zh-Hans", "en")}
    assert [each["sentence"] for each in told["zh-Hans"]] == ["更新定义：名称、规则、布局"]
    assert [each["sentence"] for each in told["en"]] == ["Replace the definitions: labels, rules, layout"]


def test_how_a_rule_comes_into_force_is_chosen_on_the_plan(screen: Screen, api: Api) -> None:
    assert screen.fill(f"{HUT}/check", ("message_en", "Too large"), ("must", "x_beds < 10")).status_code == 303
    name = "enforce:objects.x_hut.checks.x_too_large"
    assert ways(screen, name) == {"observe": False, "warn": False, "new": False, "all": True}
    assert "1 live rows break the new check" in place(screen)
    late = screen.fill("/admin/plan", (name, "warn"), ("ack", "0"), do="publish")
    assert late.status_code == 409
    assert "What you chose is in the draft now" in told(late)
    assert ways(screen, name)["warn"]
    assert "whoever edits one is told" in place(screen)
    assert do(screen, "/admin/plan", "publish") == 303                                # a warning needs nobody's yes
    assert {each.name: each.enforce for each in api.runtime.live.catalog.objects["x_hut"].checks} == {
        "x_too_large": "warn"}


def test_records_that_lack_a_value_are_given_one_chosen_on_the_plan(screen: Screen, api: Api) -> None:
    assert screen.fill(f"{HUT}/fields/x_place", ("required", "1")).status_code == 303
    assert screen.fill("/admin/plan", ("fill:objects.x_hut.fields.x_place", "Unknown"), do="choose").status_code == 303
    words = place(screen)
    assert "are given its default once every server serves the new catalog" in words
    published(screen)
    places = [each["x_place"] for each in api("GET", "/x_hut?sort=x_beds").json["data"]]
    assert places == ["Unknown", "Unknown", "Above the lake"]


def test_what_becomes_of_texts_that_are_too_long_is_chosen_on_the_plan(screen: Screen, api: Api) -> None:
    name = "values:objects.x_hut.fields.x_place"
    assert screen.fill(f"{HUT}/fields/x_place", ("length", "10")).status_code == 303
    assert ways(screen, name) == {"": True, "fit": False, "leave": False}
    words = place(screen)
    assert "Above the lake 1 row" in words
    assert "Allow 14 characters instead" in words
    assert screen.fill("/admin/plan", (name, "fit"), do="choose").status_code == 303
    assert "Values that do not fit" not in place(screen)
    published(screen)
    assert api.runtime.live.catalog.objects["x_hut"].fields["x_place"].options["length"] == 14
    assert screen.fill(f"{HUT}/fields/x_place", ("length", "9")).status_code == 303
    assert screen.fill("/admin/plan", (name, "leave"), do="choose").status_code == 303
    assert "There are no changes to publish" in place(screen)


@pytest.mark.usefixtures("tongue")
def test_what_makes_no_definition_is_told_in_the_readers_language_with_field_and_cure(screen: Screen) -> None:
    speak(screen, "zh-Hans")
    words = told(screen.fill(f"{HUT}/add?type=integer", ("label_zh-Hans", "加倍"), ("name", "twice"),
                             ("formula", "x_bed * 2")))
    assert "formula of x_twice 有误：没有 x_bed（是否指 x_beds？）" in words
    assert "did you mean" not in words


def test_the_sql_of_a_plan_is_had_as_a_file(screen: Screen) -> None:
    add(screen, "integer", ("label_en", "Doors"), ("required", "1"), at=HUT)
    found = screen.get("/admin/plan.sql")
    assert found.headers["Content-Disposition"].startswith("attachment")
    lines = found.get_data(as_text=True).splitlines()
    assert [each for each in lines if each.startswith('ALTER TABLE "x_hut" ADD COLUMN x_doors ')]
    assert [each for each in lines if not each.startswith(("--", "ALTER TABLE"))] == []
    assert screen.api.app.test_client().get("/admin/plan.sql").status_code in (302, 303)
