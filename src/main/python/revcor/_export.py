"""PyTorch modules as observers: export, upload and comparison with the module."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import json
import re
import sys
import time
import uuid
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, NamedTuple, Sequence

import numpy as np

from ._connection import RevcorError, say
from ._notebook import INACTIVE

if TYPE_CHECKING:
    import torch

    from ._study import Server, Study

OBSERVERS = "/api/v1/observers"
# A server opens a large network before it responds.
UPLOAD_SECONDS = 500
COMPARED = 16
# Largest difference of two outputs, as a share of the largest output.
TOLERANCE = 1e-4
POLL_SECONDS = 0.02
LAYOUTS: dict[str | None, Callable[[Any], Any]] = {
    None: lambda x: x,
    "nchw": lambda x: x,
    "nhwc": lambda x: x.permute(0, 2, 3, 1),
    "rows": lambda x: x[:, 0],
    "flat": lambda x: x.flatten(1),
}


class Network(NamedTuple):
    """A module as it is exported.

    Attributes:
        module: Takes images in the layout of the card; returns the output, or a tuple with layers.
        card: The card of the observer, as the server reads it.
        width: Numbers of the output for an image.
    """

    module: torch.nn.Module
    card: dict[str, Any]
    width: int

    def outputs(self, stimuli: np.ndarray, scale: Any) -> np.ndarray:
        """Returns the module's output, (n, classes), for stimuli in [0, 1], float32 (n, C, H, W).

        Args:
            scale: "unit", "bytes", or a mean and a sd of each plane.
        """
        import torch

        x = torch.from_numpy(stimuli)
        if scale == "bytes":
            x = 255 * x
        elif scale != "unit":
            mean, sd = (torch.tensor(scale[key])[:, None, None] for key in ("mean", "sd"))
            x = (x - mean) / sd
        with torch.no_grad():
            returned = self.module(LAYOUTS[self.card.get("layout")](x))
        output = returned[0] if isinstance(returned, tuple) else returned
        output = output.reshape(len(x), -1).numpy()
        if output.shape[1] == 1 and self.card.get("output") == "probabilities":
            return np.hstack([1 - output, output])
        return output


def is_module(observer: Any) -> bool:
    """Returns whether an observer is a torch.nn.Module; imports nothing."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(observer, torch.nn.Module)


def upload(
    server: Server,
    module: torch.nn.Module,
    gradients: bool,
    head: str | int | None,
    layers: Sequence[str],
    **declared: Any,
) -> tuple[str, str]:
    """Exports a module, uploads it unless the server has it, and compares outputs.

    Args:
        gradients: Whether the study needs gradients, which ONNX files do not have.
        head: Name or position of the output to study, if the module returns several.
        layers: Names of submodules whose outputs are layers.
        declared: What the caller states of the card: input, classes, output, scale and layout.

    Returns:
        The name of the observer on the server, and what it returns, "logits" or "probabilities".

    Raises:
        TypeError: If input or head is missing.
        RevcorError: If the module cannot be exported, or the server refuses it.
    """
    label = type(module).__name__
    faults: list[str] = []
    with _evaluated(module) as module, warnings.catch_warnings(record=True) as noticed:
        warnings.simplefilter("always")
        network = _network(module, head, layers, declared)
        formats = [("TorchScript", ".pt", _traced), ("TorchScript", ".pt", _scripted)]
        if not gradients:
            formats.insert(0, ("ONNX", ".onnx", _onnx))
        for kind, ending, export in formats:
            try:
                file = export(network)
            except Exception as e:
                faults.append(f"{kind}: {_operation(e)}")
                continue
            fault = _offer(server, label, file, ending, network)
            if fault is None:
                return _name(label, file, network), network.card.get("output", "logits")
            faults.append(f"{kind}: {fault}")
    baked = [
        f"{w.filename}:{w.lineno}: {str(w.message).split('.')[0]}"
        for w in noticed
        if w.category.__name__ == "TracerWarning"
    ]
    raise RevcorError(
        f"{label} cannot be exported: {'; '.join(dict.fromkeys(baked[:1] + faults))}. As a function it works:"
        f" study(lambda x: network(torch.from_numpy(x)).detach().numpy(), input={tuple(network.card['input'])},"
        f" classes={max(2, network.width)}, output={network.card.get('output', 'logits')!r})"
    )


@contextlib.contextmanager
def _evaluated(module: torch.nn.Module) -> Iterator[torch.nn.Module]:
    """Yields the module in float32 on the CPU and in evaluation mode; restores it afterwards."""
    import torch

    tensors = [x for x in (*module.parameters(), *module.buffers()) if x.is_floating_point()]
    if any(x.dtype != torch.float32 or x.device.type != "cpu" for x in tensors):
        module = copy.deepcopy(module).float().cpu()
    training = {part: part.training for part in module.modules()}
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield module.eval()
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        for part, mode in training.items():
            part.training = mode


def _network(
    module: torch.nn.Module, head: str | int | None, layers: Sequence[str], declared: dict[str, Any]
) -> Network:
    """Runs a module on two images, chooses its output and completes its card."""
    import torch

    own = _own(module)
    card = {key: own.get(key) if value is None else value for key, value in declared.items()}
    card = {key: value for key, value in card.items() if value is not None}
    if "input" not in card:
        raise TypeError("a module as observer needs input, such as input=(3, 224, 224)")
    card["input"] = [int(size) for size in card["input"]]
    if len(card["input"]) != 3 or min(card["input"]) < 1:
        raise TypeError(f"input is {card['input']}; it must be three positive numbers (planes, rows, columns)")
    if card.get("layout") not in LAYOUTS:
        raise TypeError(f"layout is {card['layout']!r}; it must be nchw, nhwc, rows or flat")
    example = LAYOUTS[card.get("layout")](torch.rand(2, *card["input"]))
    with torch.no_grad():
        try:
            returned = module(example)
        except Exception as e:
            raise RevcorError(
                f"the module fails for images of {tuple(example.shape)}: {e}; input is the shape of one image,"
                " layout (nhwc, rows, flat) the order of its values"
            ) from e
    head, output = _head(returned, head, card.get("classes"))
    if not isinstance(returned, torch.Tensor) or layers:
        module = _wrapped(module, head, layers)
    width = output.reshape(2, -1).shape[1]
    classes = card.pop("classes", None)
    if classes is own.get("classes") and classes is not None and len(classes) != width:
        classes = None
    if classes is not None and not isinstance(classes, int):
        card["classes"] = _distinct(classes)
        classes = len(classes)
    if classes not in (None, max(2, width)):
        raise TypeError(f"classes are {classes}, but the module returns {width} numbers for an image")
    if "output" not in card and width > 1 and bool((output >= 0).all()) and torch.allclose(output.sum(1), torch.ones(2)):
        card["output"] = "probabilities"
    if "scale" in card and declared["scale"] is None:
        if len(card["scale"]["mean"]) == card["input"][0]:
            say(f"scale {card['scale']} of the module; scale='unit' shows it stimuli in [0, 1] as they are")
        else:
            del card["scale"]
    if layers:
        card["layers"] = list(layers)
    return Network(module, card, width)


def _head(returned: Any, head: str | int | None, classes: Any) -> tuple[str, torch.Tensor]:
    """Returns the name and the values of the output that is studied."""
    arrays = _arrays(returned)
    numbers = {name: x for name, x in arrays.items() if x.is_floating_point() and x.dim() in (1, 2)}
    widths = {name: x.reshape(len(x), -1).shape[1] for name, x in numbers.items()}
    shown = ", ".join(f"{name} ({width} numbers)" for name, width in widths.items())
    if head is not None:
        if str(head) not in numbers:
            raise TypeError(f"head is {head!r}; it must be one of the outputs: {shown}")
        return str(head), numbers[str(head)]
    if not numbers:
        shapes = ", ".join(f"{name} {tuple(x.shape)}" for name, x in arrays.items()) or type(returned).__name__
        raise RevcorError(f"the module returns {shapes} for two images; an output has the shape (images, numbers)")
    count = classes if isinstance(classes, int) else len(classes) if classes is not None else None
    fitting = [name for name in numbers if len(numbers) == 1 or widths[name] == count]
    if len(fitting) != 1:
        raise TypeError(f"which output is studied? The module returns {shown}; choose one by head={next(iter(numbers))!r}")
    if len(arrays) > 1:
        say(f"output {fitting[0]} of {', '.join(arrays)} is studied")
    return fitting[0], numbers[fitting[0]]


def _arrays(returned: Any) -> dict[str, torch.Tensor]:
    """Returns the arrays of an output by their names, or their positions."""
    import torch

    if isinstance(returned, torch.Tensor):
        returned = {"output": returned}
    elif hasattr(returned, "_asdict"):
        returned = returned._asdict()
    elif isinstance(returned, (tuple, list)):
        returned = dict(enumerate(returned))
    if not isinstance(returned, Mapping):
        return {}
    return {str(name): x for name, x in returned.items() if isinstance(x, torch.Tensor)}


def _wrapped(module: torch.nn.Module, head: str, layers: Sequence[str]) -> torch.nn.Module:
    """Returns a module that returns one output, followed by the outputs of submodules."""
    import torch

    class Studied(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, x: torch.Tensor) -> Any:
            values: dict[str, torch.Tensor] = {}
            hooks = []
            for layer in layers:
                def keep(part: Any, inputs: Any, output: Any, layer: str = layer) -> None:
                    values[layer] = output if isinstance(output, torch.Tensor) else next(iter(_arrays(output).values()))

                hooks.append(self.module.get_submodule(layer).register_forward_hook(keep))
            try:
                output = _arrays(self.module(x))[head]
            finally:
                for hook in hooks:
                    hook.remove()
            return (output, *(values[layer] for layer in layers)) if layers else output

    for layer in layers:
        try:
            module.get_submodule(layer)
        except AttributeError:
            names = ", ".join(name for name, _ in module.named_modules() if name)
            raise TypeError(f"layers has {layer!r}; it must be one of {names}") from None
    return Studied().eval()


def _own(module: torch.nn.Module) -> dict[str, Any]:
    """Returns what modules of timm and torchvision state of input, scale and classes."""
    stated = getattr(module, "pretrained_cfg", None)
    if stated is not None:
        get = stated.get if isinstance(stated, Mapping) else lambda key: getattr(stated, key, None)
        mean, sd = get("mean"), get("std")
        input, classes = get("input_size"), get("label_names")
    elif type(module).__module__.startswith("torchvision.models."):
        weights = sys.modules["torchvision"].models.ResNet18_Weights.DEFAULT
        weights = getattr(module, "weights", weights)
        transforms = weights.transforms()
        mean, sd = transforms.mean, transforms.std
        input, classes = None, weights.meta["categories"]
    else:
        return {}
    scale = {"mean": [float(x) for x in mean], "sd": [float(x) for x in sd]} if mean and sd else None
    return {"input": input, "scale": scale, "classes": classes}


def _distinct(names: Sequence[str]) -> list[str]:
    """Returns names of classes; those that occur twice, as in ImageNet, get their position."""
    names = [str(name) for name in names]
    return [f"{name} ({i})" if names.count(name) > 1 else name for i, name in enumerate(names)]


def _example(network: Network) -> torch.Tensor:
    import torch

    return LAYOUTS[network.card.get("layout")](torch.rand(2, *network.card["input"]))


def _onnx(network: Network) -> bytes:
    import torch

    names = ["logits", *network.card.get("layers", [])]
    file = io.BytesIO()
    torch.onnx.export(
        network.module,
        (_example(network),),
        file,
        dynamo=False,
        input_names=["image"],
        output_names=names,
        dynamic_axes={name: {0: "n"} for name in ["image", *names]},
    )
    return file.getvalue()


def _traced(network: Network) -> bytes:
    import torch

    with torch.no_grad():
        return _saved(torch.jit.trace(network.module, _example(network), check_trace=False))


def _scripted(network: Network) -> bytes:
    import torch

    return _saved(torch.jit.script(network.module))


def _saved(module: Any) -> bytes:
    import torch

    file = io.BytesIO()
    torch.jit.save(module, file)
    return file.getvalue()


def _operation(failure: Exception) -> str:
    """Returns the operation that an export has failed at, or else the first line of its message."""
    text = str(failure)
    operation = re.search(r"operator '?(\w+::\w+)|Python (?:operator|function call) '?(\w+)", text)
    if operation:
        return f"operation {operation[1] or operation[2]}"
    return next((line.strip() for line in text.splitlines() if line.strip()), type(failure).__name__)


def _name(label: str, file: bytes, network: Network) -> str:
    digest = hashlib.sha256(file + json.dumps(network.card, sort_keys=True).encode()).hexdigest()
    return f"{label[:80]}-{digest[:12]}"


def _offer(server: Server, label: str, file: bytes, ending: str, network: Network) -> str | None:
    """Uploads a file unless the server has it; returns why it is not that module, or None."""
    path = f"{OBSERVERS}/{_name(label, file, network)}"
    try:
        server._connection.request("GET", path)
        return None
    except RevcorError as e:
        if e.status != 404:
            raise
    boundary = uuid.uuid4().hex
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="%s"%s\r\nContent-Type: %s\r\n\r\n'
    form = b"".join([
        (part % ("card", "", "application/json")).encode(),
        json.dumps(network.card).encode(),
        ("\r\n" + part % ("network", f'; filename="network{ending}"', "application/octet-stream")).encode(),
        file,
        f"\r\n--{boundary}--\r\n".encode(),
    ])
    connection = server._connect(timeout=UPLOAD_SECONDS)
    try:
        connection.request("PUT", path, form, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        observer = connection.request("GET", path).json()
    except RevcorError as e:
        if e.status == 422 and str(e).startswith("network"):
            return str(e)
        if e.status == 409:  # another process has uploaded it meanwhile
            return None
        raise
    finally:
        connection.close()
    fault = _compare(server, label, observer, network)
    if fault:
        server._connection.request("DELETE", path)
    return fault


def _compare(server: Server, label: str, observer: Mapping[str, Any], network: Network) -> str | None:
    """Compares the outputs of a network of the server with those of its module.

    Both are shown the same 16 stimuli, of which each study returns the sum of the outputs and the
    covariances of outputs and pixels. These determine the outputs.
    """
    _, rows, columns = observer["shape"]
    probabilities = observer["output"] == "probabilities"
    given: list[np.ndarray] = []

    def own(stimuli: np.ndarray) -> np.ndarray:
        given.append(network.outputs(stimuli, observer["scale"]))
        return given[-1]

    keys: dict[str, Any] = {
        "name": f"comparison of {label} with its module",
        "stimulus": {"kind": "white-noise", "size": [min(rows, 8), min(columns, 8)]},
        "readout": "probability" if probabilities else "logit",
        "stop": {"max_trials": COMPARED},
        "block_size": COMPARED,
    }
    function = {
        "input": observer["shape"],
        "classes": network.width + (probabilities and network.width == 1),
        "output": observer["output"],
    }
    studies = []
    try:
        studies.append(server.study(observer["name"], **keys))
        studies.append(server.study(own, **function, **keys))
        for study in studies:
            while (state := study.info)["state"] not in INACTIVE:
                time.sleep(POLL_SECONDS)
            if state["state"] != "finished":
                return f"its outputs cannot be compared: {state['problem'] or state['state']}"
        tolerance = TOLERANCE * max(np.abs(x).max() for x in given)
        for sums in (lambda study: study.counts / COMPARED, lambda study: _covariances(study, probabilities)):
            if not np.allclose(*map(sums, studies), rtol=0, atol=tolerance, equal_nan=True):
                return "its outputs differ from those of the module"
        return None
    finally:
        for study in studies:
            with contextlib.suppress(RevcorError):
                study.stop()._connection.request("DELETE", study._path)


def _covariances(study: Study, probabilities: bool) -> np.ndarray:
    """Returns the covariances of the outputs and the pixels of a study of 16 uniform stimuli."""
    if probabilities:
        return study.maps * (study.counts / COMPARED)[:, None, None, None]
    return study.maps / 12
