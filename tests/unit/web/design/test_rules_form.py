"""The designer without scripts: rules told in sentences, added, changed, put to rest, taken away."""

import pytest
from werkzeug.test import TestResponse

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told
from tests.unit.web.design.conftest import designed, do, place, published, sheet

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")
RIDE = "/admin/catalog/x_errand"
RULES = f"{RIDE}/rules"


@pytest.fixture(scope="module")
def errand(screen: Screen) -> str:
    """Return the address of the rules of an object that was made here, with one rule."""
    assert designed(screen, "Errand", ("text", "What"), ("integer", "Cost"), ("flag", "Dear")) == RIDE
    more = screen.fill(f"{RIDE}/rule", ("label_en", "Dear ones"), ("do0._verb", "set"), do="more")
    asked = dict(fields(more, f"{RIDE}/rule"))
    assert {"do0.set.0.key", "do0.set.0.value", "do1._verb"} <= asked.keys()         # what the action asks, another
    assert asked["label_en"] == "Dear ones"
    sent = {**asked, "on.created": "1", "on.changed.x_cost": "1", "when": "x_cost > 100", "do0.set.0.key": "x_dear",
            "do0.set.0.value": "true", "_do": "save"}
    made = screen.client.post(f"{RIDE}/rule", headers=OURS, data=as_pairs(list(sent.items())))
    assert made.status_code == 303, told(made)
    published(screen)
    return RULES


def test_a_rule_is_told_in_a_sentence_and_works(errand: str, screen: Screen, api: Api) -> None:
    assert "When Errand is new or Cost of Errand changes, and Cost > 100, set Dear = yes." in sheet(
        screen.get(errand))
    assert api.made("x_errand", x_what="Flowers", x_cost=120)["x_dear"] is True
    assert api.made("x_errand", x_what="Stamps", x_cost=20)["x_dear"] is not True


def test_a_rule_that_waits_is_told_in_a_sentence(errand: str, screen: Screen) -> None:
    asked = dict(fields(screen.fill(f"{RIDE}/rule", ("label_en", "Later ones"), ("do0._verb", "wait"),
                                    ("do1._verb", "set"), do="more"), f"{RIDE}/rule"))
    assert {"do0.wait.until", "do0.wait.for"} <= asked.keys()
    sent = {**asked, "on.created": "1", "when": "x_cost > 1000000", "do0.wait.until": "now() + workdays(3)",
            "do1.set.0.key": "x_dear", "do1.set.0.value": "true", "_do": "save"}
    assert screen.client.post(f"{RIDE}/rule", headers=OURS, data=as_pairs(list(sent.items()))).status_code == 303
    assert "wait until 3 working days from now, and set Dear" in sheet(screen.get(errand))
    assert screen.client.get("/admin/effects?kind=wait").status_code == 200


def test_a_rule_that_calls_a_plugin_is_told_and_changed_by_choosing(screen: Screen) -> None:
    form, at = "/admin/catalog/lead/rule?name=lead_twice", "/admin/catalog/lead/rules"
    assert "Look whether it is there already (Tell = whose it is)" in sheet(screen.get(at))
    page = screen.get(form)
    asked = dict(fields(page, form))
    assert asked["do0.call.action"] == "duplicates.look_again"
    assert (asked["do0.call.with.0.key"], asked["do0.call.with.0.value"]) == ("tell", "owner")
    wrong = screen.fill(form, ("do0.call.with.0.value", "boss"))
    assert wrong.status_code == 422
    assert "'boss' is no option" in told(wrong)
    assert screen.fill(form, ("do0.call.with.0.value", "head")).status_code == 303
    assert "(Tell = the head of whose it is)" in sheet(screen.get(at))
    assert do(screen, at, "reset:lead_twice") == 303


def test_a_rule_is_changed_and_tried_out(errand: str, screen: Screen, api: Api) -> None:
    form = f"{RIDE}/rule?name=x_dear_ones"
    assert "Gives" in told(screen.fill(form, ("when", "x_cost > 1"), do="try"))
    wrong = screen.fill(form, ("when", "x_costs > 1"))
    assert wrong.status_code == 422
    assert "did you mean x_cost?" in told(wrong)
    assert screen.fill(form).status_code == 303                                      # nothing changed: no operation
    assert "not published" not in told(screen.get("/admin/catalog"))
    assert screen.fill(form, ("when", "x_cost > 50"), ("fire", "on_rise"), ("do1._verb", "create"),
                       ("do1.create.object", "x_errand"), ("do1.create.key", "thanks/{id}"),
                       ("do1.create.values.0.key", "x_what"), ("do1.create.values.0.value", "='Thanks'")
                       ).status_code == 303
    published(screen)
    rule = api.runtime.live.catalog.objects["x_errand"].rules[0]
    assert (rule.body["when"], rule.fire, [each.verb for each in rule.do]) == ("x_cost > 50", "on_rise",
                                                                               ["set", "create"])
    assert screen.fill(form, ("do0._verb", "")).status_code == 303                   # an action less
    published(screen)
    assert [each.verb for each in api.runtime.live.catalog.objects["x_errand"].rules[0].do] == ["create"]


def test_a_rule_rests_and_wakes(errand: str, screen: Screen, api: Api) -> None:
    before = api("GET", "/x_errand?count=exact").json["count"]
    assert do(screen, errand, "off:x_dear_ones") == 303
    assert "Off" in sheet(screen.get(errand))
    published(screen)
    api.made("x_errand", x_what="Cake", x_cost=200)
    assert api("GET", "/x_errand?count=exact").json["count"] == before + 1           # nobody was thanked
    assert do(screen, errand, "on:x_dear_ones") == 303
    published(screen)
    api.made("x_errand", x_what="Cake", x_cost=300)
    assert api("GET", "/x_errand?count=exact").json["count"] == before + 3


def test_a_rule_of_a_pack_says_where_it_comes_from_and_can_be_reset(screen: Screen, api: Api) -> None:
    at, form = "/admin/catalog/lead/rules", "/admin/catalog/lead/rule?name=web_lead"
    assert "from pack Customers" in sheet(screen.get(at))
    assert screen.fill(form).status_code == 303
    assert "not published" not in told(screen.get("/admin/catalog"))
    assert screen.fill(form, ("when", "source == 'web' and owner is not None")).status_code == 303
    assert "Changed here" in sheet(screen.get(at))
    assert do(screen, at, "reset:web_lead") == 303
    assert "Changed here" not in sheet(screen.get(at))


def test_a_rule_about_lines_goes_by_the_transitions_of_their_record(screen: Screen) -> None:
    at, form = "/admin/catalog/campaign_member/rules", "/admin/catalog/campaign_member/rule?name=campaign_mail"
    assert "When Campaign goes through Send mails, and" in sheet(screen.get(at))
    asked = dict(fields(screen.get(form), form))
    assert asked["on.transition.send"] == "1"
    assert asked["do0.mail.to.address"] == "email"
    assert screen.fill(form).status_code == 303
    assert "not published" not in told(screen.get("/admin/catalog"))


def test_a_sentence_is_told_while_one_types(errand: str, screen: Screen) -> None:
    token = dict(fields(screen.get(errand), errand))["_csrf"]
    answer = screen.client.post("/f/rule/x_errand", headers=OURS, data={
        "_csrf": token, "on.deleted": "1", "do0._verb": "notify", "do0.notify.to.role": "sales_rep",
        "do0.notify.message_en": "Gone"})
    assert answer.status_code == 200
    assert "When Errand goes to the bin, notify Sales representative: Gone." in told(answer)


def test_what_can_loop_is_refused_with_its_cure(errand: str, screen: Screen) -> None:
    answer = screen.fill(f"{RIDE}/rule", ("label_en", "Again"), ("on.created", "1"), ("do0._verb", "create"),
                         ("do0.create.object", "x_errand"), ("do0.create.values.0.key", "x_what"),
                         ("do0.create.values.0.value", "again"))
    assert answer.status_code == 422
    assert "M342" in told(answer)
    assert "not published" not in told(screen.get("/admin/catalog"))


def test_a_button_is_called_asked_and_pressed(errand: str, screen: Screen, api: Api) -> None:
    more = dict(fields(screen.fill(f"{RIDE}/rule", ("do0._verb", "set"), do="more"), f"{RIDE}/rule"))
    sent = {**more, "label_en": "Forget the cost", "on.button.label_en": "Forget", "on.button.question_en": "Sure?",
            "do0.set.0.key": "x_cost", "do0.set.0.value": "null", "_do": "save"}
    made = screen.client.post(f"{RIDE}/rule", headers=OURS, data=as_pairs(list(sent.items())))
    assert made.status_code == 303, told(made)
    assert "When somebody presses “Forget” on Errand, set Cost = empty." in sheet(screen.get(errand))
    published(screen)
    assert screen.fill(f"{RIDE}/rule?name=x_forget_the_cost").status_code == 303     # nothing changed: no operation
    assert "not published" not in told(screen.get("/admin/catalog"))
    one = api.made("x_errand", x_what="Pens", x_cost=7)
    assert "Forget" in told(screen.get(f"/o/x_errand/{one['id']}"))


def test_a_rule_goes(errand: str, screen: Screen) -> None:
    assert do(screen, errand, "drop:x_dear_ones") == 303
    assert "Dear ones" not in sheet(screen.get(errand)).partition("Plan of changes")[0].partition("Add a rule")[2]
    assert do(screen, errand, "drop:x_forget_the_cost") == 303
    assert "No rules yet" in sheet(screen.get(errand))
    assert "x_dear_ones" in place(screen)


def test_a_rule_is_tried_before_it_is_published(errand: str, screen: Screen, api: Api) -> None:
    """On a record, as typed: it would fire with one condition and stay silent with another; nothing lasts."""
    made = api.made("x_errand", x_what="Parcel", x_cost=500)
    on = [("_record", "Parcel"), ("_record.was", "Parcel"), ("_record.id", str(made["id"]))]
    new = f"{RIDE}/rule"
    typed = [("label_en", "Try me"), ("on.updated", "1"), ("do0._verb", "set"), ("do0.set.0.key", "x_what"),
             ("do0.set.0.value", "Tried"), *on]
    fires = told(send(screen, new, [*typed, ("when", "x_cost > 400"), ("_do", "try")]))
    assert "Cost > 400 (Cost = 500)" in fires
    assert "It would fire" in fires
    assert "Changes Errand" in fires
    assert "Parcel → Tried" in fires
    silent = told(send(screen, new, [*typed, ("when", "x_cost > 600"), ("_do", "try")]))
    assert "It would stay silent: Cost > 600 does not hold" in silent
    past = told(send(screen, new, [*typed, ("when", "x_cost > 400"), ("_do", "past")]))
    assert "It would have fired" in past
    wrong = told(send(screen, new, [*typed, ("when", "x_costs > 400"), ("_do", "past")]))
    assert "It cannot be tried" in wrong
    assert "did you mean x_cost?" in wrong
    assert api("GET", f"/x_errand/{made['id']}").json == made
    assert "not published" not in told(screen.get("/admin/catalog"))


def test_actions_change_places_by_a_button(errand: str, screen: Screen, api: Api) -> None:
    """The second goes up in the form; saved, the draft holds one move."""
    new = f"{RIDE}/rule"
    for typed in ([("label_en", "In turn"), ("when", "x_cost == 3"), ("on.created", "1")],):
        first = [("do0._verb", "set"), ("do0.set.0.key", "x_dear"), ("do0.set.0.value", "true")]
        other = [("do1._verb", "notify"), ("do1.notify.message_en", "Done"), ("do1.notify.to.field", "owner")]
        assert screen.client.post(new, headers=OURS, data=as_pairs([
            ("_csrf", dict(fields(screen.get(new), new))["_csrf"]), *typed, *first, *other, ("_do", "save")
        ])).status_code == 303
    published(screen)
    form = f"{RIDE}/rule?name=x_in_turn"
    turned = dict(fields(screen.fill(form, do="up:do1"), form))
    assert (turned["do0._verb"], turned["do1._verb"]) == ("notify", "set")
    assert screen.client.post(form, headers=OURS, data=as_pairs([*turned.items(), ("_do", "save")])).status_code == 303
    published(screen)
    rule = next(each for each in api.runtime.live.catalog.objects["x_errand"].rules if each.name == "x_in_turn")
    assert [each.verb for each in rule.do] == ["notify", "set"]


def test_a_rule_of_time_has_a_clock(errand: str, screen: Screen, api: Api) -> None:
    made = api.made("x_errand", x_what="Clock", x_cost=7)
    typed = [("label_en", "Mornings"), ("on.schedule", "30 8 * * *"), ("when", "x_cost == 7"), ("do0._verb", "set"),
             ("do0.set.0.key", "x_cost"), ("do0.set.0.value", "8")]
    due = told(send(screen, f"{RIDE}/rule", [*typed, ("_day", "2031-05-20"), ("_do", "due")]))
    assert "2031-05-20 08:30" in due
    assert "Clock" in due
    assert api("GET", f"/x_errand/{made['id']}").json["x_cost"] == 7


def send(screen: Screen, address: str, typed: list[tuple[str, str]]) -> TestResponse:
    """Send a form as it is typed; what tries answers with the form again."""
    token = dict(fields(screen.get(address), address))["_csrf"]
    answer = screen.client.post(address, headers=OURS, data=as_pairs([("_csrf", token), *typed]))
    assert answer.status_code == 200, told(answer)
    return answer
