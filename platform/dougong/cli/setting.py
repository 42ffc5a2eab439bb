"""`dougong setting`: what a company has chosen, and choosing otherwise."""

import json
from typing import Any

import click

from dougong.catalog.setting import EXTRA
from dougong.cli import session
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError, Missing, Refused
from dougong.records.context import Context
from dougong.records.settings import Chosen, chosen, definitions


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--company", type=int, help="Whose settings, by the company's id; the first company's when left out.")
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def setting(*, name: str | None, value: str | None, company: int | None, for_programs: bool) -> None:
    """List all settings with the values in force; print the one called NAME, as in `order.basis`; or choose VALUE for
    it, "" for none. Every running server acts on it within two seconds."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    if value is not None and name is not None:
        found, field = _one(context, name, company)
        alive.unit(context).apply(found.change({field: _typed(context, found, field, value)}))
    told = _listed(context, company) if name is None else _told(*_one(context, name, company))
    if for_programs:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif name is not None:
        click.echo(_text(next(iter(told.values()))))
    else:
        click.echo("\n".join(f"{each:44} {_text(held)}" for each, held in told.items()))


def _listed(context: Context, company: int | None) -> dict[str, Any]:
    every = [chosen(context, one.extra[EXTRA][0]["name"], company)
             for one in definitions(context.catalog, context.actor.policy)]
    return {f"{found.name}.{field}": held for found in every for field, held in found.values.items()}


def _one(context: Context, name: str, company: int | None) -> tuple[Chosen, str]:
    owner, _, field = name.partition(".")
    found = chosen(context, owner, company)
    if field not in found.values:
        raise Missing(setting=name)
    return found, field


def _told(found: Chosen, field: str) -> dict[str, Any]:
    return {f"{found.name}.{field}": found.values[field]}


def _typed(context: Context, found: Chosen, name: str, text: str) -> Any:
    """Return what was typed as the value of a setting; raises Refused with the reason."""
    field = found.object.fields[name]
    try:
        return field.type.parse(field, text, context.today, context.zone)
    except Unclear as no:
        raise Refused(errors=[FieldError(f"/{name}", no.code, no.params)]) from None


def _text(held: Any) -> str:
    return "" if held is None else held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)
