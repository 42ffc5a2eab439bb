"""What must hold across definitions, one check per file; the list is the documentation."""

from dougong.catalog.checks.columns import columns_clash
from dougong.catalog.checks.copies import copy_leads_nowhere
from dougong.catalog.checks.data import data_fit
from dougong.catalog.checks.fitting import option_names_a_field
from dougong.catalog.checks.former import former_names_are_free
from dougong.catalog.checks.inspection import Inspection
from dougong.catalog.checks.lines import lines_fit
from dougong.catalog.checks.links import links_lead_somewhere
from dougong.catalog.checks.lookups import lookups_fit
from dougong.catalog.checks.menus import menus_fit
from dougong.catalog.checks.nesting import no_lines_of_lines
from dougong.catalog.checks.numbers import number_can_number
from dougong.catalog.checks.options import type_accepts_options
from dougong.catalog.checks.prefix import prefix_is_kept
from dougong.catalog.checks.reserved import names_are_free
from dougong.catalog.checks.roles import roles_fit
from dougong.catalog.checks.rollups import rollups_fit
from dougong.catalog.checks.rules import rules_can_act
from dougong.catalog.checks.rules_end import rules_end
from dougong.catalog.checks.settings import settings_are_values
from dougong.catalog.checks.sorting import order_can_sort
from dougong.catalog.checks.titles import title_is_stored
from dougong.catalog.checks.together import keys_agree
from dougong.catalog.checks.transitions import transitions_run
from dougong.catalog.checks.uniques import unique_is_stored
from dougong.catalog.checks.upward import nothing_leads_upward
from dougong.catalog.checks.views import views_fit
from dougong.catalog.checks.workflows import workflows_fit

ALL: tuple[Inspection, ...] = (
    names_are_free, former_names_are_free, prefix_is_kept, columns_clash, links_lead_somewhere, lines_fit,
    no_lines_of_lines, keys_agree, type_accepts_options, option_names_a_field, copy_leads_nowhere, lookups_fit,
    rollups_fit, title_is_stored, number_can_number, unique_is_stored, order_can_sort, nothing_leads_upward,
    views_fit, menus_fit, settings_are_values, data_fit, roles_fit, workflows_fit, transitions_run,
    rules_can_act, rules_end,
)
