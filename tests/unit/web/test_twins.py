"""Who edits a record that is like another is led to both beside each other, where they may be merged."""

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told


def test_a_twin_is_named_with_the_way_to_merge(screen: Screen, api: Api) -> None:
    one = api.made("customer", name="Twin Bearings", phone="021 5555 0199")["id"]
    other = api.made("customer", name="Shanghai Gears", phone="021 5555 0155")["id"]
    form = f"/o/customer/{other}/edit"
    typed = {**dict(fields(screen.get(form), form)), "phone": "021-55550199"}
    told_of = screen.client.post(f"/f/preview/customer/{other}", headers=OURS, data=as_pairs([*typed.items()])).json
    cares = told_of["cares"]
    assert [piece for line in cares for piece in line if piece[1]] == [
        ["Twin Bearings", f"/o/customer/{one}"], ["Merge…", f"/o/customer/{other}/merge?with=%23{one}&with.id={one}"]]
    new = "/o/customer/new"
    fresh = {**dict(fields(screen.get(new), new)), "name": "Another", "phone": "021-55550199"}
    cares = screen.client.post("/f/preview/customer", headers=OURS, data=as_pairs([*fresh.items()])).json["cares"]
    assert [piece[0] for line in cares for piece in line if piece[1]] == ["Twin Bearings"]     # nothing to merge yet
    assert "Shanghai Gears" in told(screen.get(f"/o/customer/{other}/merge?with=%23{one}&with.id={one}"))
