"""The network of CellCluster.Learning in PyTorch, an independent twin.

unet_twin.py --record tests/CellCluster.Learning.Tests/Oracles/unet.json   records values of every block, weights and input by formula
unet_twin.py --check MODEL.safetensors [--against unet.json]               loads a weights file by name, strictly; compares where asked

Weights and input come from a formula that the tests repeat (OracleNumbers.cs), so that no weights need to be stored.
Needs PyTorch (1.13 was used) and NumPy; never needed to build or test.
"""
import argparse
import json
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

WIDTHS = [16, 32, 64, 128, 256]
OUTPUTS = 3


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.bn1(self.conv1(x)))))


class UpBlock(Block):
    def __init__(self, inputs, outputs):
        super().__init__(2 * outputs, outputs)
        self.transposed = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)

    def forward(self, x, skip):
        return super().forward(torch.cat([self.transposed(x), skip], 1))


class UNet(nn.Module):
    def __init__(self, widths, outputs):
        super().__init__()
        self.down = nn.ModuleList(Block(i, o) for i, o in zip([1] + widths[:-2], widths[:-1]))
        self.bottom = Block(widths[-2], widths[-1])
        self.up = nn.ModuleList(UpBlock(i, o) for i, o in zip(widths[:0:-1], widths[-2::-1]))
        self.head = nn.Conv2d(widths[0], outputs, 1)

    def stages(self, x):
        found = {}
        skips = []
        for level, block in enumerate(self.down):
            x = found[f"down.{level}"] = block(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = found["bottom"] = self.bottom(x)
        for level, block in enumerate(self.up):
            x = found[f"up.{level}"] = block(x, skips.pop())
        found["head"] = self.head(x)
        return found


def uniform(count, stream):
    """count numbers in [0, 1): a 32-bit hash of position and stream, as OracleNumbers.Uniform."""
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32((stream * 2246822519) & 0xFFFFFFFF)
    for _ in range(2):
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x45D9F3B)
    h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float64) / (1 << 24)


def formula_weights(model):
    names = sorted(name for name in model.state_dict() if not name.endswith("num_batches_tracked"))
    state = {}
    for stream, name in enumerate(names, 1):
        shape = model.state_dict()[name].shape
        u = uniform(int(np.prod(shape)), stream)
        if name.endswith("running_var") or name.endswith("bn1.weight"):
            values = 0.5 + u
        elif len(shape) == 1:
            values = 0.2 * u - 0.1
        else:
            inputs = shape[0] if "transposed" in name else int(np.prod(shape[1:]))
            values = (2 * u - 1) * np.sqrt(6 / inputs)
        state[name] = torch.from_numpy(values.astype(np.float32).reshape(tuple(shape)))
    return state


def read_safetensors(path):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        data = file.read()
    card = json.loads(header.pop("__metadata__")["cellcluster"])
    state = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        dtype = {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]
        state[name] = torch.from_numpy(np.frombuffer(data[begin:end], dtype).astype(np.float32).reshape(entry["shape"]))
    return state, card


def run(state, widths, outputs):
    model = UNet(widths, outputs)
    model.load_state_dict(state, strict=True)
    model.eval()
    plane = torch.from_numpy((2 * uniform(256 * 256, 999) - 1).astype(np.float32).reshape(1, 1, 256, 256))
    with torch.no_grad():
        stages = model.stages(plane)
    found = {}
    for name, value in stages.items():
        flat = value.numpy().reshape(-1)
        at = [int(k * flat.size // 24) + 5 * k for k in range(24)]
        found[name] = {
            "shape": list(value.shape),
            "mean": float(flat.astype(np.float64).mean()),
            "std": float(flat.astype(np.float64).std()),
            "positions": at,
            "values": [float(flat[i]) for i in at],
        }
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record")
    parser.add_argument("--check")
    parser.add_argument("--against")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.record:
        found = run(formula_weights(UNet(WIDTHS, OUTPUTS)), WIDTHS, OUTPUTS)
        with open(arguments.record, "w") as file:
            json.dump({"torch": torch.__version__, "stages": found}, file, indent=1)
            file.write("\n")
    if arguments.check:
        state, card = read_safetensors(arguments.check)
        found = run(state, card["network"]["widths"], len(card["outputs"]))
        print(f"{card['name']}: {len(state)} tensors loaded by name, strictly; output mean {found['head']['mean']:.6f} std {found['head']['std']:.6f}")
        if arguments.against:
            with open(arguments.against) as file:
                expected = json.load(file)["stages"]
            worst = max(abs(a - b) for name in expected for a, b in zip(expected[name]["values"], found[name]["values"]))
            print(f"largest difference from the record: {worst:.3g}")


main()
