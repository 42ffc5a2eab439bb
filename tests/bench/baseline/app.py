"""The hand-written server: two pools, two blueprints, one place for errors."""

import os

from flask import Flask, Response
from marshmallow import ValidationError
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from tests.bench.baseline import docs, items
from tests.bench.baseline.rights import everything, own_or_shared
from tests.bench.baseline.wire import Failure, problem, text


def create_app() -> Flask:
    """Return the server on the database of BASELINE_DATABASE_URL, with BASELINE_NARROW=1 for clerks only."""
    url = os.environ["BASELINE_DATABASE_URL"]
    reader, writer = _pool(url, isolation_level="AUTOCOMMIT"), _pool(url)
    app = Flask("baseline")
    limits = own_or_shared if os.environ.get("BASELINE_NARROW") else everything
    app.register_blueprint(items.blueprint(reader, writer, limits), url_prefix="/api/v1")
    app.register_blueprint(docs.blueprint(reader, writer), url_prefix="/api/v1")
    app.register_error_handler(Failure, problem)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(IntegrityError, _refused)
    app.register_error_handler(HTTPException, _http)
    return app


def _pool(url: str, **options: str) -> Engine:
    """Return an engine with a connection for each of the worker's four threads."""
    return create_engine(url, pool_size=4, max_overflow=0, json_serializer=text, **options)


def _invalid(error: ValidationError) -> Response:
    return problem(Failure(422, "invalid", error.messages))


def _refused(_: IntegrityError) -> Response:
    return problem(Failure(422, "the database refused: a duplicate, or a link to nowhere"))


def _http(error: HTTPException) -> Response:
    return problem(Failure(error.code or 500, error.name))
