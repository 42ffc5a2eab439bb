"""The designer without scripts: an object gets a workflow, states and transitions come, change and go."""

import re

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, told
from tests.unit.web.design.conftest import designed, do, place, published, sheet

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")
VISIT = "/admin/catalog/x_site_visit"
FLOW = f"{VISIT}/workflow"


@pytest.fixture(scope="module")
def visit(screen: Screen) -> str:
    """Return the address of the workflow of an object that was given one here."""
    assert designed(screen, "Site visit", ("text", "Place"), ("integer", "Hours")) == VISIT
    few = screen.fill(FLOW, ("state0_en", "Planned"))
    assert few.status_code == 422
    assert "at least two states" in told(few)
    made = screen.fill(FLOW, ("state0_en", "Planned"), ("state1_en", "Confirmed"), ("state1_zh-Hans", "已确认"),
                       ("state2_en", "Done"))
    assert made.status_code == 303, told(made)
    published(screen)
    return FLOW


def test_an_object_gets_a_workflow_with_a_field_of_its_own(visit: str, screen: Screen, api: Api) -> None:
    flow = api.runtime.live.catalog.objects["x_site_visit"].workflow
    assert flow is not None
    assert list(flow.states) == ["planned", "confirmed", "done"]
    assert flow.states["done"].final
    page = sheet(screen.get(visit))
    assert "Planned → Confirmed" in page
    assert "Held in the field “State”" in page
    assert api.made("x_site_visit", x_place="Harbour")["x_state"] == "planned"
    assert "1 record" in sheet(screen.get(visit))


def test_a_state_comes_with_the_ways_to_it_and_on(visit: str, screen: Screen, api: Api) -> None:
    form = f"{visit}/state"
    lonely = screen.fill(form, ("label_en", "Postponed"), ("in_state", ""))
    assert lonely.status_code == 422
    assert "M337" in told(lonely)                                                # nothing leads to it, and the cure
    assert "let one end there" in told(lonely)
    made = screen.fill(form, ("label_en", "Postponed"), ("label_zh-Hans", "已推迟"), ("tone", "ochre"),
                       ("after", "planned"), ("in_state", "planned"), ("in_label_en", "Postpone"),
                       ("out_state", "confirmed"), ("lock", "only"), ("lock_x_hours", "1"))
    assert made.status_code == 303, told(made)
    assert "Planned → Postponed" in sheet(screen.get(visit))                     # in the draft: no records yet
    published(screen)
    thing = api.runtime.live.catalog.objects["x_site_visit"]
    flow = thing.workflow
    assert flow is not None
    assert list(flow.states) == ["planned", "postponed", "confirmed", "done"]
    assert flow.transitions["x_postpone"].target == "postponed"
    assert flow.transitions["x_move_to_confirmed"].label["zh-Hans"] == "转为已确认"
    one = api.made("x_site_visit", x_hours=3)
    assert api("POST", f"/x_site_visit/{one['id']}/do/x_postpone", {"version": one["version"]}).status_code == 200
    locked = api("PATCH", f"/x_site_visit/{one['id']}", {"version": 2, "x_hours": 4})
    assert locked.status_code == 422
    assert "Postponed" in told(screen.get(f"/o/x_site_visit/{one['id']}"))


def test_a_transition_asks_who_when_and_what(visit: str, screen: Screen, api: Api) -> None:
    form = f"{visit}/transition?name=to_done"
    wrong = screen.fill(form, ("when", "x_hour > 1"))
    assert wrong.status_code == 422
    assert "did you mean x_hours?" in told(wrong)
    tried = told(screen.fill(form, ("when", "x_hours > 1"), do="try"))
    assert "Gives" in tried
    made = screen.fill(form, ("label_en", "Finish"), ("when", "x_hours > 1"), ("message_en", "Too short"),
                       ("require_x_place", "1"), ("question_en", "Nothing can be changed then"), ("show", "primary"),
                       ("set.0.key", "x_hours"), ("set.0.value", "=x_hours + 1"))
    assert made.status_code == 303, told(made)
    published(screen)
    flow = api.runtime.live.catalog.objects["x_site_visit"].workflow
    assert flow is not None
    assert flow.transitions["to_done"].require == ("x_place",)
    assert flow.transitions["to_done"].label["en"] == "Finish"
    assert [(each.field, each.says and each.says.text) for each in flow.transitions["to_done"].gives] == [
        ("x_hours", "x_hours + 1")]
    assert "Confirmed → Done needs Place asks first Hours > 1" in sheet(screen.get(visit))
    again = screen.fill(form, ("when", ""), ("message_en", ""))
    assert again.status_code == 303
    assert "x_hours > 1" not in sheet(screen.get(visit)).partition("Change plan")[0]


def test_a_state_records_stand_in_does_not_go_silently(visit: str, screen: Screen) -> None:
    form = f"{visit}/state?name=confirmed"
    cut = screen.fill(form, do="drop")
    assert cut.status_code == 422                                                # nothing would lead on from postponed
    assert "M338" in told(cut)
    assert screen.fill(f"{visit}/state?name=postponed", do="drop").status_code == 303
    plan = place(screen)
    assert "To confirm" in plan
    assert "postponed" in plan
    assert "1 row" in plan
    assert do(screen, "/admin/plan", "publish") == 422                           # it has to be read


def test_the_diagram_is_drawn_while_one_types(visit: str, screen: Screen) -> None:
    def drawn(address: str, *sent: tuple[str, str]) -> str:
        token = re.search(r'name="_csrf" value="([^"]+)"', screen.get(visit).get_data(as_text=True))
        assert token is not None
        answer = screen.client.post(address, headers=OURS, data=as_pairs([("_csrf", token[1]), *sent]))
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    assert ">Called off</text>" in drawn("/f/flow/x_site_visit/state", ("label_en", "Called off"),
                                         ("in_state", "planned"), ("in_label_en", "Call off"))
    assert ">Skip</text>" in drawn("/f/flow/x_site_visit/transition", ("label_en", "Skip"), ("from_planned", "1"),
                                   ("to", "done"))
    assert "not published" not in told(screen.get("/admin/catalog"))


def test_states_and_transitions_take_another_place(visit: str, screen: Screen) -> None:
    assert do(screen, visit, "up:transition/to_done") == 303
    words = sheet(screen.get(visit))
    assert words.index("Finish") < words.index("x_move_to_confirmed")
    assert do(screen, visit, "down:state/planned") == 303
    assert screen.get(f"{visit}/state?name=nothing").status_code == 404
    assert screen.get("/admin/catalog/sample_order_line/workflow").status_code == 404


def test_a_choice_that_is_there_becomes_the_state(screen: Screen, tour: str) -> None:
    field = re.search(r'<option value="(x_state)"', screen.get(f"{tour}/workflow").get_data(as_text=True))
    assert field is not None
    assert screen.fill(f"{tour}/workflow", ("field", "x_state")).status_code == 303
    assert "Planned → Done" in sheet(screen.get(f"{tour}/workflow"))
    assert do(screen, f"{tour}/workflow", "drop") == 303
    assert "not published" not in told(screen.get("/admin/catalog")) or "Make a workflow" in told(
        screen.get(f"{tour}/workflow"))
