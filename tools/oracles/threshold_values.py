"""Reference values of Li, triangle, isodata by iteration, the optimum of two Gaussians, and the median filter.

Writes tests/CellCluster.Imaging.Tests/Oracles/thresholds.json. Planes come from classical_operations.py (ConstructedPlane.cs repeats them).
Run: python3 tools/oracles/threshold_values.py
Made with scikit-image 0.19.3, SciPy 1.10, NumPy 1.24.
"""
import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
import scipy.optimize
import scipy.stats
import skimage
from skimage import filters

from classical_operations import OUT as CLASSICAL, PLANES, bin_of, lcg, plane

OUT = CLASSICAL.with_name("thresholds.json")

MIXTURES = [  # share, mean, deviation of the lower class; of the upper one
    (0.7, 100.0, 10.0, 0.3, 180.0, 20.0),
    (0.95, 20.0, 4.0, 0.05, 60.0, 12.0),
    (0.5, -3.0, 1.0, 0.5, 3.0, 1.0),
    (0.3, 0.2, 0.05, 0.7, 0.5, 0.05),
    (0.9, 1000.0, 200.0, 0.1, 1600.0, 90.0),
    (0.6, 30000.0, 500.0, 0.4, 36000.0, 500.0000001),
]


def eight_bit(image):
    return np.floor(image * 256).astype(np.uint8)


def levels(image):
    """Li on float and on whole grey levels, triangle, and the literal loop of Algorithm 1 from the smallest grey level."""
    whole = eight_bit(image)
    level = float(image.min())
    while True:
        following = (image[image > level].mean(dtype=np.float64) + image[image <= level].mean(dtype=np.float64)) / 2
        if abs(following - level) < 1e-9:
            break
        level = following
    return {
        "li": float(filters.threshold_li(image.copy())),
        "liRange": float(image.max() - image.min()),
        "liWhole": float(filters.threshold_li(whole.copy())) if whole.min() < whole.max() else None,
        "liHalfStep": float(filters.threshold_li(whole.astype(np.float32), tolerance=0.5)) if whole.min() < whole.max() else None,
        "triangle": bin_of(image, filters.threshold_triangle(image)),
        "iterated": float(level),
    }


def optimum(mixture):
    """The level of least error between the means, by minimising the error itself."""
    p1, m1, s1, p2, m2, s2 = mixture
    lower, upper = scipy.stats.norm(m1, s1), scipy.stats.norm(m2, s2)
    # A grid first: the error may be flat far from the optimum.
    grid = np.linspace(m1, m2, 200001)
    start = grid[np.argmin(p2 * upper.cdf(grid) + p1 * lower.sf(grid))]
    step = grid[1] - grid[0]
    # Where its derivative P2 p2 - P1 p1 changes sign.
    return scipy.optimize.brentq(lambda t: p2 * upper.pdf(t) - p1 * lower.pdf(t), start - 2 * step, start + 2 * step, xtol=1e-14, rtol=1e-15)


def counts_of(mixture):
    """Expected counts of a million pixels in 256 bins from four deviations below to four above, rounded."""
    p1, m1, s1, p2, m2, s2 = mixture
    first, last = m1 - 4 * s1, m2 + 4 * s2
    edges = np.linspace(first, last, 257)
    density = p1 * np.diff(scipy.stats.norm(m1, s1).cdf(edges)) + p2 * np.diff(scipy.stats.norm(m2, s2).cdf(edges))
    return edges, np.rint(1e6 * density).astype(np.int64)


def likeliest(mixture, common):
    """Most likely two Gaussians for those counts taken at the centres of their bins, by a general minimiser."""
    edges, counts = counts_of(mixture)
    x = np.arange(256.0)
    width = edges[1] - edges[0]

    def loss(v):
        share, m1, m2 = 1 / (1 + np.exp(-v[0])), v[1], v[2]
        s1 = np.exp(v[3])
        s2 = s1 if common else np.exp(v[4])
        p = np.logaddexp(np.log(share) + scipy.stats.norm.logpdf(x, m1, s1), np.log1p(-share) + scipy.stats.norm.logpdf(x, m2, s2))
        return -float(np.sum(counts * p)) / counts.sum()

    p1, m1, s1, p2, m2, s2 = mixture
    to_bins = lambda z: (z - edges[0]) / width - 0.5
    start = [np.log(p1 / p2), to_bins(m1), to_bins(m2), np.log(s1 / width)] + ([] if common else [np.log(s2 / width)])
    best = scipy.optimize.minimize(loss, start, method="Nelder-Mead", options={"maxiter": 40000, "maxfev": 40000, "xatol": 1e-10, "fatol": 1e-15, "adaptive": True}).x
    share = 1 / (1 + np.exp(-best[0]))
    s1 = np.exp(best[3])
    s2 = s1 if common else np.exp(best[4])
    unit = lambda b: float(edges[0] + (b + 0.5) * width)
    return [float(share), unit(best[1]), float(s1 * width), float(1 - share), unit(best[2]), float(s2 * width)]


def checksum(values):
    value = 0
    for pixel in np.asarray(values).ravel():
        value = (value * 31 + int(pixel)) % 2**32
    return value


def medians():
    found = []
    for height, width, seed in [(1, 1, 21), (1, 17, 22), (15, 16, 23), (40, 33, 24)]:
        words = lcg(seed, height * width).reshape(height, width).astype(np.uint16)
        for kind, values, sizes in [("byte", (words >> 8).astype(np.uint8), (3, 5, 7, 15)), ("ushort", words, (3, 5)), ("float", (words / 65536).astype(np.float32), (3, 5))]:
            for size in sizes:
                out = ndi.median_filter(values, size, mode="nearest")
                found.append({"height": height, "width": width, "seed": seed, "kind": kind, "size": size, "hash": checksum(out * 65536 if kind == "float" else out)})
    return found


def main():
    planes = [{"index": i, **levels(plane(**spec))} for i, spec in enumerate(PLANES) if spec["height"] * spec["width"] > 1]
    mixtures = []
    for mixture in MIXTURES:
        edges, counts = counts_of(mixture)
        mixtures.append({
            "classes": list(mixture), "optimum": optimum(mixture), "first": edges[0], "last": edges[-1], "counts": [int(c) for c in counts],
            "fit": likeliest(mixture, False), "commonFit": likeliest(mixture, True),
        })
    OUT.write_text(json.dumps({"planes": planes, "mixtures": mixtures, "medians": medians()}, separators=(",", ":")) + "\n")
    print(OUT.name, OUT.stat().st_size, "bytes")
    for p in planes:
        print(p)
    for m in mixtures:
        print(m["classes"], m["optimum"], m["fit"], m["commonFit"])


if __name__ == "__main__":
    main()
