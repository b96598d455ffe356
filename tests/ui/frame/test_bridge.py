"""Calls from other threads arrive on the window's thread, all of them and in order."""

import threading
from concurrent.futures import Future

from pytestqt.qtbot import QtBot

from ui.bridge import Bridge


def test_two_thousand_calls_from_another_thread_arrive_in_order(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []

    def post_all() -> None:
        for number in range(2_000):
            bridge.post(lambda number=number: seen.append((number, threading.get_ident())))

    thread = threading.Thread(target=post_all)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(seen) == 2_000)
    assert [number for number, _thread in seen] == list(range(2_000))
    assert {ident for _number, ident in seen} == {threading.get_ident()}


def test_a_future_is_handed_over_even_when_it_was_done_before(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []
    future: Future[int] = Future()
    future.set_result(7)
    bridge.watch(future, lambda done: seen.append(done.result()))
    qtbot.waitUntil(lambda: seen == [7])


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), []
    bridge.post(lambda: seen.append("early"))
    bridge.close()
    bridge.post(lambda: seen.append("late"))
    qtbot.wait(20)
    assert seen == []
