"""Every address of the screens and who answers it: the map of this floor."""

from flask import Blueprint, Response, current_app, request, send_from_directory
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Missing
from dougong.resources import static
from dougong.web import headers
from dougong.web.assets import fingerprint
from dougong.web.entry import finish, prepare, screens
from dougong.web.routes import (
    access,
    account,
    admin,
    audit,
    binned,
    bulk,
    carried,
    cells,
    checks,
    choices,
    confirm,
    console,
    defined,
    design,
    doing,
    effects,
    exports,
    files,
    find,
    first,
    flows,
    forms,
    fragments,
    fresh,
    handover,
    hooks,
    imports,
    kept,
    kinds,
    layouts,
    lists,
    merging,
    narrowing,
    navigation,
    notices,
    offered,
    oidc,
    passwords,
    past,
    people,
    printing,
    publish,
    records,
    roles,
    rules,
    second,
    seeing,
    settings,
    sharing,
    sign,
    staff,
    start,
    talk,
    webhooks,
    why,
)

YEAR = 365 * 24 * 3600
#: Addresses for nobody in particular.
OPEN = frozenset({"web.sign_in", "web.enter", "web.code", "web.enter_code", "web.oidc", "web.oidc_back", "web.forgot",
                  "web.send_link", "web.choose", "web.put_password", "web.language", "web.theme", "web.file",
                  "web.versioned"})
FILES = frozenset({"web.file", "web.versioned"})


def blueprint() -> Blueprint:
    """Return the screens as a Flask blueprint."""
    made = Blueprint("web", __name__)
    made.before_request(_before)
    made.after_request(_after)
    made.teardown_request(_end)
    for name, method, rule, view in ADDRESSES:
        made.add_url_rule(rule, name, view, methods=[method])
    return made


def file(path: str) -> Response:
    """Return a static file; the browser asks each time whether it has changed."""
    return send_from_directory(static(), path)


def versioned(version: str, path: str) -> Response:
    """Return a static file of this version, to be kept for a year; an older version is simply the present file."""
    response = send_from_directory(static(), path, max_age=YEAR if version == fingerprint() else 0)
    if version == fingerprint():
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.no_cache = None
    return response


def nowhere(path: str) -> AnyResponse:
    """Say that there is no such page."""
    raise Missing(page=path)


ADDRESSES = (
    ("file", "GET", "/static/<path:path>", file),
    ("versioned", "GET", "/static/v-<version>/<path:path>", versioned),
    ("sign_in", "GET", "/sign-in", sign.form),
    ("enter", "POST", "/sign-in", sign.enter),
    ("code", "GET", "/sign-in/code", second.form),
    ("enter_code", "POST", "/sign-in/code", second.enter),
    ("oidc", "GET", "/sign-in/oidc", oidc.leave_for),
    ("oidc_back", "GET", "/sign-in/oidc/back", oidc.back),
    ("confirm", "GET", "/confirm", confirm.form),
    ("go_on", "POST", "/confirm", confirm.go_on),
    ("confirm_oidc", "GET", "/confirm/oidc", oidc.anew),
    ("forgot", "GET", "/forgot", passwords.forgot),
    ("send_link", "POST", "/forgot", passwords.send),
    ("choose", "GET", "/password/<purpose>/<secret>", passwords.choose),
    ("put_password", "POST", "/password/<purpose>/<secret>", passwords.put),
    ("sign_out", "POST", "/sign-out", sign.leave),
    ("language", "POST", "/language", choices.language),
    ("theme", "POST", "/theme", choices.theme),
    ("account", "GET", "/account", account.show),
    ("password", "POST", "/account/password", account.password),
    ("end_session", "POST", "/account/sessions", account.end),
    ("make_key", "POST", "/account/keys", account.make_key),
    ("drop_key", "POST", "/account/keys/drop", account.drop_key),
    ("second", "POST", "/account/second", account.second),
    ("wish", "POST", "/account/notices", account.wish),
    ("home", "GET", "/", start.home),
    ("queue", "GET", "/f/queue", start.waiting),
    ("find", "GET", "/search", find.find),
    ("list", "GET", "/o/<name>", lists.listing),
    ("new", "GET", "/o/<name>/new", forms.blank),
    ("create", "POST", "/o/<name>/new", forms.create),
    ("record", "GET", "/o/<name>/<int(max=9223372036854775807):number>", records.show),
    ("why", "GET", "/o/<name>/<int(max=9223372036854775807):number>/why", why.record),
    ("why_list", "GET", "/o/<name>/why", why.listed),
    ("edit", "GET", "/o/<name>/<int(max=9223372036854775807):number>/edit", forms.opened),
    ("save", "POST", "/o/<name>/<int(max=9223372036854775807):number>/edit", forms.save),
    ("views", "POST", "/o/<name>/views", kept.keep),
    ("move", "POST", "/o/<name>/<int(max=9223372036854775807):number>/move", kinds.move),
    ("bulk", "POST", "/o/<name>/bulk", bulk.run),
    ("cell", "GET", "/f/cell/<name>/<int(max=9223372036854775807):number>/<field>", cells.edit),
    ("put_cell", "POST", "/f/cell/<name>/<int(max=9223372036854775807):number>/<field>", cells.save),
    ("flow", "GET", "/o/<name>/<int(max=9223372036854775807):number>/flow", doing.flow),
    ("do", "GET", "/o/<name>/<int(max=9223372036854775807):number>/do/<transition>", doing.show),
    ("press", "POST", "/o/<name>/<int(max=9223372036854775807):number>/press/<button>", doing.press),
    ("run_do", "POST", "/o/<name>/<int(max=9223372036854775807):number>/do/<transition>", doing.run),
    ("archive", "POST", "/o/<name>/<int(max=9223372036854775807):number>/archive", records.archive),
    ("restore", "POST", "/o/<name>/<int(max=9223372036854775807):number>/restore", records.restore),
    ("handover", "GET", "/handover", handover.show),
    ("begin_handover", "POST", "/handover", handover.start),
    ("handed", "GET", "/handovers/<int(max=9223372036854775807):number>", handover.handed),
    ("handover_file", "GET", "/handovers/<int(max=9223372036854775807):number>/file", handover.report),
    ("cancel_handover", "POST", "/handovers/<int(max=9223372036854775807):number>/cancel", handover.cancel),
    ("disable_leaver", "POST", "/handovers/<int(max=9223372036854775807):number>/disable", handover.disable),
    ("sharing", "GET", "/o/<name>/<int(max=9223372036854775807):number>/share", sharing.show),
    ("share", "POST", "/o/<name>/<int(max=9223372036854775807):number>/share", sharing.share),
    ("assigning", "GET", "/o/<name>/<int(max=9223372036854775807):number>/assign", sharing.asked),
    ("assign", "POST", "/o/<name>/<int(max=9223372036854775807):number>/assign", sharing.assign),
    ("merging", "GET", "/o/<name>/<int(max=9223372036854775807):number>/merge", merging.show),
    ("merge", "POST", "/o/<name>/<int(max=9223372036854775807):number>/merge", merging.merge),
    ("print", "POST", "/o/<name>/<int(max=9223372036854775807):number>/print", printing.sheet),
    ("versions", "GET", "/o/<name>/<int(max=9223372036854775807):number>/history", past.versions),
    ("put_back", "POST", "/o/<name>/<int(max=9223372036854775807):number>/put-back", past.put_back),
    ("bins", "GET", "/bin", binned.overview),
    ("bin", "GET", "/bin/<name>", binned.listing),
    ("import", "GET", "/o/<name>/import", imports.start),
    ("upload", "POST", "/o/<name>/import", imports.upload),
    ("import_step", "GET", "/imports/<int(max=9223372036854775807):number>", imports.show),
    ("import_look", "POST", "/imports/<int(max=9223372036854775807):number>/look", imports.look),
    ("import_check", "POST", "/imports/<int(max=9223372036854775807):number>/check", imports.check),
    ("import_run", "POST", "/imports/<int(max=9223372036854775807):number>/run", imports.run),
    ("import_undo", "POST", "/imports/<int(max=9223372036854775807):number>/undo", imports.undo),
    ("import_cancel", "POST", "/imports/<int(max=9223372036854775807):number>/cancel", imports.cancel),
    ("import_refused", "GET", "/imports/<int(max=9223372036854775807):number>/refused", imports.refused),
    ("export", "POST", "/o/<name>/export", exports.export),
    ("export_step", "GET", "/exports/<int(max=9223372036854775807):number>", exports.show),
    ("export_cancel", "POST", "/exports/<int(max=9223372036854775807):number>/cancel", exports.cancel),
    ("export_file", "GET", "/exports/<int(max=9223372036854775807):number>/file", exports.file),
    ("attach", "POST", "/o/<name>/<int(max=9223372036854775807):number>/files", files.attach),
    ("say", "POST", "/o/<name>/<int(max=9223372036854775807):number>/comments", talk.say),
    ("act_comment", "POST",
     "/o/<name>/<int(max=9223372036854775807):number>/comments/<int(max=9223372036854775807):comment>", talk.act),
    ("follow", "POST", "/o/<name>/<int(max=9223372036854775807):number>/follow", talk.follow),
    ("mentions", "GET", "/f/people", talk.mentions),
    ("notices", "GET", "/notices", notices.show),
    ("read_notices", "POST", "/notices", notices.read),
    ("bell", "GET", "/f/bell", notices.bell),
    ("told", "GET", "/f/notices", notices.told),
    ("given_file", "GET", "/files/<int(max=9223372036854775807):number>/<path:named>", files.give),
    ("remove_file", "POST", "/files/<int(max=9223372036854775807):number>/remove", files.remove),
    ("replace_file", "POST", "/files/<int(max=9223372036854775807):number>/versions", files.replace),
    ("put_file_back", "POST", "/files/<int(max=9223372036854775807):number>/put-back", files.put_back),
    ("send_file", "POST", "/f/upload", files.send),
    ("rows", "GET", "/f/rows/<name>", lists.more),
    ("fresh", "GET", "/f/fresh/<name>", fresh.changed),
    ("sums", "GET", "/f/sums/<name>", lists.totals),
    ("loosened", "GET", "/f/loosened/<name>", narrowing.loosen),
    ("chosen", "POST", "/f/chosen/<name>", lists.chosen),
    ("counts", "GET", "/f/counts/<name>", lists.counts),
    ("condition", "GET", "/f/condition/<name>", narrowing.condition),
    ("matches", "GET", "/f/matches/<name>", narrowing.matches),
    ("pick", "GET", "/f/pick/<name>", fragments.pick),
    ("pick_any", "GET", "/f/pick-any/<name>/<field>", fragments.pick_any),
    ("preview", "POST", "/f/preview/<name>", fragments.preview),
    ("preview_of", "POST", "/f/preview/<name>/<int(max=9223372036854775807):number>", fragments.preview),
    ("palette", "GET", "/f/palette", find.palette),
    ("first", "GET", "/admin/start", first.show),
    ("first_answers", "POST", "/admin/start", first.save),
    ("present", "GET", "/admin/sessions", people.present),
    ("invite", "GET", "/admin/users/invite", people.blank),
    ("send_invitation", "POST", "/admin/users/invite", people.send),
    ("person", "GET", "/admin/users/<int(max=9223372036854775807):number>/account", people.person),
    ("act_person", "POST", "/admin/users/<int(max=9223372036854775807):number>/account", people.act),
    ("mail", "GET", "/admin/mail", people.mails),
    ("send_again", "POST", "/admin/mail", people.send_again),
    ("settings_pages", "GET", "/admin/settings", settings.overview),
    ("settings_page", "GET", "/admin/settings/<name>", settings.opened),
    ("choose_settings", "POST", "/admin/settings/<name>", settings.save),
    ("catalog", "GET", "/admin/catalog", admin.catalog),
    ("described", "GET", "/admin/catalog/<name>", layouts.fields),
    ("arrange", "POST", "/admin/catalog/<name>", layouts.arrange),
    ("columns", "GET", "/admin/catalog/<name>/list", layouts.columns),
    ("arrange_columns", "POST", "/admin/catalog/<name>/list", layouts.arrange_columns),
    ("form_layout", "GET", "/admin/catalog/<name>/form", layouts.form),
    ("arrange_form", "POST", "/admin/catalog/<name>/form", layouts.arrange_form),
    ("checks", "GET", "/admin/catalog/<name>/checks", layouts.checks),
    ("settings", "GET", "/admin/catalog/<name>/settings", design.settings),
    ("save_settings", "POST", "/admin/catalog/<name>/settings", design.save_settings),
    ("blank_object", "GET", "/admin/design/object", design.blank_object),
    ("add_object", "POST", "/admin/design/object", design.add_object),
    ("types", "GET", "/admin/catalog/<name>/add", design.types),
    ("add_field", "POST", "/admin/catalog/<name>/add", design.add_field),
    ("design_field", "GET", "/admin/catalog/<name>/fields/<field>", design.field),
    ("save_field", "POST", "/admin/catalog/<name>/fields/<field>", design.save_field),
    ("retype", "GET", "/admin/catalog/<name>/fields/<field>/type", design.retype),
    ("check", "GET", "/admin/catalog/<name>/check", checks.check),
    ("save_check", "POST", "/admin/catalog/<name>/check", checks.save_check),
    ("design_flow", "GET", "/admin/catalog/<name>/workflow", flows.flow),
    ("arrange_flow", "POST", "/admin/catalog/<name>/workflow", flows.arrange),
    ("design_state", "GET", "/admin/catalog/<name>/workflow/state", flows.state),
    ("save_state", "POST", "/admin/catalog/<name>/workflow/state", flows.save_state),
    ("design_transition", "GET", "/admin/catalog/<name>/workflow/transition", flows.transition),
    ("save_transition", "POST", "/admin/catalog/<name>/workflow/transition", flows.save_transition),
    ("draw_flow", "POST", "/f/flow/<name>/<kind>", flows.draw),
    ("design_rules", "GET", "/admin/catalog/<name>/rules", rules.overview),
    ("arrange_rules", "POST", "/admin/catalog/<name>/rules", rules.arrange),
    ("design_rule", "GET", "/admin/catalog/<name>/rule", rules.rule),
    ("save_rule", "POST", "/admin/catalog/<name>/rule", rules.save_rule),
    ("tell_rule", "POST", "/f/rule/<name>", rules.tell),
    ("names", "GET", "/f/names/<name>", offered.names),
    ("navigation", "GET", "/admin/navigation", navigation.show),
    ("arrange_navigation", "POST", "/admin/navigation", navigation.arrange),
    ("navigation_part", "GET", "/admin/navigation/part", navigation.part),
    ("save_navigation", "POST", "/admin/navigation/part", navigation.save_part),
    ("roles", "GET", "/admin/roles", roles.overview),
    ("blank_role", "GET", "/admin/roles/new", roles.blank),
    ("add_role", "POST", "/admin/roles/new", roles.add),
    ("role", "GET", "/admin/roles/<name>", roles.show),
    ("act_role", "POST", "/admin/roles/<name>", roles.act),
    ("role_words", "GET", "/admin/roles/<name>/words", roles.words),
    ("save_role_words", "POST", "/admin/roles/<name>/words", roles.save_words),
    ("grants", "GET", "/admin/roles/<name>/on/<thing>", roles.grants),
    ("save_grants", "POST", "/admin/roles/<name>/on/<thing>", roles.save_grants),
    ("staff", "GET", "/admin/people", staff.overview),
    ("member", "GET", "/admin/people/<int(max=9223372036854775807):number>", staff.show),
    ("act_member", "POST", "/admin/people/<int(max=9223372036854775807):number>", staff.act),
    ("access", "GET", "/admin/access", access.show),
    ("see_as", "POST", "/admin/see-as", seeing.begin),
    ("end_seeing", "POST", "/see-as/end", seeing.end),
    ("export_site", "GET", "/admin/site.zip", carried.export_site),
    ("import_site", "POST", "/admin/site", carried.import_site),
    ("plan", "GET", "/admin/plan", publish.plan),
    ("publish", "POST", "/admin/plan", publish.act),
    ("plan_sql", "GET", "/admin/plan.sql", publish.export_sql),
    ("definitions", "GET", "/admin/history", defined.history),
    ("definitions_change", "GET", "/admin/history/<int(max=999999999):number>", defined.change),
    ("definitions_revert", "POST", "/admin/history/<int(max=999999999):number>/revert", defined.revert),
    ("audit", "GET", "/admin/audit", audit.show),
    ("save_audit", "POST", "/admin/audit/export", audit.save),
    ("effects", "GET", "/admin/effects", effects.show),
    ("act_effects", "POST", "/admin/effects", effects.act_all),
    ("effect", "GET", "/admin/effects/<int(max=9223372036854775807):number>", effects.one),
    ("act_effect", "POST", "/admin/effects/<int(max=9223372036854775807):number>", effects.act),
    ("webhooks", "GET", "/admin/webhooks", webhooks.show),
    ("new_webhook", "GET", "/admin/webhooks/new", webhooks.blank),
    ("add_webhook", "POST", "/admin/webhooks/new", webhooks.add),
    ("webhook", "GET", "/admin/webhooks/<int(max=9223372036854775807):number>", webhooks.one),
    ("act_webhook", "POST", "/admin/webhooks/<int(max=9223372036854775807):number>", webhooks.act),
    ("hook", "GET", "/admin/hooks/<name>", hooks.one),
    ("act_hook", "POST", "/admin/hooks/<name>", hooks.act),
    ("console", "GET", "/admin/expressions", console.blank),
    ("evaluate", "POST", "/admin/expressions", console.evaluate),
    ("nowhere", "GET", "/<path:path>", nowhere),
)


def _before() -> AnyResponse | None:
    if request.endpoint in FILES:
        return None
    prepare()
    if request.endpoint in OPEN:
        return None
    if current_user.is_authenticated:
        return confirm.due()
    answer: AnyResponse = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer


def _end(_: BaseException | None) -> None:
    finish()


def _after(response: Response) -> Response:
    return headers.guard(response, https=screens().runtime.settings.https)
