"""Reweights simulated events to look like others, with the weights of a HadronEdge service, and looks at the result.

    python reweight.py nominal.parquet kinmin.parquet

Both files hold events as Parquet, as `hadronedge simulate -o nominal.parquet` or `hadronedge convert` write them. The
first is what is reweighted; the second, which may be data, is what it is to look like. Needs requests, pyarrow, awkward,
numpy and matplotlib, and a service: `npm start`, or another with --url.

What is done is step 1 of OmniFold (arXiv:1911.09107) with a classifier that was trained before: docs/scores.md says what
that can do, and where it ends.
"""

import argparse
import io
import json

import awkward as ak
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import requests

ARROW = "application/vnd.apache.arrow.stream"


def arrow_bytes(table):
    """A table as an Arrow IPC stream: the body of a request."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def checked(response):
    """The response of a request that went well; else the service's problem (RFC 9457) in one line."""
    if response.ok:
        return response
    problem = response.json()
    places = "; ".join(json.dumps(place) for place in problem.get("errors", [])[:3])
    raise SystemExit(f"the service refused: {problem['title']}: {problem.get('detail', '')} {places}")


def compare(url, model, events, reference):
    """One call that answers whether two samples look alike to the model: AUC, chi2, KS, both histograms."""
    files = {
        "events": ("events.arrow", arrow_bytes(events), ARROW),
        "reference": ("reference.arrow", arrow_bytes(reference), ARROW),
    }
    query = {"model": model, "bins": "auto"}
    return checked(requests.post(f"{url}/v1/score", params=query, files=files, timeout=120)).json()


def with_weights(url, model, events, batch):
    """The events with their scores and, as `reweighted`, the weight to use; and the model that made them, by digest."""
    tables = []
    for start in range(0, events.num_rows, batch):
        # After the first answer the others are asked of its digest: an alias may move.
        response = checked(
            requests.post(
                f"{url}/v1/score",
                params={"model": model, "with_events": "true", "weight_name": "reweighted"},
                data=arrow_bytes(events.slice(start, batch)),
                headers={"content-type": ARROW, "accept": ARROW},
                timeout=120,
            )
        )
        tables.append(pa.ipc.open_stream(response.content).read_all().replace_schema_metadata(None))
        name, digest = response.headers["HadronEdge-Model"].split(" ")
        model = f"{name.split('@')[0]}@{digest}"
    return pa.concat_tables(tables), model


def n_eff(weights):
    """(sum w)^2 / sum w^2: how many events without weights would be worth as much."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def shape(values, edges, weights):
    """Shares of a sample by bin with their errors: those of a ratio of sums of weights."""
    sumw, _ = np.histogram(values, edges, weights=weights)
    sumw2, _ = np.histogram(values, edges, weights=weights**2)
    total, total2 = weights.sum(), (weights**2).sum()
    share = sumw / total
    return share, np.sqrt(np.maximum(0, sumw2 * (1 - 2 * share) + share**2 * total2)) / total


def chi2(a, b):
    """chi2 / bins of two shapes, where either has an error."""
    (x, ex), (y, ey) = a, b
    known = ex**2 + ey**2 > 0
    return float((((x - y) ** 2)[known] / (ex**2 + ey**2)[known]).sum() / known.sum())


def observables(particles):
    """What the model was not shown as such: number of hadrons, and the largest of their energies."""
    return {
        "multiplicity": (ak.to_numpy(ak.num(particles)).astype(float), np.arange(-0.5, 50.5, 2)),
        "leading energy [GeV]": (ak.to_numpy(ak.max(particles.E, axis=1)), np.linspace(0, 46, 24)),
    }


def own_weights(events):
    names = events.schema.names
    return events["weight"].to_numpy() if "weight" in names else np.ones(events.num_rows)


def plot(path, answer, results):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 1 + len(results), figsize=(5 * (1 + len(results)), 4), layout="constrained")
    edges = np.array(answer["summary"]["histogram"]["edges"])
    for label, part in (("nominal", answer), ("target", answer["reference"])):
        sumw = np.array(part["summary"]["histogram"]["sumw"])
        axes[0].stairs(sumw / sumw.sum() / np.diff(edges), edges, label=label)
    auc, error = answer["comparison"]["auc"], answer["comparison"]["auc_error"]
    axes[0].set(xlabel="score", ylabel="density", title=f"AUC {auc:.3f} +- {error:.3f}")
    for ax, (name, result) in zip(axes[1:], results.items()):
        for label in ("nominal", "reweighted", "target"):
            share, uncertainty = result[label]
            width = np.diff(result["edges"])
            ax.stairs(share / width, result["edges"], label=label)
            middle = (result["edges"][1:] + result["edges"][:-1]) / 2
            ax.errorbar(middle, share / width, uncertainty / width, fmt="none", ecolor="grey")
        ax.set(xlabel=name, title=f"chi2/bin {result['before']:.1f} -> {result['after']:.1f}")
    for ax in axes:
        ax.legend()
    figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("nominal", help="events to reweight, Parquet")
    parser.add_argument("target", help="events they are to look like, Parquet")
    parser.add_argument("--url", default="http://127.0.0.1:8787")
    parser.add_argument("--model", default="score-nominal-kinmin")
    parser.add_argument("--batch", type=int, default=2000, help="events a request")
    parser.add_argument("--compared", type=int, default=1500, help="events of each file that are compared in one call")
    parser.add_argument("--output", default="reweighted.parquet", help="the events with their weights")
    parser.add_argument("--plot", default="reweight.png")
    args = parser.parse_args()

    nominal, target = pq.read_table(args.nominal), pq.read_table(args.target)
    answer = compare(args.url, args.model, nominal.slice(0, args.compared), target.slice(0, args.compared))
    comparison = answer["comparison"]
    print(f"AUC {comparison['auc']:.4f} +- {comparison['auc_error']:.4f} (0.5: the model sees no difference)")
    print(f"chi2 / ndf {comparison['chi2']:.1f} / {comparison['ndf']}, KS {comparison['ks']:.4f}")

    events, model = with_weights(args.url, args.model, nominal, args.batch)
    pq.write_table(events, args.output)
    before, after, wanted = own_weights(nominal), events["reweighted"].to_numpy(), own_weights(target)
    outside, clipped = int(np.sum(events["out_of_range"])), int(np.sum(events["clipped"]))
    print(f"{model}")
    print(f"N_eff {n_eff(after):.1f} of {len(after)} events; {clipped} clipped, {outside} out of the training range")

    mine, theirs = (observables(ak.from_arrow(table["particles"])) for table in (events, target))
    results = {}
    for name, (values, edges) in mine.items():
        shapes = {
            "nominal": shape(values, edges, before),
            "reweighted": shape(values, edges, after),
            "target": shape(theirs[name][0], edges, wanted),
        }
        changes = {label: chi2(shapes[label], shapes["target"]) for label in ("nominal", "reweighted")}
        print(f"{name}: chi2/bin {changes['nominal']:.2f} before, {changes['reweighted']:.2f} after")
        results[name] = {**shapes, "edges": edges, "before": changes["nominal"], "after": changes["reweighted"]}
    plot(args.plot, answer, results)


if __name__ == "__main__":
    main()
