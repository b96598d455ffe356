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

    `choose` names the places in a queue that go into one round, the first among them. `answer` is
    given the name, and what hands over the questions: it calls that once it holds the lock, and
    returns an answer for each, or the exception for whom there is none; what it raises, all raise.
    """

    def __init__(
        self,
        choose: Callable[[Sequence[Question]], Sequence[int]],
        answer: Callable[[str, Callable[[], list[Question]]], Sequence[Answer | Exception]],
    ) -> None:
        self._choose = choose
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
        queue = self._queues[name]
        going: list[_Place[Question, Answer]] = []

        def take() -> list[Question]:
            with self._lock:
                waiting = list(queue)
                going.extend(
                    waiting[nth] for nth in self._choose([one.question for one in waiting])
                )
                for place in going:
                    queue.remove(place)
            return [place.question for place in going]

        answers: Sequence[Answer | Exception]
        try:
            answers = self._answer(name, take)
        except Exception as error:  # noqa: BLE001 - each of them raises it where it asked
            answers = [error] * len(going or take())
        for place, answer in zip(going, answers, strict=True):
            place.answers.append(answer)
        with self._lock:
            if queue:
                queue[0].called.set()
            else:
                del self._queues[name]
        for place in going:
            place.called.set()
