"""Reference values of the measurements: shape, intensity, texture and granularity of objects, nearest nuclei, median polish, power slope.

Writes tests/CellCluster.Analysis.Tests/Oracles/measurements.json. Planes and labels are made by the integer generator below, which the
tests repeat exactly (ConstructedField.cs). Run: python3 tools/oracles/measurements.py
Made with scikit-image 0.19.3, SciPy 1.10, OpenCV 4.6, NumPy 1.24.
"""
import json
import math
import pathlib

import cv2
import numpy as np
import scipy.ndimage as ndi
import skimage.feature
import skimage.measure

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/CellCluster.Analysis.Tests/Oracles/measurements.json"
LEVELS, SCALE, RADII = 16, 3, [1, 2, 4, 8]
ANGLES = [0, math.pi / 4, math.pi / 2, 3 * math.pi / 4]


def lcg(seed, count):
    """state = state * 1664525 + 1013904223 mod 2^32; the upper 16 bits are the values."""
    state = seed
    values = np.empty(count, np.int64)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = state >> 16
    return values


def labels(height, width, seed, objects):
    """Ellipses, each over the ones before; every fifth is a single pixel, every seventh a line."""
    at = lcg(seed, 4 * objects)
    y, x = np.mgrid[0:height, 0:width]
    image = np.zeros((height, width), np.uint32)
    for i in range(objects):
        cy, cx = at[4 * i] % height, at[4 * i + 1] % width
        ry, rx = 2 + at[4 * i + 2] % 15, 2 + at[4 * i + 3] % 15
        if i % 5 == 4:
            ry, rx = 0, 0
        elif i % 7 == 6:
            ry = 0
        inside = (y - cy) ** 2 * max(1, rx**2) + (x - cx) ** 2 * max(1, ry**2) <= max(1, rx**2) * max(1, ry**2) - (1 if ry == 0 and rx == 0 else 0)
        image[inside] = 2 * i + 1
    return image


def plane(height, width, seed):
    """Smooth waves and noise, in float32."""
    noise = lcg(seed, height * width).reshape(height, width) // 256
    y, x = np.mgrid[0:height, 0:width]
    waves = (y * 37 % 64 - 32) ** 2 + (x * 29 % 128 - 64) ** 2 // 4 + 3 * y + 2 * x
    return ((noise * 4 + waves) / 1024).astype(np.float32)


def texture(quantised, inside):
    crop = np.where(inside, quantised + 1, 0).astype(np.uint8)
    matrix = skimage.feature.graycomatrix(crop, [SCALE], ANGLES, levels=LEVELS + 1, symmetric=True).astype(np.int64).sum(axis=3, keepdims=True)[1:, 1:]
    if matrix.sum() == 0:
        return None
    p = matrix[:, :, 0, 0] / matrix.sum()
    props = [float(skimage.feature.graycoprops(matrix, name)[0, 0]) for name in ("contrast", "correlation", "ASM", "homogeneity")]
    return props + [float(-(p[p > 0] * np.log2(p[p > 0])).sum())]


def field(height, width, seed, objects):
    image, grey = labels(height, width, seed, objects), plane(height, width, seed + 7)
    inside = grey[image > 0].astype(np.float64)
    low, high = inside.mean() - 3 * inside.std(), inside.mean() + 3 * inside.std()
    scale = np.float32(LEVELS / (high - low))
    quantised = np.clip((grey - np.float32(low)) * scale, 0, LEVELS - 1).astype(np.int64)
    openings = [grey.astype(np.float64)]
    openings += [cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((2 * r + 1, 2 * r + 1), np.uint8)).astype(np.float64) for r in RADII]
    rows = []
    for region in skimage.measure.regionprops(image.astype(np.int64), intensity_image=grey.astype(np.float64)):
        mask = image == region.label
        values = grey[mask].astype(np.float64)
        border = mask & ~ndi.binary_erosion(mask, border_value=0)
        sums = [float(opening[mask].sum()) for opening in openings]
        rows.append({
            "id": int(region.label), "area": int(region.area), "box": [int(v) for v in region.bbox], "centroid": list(region.centroid),
            "perimeter": float(region.perimeter), "convexArea": int(region.convex_area), "eccentricity": float(region.eccentricity),
            "axes": [float(region.major_axis_length), float(region.minor_axis_length)],
            "intensity": [float(values.mean()), float(values.sum()), float(values.min()), float(values.max()), float(values.std())]
            + [float(q) for q in np.quantile(values, [0.25, 0.5, 0.75])] + [float(grey[border].astype(np.float64).mean())],
            "texture": texture(quantised[region.slice], mask[region.slice]),
            "granularity": [(a - b) / (sums[0] - sums[-1]) for a, b in zip(sums, sums[1:])] if sums[0] > sums[-1] else None,
        })
    away = ndi.distance_transform_edt(image == 0)
    step = [int(v) for v in lcg(seed + 3, 40)]
    samples = [[s % height, t % width, float(away[s % height, t % width])] for s, t in zip(step[::2], step[1::2])]
    return {"height": height, "width": width, "seed": seed, "objects": objects, "rows": rows, "distances": samples}


def median_polish(table, tolerance=0.01, most=10):
    """The steps of R's medpolish(na.rm = TRUE)."""
    left = np.array(table, float)
    rows, columns, overall, before = np.zeros(left.shape[0]), np.zeros(left.shape[1]), 0.0, 0.0
    for iteration in range(1, most + 1):
        change = np.nanmedian(left, axis=1)
        left -= change[:, None]
        rows += change
        middle = np.nanmedian(columns)
        columns -= middle
        overall += middle
        change = np.nanmedian(left, axis=0)
        left -= change[None, :]
        columns += change
        middle = np.nanmedian(rows)
        rows -= middle
        overall += middle
        after = np.nansum(np.abs(left))
        if after == 0 or abs(after - before) < tolerance * after:
            break
        before = after
    residuals = left[~np.isnan(left)]
    mad = np.median(np.abs(residuals - np.median(residuals)))
    nan = lambda values: [None if np.isnan(v) else float(v) for v in values]
    return {
        "table": [nan(row) for row in np.array(table, float)], "overall": float(overall), "rows": nan(rows), "columns": nan(columns),
        "residuals": [nan(row) for row in left], "iterations": iteration, "scores": [nan(row) for row in left / mad] if mad > 0 else None,
    }


def polish_cases():
    # Deaths from leukaemia and other causes, the example of R's help page for medpolish (Tukey): 19 is its sum of absolute residuals.
    deaths = [[14, 15, 14], [7, 4, 7], [8, 2, 10], [15, 9, 10], [0, 2, 0]]
    assert np.abs(np.array(median_polish(deaths)["residuals"])).sum() == 19
    values = lcg(99, 96).reshape(8, 12) / 65536
    plate = 10 + np.arange(8)[:, None] * 0.5 + np.arange(12)[None, :] ** 2 * 0.1 + values
    holes = plate.copy()
    holes[3, 4] = holes[0, :3] = np.nan
    return [median_polish(deaths), median_polish(plate), median_polish(holes)]


def aggregates():
    values = lcg(5, 25) / 65536
    import scipy.stats
    return {
        "values": [float(v) for v in values], "median": float(np.median(values)), "mad": float(scipy.stats.median_abs_deviation(values, scale="normal")),
        "mean": float(values.mean()), "trimmed": float(scipy.stats.trim_mean(values, 0.1)), "deviation": float(values.std(ddof=1)),
        "quartiles": [float(q) for q in np.quantile(values, [0.25, 0.75])],
    }


def power_slope(image):
    """CellProfiler's power log-log slope on the centred square of 2^k px: ring sums of |F|^2, rings 1 .. side / 8 - 2, against log(ring + 1)."""
    side = 2 ** int(np.log2(min(image.shape)))
    top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    square = image[top:top + side, left:left + side].astype(np.float64)
    power = np.abs(np.fft.fft2(square - square.mean())) ** 2
    frequency = np.abs(np.fft.fftfreq(side) * side)
    ring = np.floor(np.hypot(frequency[:, None], frequency[None, :])).astype(int)
    sums = np.bincount(ring.ravel(), power.ravel())[1:side // 8 - 1]
    return float(np.polyfit(np.log(np.arange(1, side // 8 - 1) + 1), np.log(sums), 1)[0])


def tiles(image, side=32):
    """Local focus and gradient on whole tiles."""
    rows, columns = image.shape[0] // side, image.shape[1] // side
    blocks = image[:rows * side, :columns * side].astype(np.float64).reshape(rows, side, columns, side).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    focus = (blocks.var(axis=2) / blocks.mean(axis=2)).ravel()
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    terms = np.stack([np.ones(y.size), y.ravel(), x.ravel(), y.ravel() ** 2, (y * x).ravel(), x.ravel() ** 2], axis=1)
    surface = terms @ np.linalg.lstsq(terms, blocks.mean(axis=2).ravel(), rcond=None)[0]
    return float(focus.var() / np.median(focus)), float((surface.max() - surface.min()) / image.mean())


def qualities():
    cases = []
    for height, width, seed in ((131, 200, 5), (260, 300, 8), (96, 97, 1)):
        image = np.round(plane(height, width, seed).astype(np.float64) * 1024).astype(np.uint16)
        local, gradient = tiles(image)
        cases.append({"height": height, "width": width, "seed": seed, "mean": float(image.mean()), "focus": float(image.var() / image.mean()),
                      "localFocus": local, "gradient": gradient, "powerSlope": power_slope(image)})
    return cases


def main():
    result = {
        "fields": [field(97, 121, 3, 24), field(64, 64, 11, 14), field(33, 150, 29, 12)],
        "polish": polish_cases(),
        "aggregate": aggregates(),
        "qualities": qualities(),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size)


if __name__ == "__main__":
    main()
