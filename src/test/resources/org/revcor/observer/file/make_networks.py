"""Makes the small TorchScript files beside this script: python3 make_networks.py (PyTorch 2.6).

The input is n x 1 x 4 x 4 and the output n x 3 unless stated otherwise. With names as arguments, it makes only these.
"""

import math
import pathlib
import sys
import zipfile

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
    """Sum of the image minus 8."""

    def forward(self, x):
        return x.flatten(1).sum(1, keepdim=True) - 8


class Vector(OneLogit):
    """The same without the second dimension."""

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
    """Fails for more than three images."""

    def forward(self, x):
        if x.shape[0] > 3:
            raise ValueError("more than three images")
        return F.linear(x.flatten(1), self.weight, self.bias)


class Narrows(Linear):
    """Returns one class less for more than three images."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        if x.shape[0] > 3:
            y = y[:, :2]
        return y


class NotFinite(Linear):
    """NaN for images with a value above 2."""

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


class Bfloat16(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias).to(torch.bfloat16)


class ComplexNumbers(Linear):
    def forward(self, x):
        real = F.linear(x.flatten(1), self.weight, self.bias)
        return torch.complex(real, real)


class ComplexDoubles(Linear):
    def forward(self, x):
        real = F.linear(x.flatten(1), self.weight, self.bias).to(torch.float64)
        return torch.complex(real, real)


class Stepped(Linear):
    """Gradients of half of a response are 0."""

    def forward(self, x):
        logits = super().forward(x)
        return logits + torch.round(2 * logits)


class ShortIntegers(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias).to(torch.int16)


class DecoderOfPlanesLast(nn.Module):
    """Images n x 2 x 2 x 3 with the latent values."""

    def forward(self, x):
        return x.reshape(-1, 2, 2, 3)


class Rgb(nn.Module):
    """Means of three colour planes: red minus green, green minus blue."""

    def forward(self, x):
        m = x.mean([2, 3])
        return torch.stack([m[:, 0] - m[:, 1], m[:, 1] - m[:, 2]], 1)


def steps(*shape: int):
    """Weights that differ from their neighbours, exact in binary: value i is (7 i mod 11 - 5) / 8."""
    return nn.Parameter(((7 * torch.arange(math.prod(shape)) % 11 - 5) / 8).reshape(shape))


class Layers(nn.Module):
    """Input n x 2 x 6 x 5, output n x 3; also returns three of its layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, 3)
        self.fc1 = nn.Linear(36, 4)
        self.logits = nn.Linear(4, 3)
        for layer in (self.conv1, self.fc1, self.logits):
            layer.weight = steps(*layer.weight.shape)
            layer.bias = steps(*layer.bias.shape)

    def forward(self, x):
        conv1 = self.conv1(x)
        fc1 = self.fc1(conv1.tanh().flatten(1) / 4)
        return self.logits(fc1.tanh()), conv1, conv1.flatten(2), fc1


class OneOfTheLayersCut(Layers):
    """The same, with a last layer without gradients."""

    def forward(self, x):
        y = torch.tanh(self.conv1(x)).flatten(1)
        fc1 = self.fc1(y / 4)
        return self.logits(fc1.tanh()), fc1.detach()


class BlackBox(Linear):
    def forward(self, x):
        with torch.no_grad():
            return F.linear(x.flatten(1), self.weight, self.bias)


class NoSlope(Linear):
    """Finite outputs with a gradient of NaN: the square root of zero."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y + (x * 0).pow(2).sum().sqrt()


class View(nn.Module):
    """Input n x 2 x 2 x 2; depends on the memory layout."""

    def forward(self, x):
        y = x.view(x.shape[0], -1)
        return y[:, :3]


class Alters(Linear):
    def forward(self, x):
        x -= 0.5
        return F.linear(x.flatten(1), self.weight, self.bias)


class AsList(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return [y, y * 2]


class AsDictionary(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return {"out": y, "aux": y}


class WithANumber(Linear):
    def forward(self, x):
        return F.linear(x.flatten(1), self.weight, self.bias), 3


class UnitsFirst(Linear):
    """Returns five hidden units before its three outputs."""

    def forward(self, x):
        return x.flatten(1)[:, :5], F.linear(x.flatten(1), self.weight, self.bias)


class ImageFirst(Linear):
    """Returns an array of images x planes x rows x columns before its outputs."""

    def forward(self, x):
        return x * 2, F.linear(x.flatten(1), self.weight, self.bias)


class Normalized(Linear):
    """Batch normalization with the statistics of the batch, also in evaluation mode."""

    def forward(self, x):
        return F.linear(F.batch_norm(x, None, None, training=True).flatten(1), self.weight, self.bias)


class OneImage(Linear):
    """Takes a single image, as a trace that has recorded the number of images as a constant."""

    def forward(self, x):
        return F.linear(x.reshape(1, 16), self.weight, self.bias)


class Counts(Linear):
    """Adds the number of runs to its outputs."""

    def __init__(self):
        super().__init__()
        self.register_buffer("runs", torch.zeros(1))

    def forward(self, x):
        self.runs += 1
        return F.linear(x.flatten(1), self.weight, self.bias) + self.runs


class OneProbability(nn.Module):
    """The probability of the second of two classes: the logistic function of OneLogit."""

    def forward(self, x):
        return (x.flatten(1).sum(1, keepdim=True) - 8).sigmoid()


class WholeNumberLayer(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y, y.to(torch.int64)


class SumLayer(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y, y.sum()


class TurnedLayer(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y, y.t()


class RandomLayer(Linear):
    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        return y, torch.rand_like(y)


class Forgets(Linear):
    """Omits its layer for more than three images."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        if x.shape[0] > 3:
            return [y]
        return [y, y * 2]


class NarrowLayer(Linear):
    """A layer that loses a unit when shown more than three images."""

    def forward(self, x):
        y = F.linear(x.flatten(1), self.weight, self.bias)
        h = y * 2
        if x.shape[0] > 3:
            h = h[:, :2]
        return y, h


class Nearest(nn.Module):
    """Logits of 7 classes for images of any size: negative squared distance of the mean from c / 6, times 36."""

    def forward(self, x):
        m = x.mean([1, 2, 3]) * 6
        return -(m.unsqueeze(1) - torch.arange(7)).pow(2)


def without_debugging(file: pathlib.Path):
    """Removes debugging data, which contains folder names of this machine."""
    with zipfile.ZipFile(file) as old:
        entries = [(entry, old.read(entry)) for entry in old.infolist() if not entry.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as new:
        for entry, content in entries:
            new.writestr(zipfile.ZipInfo(entry.filename), content)


def save(name: str, module: nn.Module, training: bool = False):
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    scripted = torch.jit.script(module.train(training))
    torch.jit.save(scripted, HERE / f"{name}.pt")
    without_debugging(HERE / f"{name}.pt")


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
    save("decoder-of-planes-last", DecoderOfPlanesLast())
    save("bfloat16", Bfloat16())
    save("complex", ComplexNumbers())
    save("complex-doubles", ComplexDoubles())
    save("stepped", Stepped())
    save("short-integers", ShortIntegers())
    save("rgb", Rgb())
    save("layers", Layers())
    save("cut-layer", OneOfTheLayersCut())
    save("black-box", BlackBox())
    save("no-slope", NoSlope())
    save("view", View())
    save("alters", Alters())
    save("list", AsList())
    save("dictionary", AsDictionary())
    save("with-a-number", WithANumber())
    save("units-first", UnitsFirst())
    save("image-first", ImageFirst())
    save("normalized", Normalized())
    save("one-image", OneImage())
    save("counts", Counts())
    save("one-probability", OneProbability())
    save("whole-number-layer", WholeNumberLayer())
    save("sum-layer", SumLayer())
    save("turned-layer", TurnedLayer())
    save("random-layer", RandomLayer())
    save("forgets", Forgets())
    save("nearest", Nearest())
    save("narrow-layer", NarrowLayer())
    if not sys.argv[1:]:
        torch.save(Linear().state_dict(), HERE / "state-dict.pt")
