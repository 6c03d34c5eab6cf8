"""Comparisons of weighted samples by numpy and scipy, for tests to compare with.

    compare-scores.py < INPUT > OUTPUT

INPUT is a JSON list of {"a", "b", "wa", "wb", "edges"}: values, weights (or null) and edges of bins. OUTPUT is a list
with, for each, what numpy and scipy find. Nothing here is a formula of ours: areas come from all pairs.
"""

import json
import sys

import numpy as np
from scipy import stats


def auc(reference, events, wr, we):
    """Weighted share of pairs in which the event is the larger; ties count half."""
    larger = (events[:, None] > reference[None, :]) + 0.5 * (events[:, None] == reference[None, :])
    pairs = we[:, None] * wr[None, :]
    return float((larger * pairs).sum() / pairs.sum())


def distance(a, b, wa, wb):
    x = np.concatenate([a, b])
    cdf = lambda v, w: np.array([w[v <= t].sum() for t in x]) / w.sum()
    return float(np.abs(cdf(a, wa) - cdf(b, wb)).max())


def compare(a, b, wa, wb, edges):
    a, b = np.array(a), np.array(b)
    unweighted = wa is None and wb is None
    wa = np.ones(len(a)) if wa is None else np.array(wa)
    wb = np.ones(len(b)) if wb is None else np.array(wb)
    histograms = [np.histogram(v, edges, weights=w)[0] for v, w in ((a, wa), (b, wb))]
    squares = [np.histogram(v, edges, weights=w * w)[0] for v, w in ((a, wa), (b, wb))]
    result = {
        "auc": auc(b, a, wb, wa),
        "ks": distance(a, b, wa, wb),
        "quartiles": list(np.quantile(a, [0.25, 0.75], weights=wa, method="inverted_cdf")),
        "histograms": [h.tolist() for h in histograms],
        "squares": [s.tolist() for s in squares],
        # rises of both curves: thresholds at every score
        "roc": [[float(wb[b >= t].sum() / wb.sum()), float(wa[a >= t].sum() / wa.sum())] for t in sorted(np.concatenate([a, b]), reverse=True)],
    }
    if unweighted:
        test = stats.ks_2samp(a, b)
        result["scipy_ks"] = float(test.statistic)
        result["scipy_auc"] = float(stats.mannwhitneyu(a, b).statistic / (len(a) * len(b)))
        result["fd_bins"] = len(np.histogram_bin_edges(a, "fd", range=(0, 1))) - 1
    return result


if __name__ == "__main__":
    request = json.load(sys.stdin)
    json.dump(
        {
            "samples": [compare(**sample) for sample in request["samples"]],
            "tails": [float(stats.chi2.sf(x, n)) for x, n in request["tails"]],
        },
        sys.stdout,
    )
