"""A smallest set of promises that clash.

Promises that a plan could hold are noted as *held*; a set of them can clash only if it lies in none of the held sets.
The smallest of these is tried. If it clashes it is the answer, since all smaller ones are held; if routes can make it,
they take in what else finds room, and that is one held set more. (Ignatiev, Previti, Liffiton and Marques-Silva 2015,
doi 10.1007/978-3-319-23219-5_13, find the smallest contradictions of formulas in this way.) Where that takes too long,
promises are dropped one after another as long as the rest still clashes (the deletion filter of Chinneck and Dravnieks
1991, doi 10.1287/ijoc.3.2.157): what remains can lose none, but a smaller set may clash elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from routing.conflict.routes import Effort, Routes, TooDear
from routing.conflict.trial import Trial, Verdict

__all__ = ["Budget", "Clash", "Hunt"]

# Each promise can be held alone.
_PAIR = 2
_EFFORT = 100_000
_EFFORT_OF_DROPS = 40_000
_EFFORT_OF_A_DROP = 4_000
# So many held sets are looked through in the time of one step.
_SETS_A_STEP = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Promises that no plan can hold together, by number; smallest if no fewer of those hunted clash."""

    members: tuple[int, ...]
    is_smallest: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """What hunts may spend together: on sets by size, and on dropping promises one by one."""

    sets: Effort = field(default_factory=lambda: Effort(_EFFORT))
    drops: Effort = field(default_factory=lambda: Effort(_EFFORT_OF_DROPS))


class Hunt:
    """The hunt for clashes among some promises; sets of them are bits.

    Parameters
    ----------
    trial
        What tries them.
    members
        Numbers of the promises.
    budget
        What it may spend.
    held
        Sets of promises that a plan is known to hold.
    """

    def __init__(
        self,
        trial: Trial,
        members: Iterable[int],
        budget: Budget,
        held: Iterable[int] = (),
    ) -> None:
        self._trial = trial
        self._left = sorted(members)
        self._held = [*held, *(1 << v for v in self._left)]
        self._size = 2
        self._is_sure = True
        self._tried: set[int] = set()
        self._budget = budget
        promises = trial.promises
        self._rivals = {
            1 << v: _bits(w for w in self._left if promises[w].visit == promises[v].visit)
            for v in self._left
        }

    def drop(self, member: int) -> None:
        """Leave a promise out from now on."""
        self._left.remove(member)

    def next(self) -> Clash | None:
        """Return a clash of the promises left, None where they can all be held or no more is found out."""
        try:
            found = self._by_size()
        except TooDear:
            return self._by_deletion()
        if found is None:
            return None
        return Clash(members=found, is_smallest=self._is_sure or len(found) == _PAIR)

    def _by_size(self) -> tuple[int, ...] | None:
        while self._size <= len(self._left):
            if self._is_held(self._left):
                return None
            for group in self._groups(self._size):
                found = self._in_group(group)
                if found is not None:
                    return found
            self._size += 1
        return None

    def _groups(self, size: int) -> Iterator[list[int]]:
        """Yield the promises that may stand in a clash of this size, apart where they share no shift.

        In a clash that no member can leave, each shift that could make a member alone is taken by another member.
        """
        promises = self._trial.promises
        waiting = [v for v in self._left if len(promises[v].able) < size]
        while waiting:
            group = [waiting.pop(0)]
            for v in group:
                joined = [w for w in waiting if set(promises[w].shifts) & set(promises[v].shifts)]
                group += joined
                waiting = [w for w in waiting if w not in joined]
            if len(group) > 1:
                yield sorted(group)

    def _in_group(self, group: Sequence[int]) -> tuple[int, ...] | None:
        """Return a smallest clash of a group, no larger than the size at hand."""
        if self._is_held(group):
            return None
        order = sorted(group, key=self._freedom)
        self._hold((), self._trial.empty, order)
        if _bits(group) not in self._tried:
            # Where all can be held after all, that is found out sooner than by all the small sets of them.
            self._tried.add(_bits(group))
            self._clashes(group)
        absent: list[int] = []
        for held in self._held:
            _add_absent(absent, _bits(group) & ~held)
        for size in range(2, self._size + 1):
            while (members := self._unheld(absent, size)) is not None:
                chosen = tuple(v for v in group if members >> v & 1)
                verdict, routes = self._trial.verdict(chosen, self._budget.sets)
                if verdict is Verdict.CLASH:
                    return chosen
                self._is_sure = self._is_sure and verdict is Verdict.HELD
                self._hold(chosen, routes, order)
                _add_absent(absent, _bits(group) & ~self._held[-1])
        return None

    def _is_held(self, members: Iterable[int]) -> bool:
        asked = _bits(members)
        return any(not asked & ~held for held in self._held)

    def _hold(self, members: Sequence[int], routes: Routes, order: Sequence[int]) -> None:
        """Note promises as held, with those of the others that find room beside them.

        Without routes they are only passed over.
        """
        if routes:
            others = [v for v in order if v not in members]
            grown = self._trial.grown(routes, others, self._budget.sets)
            members = [v for sequence in grown for v in sequence]
        self._held.append(_bits(members))

    def _unheld(
        self, absent: Sequence[int], room: int, chosen: int = 0, barred: int = 0
    ) -> int | None:
        """Return a set of promises that is in no held one, or None.

        Parameters
        ----------
        absent
            For each held set what it does not hold; the set asked for has one at least of each.
        room
            How many promises it may have beside those chosen.
        chosen, barred
            Promises that it has, and those that it does not have.
        """
        self._budget.sets.spend(1 + len(absent) // _SETS_A_STEP)
        missing = next((one for one in absent if not one & chosen), None)
        if missing is None:
            return chosen
        missing &= ~barred
        while room and missing:
            bit = missing & -missing
            missing ^= bit
            if not self._rivals[bit] & chosen:
                found = self._unheld(absent, room - 1, chosen | bit, barred)
                if found is not None:
                    return found
            barred |= bit
        return None

    def _freedom(self, v: int) -> tuple[int, int, int]:
        """Return how freely a promise can be put somewhere: few shifts and short windows come first."""
        windows = self._trial.direct.visits[v].windows
        open_s = sum(end_s - start_s for some in windows for start_s, end_s in some)
        return len(self._trial.promises[v].able), open_s, v

    def _by_deletion(self) -> Clash | None:
        """Return what remains of a group that clashes when no more can be dropped."""
        for group in self._groups(len(self._left)):
            members: list[int] = []
            for v in sorted(group, key=self._freedom):
                if not self._rivals[1 << v] & _bits(members):
                    members.append(v)
            if not self._clashes(members):
                continue
            for v in sorted(members, key=self._freedom, reverse=True):
                rest = [w for w in members if w != v]
                if self._clashes(rest):
                    members = rest
            is_smallest = self._is_sure and len(members) <= self._size
            return Clash(members=tuple(sorted(members)), is_smallest=is_smallest)
        return None

    def _clashes(self, members: Sequence[int]) -> bool:
        """Return whether promises clash for certain."""
        if self._is_held(members):
            return False
        share = Effort(min(_EFFORT_OF_A_DROP, self._budget.drops.left))
        self._budget.drops.left -= share.left
        try:
            verdict, _ = self._trial.verdict(members, share)
        except TooDear:
            return False
        finally:
            self._budget.drops.left += max(0, share.left)
        if verdict is Verdict.HELD:
            self._held.append(_bits(members))
        return verdict is Verdict.CLASH


def _add_absent(absent: list[int], one: int) -> None:
    """Add what a held set does not hold, small ones first, unless another lacks no more than that."""
    if any(not other & ~one for other in absent):
        return
    absent[:] = sorted(
        [*(other for other in absent if one & ~other), one], key=lambda some: some.bit_count()
    )


def _bits(members: Iterable[int]) -> int:
    return sum(1 << v for v in members)
