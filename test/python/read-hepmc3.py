"""What HepMC3's own reader makes of files, for tests to compare with.

    read-hepmc3.py OUTPUT < INPUT

INPUT is a JSON list of texts (a character for each byte). OUTPUT gets a list with, for each, the events that were read
and whether the library refused the rest. It goes to a file, because the library prints to the standard output. Every
text is read in a process of its own: some bad files end the process.
"""

import json
import math
import os
import sys
import tempfile

import pyhepmc
from pyhepmc.io import ReaderAscii


def finite(x):
    """JSON has no other numbers."""
    return x if math.isfinite(x) else None


def event_of(event):
    event.set_units(pyhepmc.Units.GEV, pyhepmc.Units.MM)
    return {
        "number": event.event_number,
        "weights": list(event.weights),
        "names": list(event.run_info.weight_names) if event.run_info else [],
        # id, PDG id, status, px, py, pz, E, ids of production and end vertex (0 for none)
        "particles": [
            [p.id, p.pid, p.status]
            + [finite(x) for x in (p.momentum.px, p.momentum.py, p.momentum.pz, p.momentum.e)]
            + [v.id if v is not None else 0 for v in (p.production_vertex, p.end_vertex)]
            for p in event.particles
        ],
        "vertices": [
            [v.id, sorted(p.id for p in v.particles_in), sorted(p.id for p in v.particles_out)]
            for v in event.vertices
        ],
    }


def read(path):
    """As the examples of HepMC3 do it: until the reader has failed, which the end of the file is too."""
    events = []
    reader = ReaderAscii(path)
    refused = False
    while not reader.failed():
        event = pyhepmc.GenEvent()
        try:
            good = reader.read_event(event)
        except RuntimeError:
            good = False
        if not good:
            refused = True
            break
        if reader.failed() and len(event.particles) == 0:
            break
        events.append(event_of(event))
    return {"events": events, "refused": refused}


def read_apart(text):
    """Reads in a child process; null where it was killed."""
    with tempfile.TemporaryDirectory() as folder:
        path, result = os.path.join(folder, "in.hepmc"), os.path.join(folder, "out.json")
        with open(path, "w", encoding="latin1", newline="") as file:
            file.write(text)
        child = os.fork()
        if child == 0:
            try:
                with open(result, "w") as file:
                    json.dump(read(path), file)
                os._exit(0)
            except BaseException as error:  # the parent must not go on twice
                print(error, file=sys.stderr)
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if status != 0:
            return None
        with open(result) as file:
            return json.load(file)


if __name__ == "__main__":
    # The library's complaints about bad files are what these files are for.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    pyhepmc.Setup.print_errors = False
    pyhepmc.Setup.print_warnings = False
    results = [read_apart(text) for text in json.load(sys.stdin)]
    with open(sys.argv[1], "w") as file:
        json.dump(results, file)
