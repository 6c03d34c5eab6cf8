"""Compares the Lund string of `hadronedge simulate` with Pythia 8 itself: events, and weights for other a, b, sigma.

Install, in an environment of its own (from source where there is no wheel; that compiles for ten minutes or more):

    python3 -m venv .venv-pythia && .venv-pythia/bin/pip install pythia8mc==8.318.0

Run, in the repository's root, with the Node.js that `npm ci` brings:

    .venv-pythia/bin/python bench/pythia.py [events] [GeV]

Pythia's settings leave one u ubar string into pions: no decays, no strangeness, no diquarks, no vector mesons, no eta
and eta'; stopMass = 1, the default of release 8.312; our masses of the pions. Particles of one event are
correlated, so the Kolmogorov tests of E, pT and pz take one particle of each event, drawn at random.
Nothing but the standard library and pythia8mc is needed.
"""

import json
import math
import random
import subprocess
import sys

import pythia8mc

CHANGES = {"a=0.55": "frag:aLund=0.55", "a=0.8": "frag:aLund=0.8", "b=0.8": "frag:bLund=0.8", "sigma=0.3": "frag:ptsigma=0.3"}

SETTINGS = [
    "ProcessLevel:all = off",
    "HadronLevel:Decay = off",
    "StringFlav:probStoUD = 0",
    "StringFlav:probQQtoQ = 0",
    "StringFlav:mesonUDvector = 0",
    "StringFlav:etaSup = 0",
    "StringFlav:etaPrimeSup = 0",
    "StringFragmentation:stopMass = 1",
    "111:m0 = 0.1349776",
    "211:m0 = 0.13957018",
    "Print:quiet = on",
    "Random:setSeed = on",
]

# One event: (particles as (E, px, py, pz, id), weights by change).


def make_pythia(seed, extra=()):
    pythia = pythia8mc.Pythia("", False)
    for line in [*SETTINGS, f"Random:seed = {seed}", *extra]:
        if not pythia.readString(line):
            raise SystemExit(f"Pythia does not know '{line}'")
    if not pythia.init():
        raise SystemExit("Pythia did not start")
    return pythia


def pythia_events(events, energy, seed, weighted=False):
    """Events of Pythia; with the weights of its own variations where asked for (at an oversampling of 10, as ours)."""
    groups = ", ".join(f"{name.replace('=', '_')} {text}" for name, text in CHANGES.items())
    extra = ["VariationFrag:zHead = 10", f"VariationFrag:List = {{{groups}}}"] if weighted else []
    pythia = make_pythia(seed, extra)
    half = energy / 2
    made = 0
    while made < events:
        pythia.event.reset()
        pythia.event.append(2, 23, 101, 0, 0, 0, half, half, 0)
        pythia.event.append(-2, 23, 0, 101, 0, 0, -half, half, 0)
        if not pythia.next():
            continue
        made += 1
        final = [p for p in (pythia.event[i] for i in range(pythia.event.size())) if p.isFinal()]
        yield [(p.e(), p.px(), p.py(), p.pz(), p.id()) for p in final], pythia_weights(pythia) if weighted else {}


def pythia_weights(pythia):
    info = pythia.infoPython()
    by_name = {info.weightNameByIndex(i): info.weightValueByIndex(i) for i in range(info.numberOfWeights())}
    return {name: by_name[name.replace("=", "_")] for name in CHANGES}


def our_events(events, energy, seed, weights=None, changes=""):
    """Events of this repository's command line, as NDJSON."""
    command = ["npx", "hadronedge", "simulate", "--model", "lund-string", "--events", str(events), "--seed", str(seed)]
    command += ["--energy", str(energy), "--set", f"axis=z,upShare=1{changes}"]
    if weights is not None:
        command += ["--weights", weights]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        for line in process.stdout:
            event = json.loads(line)
            yield [(p["E"], p["px"], p["py"], p["pz"], p["pdg_id"]) for p in event["particles"]], event.get("weight", 1)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def observables(events, seed):
    """Columns of numbers, one an event."""
    draw = random.Random(seed)
    columns = {name: [] for name in ["n", "n charged", "E max", "E", "pT", "pz"]}
    for particles, _ in events:
        columns["n"].append(len(particles))
        columns["n charged"].append(sum(1 for p in particles if p[4] != 111))
        columns["E max"].append(max(p[0] for p in particles))
        E, px, py, pz, _ = draw.choice(particles)
        columns["E"].append(E)
        columns["pT"].append(math.hypot(px, py))
        columns["pz"].append(pz)
    return columns


def kolmogorov(a, b):
    """Two-sample Kolmogorov distance, and its asymptotic p-value with Stephens' correction (ties make it too large)."""
    a, b = sorted(a), sorted(b)
    i = j = 0
    distance = 0.0
    while i < len(a) and j < len(b):
        x = min(a[i], b[j])
        while i < len(a) and a[i] == x:
            i += 1
        while j < len(b) and b[j] == x:
            j += 1
        distance = max(distance, abs(i / len(a) - j / len(b)))
    root = math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    x = (root + 0.12 + 0.11 / root) * distance
    tail = 1.0 if x < 0.2 else 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))
    return distance, min(1.0, max(0.0, tail))


def mean(values, weights=None):
    weights = weights or [1.0] * len(values)
    total = sum(weights)
    middle = sum(w * x for w, x in zip(weights, values)) / total
    return middle, math.sqrt(sum((w * (x - middle)) ** 2 for w, x in zip(weights, values))) / total


def n_eff_share(weights):
    return sum(weights) ** 2 / sum(w * w for w in weights) / len(weights)


def compare_events(events, energy):
    pythia = observables(pythia_events(events, energy, 1), 1)
    ours = observables(our_events(events, energy, 2), 2)
    # A string that must be told apart.
    wrong = observables(our_events(events, energy, 3, changes=",a=0.64"), 3)
    print(f"{events} events at {energy} GeV: mean of Pythia and ours, KS p; the same for a = 0.64 in ours")
    for name, column in pythia.items():
        (m, dm), (o, do), (w, dw) = mean(column), mean(ours[name]), mean(wrong[name])
        p, q = kolmogorov(column, ours[name])[1], kolmogorov(column, wrong[name])[1]
        print(f"  {name:10} {m:8.4f} +- {dm:.4f}  {o:8.4f} +- {do:.4f}  p = {p:.3f}   {w:8.4f} +- {dw:.4f}  p = {q:.1e}")


def compare_weights(events, energy):
    numbers = []
    weights = {name: [] for name in CHANGES}
    for particles, by_name in pythia_events(events, energy, 4, weighted=True):
        numbers.append(len(particles))
        for name, weight in by_name.items():
            weights[name].append(weight)
    print(f"weights, {events} events at {energy} GeV: <w>, N_eff/N, weighted n of Pythia; the same of ours")
    for i, name in enumerate(CHANGES):
        ours = [(len(particles), weight) for particles, weight in our_events(events, energy, 10 + i, weights=name)]
        rows = [(numbers, weights[name]), ([n for n, _ in ours], [w for _, w in ours])]
        print(f"  {name:10}" + "   ".join(weight_text(*row) for row in rows))


def weight_text(numbers, weights):
    (w, dw), (n, dn) = mean(weights), mean(numbers, weights)
    return f"{w:.4f} +- {dw:.4f}, {n_eff_share(weights):.3f}, {n:.3f} +- {dn:.3f}"


def main():
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    energy = float(sys.argv[2]) if len(sys.argv) > 2 else 91.2
    compare_events(events, energy)
    compare_weights(events, energy)


if __name__ == "__main__":
    main()
