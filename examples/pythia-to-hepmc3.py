"""Makes events of Pythia 8 and writes them as HepMC3, which `hadronedge score` and the service read.

    pip install pythia8mc pyhepmc
    python examples/pythia-to-hepmc3.py events.hepmc --events 300

The events are e+ e- -> Z -> hadrons at 91.2 GeV. The graph is built as Pythia's own converter, Pythia8ToHepMC3, does it:
the particles with the same mothers come out of the vertex that these mothers go into.
"""

import argparse

import pyhepmc
import pythia8mc


def settings(energy, seed):
    return [
        "Print:quiet = on",
        "Random:setSeed = on",
        f"Random:seed = {seed}",
        "Beams:idA = 11",
        "Beams:idB = -11",
        f"Beams:eCM = {energy}",
        "PDF:lepton = off",
        "WeakSingleBoson:ffbar2gmZ = on",
        "23:onMode = off",
        "23:onIfAny = 1 2 3 4 5",
    ]


def particle_of(p):
    particle = pyhepmc.GenParticle(pyhepmc.FourVector(p.px(), p.py(), p.pz(), p.e()), p.id(), p.statusHepMC())
    particle.generated_mass = p.m()
    return particle


def event_of(record, run, number, weight):
    """A Pythia event as HepMC3. Entry 0 of the record is the whole system and no particle."""
    event = pyhepmc.GenEvent(run, pyhepmc.Units.GEV, pyhepmc.Units.MM)
    event.event_number = number
    event.weights = [weight]
    entries = [record[i] for i in range(1, record.size())]
    particles = [particle_of(p) for p in entries]
    for entry, particle in zip(entries, particles):
        mothers = [particles[m - 1] for m in entry.motherList() if m > 0]
        if not mothers:
            event.add_particle(particle)
            continue
        vertex = mothers[0].end_vertex
        if vertex is None:
            place = (entry.xProd(), entry.yProd(), entry.zProd(), entry.tProd())
            vertex = pyhepmc.GenVertex(pyhepmc.FourVector(*place))
            for mother in mothers:
                vertex.add_particle_in(mother)
            event.add_vertex(vertex)
        vertex.add_particle_out(particle)
    return event


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output")
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--energy", type=float, default=91.2, help="in GeV (default 91.2)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--precision", type=int, default=16, help="digits behind the point (default 16)")
    options = parser.parse_args()

    pythia = pythia8mc.Pythia("", False)
    for line in settings(options.energy, options.seed):
        if not pythia.readString(line):
            raise SystemExit(f"Pythia does not know the setting {line!r}")
    if not pythia.init():
        raise SystemExit("Pythia could not be initialized")

    run = pyhepmc.GenRunInfo()
    run.weight_names = ["Default"]
    run.tools = [("Pythia", str(pythia.settings.parm("Pythia:versionNumber")), "e+ e- -> Z -> hadrons")]
    number = 0
    with pyhepmc.open(options.output, "w", precision=options.precision) as file:
        while number < options.events:
            if not pythia.next():
                continue
            file.write(event_of(pythia.event, run, number, pythia.infoPython().weight()))
            number += 1


if __name__ == "__main__":
    main()
