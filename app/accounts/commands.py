"""`flask plans show|set`: plans from the operator's shell."""

import click
from flask.cli import AppGroup

from app.accounts import plan_changes, service
from app.accounts.models import Contributor
from app.accounts.plans import NAMES
from app.core.errors import DomainError
from app.wiring import services

plans = AppGroup("plans", help="Show and change the plans of contributors.")


@plans.command("show")
@click.argument("email")
def show(email: str) -> None:
    """Print a contributor's plan and who changed it."""
    try:
        with services().database.reading() as session:
            contributor_id = service.by_email(session, email)
            click.echo(f"{email}: {session.get_one(Contributor, contributor_id).plan}")
            for change in plan_changes.changes_of(session, contributor_id):
                reason = f" ({change.reason})" if change.reason else ""
                who = f"by {change.actor}{reason}"
                click.echo(f"{change.created_at:%Y-%m-%d %H:%M} {change.old_plan} -> {change.new_plan} {who}")
    except DomainError as error:
        raise click.ClickException(error.detail) from error


@plans.command("set")
@click.argument("email")
@click.argument("plan", type=click.Choice(NAMES))
@click.option("--reason", help="Kept with the change.")
def set_(email: str, plan: str, reason: str | None) -> None:
    """Give a contributor another plan."""
    try:
        with services().database.transaction() as session:
            plan_changes.change(session, service.by_email(session, email), plan, "command", reason)
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"{email} has the plan {plan} now.")
