"""Reference values of morphology: distance, watershed, maxima, components, opening and closing, shapes of objects.

Writes tests/CellCluster.Imaging.Tests/Oracles/morphology.json. Masks, heights and markers come from the integer generator of classical_operations.py, which the
tests repeat. Run: python3 tools/oracles/morphology.py. Made with scikit-image 0.19.3, SciPy 1.10, OpenCV 4.6, NumPy 1.24.
"""
import json
import pathlib

import cv2
import numpy as np
import scipy.ndimage as ndi
from skimage import feature, measure, morphology, segmentation

import classical_operations as classical

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/CellCluster.Imaging.Tests/Oracles/morphology.json"
CROSS, SQUARE = ndi.generate_binary_structure(2, 1), np.ones((3, 3), int)

unstable = np.argsort
np.argsort = lambda values, *args, **kwargs: unstable(values, kind="stable")  # peaks of equal height: first row by row


def checksum(values):
    """hash = hash * 31 + value mod 2^32, row by row."""
    result = 0
    for value in np.asarray(values).ravel():
        result = (result * 31 + int(value)) % 2**32
    return result


def by_first_pixel(labels):
    order = {}
    return [order.setdefault(int(v), len(order) + 1) if v else 0 for v in labels.ravel()]


def peaks(image, distance, level, labels=None):
    found = feature.peak_local_max(image, min_distance=distance, threshold_abs=level, exclude_border=False, labels=labels)
    return [[int(y), int(x)] for y, x in found]


def shapes(labels, most=14):
    rows = []
    for region in measure.regionprops(labels)[:most]:
        alone = np.ascontiguousarray(region.image.astype(np.uint8))
        contours, _ = cv2.findContours(alone, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        pixels = np.argwhere(alone)[:, ::-1].astype(np.int32)
        points = [(int(p[0][0]) + region.bbox[1], int(p[0][1]) + region.bbox[0]) for c in sorted(contours, key=lambda c: (c[0][0][1], c[0][0][0])) for p in c]
        rows.append([region.label, int(region.area), *map(float, region.centroid), *region.bbox, region.major_axis_length, region.minor_axis_length,
                     float(region.eccentricity), region.perimeter, region.perimeter_crofton, int(region.euler_number),
                     float(sum(cv2.contourArea(c) for c in contours)), float(cv2.contourArea(cv2.convexHull(pixels))), int(region.convex_area),
                     len(points), checksum([v for p in points for v in p])])
    return rows


def chance(height, width, seed, share, levels):
    """Everything by chance: many ties, ragged objects."""
    size = (height, width)
    mask = classical.lcg(seed, height * width).reshape(size) < share * 65536
    heights = (classical.lcg(seed + 1, height * width).reshape(size) * levels // 65536).astype(np.float32)
    values = classical.lcg(seed + 2, height * width).reshape(size)
    markers = np.where(values % 23 == 0, 1 + values // 23 % 60, 0).astype(np.int32)
    flooded = [segmentation.watershed(heights, markers, connectivity=c, mask=mask) for c in (1, 2)]
    components = [ndi.label(mask, s) for s in (CROSS, SQUARE)]
    byte = mask.astype(np.uint8)
    disk = morphology.disk(2)
    operations = [cv2.erode(byte, SQUARE.astype(np.uint8)), cv2.dilate(byte, disk), morphology.binary_opening(mask, disk), cv2.morphologyEx(byte, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))]
    return {
        "height": height, "width": width, "seed": seed, "share": share, "levels": levels,
        "squaredDistance": None if mask.all() else checksum(np.rint(ndi.distance_transform_edt(mask) ** 2)),
        "flooded": [checksum(f) for f in flooded],
        "components": [int(n) for _, n in components],
        "componentHash": [checksum(by_first_pixel(c)) for c, _ in components],
        "operations": [checksum(o) for o in operations],
        "grey": checksum(cv2.erode(heights, disk)),
        "peaks": peaks(heights, 2, levels / 2),
        "peaksOfObjects": peaks(heights, 1, 0, flooded[0]),
        "border": checksum(by_first_pixel(segmentation.clear_border(components[1][0]))),
        "small": checksum(by_first_pixel(morphology.remove_small_objects(components[1][0], 5) if mask.any() else mask)),
        "shapes": shapes(flooded[0]),
    }


def scene(height, width, seed, disks):
    """Touching disks: distance, peaks, watershed, shapes, as a segmentation does it."""
    mask = classical.plane(height, width, seed, disks, 0) > 0.1
    distance = ndi.distance_transform_edt(mask).astype(np.float32)
    found = peaks(distance, 4, 0, ndi.label(mask, SQUARE)[0])
    markers = np.zeros((height, width), np.int32)
    for i, (y, x) in enumerate(found):
        markers[y, x] = i + 1
    labels = segmentation.watershed(-distance, markers, mask=mask)
    return {"height": height, "width": width, "seed": seed, "disks": disks, "peaks": found, "flooded": checksum(labels), "largest": float(distance.max()), "shapes": shapes(labels, 40)}


CHANCE = [(1, 1, 31, 0.5, 9), (1, 1, 33, 1.1, 9), (1, 40, 34, 0.6, 4), (40, 1, 35, 0.7, 4), (15, 16, 36, 0.5, 3), (16, 17, 37, 0.8, 1000), (17, 15, 38, 0.95, 2),
          (60, 70, 39, 0.7, 4), (60, 129, 40, 0.9, 50000), (40, 64, 41, 0.0, 5), (31, 33, 42, 1.1, 5), (50, 65, 43, 0.4, 6)]
SCENES = [(120, 150, 4, 9), (200, 170, 5, 40), (64, 64, 9, 12)]


def main():
    result = {"chance": [chance(*c) for c in CHANCE], "scenes": [scene(*s) for s in SCENES]}
    OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
    print(OUT.name, OUT.stat().st_size, "bytes;", [len(s["peaks"]) for s in result["scenes"]])


if __name__ == "__main__":
    main()
