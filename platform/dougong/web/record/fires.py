"""Which rules what is typed would fire, told in its form."""

from dougong.kernel.labels import enumerated, words
from dougong.processes.rules.foreseen import firing
from dougong.records.writing.draft import Draft
from dougong.web.scene import Scene


def fires(scene: Scene, draft: Draft) -> str:
    """Return which rules a draft would fire, in a sentence; "" for none."""
    found = [words(rule.label, scene.lang) for rule in firing(scene.context, draft)]
    return scene.say("form.fires", rules=enumerated(found, scene.lang)) if found else ""
