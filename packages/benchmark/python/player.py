"""
Does what it is told to, as `src/contender/player.ts` does: a line of JSON each, requests on file descriptor 3, replies on 4.
The requests and replies are those of `src/contender/protocol.ts`.
"""

import json
import os
import resource
import sys
import time
import traceback

from canonical import count_of, digest_of


class Unavailable(Exception):
    """Why a contender cannot take part on this machine, in words for the report."""


def serve(open_program):
    """
    Answers until nobody asks any more.

    `open_program(url)` connects, and gives the version, the ways by workload and name, and a function that closes.
    """
    player = Player(open_program)
    with os.fdopen(3, encoding="utf-8") as requests, os.fdopen(4, "w", encoding="utf-8") as replies:
        for line in requests:
            replies.write(json.dumps(_answer_to(player, json.loads(line))) + "\n")
            replies.flush()


def _answer_to(player, request):
    try:
        return getattr(player, request.pop("kind"))(**request)
    except Unavailable as error:
        return {"kind": "unavailable", "reason": str(error)}
    except Exception:  # whatever it was, the parent is to know
        return {"kind": "failed", "message": traceback.format_exc()}


class Player:
    """A method for each kind of request; its parameters are named as what the request holds."""

    def __init__(self, open_program):
        self._open_program = open_program
        self._ways = {}
        self._close = lambda: None

    def open(self, url):
        version, self._ways, self._close = self._open_program(url)
        names = {workload: list(ways) for workload, ways in self._ways.items()}
        return {"kind": "opened", "version": version, "ways": names}

    def answer(self, task):
        answer = self._way_of(task)(task["questions"][0])
        workload = task["workload"]
        return {"kind": "answered", "digest": digest_of(workload, answer), "found": count_of(workload, answer)}

    def turn(self, task, calls, watchDelay):
        """Nothing here waits for a timer, so there is no delay to tell."""
        return {"kind": "timed", **_timed(self._way_of(task), task, calls)}

    def weigh(self, task, calls):
        before, mark = _resident(), _peak()
        _timed(self._way_of(task), task, calls)
        risen = _peak()
        # The peak until now may be that of the imports.
        peak = max(_resident(), risen if risen > mark else 0)
        return {"kind": "weighed", "bytes": max(peak - before, 0)}

    def close(self):
        self._close()
        self._ways, self._close = {}, lambda: None
        return {"kind": "closed"}

    def _way_of(self, task):
        workload, way = task["workload"], task["way"]
        found = self._ways.get(workload, {}).get(way)
        if found is None:
            raise LookupError(f"There is no way {way} of {workload} here.")
        return found


def _timed(way, task, calls):
    workload, questions = task["workload"], task["questions"]
    found = 0
    cpu = time.process_time()
    begun = time.perf_counter()
    for call in range(calls):
        found += count_of(workload, way(questions[call % len(questions)]))
    milliseconds = (time.perf_counter() - begun) * 1000
    return {"milliseconds": milliseconds, "cpu": (time.process_time() - cpu) * 1000, "found": found}


def _resident():
    """In bytes; where the kernel does not tell, the peak until now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return _peak()


def _peak():
    """In bytes: Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
