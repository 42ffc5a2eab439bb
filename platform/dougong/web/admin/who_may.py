"""Which roles allow what somebody's do not: whom to ask, beside why not."""

from collections.abc import Callable

from dougong.access.policy import Policy
from dougong.kernel.labels import enumerated
from dougong.web.scene import Scene

#: Roles that are named; where there are more, the first of them.
MOST = 6


def who_may(scene: Scene, allows: Callable[[Policy], bool]) -> str:
    """Return in words which roles allow something, those of administrators aside; "" where none does."""
    catalog, plans = scene.context.catalog, scene.context.plans
    found = [scene.label(role) for role in catalog.roles.values()
             if not role.administrator and allows(plans.policy(frozenset({role.name})))]
    return scene.say("why.who_may", roles=enumerated(found[:MOST], scene.lang)) if found else ""
