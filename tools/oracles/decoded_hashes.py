"""Records what scikit-image reads from every real image, as hashes, for tests/CellCluster.Imaging.Tests.

usage: python3 decoded_hashes.py DATA_FOLDER > tests/CellCluster.Imaging.Tests/Oracles/decoded_hashes.txt
Written with scikit-image 0.19.3, tifffile 2023.2.3 and Pillow 9.4.0.

One line per plane: SHA-256, page, channel, path below the folder, separated by tabs. The hash is over the ASCII text
"<type> <height> <width>\n" (type is uint8, uint16 or float32) and the pixels, row by row, little-endian. Alpha is dropped. A page whose
red, green and blue are equal everywhere is one plane, channel "-"; else one line per channel. tifffile gives the indices of palette
pages: their colours are looked up here (the high byte of the 16-bit map).
"""
import hashlib
import os
import sys

import numpy as np
import skimage.io
import tifffile


def pages_of(path):
    """Yields (height, width) or (height, width, samples) per page."""
    try:
        image = skimage.io.imread(path)
    except ValueError as error:  # tifffile decodes LZW only with imagecodecs: scikit-image's Pillow plugin does
        assert "LZW" in str(error), path
        image = skimage.io.imread(path, plugin="pil")
    if not path.lower().endswith((".tif", ".tiff")):
        yield image
        return
    with tifffile.TiffFile(path) as tiff:
        first = tiff.pages[0]
        page_count = len(tiff.pages)
        shape = first.shape
        assert all(page.shape == shape for page in tiff.pages), path
        assert first.photometric != tifffile.PHOTOMETRIC.MINISWHITE, path
        colours = first.colormap if first.photometric == tifffile.PHOTOMETRIC.PALETTE else None
    if colours is not None:
        assert page_count == 1 and image.dtype == np.uint8 and colours.max() > 255, path
        yield np.moveaxis((colours >> 8).astype(np.uint8)[:, image], 0, -1)
        return
    assert image.size == page_count * np.prod(shape), (path, image.shape)
    yield from image.reshape((page_count,) + shape)


def planes_of(page):
    """Yields (channel, plane)."""
    if page.ndim == 2:
        yield "-", page
        return
    if page.shape[2] in (2, 4):
        page = page[:, :, :-1]
    if all(np.array_equal(page[:, :, 0], page[:, :, c]) for c in range(page.shape[2])):
        yield "-", page[:, :, 0]
        return
    for channel in range(page.shape[2]):
        yield str(channel), page[:, :, channel]


def digest(plane):
    if plane.dtype == np.int32:  # Pillow's mode for 16-bit PNG
        assert plane.min() >= 0 and plane.max() <= 65535
        plane = plane.astype(np.uint16)
    head = f"{plane.dtype.name} {plane.shape[0]} {plane.shape[1]}\n"
    pixels = np.ascontiguousarray(plane, dtype=plane.dtype.newbyteorder("<"))
    return hashlib.sha256(head.encode("ascii") + pixels.tobytes()).hexdigest()


def main(folder):
    paths = []
    for directory, _, names in os.walk(folder):
        paths += [os.path.join(directory, name) for name in names if name.lower().endswith((".tif", ".tiff", ".png"))]
    for path in sorted(paths):
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        for number, page in enumerate(pages_of(path)):
            for channel, plane in planes_of(page):
                print(f"{digest(plane)}\t{number}\t{channel}\t{relative}")


if __name__ == "__main__":
    main(sys.argv[1])
