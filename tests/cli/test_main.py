"""The command itself: whatever fails ends in a message and an exit code, and asking for help costs nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import routing
from routing.cli import planning
from routing.cli.exit_codes import ExitCode
from routing.cli.progress import Activity, Search
from routing.documents import from_json
from routing.errors import PlanRejected, SolveError
from routing.plan import Plan
from routing.planner import plan_request
from routing.solve.backend import Progress
from routing.status import NUM_LEVELS, StoppedBy
from tests.cli.small_tables import DAY, plan_small, run, write_tables

HEAVY = ("holidays", "networkx", "numba", "numpy", "openpyxl", "ortools", "rich", "scipy")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small territory as tables."""
    return write_tables(tmp_path_factory.mktemp("main") / "small")


def _failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(planning, "plan_request", fail)


def test_version_is_the_package_s() -> None:
    """`routing --version` tells the version of the package."""
    assert run("--version").stdout.strip().endswith(routing.__version__)


@pytest.mark.parametrize("command", [(), ("plan", "day"), ("validate",), ("check",), ("demo",)])
def test_help_loads_no_heavy_library(command: tuple[str, ...]) -> None:
    """Asking for help imports neither solvers nor tables nor anything else that takes time."""
    code = (
        "import sys; from routing.cli import main\n"
        f"main({[*command, '--help']!r}, standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SolveError("the solver broke; try another backend"), "try another backend"),
        (PlanRejected(["LUNCH M1: not kept"]), "LUNCH M1: not kept"),
    ],
)
def test_failing_machinery_is_told_plainly(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    """An error of the library is shown with its own text, without a traceback, and ends with exit code 4."""
    _failing(monkeypatch, error)
    shown = plan_small(folder)
    assert shown.exit_code == ExitCode.MACHINERY
    assert told in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_foreign_error_is_not_quoted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of an error that is not the library's may hold a name, so only its type is told (R24)."""
    _failing(monkeypatch, ValueError("王记烟酒店"))
    shown = plan_small(folder)
    assert shown.exit_code == ExitCode.MACHINERY
    assert "ValueError" in shown.stderr
    assert "王记烟酒店" not in shown.output


def test_debug_shows_the_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --debug the traceback comes before the message."""
    _failing(monkeypatch, ValueError("broken"))
    shown = run("--debug", "plan", "day", folder, "--date", DAY)
    assert "Traceback" in shown.stderr
    assert shown.exit_code == ExitCode.MACHINERY


def test_a_file_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    """A folder where a file should be written is the user's mistake: exit code 2 and the path."""
    shown = run("demo", "--out", folder / "customers.csv")
    assert shown.exit_code == ExitCode.INPUT
    assert "customers.csv" in shown.stderr
    assert not list(tmp_path.iterdir())


def test_ctrl_c_before_the_search_ends_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a plan there is nothing to keep: the command ends with 130, as shells expect."""
    _failing(monkeypatch, KeyboardInterrupt())
    shown = plan_small(folder)
    assert shown.exit_code == ExitCode.INTERRUPTED
    assert "Stopped" in shown.stderr


def test_ctrl_c_in_the_search_keeps_the_best_plan(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first Ctrl-C ends the search; the best plan so far is shown and says what stopped it."""

    def interrupted(*arguments: Any, progress: Any, **more: Any) -> Plan:  # noqa: ANN401
        is_first = True

        def relay(told: Progress) -> bool | None:
            nonlocal is_first
            if is_first:
                is_first = False
                signal.raise_signal(signal.SIGINT)
            answer: bool | None = progress(told)
            return answer

        return plan_request(*arguments, progress=relay, **more)

    monkeypatch.setattr(planning, "plan_request", interrupted)
    shown = run("plan", "day", folder, "--date", DAY, "--iterations", "1000000", "--json")
    assert shown.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}
    plan = from_json(shown.stdout, Plan)
    assert plan.provenance.stopped_by is StoppedBy.CANCELLED
    assert "Ctrl-C again" in shown.stderr


def test_second_ctrl_c_gives_the_search_up() -> None:
    """The second Ctrl-C is an interrupt like any other, and after the search Ctrl-C is what it was before."""
    before = signal.getsignal(signal.SIGINT)
    with Search(Activity(is_shown=False)) as search:
        told = Progress(iterations=1, elapsed_s=0.1, objective=(0,) * NUM_LEVELS)
        assert not search(told)
        signal.raise_signal(signal.SIGINT)
        assert search(told)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_reader_that_leaves_is_no_fault(folder: Path) -> None:
    """A closed pipe ends the command with 141 and without a word, as shells expect."""
    command = [sys.executable, "-m", "routing", "validate", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        told = child.stderr.read()
    assert told == b""
    assert child.returncode == ExitCode.PIPE_CLOSED


def test_terminal_without_chinese_shows_question_marks(folder: Path) -> None:
    """Output that cannot hold a character replaces it rather than failing."""
    shown = subprocess.run(
        [sys.executable, "-m", "routing", "validate", str(folder.parent)],
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == ExitCode.INPUT
    assert "????" in shown.stdout


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        (
            (0, 0, 0, 0, 0, 0, 0, 90),
            "searching 2 s: mandatory all in, due left out 0, cost 90",
        ),
        (
            (0, 0, 0, 0, 1, 3, 40, 90),
            "searching 2 s: mandatory all in, 1 extra day(s), 3 below the floor, due left out 40, cost 90",
        ),
        (
            (0, 1, 0, 0, 0, 0, 0, 90),
            "searching 2 s: mandatory missing, due left out 0, cost 90",
        ),
    ],
)
def test_progress_tells_how_good_the_plan_is(levels: tuple[int, ...], told: str) -> None:
    """The line says whether something mandatory is missing; an opened day is none, and is told by itself."""
    lines: list[str] = []

    class Noted(Activity):
        def say(self, text: str) -> None:
            lines.append(text)

    search = Search(Noted(is_shown=False))
    assert not search(Progress(iterations=1, elapsed_s=2.0, objective=levels))
    assert lines == [told]
