"""The classical operations the usual way: scikit-image and SciPy on one core, on planes that the benchmark has written.

usage: classical.py FOLDER [--only NAME,NAME]

FOLDER holds planes.txt (height, width), nuclei.f32, golgi.f32, mask.u8, and ours/NAME.f32|u8|u32: our result of each operation. A line per operation:
NAME SECONDS DIFFERENCE, where the difference is the largest absolute one of the two results over the largest absolute value of this one (for label
images: the number of pixels whose partition differs). Repeated until two seconds are spent, at most five times; the median counts.
"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import numpy as np
import scipy
import skimage
from scipy import ndimage as ndi
from skimage import feature, filters, measure, restoration, segmentation

RADIUS = 50
BLOCK = 111
KINDS = {"f32": np.float32, "u8": np.uint8, "u32": np.uint32}


def read(folder, name, size):
    for kind, dtype in KINDS.items():
        path = os.path.join(folder, f"{name}.{kind}")
        if os.path.exists(path):
            values = np.fromfile(path, dtype)
            return values.reshape(size) if values.size == size[0] * size[1] else values
    return None


def seconds(operation):
    spent = []
    while not spent or (sum(spent) < 2 and len(spent) < 5):
        start = time.perf_counter()
        result = operation()
        spent.append(time.perf_counter() - start)
    return float(np.median(spent)), result


def difference(ours, theirs):
    """NaN where there is nothing to compare."""
    if ours is None:
        return float("nan")
    if ours.dtype == np.uint32:  # the same partition, whatever the ids
        pairs = np.unique(np.stack([ours.ravel(), theirs.ravel().astype(np.uint32)]), axis=1)
        first = {a: b for a, b in pairs.T[::-1]}
        return float(sum(int(((ours == a) & (theirs == b)).sum()) for a, b in pairs.T if first[a] != b))
    a, b = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if b.dtype == np.float64 and ours.dtype == np.uint8:
        return float(np.mean((a != 0) != (b != 0)))
    return float(np.max(np.abs(a - b)) / max(1e-30, np.max(np.abs(b))))


def nuclei_of_a_field(plane):
    """Plane to object table: Otsu, fill, distance watershed, region properties."""
    mask = ndi.binary_fill_holes(plane > filters.threshold_otsu(plane))
    distance = ndi.distance_transform_edt(mask)
    seeds = np.zeros(plane.shape, np.int32)
    peaks = feature.peak_local_max(distance, min_distance=8, labels=measure.label(mask), exclude_border=False)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    labels = segmentation.watershed(-distance, seeds, mask=mask)
    return measure.regionprops_table(labels, plane, properties=("label", "area", "centroid", "perimeter", "solidity", "eccentricity", "mean_intensity"))


def operations(folder, size):
    nuclei, golgi = read(folder, "nuclei", size), read(folder, "golgi", size)
    mask, seeds = read(folder, "mask", size) > 0, read(folder, "seeds", size)
    height = read(folder, "height", size)
    square = np.ones((3, 3), int)
    return {
        "local": lambda: nuclei > filters.threshold_local(nuclei, BLOCK, method="gaussian"),
        "minimum": lambda: np.array([filters.threshold_minimum(nuclei)]),
        "isodata": lambda: np.array([filters.threshold_isodata(nuclei)]),
        "otsu": lambda: np.array([filters.threshold_otsu(nuclei)]),
        "li": lambda: np.array([filters.threshold_li(nuclei)]),
        "triangle": lambda: np.array([filters.threshold_triangle(nuclei)]),
        "ball-apex": lambda: restoration.rolling_ball(golgi, radius=RADIUS, num_threads=1),
        # scikit-image has no opening: the same erosion again on the negative is the dilation
        "ball-opening": lambda: -restoration.rolling_ball(-restoration.rolling_ball(golgi, radius=RADIUS, num_threads=1), radius=RADIUS, num_threads=1),
        "fill": lambda: ndi.binary_fill_holes(mask),
        "components": lambda: ndi.label(mask, square)[0],
        "distance": lambda: ndi.distance_transform_edt(mask),
        "watershed": lambda: segmentation.watershed(height, seeds.astype(np.int32), mask=mask),
        "median": lambda: ndi.median_filter(nuclei, 5, mode="nearest"),
        "nuclei": lambda: nuclei_of_a_field(nuclei),
    }


def main():
    folder = sys.argv[1]
    only = sys.argv[3].split(",") if len(sys.argv) > 3 else None
    with open(os.path.join(folder, "planes.txt")) as file:
        size = tuple(int(word) for word in file.read().split())
    print(f"# scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, one core")
    for name, operation in operations(folder, size).items():
        if only and name not in only:
            continue
        spent, result = seconds(operation)
        ours = read(os.path.join(folder, "ours"), name, size)
        print(name, f"{spent:.6f}", f"{difference(ours, result) if isinstance(result, np.ndarray) else float('nan'):.3g}", flush=True)


main()
