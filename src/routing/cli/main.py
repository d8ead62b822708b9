"""The command ``routing`` itself: its groups, and how every error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback

import click

import routing
from routing.cli.check import check_command
from routing.cli.compare import compare_command
from routing.cli.demo import demo_command
from routing.cli.exit_codes import ExitCode
from routing.cli.explain import explain_command
from routing.cli.export import export_command
from routing.cli.history import history_command
from routing.cli.plan import plan_group
from routing.cli.recommend import recommend_command
from routing.cli.replan import replan_command
from routing.cli.report import report_command
from routing.cli.validate import validate_command
from routing.errors import InputError, RoutingError

__all__ = ["main"]


class _Routing(click.Group):
    """A group that ends in a message, never in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; errors become messages on standard error and exit codes."""
        if hasattr(sys.stdout, "reconfigure"):
            # A terminal that lacks a character shows a question mark rather than ending the command.
            sys.stdout.reconfigure(errors="replace")
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            # What is left in the buffer has no reader; without this, closing it at exit would complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ExitCode.PIPE_CLOSED)
        except KeyboardInterrupt:
            click.echo("\nStopped; nothing was planned or written.", err=True)
            ctx.exit(ExitCode.INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - the user is told of whatever breaks
            if ctx.params["debug"]:
                traceback.print_exc()
            ctx.exit(_tell(error))
        return answer


def _tell(error: Exception) -> ExitCode:
    """Say on standard error what went wrong and what to do; return the exit code that stands for it."""
    if isinstance(error, InputError):
        from routing.cli.issue_view import show_issues
        from routing.cli.view import error_console

        show_issues(error_console(), error.issues)
        return ExitCode.INPUT
    if isinstance(error, RoutingError):
        click.echo(f"Error: {error}", err=True)
        return ExitCode.MACHINERY
    if isinstance(error, OSError):
        place = "" if error.filename is None else f"{error.filename}: "
        click.echo(f"Error: {place}{error.strerror or type(error).__name__}.", err=True)
        for remedy in getattr(error, "__notes__", ("Check that the path is right.",)):
            click.echo(remedy, err=True)
        return ExitCode.INPUT
    # The text of a foreign error may hold anything, a customer's name too (R24).
    click.echo(
        f"Error: this is a fault of routing ({type(error).__name__}). Please report it with the output of the same "
        "command after `routing --debug`.",
        err=True,
    )
    return ExitCode.MACHINERY


@click.group(cls=_Routing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(routing.__version__, prog_name="routing")
@click.option("--debug", is_flag=True, help="Show the traceback of an error, for reports.")
def main(*, debug: bool) -> None:
    """Plan the field visits of account managers (客户经理拜访计划).

    Exit codes: 0 fine, 1 something found, 2 broken input, 3 planned without some mandatory visits, 4 machinery failed.
    """
    del debug  # read from the context when something fails


main.add_command(validate_command)
main.add_command(plan_group)
main.add_command(check_command)
main.add_command(compare_command)
main.add_command(report_command)
main.add_command(explain_command)
main.add_command(recommend_command)
main.add_command(replan_command)
main.add_command(export_command)
main.add_command(history_command)
main.add_command(demo_command)
