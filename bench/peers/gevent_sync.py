"""The loads of the suite `sync` in gevent: gevent_sync.py <operations> <rounds> <waiters>. Prints rows as JSON.

Each load counts what was received, and keeps the fastest of its rounds, as bench/lib/measure.mjs does.
"""
import json
import sys
import time

import gevent
from gevent.event import Event
from gevent.lock import Semaphore
from gevent.queue import Queue

n, rounds, waiters = (int(arg) for arg in sys.argv[1:])


def queue_hop():
    queue = Queue(1)

    def produce():
        for i in range(n):
            queue.put(i)

    def consume():
        return sum(1 for i in range(n) if queue.get() == i)

    consumer = gevent.spawn(consume)
    gevent.spawn(produce)
    return consumer.get()


def queue_echo():
    a, b = Queue(1), Queue(1)

    def echo(source, target):
        made = 0
        for _ in range(n // 2):
            target.put(source.get())
            made += 1
        return made

    a.put('ball')
    return sum(g.get() for g in [gevent.spawn(echo, a, b), gevent.spawn(echo, b, a)])


def semaphore_hop():
    a, b = Semaphore(1), Semaphore(0)

    def take_turns(mine, other):
        made = 0
        for _ in range(n // 2):
            mine.acquire()
            made += 1
            other.release()
        return made

    return sum(g.get() for g in [gevent.spawn(take_turns, a, b), gevent.spawn(take_turns, b, a)])


def best(load):
    """The fastest round, in nanoseconds for each operation."""
    fastest = float('inf')
    for _ in range(rounds + 1):  # the first one warms up
        start = time.perf_counter()
        made = load()
        fastest = min(fastest, time.perf_counter() - start)
        assert made == n, (load.__name__, made)
    return fastest * 1e9 / n


def event_broadcast():
    """One round: all wait, one set wakes them. The clock runs from `set` until the last one has run."""
    event = Event()
    made = []
    all_waiting = [gevent.spawn(lambda: event.wait() and made.append(1)) for _ in range(waiters)]
    gevent.sleep(0)
    start = time.perf_counter()
    event.set()
    gevent.joinall(all_waiting)
    elapsed = time.perf_counter() - start
    assert len(made) == waiters
    return elapsed * 1e9 / waiters


rows = [{'name': 'gevent-' + load.__name__.replace('_', '-'), 'ns': round(best(load), 1)}
        for load in (queue_hop, queue_echo, semaphore_hop)]
broadcast = min(event_broadcast() for _ in range(min(rounds, 3)))
rows.append({'name': 'gevent-event-broadcast', 'count': waiters, 'ns': round(broadcast, 1)})
print(json.dumps(rows))
