"""Makes bfloat16.pt among the main resources: python3 make_bfloat16.py FOLDER (PyTorch 2.6).

The module returns its argument in bfloat16.
"""

import pathlib
import sys

import torch
import torch.nn as nn

from make_networks import without_debugging


class Narrow(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.to(torch.bfloat16)


if __name__ == "__main__":
    file = pathlib.Path(sys.argv[1]) / "bfloat16.pt"
    torch.jit.save(torch.jit.script(Narrow().eval()), file)
    without_debugging(file)
