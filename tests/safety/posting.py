"""The application with one step more: a bill that says it is posted takes its number. (Workflows will do that.)"""

import os

from flask import Flask

from dougong import app
from dougong.config import load
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.spi import Plugin


def post(_: Work, draft: Draft) -> None:
    draft.number_due = bool(draft.values["posted"])


PLUGIN = Plugin(name="posting", steps=(Step("post", "post", lambda each: each.name == "bill", post),))


def application() -> Flask:
    """Return the application for the settings in the environment."""
    return app.serve(app.compose(load(os.environ), [PLUGIN]), [PLUGIN])
