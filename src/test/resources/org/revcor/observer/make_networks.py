"""Makes the small TorchScript files beside this script: python3 make_networks.py (PyTorch 2.6).

Each takes n x 1 x 4 x 4 and answers n x 3 unless its name says otherwise.
"""

import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent


class Linear(nn.Module):
    """Logits: weight (c, i) is (i - c) / 16, bias c is c."""

    def __init__(self, outputs: int = 3):
        super().__init__()
        rows = [[(i - c) / 16 for i in range(16)] for c in range(outputs)]
        self.weight = nn.Parameter(torch.tensor(rows))
        self.bias = nn.Parameter(torch.arange(outputs, dtype=torch.float32))

    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias)


class Softmax(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias).softmax(1)


class OneLogit(nn.Module):
    """Sum of the picture minus 8."""

    def forward(self, x):
        return x.flatten(1).sum(1, keepdim=True) - 8


class Vector(OneLogit):
    """The same without its second dimension."""

    def forward(self, x):
        return x.flatten(1).sum(1) - 8


class Random(Linear):
    """Dropout that evaluation mode does not switch off."""

    def forward(self, x):
        return F.linear(F.dropout(x.flatten(1), 0.5, True), self.weight, self.bias)


class Dropout(Linear):
    """Dropout that evaluation mode does switch off; saved in training mode."""

    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return F.linear(self.dropout(x.flatten(1)), self.weight, self.bias)


class Throws(Linear):
    """Answers two pictures at once, no more."""

    def forward(self, x):
        if x.shape[0] > 2:
            raise ValueError("more than two pictures")
        return F.linear(x.flatten(1), self.weight, self.bias)


class Narrows(Linear):
    """Loses a class when shown more than two pictures."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        if x.shape[0] > 2:
            y = y[:, :2]
        return y


class NotFinite(Linear):
    """NaN for pictures with a value above 2."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return torch.where(x.flatten(1).amax(1, keepdim=True) > 2, torch.full_like(y, float("nan")), y)


class AlwaysNotFinite(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias) * float("inf")


class Pair(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y, y


class Integers(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias).to(torch.int64)


class Doubles(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias).to(torch.float64)


class Rgb(nn.Module):
    """Means of three colour planes: red minus green, green minus blue."""

    def forward(self, x):
        m = x.mean([2, 3])
        return torch.stack([m[:, 0] - m[:, 1], m[:, 1] - m[:, 2]], 1)


def save(name: str, module: nn.Module, training: bool = False):
    scripted = torch.jit.script(module.train(training))
    torch.jit.save(scripted, HERE / f"{name}.pt")


if __name__ == "__main__":
    save("linear", Linear())
    save("softmax", Softmax())
    save("one-logit", OneLogit())
    save("vector", Vector())
    save("random", Random())
    save("dropout", Dropout(), training=True)
    save("throws", Throws())
    save("narrows", Narrows())
    save("not-finite", NotFinite())
    save("always-not-finite", AlwaysNotFinite())
    save("pair", Pair())
    save("integers", Integers())
    save("doubles", Doubles())
    save("rgb", Rgb())
    torch.save(Linear().state_dict(), HERE / "state-dict.pt")
