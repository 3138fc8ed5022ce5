"""Reference values of agreement: correlations, line, Bland-Altman, concordance, pixels, object matching, intervals by well.

Writes tests/CellCluster.Analysis.Tests/Oracles/agreement.json (inputs and results). Run: python3 tools/oracles/agreement.py
Made with SciPy 1.10, scikit-image 0.19.3, NumPy 1.24.
"""
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from skimage import metrics

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/CellCluster.Analysis.Tests/Oracles/agreement.json"
RESAMPLES = 40_000


def concordance(y, x):
    return 2 * np.cov(x, y, bias=True)[0, 1] / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


def series(name, predicted, stained, wells):
    y, x, wells = np.asarray(predicted, float), np.asarray(stained, float), np.asarray(wells)
    line = stats.linregress(x, y)
    difference = y - x
    spread = 1.96 * difference.std(ddof=1)
    return {
        "name": name, "predicted": y.tolist(), "stained": x.tolist(), "wells": wells.tolist(),
        "pearson": stats.pearsonr(x, y)[0], "spearman": stats.spearmanr(x, y)[0], "slope": line.slope, "intercept": line.intercept,
        "bias": difference.mean(), "lower": difference.mean() - spread, "upper": difference.mean() + spread, "concordance": concordance(y, x),
    }


def intervals(case):
    """Percentile intervals by resampling wells, far more resamples than the product takes."""
    y, x, wells = (np.asarray(case[key]) for key in ("predicted", "stained", "wells"))
    members = [np.flatnonzero(wells == well) for well in np.unique(wells)]
    random = np.random.default_rng(5)
    drawn = np.empty((RESAMPLES, 3))
    for r in range(RESAMPLES):
        at = np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])
        drawn[r] = np.corrcoef(x[at], y[at])[0, 1], (y[at] - x[at]).mean(), concordance(y[at], x[at])
    ends = np.percentile(drawn, [2.5, 97.5], axis=0)
    return {name: ends[:, i].tolist() for i, name in enumerate(["pearson", "bias", "concordance"])}


def matching(height, width, seed):
    """Rectangles, and the same ones moved and resized; later ones cover earlier ones. Pairs by the assignment of largest total overlap."""
    random = np.random.default_rng(seed)
    found, reference = np.zeros((height, width), np.uint32), np.zeros((height, width), np.uint32)
    for i in range(1, 13):
        y, x, h, w = random.integers(0, height - 8), random.integers(0, width - 8), random.integers(3, 9), random.integers(3, 9)
        reference[y:y + h, x:x + w] = i
        dy, dx, dh, dw = random.integers(-1, 2, 4)
        if i % 6:
            found[max(0, y + dy):y + dy + h + dh, max(0, x + dx):x + dx + w + dw] = 100 - 3 * i
    f, r = [np.unique(image[image > 0]) for image in (found, reference)]
    iou = np.array([[np.sum((found == a) & (reference == b)) / np.sum((found == a) | (reference == b)) for b in r] for a in f])
    hits = []
    for percent in range(50, 100, 5):
        above = iou > percent / 100
        rows, columns = optimize.linear_sum_assignment(-(above * iou))
        hits.append(int(above[rows, columns].sum()))
    return {
        "height": height, "width": width, "found": found.ravel().tolist(), "reference": reference.ravel().tolist(),
        "foundCount": len(f), "referenceCount": len(r), "truePositives": hits, "overlaps": sorted((float(v) for v in iou[iou > 0]), reverse=True),
    }


def planes(random):
    stained = random.gamma(2, 300, (23, 17)).astype(np.float32)
    predicted = (0.8 * stained + random.normal(40, 60, stained.shape)).astype(np.float32)
    x, y = stained.astype(float), predicted.astype(float)
    line = stats.linregress(x.ravel(), y.ravel())
    return {
        "height": 23, "width": 17, "predicted": y.ravel().tolist(), "stained": x.ravel().tolist(), "pearson": line.rvalue,
        "nrmse": np.sqrt(metrics.mean_squared_error(x, y)) / x.std(), "slope": line.slope, "intercept": line.intercept,
    }


def main():
    random = np.random.default_rng(11)
    wells = np.repeat(np.arange(12), 5)
    level = random.normal(100, 20, 12)[wells]
    stained = level + random.normal(0, 6, 60)
    cases = [
        series("wells", 0.9 * stained + 4 + random.normal(0, 3, 12)[wells] + random.normal(0, 5, 60), stained, wells),
        series("ties", np.round(random.normal(3, 2, 40)), np.round(random.normal(3, 2, 40)), np.repeat(np.arange(8), 5)),
        series("large offset", 1e9 + random.normal(0, 1, 30), 1e9 + random.normal(0, 1, 30), np.repeat(np.arange(6), 5)),
        series("falling", -np.exp(np.arange(12) / 3), np.arange(12), np.arange(12)),
    ]
    content = {"series": cases, "intervals": intervals(cases[0]), "matching": [matching(40, 33, seed) for seed in (1, 2, 3)], "planes": planes(random)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(content, separators=(",", ":")) + "\n")


main()
