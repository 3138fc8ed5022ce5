"""Reference values of the classical operations: filters, thresholds, morphology, contours, quantiles.

Writes tests/CellCluster.Imaging.Tests/Oracles/classical.json. The planes are made by the integer generator below, which
the tests repeat exactly (ConstructedPlane.cs). Run: python3 tools/oracles/classical_operations.py
Made with scikit-image 0.19.3, SciPy 1.10, OpenCV 4.6, NumPy 1.24.
"""
import json
import pathlib

import cv2
import numpy as np
import scipy.ndimage as ndi
import skimage
from skimage import filters, morphology

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/CellCluster.Imaging.Tests/Oracles/classical.json"


def lcg(seed, count):
    """state = state * 1664525 + 1013904223 mod 2^32; the upper 16 bits are the values."""
    state = seed
    values = np.empty(count, np.int64)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = state >> 16
    return values


def plane(height, width, seed, disks, gradient):
    """Grey levels 0..65535 over 65536 in float32: background noise, a column gradient, parabolic disks on a jittered grid."""
    noise = lcg(seed, height * width).reshape(height, width) // 64  # 0..1023
    grey = 2000 + noise + gradient * np.arange(width)[None, :]
    at = lcg(seed + 1, 3 * disks)
    y, x = np.mgrid[0:height, 0:width]
    for i in range(disks):
        cy, cx, radius = at[3 * i] % height, at[3 * i + 1] % width, 6 + at[3 * i + 2] % 12
        squared = (y - cy) ** 2 + (x - cx) ** 2
        grey = np.maximum(grey, np.where(squared <= radius**2, 9000 + 40 * (radius**2 - squared) + noise, 0))
    return (grey / 65536).astype(np.float32)


def mask(height, width, seed, share):
    return (lcg(seed, height * width).reshape(height, width) < share * 65536).astype(np.uint8)


def bin_of(image, value):
    _, centres = skimage.exposure.histogram(image.ravel(), 256)
    return int(np.argmin(np.abs(centres - value)))


def thresholds(image):
    counts, _ = skimage.exposure.histogram(image.ravel(), 256)
    result = {
        "histogram": [int(c) for c in counts],
        "otsu": bin_of(image, filters.threshold_otsu(image)),
        "isodata": bin_of(image, filters.threshold_isodata(image)),
        "mean": float(image.astype(np.float64).mean()),
        "quantiles": [float(q) for q in np.quantile(image.astype(np.float64), [0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.999, 1])],
    }
    try:
        result["minimum"] = bin_of(image, filters.threshold_minimum(image))
    except RuntimeError:
        result["minimum"] = -1
    return result


def local(image, block):
    surface = filters.threshold_local(image.astype(np.float64), block, method="gaussian")
    height, width = image.shape
    points = [(y, x) for y in sorted({0, height // 9, height // 3, height // 2, height - 1}) for x in sorted({0, width // 9, width // 3, width // 2, width - 1})]
    return {"block": block, "samples": [[y, x, float(surface[y, x])] for y, x in points]}


def shapes(binary):
    binary = np.ascontiguousarray(binary.astype(np.uint8))
    filled = ndi.binary_fill_holes(binary)
    opened = cv2.morphologyEx(binary, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    assert np.array_equal(opened.astype(bool), morphology.binary_opening(binary.astype(bool), np.ones((3, 3))))
    _, count = ndi.label(filled, np.ones((3, 3)))
    contours, _ = cv2.findContours(filled.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = sorted((cv2.contourArea(c), cv2.contourArea(cv2.convexHull(c))) for c in contours)
    return {
        "foreground": int(binary.sum()),
        "filled": int(filled.sum()),
        "filledHash": checksum(filled),
        "opened": int(opened.sum()),
        "openedHash": checksum(opened),
        "components": int(count),
        "contours": len(contours),
        "areaSum": float(sum(a for a, _ in areas)),
        "hullSum": float(sum(h for _, h in areas)),
        "largest": [list(map(float, pair)) for pair in areas[-8:]],
    }


def checksum(binary):
    """hash = hash * 31 + pixel mod 2^32, row by row."""
    value = 0
    for pixel in (np.asarray(binary) != 0).ravel():
        value = (value * 31 + int(pixel)) % 2**32
    return value


PLANES = [
    {"height": 1, "width": 1, "seed": 1, "disks": 0, "gradient": 0},
    {"height": 1, "width": 40, "seed": 2, "disks": 0, "gradient": 9},
    {"height": 37, "width": 16, "seed": 3, "disks": 2, "gradient": 0},
    {"height": 120, "width": 150, "seed": 4, "disks": 9, "gradient": 0},
    {"height": 200, "width": 170, "seed": 5, "disks": 14, "gradient": 20},
    {"height": 160, "width": 160, "seed": 6, "disks": 0, "gradient": 0},
    {"height": 150, "width": 211, "seed": 7, "disks": 3, "gradient": 60},
]
MASKS = [(1, 1, 11, 0.5), (1, 30, 12, 0.6), (15, 17, 13, 0.6), (90, 110, 14, 0.45), (90, 111, 15, 0.6), (120, 64, 16, 0.75), (64, 64, 17, 0.9)]


def main():
    planes = []
    for spec in PLANES:
        image = plane(**spec)
        entry = dict(spec)
        if image.size > 1:
            entry["thresholds"] = thresholds(image)
        entry["local"] = [local(image, block) for block in (7, 51, 111, 181)]
        if image.shape[0] > 30:
            entry["mask"] = shapes(image > filters.threshold_otsu(image))
        planes.append(entry)
    masks = [{"height": h, "width": w, "seed": s, "share": p, "mask": shapes(mask(h, w, s, p))} for h, w, s, p in MASKS]
    OUT.write_text(json.dumps({"planes": planes, "masks": masks}, separators=(",", ":")) + "\n")
    print(OUT.name, OUT.stat().st_size, "bytes;", [p.get("thresholds", {}).get("minimum") for p in planes])


if __name__ == "__main__":
    main()
