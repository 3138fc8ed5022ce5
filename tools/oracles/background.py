"""Reference values of the rolling ball: apex by scikit-image, opening by SciPy, both on float32 planes.

Writes tests/CellCluster.Imaging.Tests/Oracles/background.json. The planes are those of classical_operations.py (ConstructedPlane.cs).
Run: python3 tools/oracles/background.py
Made with scikit-image 0.19.3, SciPy 1.10, NumPy 1.24.
"""
import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
from classical_operations import PLANES, plane
from skimage.restoration import ball_kernel, rolling_ball

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/CellCluster.Imaging.Tests/Oracles/background.json"
BALLS = [(1, 0.01), (4, 0.0005), (7.5, 0.01), (12, 0), (25, 0.0002), (50, 0.001), (50, 1)]


def ball(radius, levels):
    """The kernel as scikit-image makes it, its heights multiplied; outside the ball infinite."""
    kernel = ball_kernel(radius, 2)
    return np.where(np.isinf(kernel), np.inf, levels * np.where(np.isinf(kernel), 0, kernel))


def apex(image, radius, levels):
    if levels == 1:
        return rolling_ball(image, radius=radius, num_threads=1)
    return rolling_ball(image, kernel=ball(radius, levels), num_threads=1)


def opening(image, radius, levels):
    """grey_erosion and grey_dilation by the same structure and footprint; nothing outside the plane; float32 between."""
    kernel = ball(radius, levels).astype(np.float32)
    footprint = np.isfinite(kernel)
    centre = kernel[kernel.shape[0] // 2, kernel.shape[1] // 2]
    structure = np.where(footprint, np.where(footprint, kernel, 0) - centre, 0).astype(np.float32)
    eroded = ndi.grey_erosion(image, footprint=footprint, structure=structure, mode="constant", cval=np.inf)
    return ndi.grey_dilation(eroded, footprint=footprint, structure=structure, mode="constant", cval=-np.inf)


def checksum(image):
    """hash = hash * 31 + the float's bits mod 2^32, row by row; -0 counts as 0."""
    value = 0
    for bits in (np.ascontiguousarray(image, np.float32) + np.float32(0)).view(np.uint32).ravel():
        value = (value * 31 + int(bits)) % 2**32
    return value


def record(image):
    height, width = image.shape
    points = sorted({(0, 0), (0, width - 1), (height // 2, width // 2), (height - 1, width // 3), (height // 3, 0)})
    return {"hash": checksum(image), "samples": [[y, x, float(image[y, x])] for y, x in points]}


def main():
    entries = []
    for spec in PLANES:
        image = plane(**spec)
        for radius, levels in BALLS:
            if radius >= 50 and image.size > 26000:
                continue  # minutes there, nothing new
            low = apex(image, radius, levels)
            high = opening(image, radius, levels)
            assert np.all(low <= high + 1e-6) and np.all(high <= image + 1e-6)
            entries.append({**spec, "radius": radius, "levels": levels, "apex": record(low), "opening": record(high)})
    OUT.write_text(json.dumps(entries, separators=(",", ":")) + "\n")
    print(OUT.name, OUT.stat().st_size, "bytes;", len(entries), "entries")


if __name__ == "__main__":
    main()
