"""Reference numbers of the classical operations on whole planes: four real ones, one written by the product's simulator, one drawn by the integer generator.

usage: python3 tools/oracles/real_planes.py DATA_FOLDER SIMULATED_PLANE
DATA_FOLDER holds the real images (its SOURCES.md says whose they are); SIMULATED_PLANE is the nuclei channel of one field written by `cellcluster simulate`
(SIMULATION below has the options). Writes tests/CellCluster.Imaging.Tests/Oracles/real_planes.json: numbers only, no pixels of real images; and
simulated_nuclei.png, the simulated plane as it was read, so that the tests need no simulator.
Made with scikit-image 0.19.3, SciPy 1.10, OpenCV 4.6, NumPy 1.24.
"""
import json
import sys

import cv2
import numpy as np
import scipy.ndimage as ndi
import skimage.io
from skimage import filters

import background
import classical_operations as classical
import morphology as morphology_oracle
from threshold_values import OUT as THRESHOLDS

OUT = THRESHOLDS.with_name("real_planes.json")
SIMULATION = "simulate OUT --wells B02 --fields-per-well 1 --size 384 --seed 5"  # OUT/truth/B02_f01_nuclei.tif
REAL = [
    ("bbbc013/Channel2-14-B-02.tif", 0),  # nuclei, 8 bit, 640x640
    ("golgi/xyc_16bit__nuclei_golgi.tif", 1),  # Golgi, 16 bit, 220x204
    ("dsb2018/images/319b6cb8b0d2.png", 0),  # nuclei, grey stored as colour, 256x256
    ("aisegcell/fig1_a_b_c__181024TK20_p0002_t00006_z001_nuc.png", 0),  # nuclei, 8 bit, 1024x1024
]
DRAWN = {"height": 512, "width": 512, "seed": 71, "disks": 90, "gradient": 12}
RADIUS = 25
BLOCK = 111


def read(path, page):
    image = skimage.io.imread(path)
    if image.ndim == 3 and image.shape[2] == 4:
        assert np.array_equal(image[..., 0], image[..., 1]) and np.array_equal(image[..., 0], image[..., 2]), path
        return image[..., 0]
    return image[page] if image.ndim == 3 else image


def samples(image):
    height, width = image.shape
    return [[y, x, float(image[y, x])] for y in sorted({0, height // 5, height // 2, height - 1}) for x in sorted({0, width // 3, width // 2, width - 1})]


def thresholds(image):
    found = classical.thresholds(image)
    return {
        "isodata": found["isodata"], "otsu": found["otsu"], "minimum": found["minimum"],
        "triangle": classical.bin_of(image, filters.threshold_triangle(image)),
        "li": float(filters.threshold_li(image.copy())),
        "mean": found["mean"], "quantiles": found["quantiles"], "histogram": found["histogram"],
    }


def local(image):
    """Pixels so near their surface that float32 and float64 may differ are counted on their own."""
    precise = image.astype(np.float64)
    surface = filters.threshold_local(precise, BLOCK, method="gaussian")
    undecided = np.abs(precise - surface) <= 2e-6 * np.abs(surface)
    return {"block": BLOCK, "above": int((precise > surface).sum()), "undecided": int(undecided.sum()), "samples": samples(surface)}


def balls(image):
    found = {}
    for name, under in (("apex", background.apex(image, RADIUS, 1)), ("opening", background.opening(image, RADIUS, 1))):
        found[name] = {"hash": background.checksum(under), "sum": float(under.sum(dtype=np.float64)), "minimum": float(under.min()), "maximum": float(under.max()), "samples": samples(under)}
    return {"radius": RADIUS, **found}


def medians(image, native):
    found = [{"size": size, "sum": float(ndi.median_filter(image, size, mode="nearest").sum(dtype=np.float64)), "bytes": False} for size in (3, 5)]
    if native.dtype == np.uint8:
        found.append({"size": 9, "sum": float(ndi.median_filter(native, 9, mode="nearest").sum(dtype=np.float64)), "bytes": True})
    return found


def objects(image):
    """As a segmentation does it: Otsu's mask, holes filled, distance, peaks, watershed, shapes."""
    mask = image > np.float32(filters.threshold_otsu(image))
    filled = ndi.binary_fill_holes(mask)
    components, corners = ndi.label(filled, morphology_oracle.SQUARE)
    _, edges = ndi.label(filled)
    distance = ndi.distance_transform_edt(filled)
    height = distance.astype(np.float32)
    peaks = morphology_oracle.peaks(height, 5, 0, components)
    markers = np.zeros(image.shape, np.int32)
    for i, (y, x) in enumerate(peaks):
        markers[y, x] = i + 1
    labels = morphology_oracle.segmentation.watershed(-height, markers, mask=filled)
    sizes = np.sort(np.bincount(labels.ravel())[1:])
    opened = cv2.morphologyEx(filled.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    kept = labels.copy()  # the largest objects, which are more than specks
    kept[np.bincount(labels.ravel())[labels] < sizes[-8:].min()] = 0
    return {
        "foreground": int(mask.sum()), "filled": int(filled.sum()), "components": [int(edges), int(corners)], "opened": int(opened.sum()),
        "distanceMaximum": float(distance.max()), "distanceSum": float(distance.sum()), "squaredDistance": morphology_oracle.checksum(np.rint(distance**2)),
        "peaks": len(peaks), "flooded": morphology_oracle.checksum(labels),
        "sizes": [int(s) for s in sizes] if len(sizes) <= 120 else [int(s) for s in np.quantile(sizes, np.linspace(0, 1, 101), method="nearest")],
        "shapes": [[v if isinstance(v, int) else round(v, 9) for v in row] for row in morphology_oracle.shapes(kept, 8)],
    }


def measure(native):
    image = native.astype(np.float32)
    return {"height": image.shape[0], "width": image.shape[1], "sum": float(image.sum(dtype=np.float64)), "thresholds": thresholds(image), "local": local(image),
            "ball": balls(image), "medians": medians(image, native), "objects": objects(image)}


def main(folder, simulated):
    planes = [{"path": path, "page": page, **measure(read(f"{folder}/{path}", page))} for path, page in REAL]
    field = skimage.io.imread(simulated)
    assert field.dtype == np.uint16 and field.ndim == 2, field.dtype
    cv2.imwrite(str(OUT.with_name("simulated_nuclei.png")), field, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    planes.append({"path": "simulated_nuclei.png", "page": 0, **measure(field)})
    drawn = classical.plane(**DRAWN) * np.float32(65536)
    planes.append({"path": "drawn", "page": 0, "drawn": DRAWN, **measure(drawn.astype(np.uint16))})
    OUT.write_text(json.dumps(planes, separators=(",", ":")) + "\n")
    print(OUT.name, OUT.stat().st_size, "bytes")
    for p in planes:
        t, o = p["thresholds"], p["objects"]
        print(p["path"], {k: v for k, v in t.items() if k not in ("histogram", "quantiles")}, p["local"]["above"], p["local"]["undecided"], o["filled"] - o["foreground"], o["components"], o["peaks"])


if __name__ == "__main__":
    main(*sys.argv[1:])
