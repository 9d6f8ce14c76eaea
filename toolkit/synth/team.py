"""A team: its posts, the workers who hold them one after another, and how many cases each of them has on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.record.write import entity_id
from toolkit.synth import chance, clock
from toolkit.synth.settings import Settings

if TYPE_CHECKING:
    pass

_TEAM = 4
BLOCK = 20  # pseudonyms of one team: 2 managers, 2 reviewing officers, then social workers
MANAGERS, OFFICERS = 2, 2
_LONGEST = 3650
WORKER, MANAGER, OFFICER = "social worker", "team manager", "reviewing officer"


@dataclass
class Post:
    """A worker's time in a post, and the cases held in it; `until` is the day it ended, far away while it goes on."""

    worker: str
    role: str
    since: date
    until: date
    fte: float = 1.0
    agency: bool = False
    cap: int | None = None
    held: list[tuple[date, date]] = field(default_factory=list, repr=False)

    def load(self, day: date) -> int:
        """How many cases the worker holds on a day."""
        return sum(since <= day < until for since, until in self.held)

    def there(self, day: date) -> bool:
        """Whether the worker is in the post on a day."""
        return self.since <= day < self.until


class Team:
    """The posts of one team over the years; what cases before have taken up is no longer free."""

    def __init__(self, number: int, seed: int, set_: Settings, told: list[Post] | None = None) -> None:
        """Draw who holds which post; `told` are posts written by hand, whose workers are in no other."""
        self.number, self.set = number, set_
        self.name = f"Team {number + 1}"
        self.rng = chance.stream(seed, _TEAM, number)
        self.posts = list(told or [])
        named = {p.worker for p in self.posts}
        self._names = [n for p in range(MANAGERS + OFFICERS, BLOCK) if (n := self.worker(p)) not in named]
        for place in range(MANAGERS + OFFICERS):
            role = MANAGER if place < MANAGERS else OFFICER
            self.posts.append(Post(self.worker(place), role, self._before(), self._far()))
        for _ in range(int(set_["posts_per_team"])):
            self._fill()

    def worker(self, place: int) -> str:
        """The pseudonym at a place of the team."""
        return f"W{self.number * BLOCK + place + 1:03d}"

    def free(self, day: date, but: str) -> list[Post]:
        """Return the posts whose worker has room for one more case on a day, the least loaded last."""
        there = [p for p in self.posts if p.role == WORKER and p.there(day) and p.worker != but]
        return [p for p in there if p.cap is None or p.load(day) < p.cap]

    def somebody(self, day: date, but: str) -> Post | None:
        """Return the post with the lightest load on a day, whatever its limit; nothing where all posts are empty."""
        there = [p for p in self.posts if p.role == WORKER and p.there(day) and p.worker != but]
        return min(there, key=lambda p: (p.load(day), p.worker)) if there else None

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the table `staff`: each post in the versions in which it was written down."""
        rows = [row for post in self.posts for row in self._versions(post) if row["recorded_at"] <= self._end()]
        for row in rows:
            row["statement_id"] = entity_id("s", row["entity_id"], row["recorded_at"].isoformat())[2:]
        return rows

    def _fill(self) -> None:
        """Let one post be held by one worker after another until the record ends."""
        set_, rng, day = self.set, self.rng, self._before()
        while day < set_.data_date and self._names:
            until = chance.later(day, 60 + min(_LONGEST, chance.days(rng, set_["post_days_mean"])))
            full = chance.happens(rng, set_["fte_full_share"])
            fte = 1.0 if full else chance.pick(rng, (0.5, 0.6, 0.8))
            cap = round(set_["case_cap_full_time"] * fte)
            agency = chance.happens(rng, set_["agency_worker_share"])
            if len(self._names) == 1 or until >= set_.data_date:
                until = self._far()
            self.posts.append(Post(self._names.pop(0), WORKER, day, until, fte, agency, cap))
            day = chance.later(until, chance.days(rng, set_["vacancy_days_mean"])) if until < self._far() else self._far()

    def _versions(self, post: Post) -> list[dict[str, Any]]:
        start, last = clock.midnight(self.set.start), self._end()
        began = clock.recorded(self.rng, self.set, "staff", post.since)
        first = {
            "entity_id": entity_id("sta", self.name, post.worker, post.since.isoformat()),
            "worker_id": post.worker,
            "occurred_on": post.since,
            "ended_on": None,
            "recorded_at": max(began, start.replace(hour=6)),
            "role": post.role,
            "team": "Reviewing" if post.role == OFFICER else self.name,
            "fte": post.fte,
            "case_cap": post.cap,
            "agency_worker": post.agency,
        }
        left = clock.recorded(self.rng, self.set, "staff", post.until) if post.until <= self.set.data_date else None
        if left is None or left <= first["recorded_at"] or left > last:
            return [first] if left is None or left > last else []
        return [{**first, "withdrawn_at": left}, {**first, "recorded_at": left, "ended_on": post.until}]

    def _before(self) -> date:
        return chance.later(self.set.start, -chance.between(self.rng, 30, 1400))

    def _end(self) -> Any:
        return clock.end_of(self.set.data_date)

    def _far(self) -> date:
        return chance.later(self.set.data_date, _LONGEST)


class Teams:
    """The teams of an agency, made as cases come to them."""

    def __init__(self, seed: int, set_: Settings, told: dict[int, list[Post]]) -> None:
        """No team yet; `told` are the posts written by hand, by team."""
        self.seed, self.set, self.told = seed, set_, told
        self.made: dict[int, Team] = {}

    def __getitem__(self, number: int) -> Team:
        """The team of that number."""
        if number not in self.made:
            self.made[number] = Team(number, self.seed, self.set, self.told.get(number))
        return self.made[number]
