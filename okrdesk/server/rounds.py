"""Requests that wait for the same lock go through it together.

While one transaction of an agency is under way, others come. Taken one by one, each would pay for
the lock, the statements and the commit anew; so whoever comes next takes along all that wait, and
gives each its answer. Nobody waits for company: who comes alone goes alone, at once.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


@dataclass(eq=False)
class _Place(Generic[Question, Answer]):
    """One who waits; `called` is set once the answer is there, or it is the turn to lead."""

    question: Question
    called: Event = field(default_factory=Event)
    answers: list[Answer | Exception] = field(default_factory=list)


class Rounds(Generic[Question, Answer]):
    """The queues of one process, one for each name; safe between threads.

    `take` names the places in the queue that go into one round, the first among them; `answer`
    answers a round, with an exception for whom there is no answer; what it raises, all raise.
    """

    def __init__(
        self,
        take: Callable[[Sequence[Question]], Sequence[int]],
        answer: Callable[[Sequence[Question]], Sequence[Answer | Exception]],
    ) -> None:
        self._take = take
        self._answer = answer
        self._lock = Lock()
        self._queues: dict[str, deque[_Place[Question, Answer]]] = {}

    def ask(self, name: str, question: Question) -> Answer:
        """Return the answer, from this thread's round or another's; raises what it raises."""
        place: _Place[Question, Answer] = _Place(question)
        with self._lock:
            is_leader = name not in self._queues
            self._queues.setdefault(name, deque()).append(place)
        if not is_leader:
            place.called.wait()
        if not place.answers:
            self._lead(name)
        [answer] = place.answers
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _lead(self, name: str) -> None:
        """Answer those who wait first, this thread among them; then let the next one lead."""
        with self._lock:
            queue = self._queues[name]
            waiting = list(queue)
            going = [waiting[nth] for nth in self._take([one.question for one in waiting])]
            for place in going:
                queue.remove(place)
        for place, answer in zip(going, self._answers(going), strict=True):
            place.answers.append(answer)
        with self._lock:
            if queue:
                queue[0].called.set()
            else:
                del self._queues[name]
        for place in going:
            place.called.set()

    def _answers(self, going: Sequence[_Place[Question, Answer]]) -> Sequence[Answer | Exception]:
        try:
            return self._answer([one.question for one in going])
        except Exception as error:  # noqa: BLE001 - each of them raises it where it asked
            return [error] * len(going)
