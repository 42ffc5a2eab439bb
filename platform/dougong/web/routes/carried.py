"""The site's customisations carried as files: exported as a zip, imported as a draft."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.records.definitions import planning
from dougong.web import links
from dougong.web.admin.held import catalog_page
from dougong.web.answer import go, page
from dougong.web.design.archive import UnfitArchive, packed, unpacked
from dougong.web.design.desk import Desk, desk_of, replaced
from dougong.web.entry import screens
from dougong.web.routes.admin import administered


def export_site() -> Response:
    """Return all the site says as a zip: the files `dougong export definitions` writes."""
    administered()
    content = packed(planning.site_files(screens().runtime))
    return Response(content, mimetype="application/zip",
                    headers={"Content-Disposition": 'attachment; filename="site.zip"'})


def import_site() -> AnyResponse:
    """Let the files of a zip be all the site says, as a draft: its plan tells what that changes."""
    desk = desk_of(administered())
    sent = request.files.get("file")
    try:
        files = unpacked(sent.read() if sent is not None else b"")
    except UnfitArchive as no:
        return _refused(desk, (desk.shown.say(f"design.zip_{no.code}", **no.params),))
    faults = replaced(desk, files)
    return _refused(desk, faults) if faults else go(links.Paths().plan)


def _refused(desk: Desk, faults: tuple[str, ...]) -> Response:
    model = catalog_page(desk.scene, desk.shown.context.catalog, desk.draft.size, faults)
    return page("catalog", model, title=desk.shown.say("admin.catalog"), status=422)
