"""Records losses and AdamW steps computed by PyTorch: tests/CellCluster.Learning.Tests/Training/Oracles/training.json.

Run with a Python that has torch (values were recorded with 1.13.1). Not needed to build or test.
"""
import json
import pathlib

import torch

torch.manual_seed(7)
prediction = torch.randn(2, 3, 4, 5, dtype=torch.float32)
target = 0.6 * prediction + 0.5 * torch.randn(2, 3, 4, 5) + 0.2


def pearson(p, t, eps=1e-4):
    p = p.flatten(2)
    t = t.flatten(2)
    p = p - p.mean(2, keepdim=True)
    t = t - t.mean(2, keepdim=True)
    r = (p * t).mean(2) / (((p ** 2).mean(2) + eps) * ((t ** 2).mean(2) + eps)).sqrt()
    return 1 - r.mean()


weight = torch.randn(3, 2, dtype=torch.float32, requires_grad=True)
bias = torch.randn(3, dtype=torch.float32, requires_grad=True)
start = [weight.detach().flatten().tolist(), bias.detach().tolist()]
optimiser = torch.optim.AdamW([{"params": [weight], "weight_decay": 0.1}, {"params": [bias], "weight_decay": 0.0}], lr=0.01)
x = torch.randn(8, 2)
y = torch.randn(8, 3)
for _ in range(5):
    optimiser.zero_grad()
    loss = ((x @ weight.T + bias - y) ** 2).mean()
    loss.backward()
    optimiser.step()

record = {
    "torch": torch.__version__,
    "prediction": prediction.flatten().tolist(),
    "target": target.flatten().tolist(),
    "mse": torch.nn.functional.mse_loss(prediction, target).item(),
    "pearsonLoss": pearson(prediction, target).item(),
    "adamW": {
        "weight": start[0], "bias": start[1], "x": x.flatten().tolist(), "y": y.flatten().tolist(),
        "weightAfter5": weight.detach().flatten().tolist(), "biasAfter5": bias.detach().tolist(),
    },
}
out = pathlib.Path(__file__).parents[2] / "tests/CellCluster.Learning.Tests/Training/Oracles/training.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps(record, indent=1) + "\n")
