"""Makes networks of several architectures, and their outputs for stimuli, in the working directory.

NAME.pt and NAME.onnx are a network, NAME.stimuli.npy its stimuli, and NAME.ARRAY.npy what PyTorch returns for them.
"""

import numpy
import torch
from torch import nn

STIMULI = 96
torch.manual_seed(5)
torch.backends.mha.set_fastpath_enabled(False)


class Cnn(nn.Module):
    """Returns logits; with arrays, also hidden values before or after them."""

    def __init__(self, planes=1, side=12, arrays="logits"):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(planes, 6, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.hidden = nn.Linear(6 * ((side - 2) // 2) ** 2, 7)
        self.logits = nn.Linear(7, 4)
        self.arrays = arrays.split()

    def forward(self, x):
        maps = self.conv(x)
        hidden = torch.tanh(self.hidden(maps.flatten(1)))
        every = {"maps": maps, "hidden": hidden, "logits": self.logits(hidden)}
        returned = tuple(every[name] for name in self.arrays)
        return returned if len(returned) > 1 else returned[0]


class ChannelsLast(Cnn):
    def forward(self, x):
        return super().forward(x.permute(0, 3, 1, 2))


class Residual(nn.Module):
    """One block of two convolutions with batch normalization and a shortcut."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.block = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        return self.head(torch.relu(x + self.block(x)).mean((2, 3)))


class VisionTransformer(nn.Module):
    """Patches of 4 x 4, a class token, learned positions and two encoder layers."""

    def __init__(self, side=16):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, stride=4)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.positions = nn.Parameter(torch.randn(1, 1 + (side // 4) ** 2, 16))
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(16, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        return self.head(self.encoder(x)[:, 0])


class RowsInTime(nn.Module):
    """An LSTM that reads an image row by row."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 12, batch_first=True)
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        states, _ = self.lstm(x)
        return self.head(states[:, -1])


class OneProbability(Cnn):
    """The probability of the second of two classes, as binary classifiers of Keras."""

    def forward(self, x):
        return torch.sigmoid(super().forward(x)[:, :1])


def record(name, network, stimuli, arrays=("logits",)):
    """Writes what a network returns for stimuli, in the order that it takes. One probability becomes two."""
    with torch.inference_mode():
        returned = network.eval()(stimuli)
    for array, values in zip(arrays, returned if isinstance(returned, tuple) else (returned,)):
        values = torch.cat([1 - values, values], 1) if array == "probability" else values.flatten(1)
        numpy.save(f"{name}.{array}.npy", values.numpy())


def steeper(network):
    """Doubles the parameters of a new network, so that its outputs depend more on the stimuli."""
    for parameter in network.parameters():
        parameter.data *= 2
    return network.eval()


def make(name, network, *shape, arrays=("logits",), batch=None, planes_last=False):
    """Shape is that of a stimulus as the network takes it; batch is the number of images that ONNX fixes."""
    steeper(network)
    example = torch.zeros(batch or 2, *shape)
    torch.jit.save(torch.jit.trace(network, example), f"{name}.pt")
    axes = {} if batch else {each: {0: "images"} for each in ("image", *arrays)}
    torch.onnx.export(network, example, f"{name}.onnx", dynamo=False, input_names=["image"],
                      output_names=list(arrays), dynamic_axes=axes)
    stimuli = torch.rand(STIMULI, *shape)
    planes_first = stimuli.permute(0, 3, 1, 2) if planes_last else stimuli
    numpy.save(f"{name}.stimuli.npy", planes_first.contiguous().numpy())
    record(name, network, stimuli, arrays)


if __name__ == "__main__":
    make("cnn", Cnn(), 1, 12, 12)
    make("residual", Residual(), 3, 16, 16)
    make("transformer", VisionTransformer(), 3, 16, 16)
    make("lstm", RowsInTime(), 10, 8)
    make("channels-last", ChannelsLast(3), 12, 12, 3, planes_last=True)
    make("fixed-batch", Cnn(), 1, 12, 12, batch=7)
    make("layers", Cnn(arrays="logits hidden maps"), 1, 12, 12, arrays=("logits", "hidden", "maps"))
    make("hidden-first", Cnn(arrays="hidden logits"), 1, 12, 12, arrays=("hidden", "logits"))
    make("image-first", Cnn(arrays="maps logits"), 1, 12, 12, arrays=("maps", "logits"))
    make("one-probability", OneProbability(), 1, 12, 12, arrays=("probability",))
