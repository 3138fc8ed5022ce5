"""The whole job the usual way: PyTorch and scikit-image, windows of 256 px every 226 px, one field after the other.

usage: label_fields.py PLATE_FOLDER MODEL.safetensors [--threads N]

Reads every .tif of the folder, normalises it, predicts nuclei tile by tile, joins the centres, thresholds (local Gaussian, block 111),
fills holes, filters components by area and solidity, and counts. The last line is "seconds per field: X".
"""
import argparse
import glob
import json
import os
import struct
import time


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("plate")
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


arguments = parse()
os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
import numpy as np
import skimage
import torch
from scipy import ndimage
from skimage import filters, io, measure

WINDOW, STEP = 256, 226


def tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    kinds = {"F32": np.float32, "F16": np.float16}
    return {
        name: torch.from_numpy(
            np.frombuffer(data[entry["data_offsets"][0]:entry["data_offsets"][1]], kinds[entry["dtype"]]).astype(np.float32).reshape(entry["shape"]))
        for name, entry in header.items() if name != "__metadata__"
    }


class Block(torch.nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, padding=1)
        self.bn1 = torch.nn.BatchNorm2d(outputs)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x)))))


class Up(Block):
    def __init__(self, inputs, outputs):
        super().__init__(2 * outputs, outputs)
        self.transposed = torch.nn.ConvTranspose2d(inputs, outputs, 2, stride=2)

    def forward(self, x, skip):
        return super().forward(torch.cat([self.transposed(x), skip], 1))


class UNet(torch.nn.Module):
    def __init__(self, state):
        super().__init__()
        levels = sum(1 for name in state if name.startswith("down.") and name.endswith("conv1.weight"))
        widths = [state[f"down.{i}.conv1.weight"].shape[0] for i in range(levels)]
        bottom = state["bottom.conv1.weight"].shape[0]
        self.down = torch.nn.ModuleList(Block(1 if i == 0 else widths[i - 1], widths[i]) for i in range(levels))
        self.bottom = Block(widths[-1], bottom)
        rising = [bottom] + widths[::-1]
        self.up = torch.nn.ModuleList(Up(rising[i], rising[i + 1]) for i in range(levels))
        self.head = torch.nn.Conv2d(widths[0], state["head.weight"].shape[0], 1)
        missing, unexpected = self.load_state_dict(state, strict=False)
        assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing), (missing, unexpected)

    def forward(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
            x = torch.max_pool2d(x, 2)
        x = self.bottom(x)
        for block in self.up:
            x = block(x, skips.pop())
        return self.head(x)


def predict(network, field):
    height, width = field.shape
    margin = (WINDOW - STEP) // 2
    joined = np.zeros_like(field)
    rows = list(range(0, height - WINDOW, STEP)) + [height - WINDOW]
    columns = list(range(0, width - WINDOW, STEP)) + [width - WINDOW]
    for y in rows:
        for x in columns:
            with torch.no_grad():
                tile = network(torch.from_numpy(field[None, None, y:y + WINDOW, x:x + WINDOW].copy()))[0, 0].numpy()
            top, left = (0 if y == 0 else margin), (0 if x == 0 else margin)
            bottom = WINDOW if y + WINDOW == height else WINDOW - margin
            right = WINDOW if x + WINDOW == width else WINDOW - margin
            joined[y + top:y + bottom, x + left:x + right] = tile[top:bottom, left:right]
    return joined


def segment(plane):
    mask = ndimage.binary_fill_holes(plane > filters.threshold_local(plane, 111, method="gaussian"))
    labels = measure.label(mask)
    return [o for o in measure.regionprops(labels, plane) if 60 <= o.area <= 20000 and o.solidity >= 0.8]


torch.set_num_threads(arguments.threads)
network = UNet(tensors(arguments.model)).eval()
print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; scikit-image {skimage.__version__}, NumPy {np.__version__}")
paths = sorted(glob.glob(os.path.join(arguments.plate, "*.tif")))
predict(network, np.zeros((512, 512), np.float32))
start = time.perf_counter()
for path in paths:
    raw = io.imread(path).astype(np.float32)
    low, median, high = np.percentile(raw, [25, 50, 75])
    objects = segment(predict(network, ((raw - median) / ((high - low) / 1.349)).astype(np.float32)))
    print(f"{os.path.basename(path)}: {len(objects)} objects")
print(f"seconds per field: {(time.perf_counter() - start) / len(paths):.3f}")
