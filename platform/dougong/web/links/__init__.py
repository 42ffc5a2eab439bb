"""Addresses of the screens, in one place: a file for each part of the product, all called `links.<name>`."""

from dougong.web.links.address import HOME, inside, query
from dougong.web.links.designing import (
    add_field,
    definitions,
    definitions_of,
    definitions_revert,
    described,
    design_check,
    design_field,
    design_rule,
    design_state,
    design_transition,
    designed,
    draw_flow,
    menu_part,
    names_of,
    retype,
    tell_rule,
)
from dougong.web.links.files import file, file_back, files_of, refile, unfile
from dougong.web.links.lists import (
    bin_of,
    bulk,
    condition,
    counts_of,
    export_of,
    find,
    import_of,
    job,
    list_of,
    loosened,
    matches,
    notices,
    rows_of,
    sums_of,
    sums_ticked,
    views,
    why_list,
)
from dougong.web.links.operations import audit, effect, effects, hook, settings_of, webhook
from dougong.web.links.paths import FIND, HANDOVER, INVITE, MENTIONS, NEW_WEBHOOK, NOTICES, QUEUE, Paths
from dougong.web.links.records import (
    act,
    cell,
    comment,
    comments,
    edit,
    handover,
    merge,
    new,
    pick,
    pick_any,
    preview,
    record,
    versions,
    why,
)
from dougong.web.links.signing import account, chosen, confirm, left, oidc, person, refused, second, sign_in
from dougong.web.links.staff import access, member, role, role_new, role_words, roles

__all__ = (
    "FIND", "HANDOVER", "HOME", "INVITE", "MENTIONS", "NEW_WEBHOOK", "NOTICES", "QUEUE", "Paths", "access", "account",
    "act", "add_field", "audit", "bin_of", "bulk", "cell", "chosen", "comment", "comments", "condition", "confirm",
    "counts_of", "definitions", "definitions_of", "definitions_revert", "described", "design_check", "design_field",
    "design_rule", "design_state", "design_transition", "designed", "draw_flow", "edit", "effect", "effects",
    "export_of", "file", "file_back", "files_of", "find", "handover", "hook", "import_of", "inside", "job", "left",
    "list_of", "loosened", "matches", "member", "menu_part", "merge", "names_of", "new", "notices", "oidc", "person",
    "pick", "pick_any", "preview", "query", "record", "refile", "refused", "retype", "role", "role_new", "role_words",
    "roles", "rows_of", "second", "settings_of", "sign_in", "sums_of", "sums_ticked", "tell_rule", "unfile", "versions",
    "views", "webhook", "why", "why_list",
)
