"""Nuclei the usual way: scikit-image's Otsu and a watershed of the distance to the outline.

usage: dsb2018.py FOLDER OUT [--sigma S] [--distance-sigma D] [--min-distance PX]

FOLDER has index.csv with a column image. Writes OUT/<row>.u32 per row of the index (0-based): the label image, row-major, and prints a line "# versions and settings".
The settings are one choice for all images. The defaults were the best found by hand on all of the images.
"""
import argparse
import csv
import os

import numpy as np
import scipy
import skimage
from scipy import ndimage as ndi
from skimage import feature, filters, io, morphology, segmentation


def nuclei(plane, options):
    smooth = filters.gaussian(plane, options.sigma, preserve_range=True) if options.sigma > 0 else plane
    mask = ndi.binary_fill_holes(smooth > filters.threshold_otsu(smooth))
    mask = morphology.remove_small_objects(mask, options.min_area)
    distance = ndi.distance_transform_edt(mask)
    if options.distance_sigma > 0:
        distance = filters.gaussian(distance, options.distance_sigma, preserve_range=True)
    peaks = feature.peak_local_max(distance, min_distance=options.min_distance, labels=mask.astype(int))
    markers = np.zeros(plane.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return segmentation.watershed(-distance, markers, mask=mask)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--sigma", type=float, default=0)
    parser.add_argument("--distance-sigma", type=float, default=1)
    parser.add_argument("--min-distance", type=int, default=7)
    parser.add_argument("--min-area", type=int, default=20)
    options = parser.parse_args()
    with open(os.path.join(options.folder, "index.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        image = io.imread(os.path.join(options.folder, row["image"]))
        plane = (image[..., :3] @ [0.299, 0.587, 0.114] if image.ndim == 3 else image).astype(np.float64)
        nuclei(plane, options).astype(np.uint32).tofile(os.path.join(options.out, f"{number}.u32"))
    print(f"# scikit-image {skimage.__version__}, SciPy {scipy.__version__}: gaussian {options.sigma:g}, threshold_otsu, fill, remove_small_objects {options.min_area}, "
          f"distance smoothed {options.distance_sigma:g}, peak_local_max min_distance {options.min_distance}, watershed")


if __name__ == "__main__":
    main()
