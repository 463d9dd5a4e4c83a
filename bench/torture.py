"""Kills parts of a desk at random moments while articles come in, and checks that all is well.

    python -m bench.torture [--rounds 20] [--feeds 200] [--entries 50] [--target random] [--seed 1]

The desk runs as `make run` starts it, on a `var` of its own. Half of the feeds are subscribed to in
the first round and some more in each later one; stories are added and edited all along, so that
there is always work in flight. In each round, at a random moment, SIGKILL hits

- worker: one of the worker's processes, or its whole group;
- database: PostgreSQL's first process and all its others;
- tree: every process of this desk, the supervisor and the guardian first among them.

What the desk does not start again by itself is started. In the end, when all is quiet, every story
must be there once, with as many revisions as it had editions, and nothing else: see
`torture_checks.py`. The exit status is 0 if so, 1 if not, 2 if it could not be found out.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

import psutil
import psycopg

from bench.desk import Desk
from bench.torture_checks import counted, errors_in_logs, problems
from bench.workshop import Stand, Trouble, Workshop, end_on_signals, workshop

TARGETS = ("worker", "database", "tree")
#: Seconds the desk has to start again what was killed.
_RECOVERY = 120.0
_DUE = "state = 'waiting' AND (due <= now() OR lease IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do. Times are in seconds."""

    rounds: int = 20
    feeds: int = 200
    entries: int = 50
    target: str = "random"
    seed: int = 1
    #: The moment of a kill is drawn from 0 to this after the round's work could begin.
    longest: float = 6.0
    #: NEWSDESK_JOB_LEASE: what a killed worker held is taken up again after it.
    lease: int = 20
    #: How long the desk may take to become quiet after the last round.
    limit: float = 1800.0

    def targets(self, chance: random.Random) -> list[str]:
        """What is killed in each round; of the random ones each as often."""
        if self.target != "random":
            return [self.target] * self.rounds
        drawn: list[str] = []
        while len(drawn) < self.rounds:
            drawn += chance.sample(TARGETS, len(TARGETS))
        return drawn[: self.rounds]


@dataclass(slots=True)
class Torture:
    """One run: a desk, a feed server, and what was done to them."""

    plan: Plan
    shop: Workshop
    say: Callable[[str], None] = print
    chance: random.Random = field(init=False)
    stand: Stand = field(init=False)
    desk: Desk = field(init=False)
    #: Feeds subscribed to so far, in the order of the server.
    followed: int = 0
    edited: set[tuple[int, int]] = field(default_factory=set)
    #: Rounds in which something was due or at work when the kill came.
    in_flight: int = 0

    def run(self) -> list[str]:
        """Do all rounds and return what is wrong in the end."""
        plan = self.plan
        self.chance = random.Random(plan.seed)
        self.stand = Stand(self.shop, feeds=plan.feeds, entries=plan.entries, seed=plan.seed)
        settings = {"NEWSDESK_HOST_GAP": "0", "NEWSDESK_JOB_LEASE": str(plan.lease)}
        self.desk = Desk(self.shop, "desk", origins=self.stand.origins, settings=settings)
        try:
            self.desk.start()
            for at, target in enumerate(plan.targets(self.chance)):
                self.say(f"round {at + 1}: {self._round(at, target)}")
            self.say(f"work was in flight at {self.in_flight} of {plan.rounds} kills")
            self.say(f"quiet after {self._become_quiet():.0f} s: {counted(self.desk)}")
            found = problems(self.desk, self.stand.state(), self.chance)
            self._tell_errors()
            return found
        finally:
            self.desk.remove()
            self.stand.close()

    def _round(self, at: int, target: str) -> str:
        if not self.desk.runs():
            self._recover("nothing")
        more, edited = self._make_work(at)
        # Squared: most often soon, while a quick desk is still at it.
        delay = self.plan.longest * self.chance.random() ** 2
        time.sleep(delay)
        articles, due = self._progress()
        self.in_flight += due > 0
        what = self._kill(target)
        begin = time.monotonic()
        how = self._recover(target)
        return (
            f"+{more} feeds, {edited} edits; killed {what} after {delay:.2f} s with {articles}"
            f" articles in and {due} jobs due; {how} after {time.monotonic() - begin:.1f} s"
        )

    def _make_work(self, at: int) -> tuple[int, int]:
        """Subscribe to more feeds, add and edit stories, and have their feeds looked at."""
        plan = self.plan
        before = self.followed
        later = max(1, plan.rounds - 1)
        is_last = at + 1 >= plan.rounds
        self.followed = plan.feeds if is_last else plan.feeds * (later + at) // (2 * later)
        fresh = self.chance.sample(range(plan.feeds), max(1, plan.feeds // 8))
        self.stand.add(fresh)
        chosen = self._stored(max(1, plan.feeds // 4))
        self.stand.edit(chosen)
        self.edited.update(chosen)
        self._ask_again(self.desk, sorted({*fresh, *(feed for feed, _entry in chosen)}))
        # It also rings. The worker is held meanwhile: the round begins with all work to do.
        with self.desk.held():
            self.desk.manage("import_opml", str(self._opml(self.followed)))
        return self.followed - before, len(chosen)

    def _stored(self, most: int) -> list[tuple[int, int]]:
        """Stories that are in and have one edition only, so that an edit makes a second one."""
        with self.desk.connect() as connection:
            rows = connection.execute(
                "SELECT guid FROM articles_entry WHERE state = 'done' ORDER BY guid"
            ).fetchall()
        pairs = [(int(guid[:4]), int(guid[5:])) for guid in (str(row[0]) for row in rows)]
        untouched = [pair for pair in pairs if pair not in self.edited]
        return self.chance.sample(untouched, min(most, len(untouched)))

    def _ask_again(self, desk: Desk, feeds: Sequence[int]) -> None:
        """Make the next look at these feeds due now, as a reader does with "Look now"."""
        urls = self.stand.urls()
        with desk.connect() as connection:
            connection.execute(
                "UPDATE articles_job SET due = now() WHERE kind = 'feed' AND target IN"
                " (SELECT id FROM articles_feed WHERE url = ANY(%s))",
                ([urls[feed] for feed in feeds],),
            )

    def _opml(self, count: int) -> Path:
        """A list of the first feeds."""
        lines = (f"<outline xmlUrl={quoteattr(url)}/>" for url in self.stand.urls()[:count])
        path = self.shop.folder / "some.opml"
        path.write_text(f'<opml version="2.0"><body>{"".join(lines)}</body></opml>')
        return path

    def _progress(self) -> tuple[int, int]:
        """Articles in, and jobs due or at work."""
        with self.desk.connect() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM articles_article),"
                f" (SELECT count(*) FROM articles_job WHERE {_DUE})".encode()
            ).fetchone()
        return (int(str(row[0])), int(str(row[1]))) if row else (0, 0)

    def _kill(self, target: str) -> str:
        """Kill and say what was killed."""
        if target == "tree":
            every = self.desk.processes()
            supervisor = self.desk.parts().get("supervisor", [])
            self.chance.shuffle(every)
            self.desk.kill([*supervisor, *every])
            # Whoever was being started in that moment.
            while left := self.desk.processes():
                self.desk.kill(left)
            self.desk.forget()
            return f"the tree ({len(every)} processes)"
        processes = self.desk.parts().get(target, [])
        if not processes:
            return f"nothing, for there was no {target},"
        if target == "database":
            self.desk.kill(processes)
            return f"the database ({len(processes)} processes)"
        one = self.chance.choice(processes)
        if self.chance.random() < 0.5:
            # What it started in groups of its own stays behind, as it would.
            same = [each for each in processes if _group(each) == _group(processes[0])]
            self.desk.kill(same)
            return f"the worker’s group ({len(same)} of {len(processes)} processes)"
        self.desk.kill([one])
        return f"the worker’s {'first' if one == processes[0] else 'other'} process"

    def _recover(self, target: str) -> str:
        """Wait until the desk is whole again; start it where it has ended."""
        end = time.monotonic() + _RECOVERY
        while True:
            if not self.desk.runs():
                gave_up = target != "tree"
                self.desk.forget()
                while left := self.desk.processes():
                    self.desk.kill(left)
                self.desk.start()
                return "the desk had given up and was started" if gave_up else "started"
            if self._is_whole():
                return "whole"
            if time.monotonic() > end:
                raise Trouble(f"The desk is not whole {_RECOVERY:.0f} s after a kill of {target}")
            time.sleep(0.1)

    def _is_whole(self) -> bool:
        """Whether every part runs and the database answers."""
        try:
            parts = self.desk.parts()
            alive = {
                name: [each for each in processes if each.status() != psutil.STATUS_ZOMBIE]
                for name, processes in parts.items()
            }
            if not all(alive.get(name) for name in ("database", "worker", "beat", "web")):
                return False
            with self.desk.connect() as connection:
                connection.execute("SELECT 1")
        except (psutil.Error, psycopg.OperationalError):
            return False
        return True

    def _become_quiet(self) -> float:
        """Have every feed looked at once more and wait until nothing is due; the seconds it took.

        What waits after a failure is due at once, as an administrator's "Try again now" has it.
        """
        begin = time.monotonic()
        with self.desk.connect() as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        self._ask_again(self.desk, range(self.plan.feeds))
        self.desk.ring()
        while True:
            with self.desk.connect() as connection:
                connection.execute(
                    "UPDATE articles_job SET due = now() WHERE state = 'waiting'"
                    " AND lease IS NULL AND attempts + lost > 0 AND due > now()"
                )
                left = connection.execute(
                    "SELECT (SELECT count(*) FROM articles_feed WHERE last_fetched <= %s"
                    " OR last_fetched IS NULL), (SELECT count(*) FROM articles_job"
                    f" WHERE {_DUE})".encode(),
                    (row[0],),
                ).fetchone()
            if left == (0, 0):
                return time.monotonic() - begin
            if time.monotonic() - begin > self.plan.limit:
                self.say(f"not quiet after {self.plan.limit:.0f} s: {left} feeds and jobs left")
                return time.monotonic() - begin
            time.sleep(1.0)

    def _tell_errors(self) -> None:
        for line in errors_in_logs(self.desk.var / "log"):
            self.say(f"in the logs: {line}")


def _group(process: psutil.Process) -> int | None:
    """The process group, or None when the process has ended."""
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return None


def torture(plan: Plan, say: Callable[[str], None] = print) -> list[str]:
    """Carry a plan out on a desk of its own and return what is wrong in the end."""
    with workshop("newsdesk-torture-") as shop:
        return Torture(plan, shop, say).run()


def main(arguments: list[str]) -> int:
    """Read the options, carry the plan out, print the verdict; return the exit status."""
    standard = Plan()
    parser = argparse.ArgumentParser(description="Kill parts of a desk while articles come in.")
    parser.add_argument("--rounds", type=int, default=standard.rounds)
    parser.add_argument("--feeds", type=int, default=standard.feeds)
    parser.add_argument("--entries", type=int, default=standard.entries)
    parser.add_argument("--target", choices=["random", *TARGETS], default=standard.target)
    parser.add_argument("--seed", type=int, default=standard.seed)
    parser.add_argument("--longest", type=float, default=standard.longest, metavar="SECONDS")
    parser.add_argument("--lease", type=int, default=standard.lease, metavar="SECONDS")
    parser.add_argument("--limit", type=float, default=standard.limit, metavar="SECONDS")
    plan = Plan(**vars(parser.parse_args(arguments)))
    end_on_signals()
    begin = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - begin:6.1f}] {line}", flush=True)

    try:
        found = torture(plan, say)
    except Trouble as problem:
        say(f"FAIL: {problem}")
        return 2
    except KeyboardInterrupt:
        print("Interrupted; everything is stopped and removed", file=sys.stderr)
        return 130
    for line in found:
        say(f"WRONG: {line}")
    say(f"FAIL: {len(found)} kinds of problems" if found else "PASS: every story once, all whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
