"""Addresses that are always the same, and belong to no record."""

from dataclasses import dataclass

FIND = "/search"
HANDOVER = "/handover"
MENTIONS = "/f/people"
NOTICES = "/notices"
INVITE = "/admin/users/invite"
QUEUE = "/f/queue"
NEW_WEBHOOK = "/admin/webhooks/new"


@dataclass(frozen=True, slots=True)
class Paths:
    """Addresses templates need that belong to no record."""

    door: str = "/sign-in"
    code: str = "/sign-in/code"
    confirm_oidc: str = "/confirm/oidc"
    forgot: str = "/forgot"
    sign_out: str = "/sign-out"
    language: str = "/language"
    theme: str = "/theme"
    palette: str = "/f/palette"
    bin: str = "/bin"
    account: str = "/account"
    notices: str = NOTICES
    bell: str = "/f/bell"
    told: str = "/f/notices"
    upload: str = "/f/upload"
    settings: str = "/admin/settings"
    first: str = "/admin/start"
    catalog: str = "/admin/catalog"
    expressions: str = "/admin/expressions"
    definitions: str = "/admin/history"
    audit: str = "/admin/audit"
    effects: str = "/admin/effects"
    webhooks: str = "/admin/webhooks"
    people: str = "/admin/sessions"
    mail: str = "/admin/mail"
    plan: str = "/admin/plan"
    plan_sql: str = "/admin/plan.sql"
    new_object: str = "/admin/design/object"
    navigation: str = "/admin/navigation"
    handover: str = HANDOVER
    roles: str = "/admin/roles"
    staff: str = "/admin/people"
    access: str = "/admin/access"
    see_as: str = "/admin/see-as"
    end_seeing: str = "/see-as/end"
    site: str = "/admin/site"
    site_zip: str = "/admin/site.zip"
