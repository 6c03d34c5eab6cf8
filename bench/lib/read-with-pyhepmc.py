"""Reads a HepMC3 file with pyhepmc for each line on the standard input; prints the seconds and the number of events."""

import sys
import time

from pyhepmc.io import ReaderAscii

for _ in sys.stdin:
    start = time.perf_counter()
    count = 0
    with ReaderAscii(sys.argv[1]) as events:
        for _event in events:
            count += 1
    print(time.perf_counter() - start, count, flush=True)
