"""Writes the small ONNX files of the tests beside this file: python3 make_onnx_networks.py"""

import json
import pathlib

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent
OPSET = [helper.make_opsetid("", 17)]
RANDOM = numpy.random.default_rng(7)


def weights(name, *shape):
    return numpy_helper.from_array(RANDOM.normal(size=shape).astype(numpy.float32), name)


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(file, nodes, inputs, outputs, constants=(), opset=OPSET, metadata=None):
    graph = helper.make_graph(nodes, file, inputs, outputs, list(constants))
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    if metadata:
        helper.set_model_props(model, metadata)
    (FOLDER / (file + ".onnx")).write_bytes(model.SerializeToString())


# as linear.pt of make_networks.py: weight (c, i) is (i - c) / 16, bias c is c
WEIGHTS = numpy_helper.from_array(
    numpy.array([[(i - c) / 16 for i in range(16)] for c in range(3)], numpy.float32), "w")
LINEAR = [WEIGHTS, numpy_helper.from_array(numpy.arange(3, dtype=numpy.float32), "b")]
FLAT = helper.make_node("Flatten", ["x"], ["flat"])
PRODUCT = helper.make_node("Gemm", ["flat", "w", "b"], ["logits"], transB=1)


def linear(file, shape, metadata=None):
    save(file, [FLAT, PRODUCT], [value("x", shape)], [value("logits", [shape[0], 3])], LINEAR, metadata=metadata)


linear("linear", ["n", 1, 4, 4], {"classes": json.dumps(["left", "middle", "right"])})
linear("fixed-batch", [3, 1, 4, 4])
linear("any-size", ["n", "c", "h", "w"])
save("flat", [helper.make_node("Gemm", ["x", "w", "b"], ["logits"], transB=1)],
     [value("x", ["n", 16])], [value("logits", ["n", 3])], LINEAR)

# a convolution whose hidden values are a further output; the same network with height x width x planes
KERNEL = weights("kernel", 5, 3, 3, 3)
HEAD = weights("head", 5, 4)


def convolution(file, shape, before):
    nodes = before + [
        helper.make_node("Conv", ["planes", "kernel"], ["conv"]),
        helper.make_node("Relu", ["conv"], ["hidden"]),
        helper.make_node("GlobalAveragePool", ["hidden"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["vector"]),
        helper.make_node("MatMul", ["vector", "head"], ["sum"]),
        helper.make_node("Softmax", ["sum"], ["probabilities"], axis=1),
    ]
    save(file, nodes, [value("x", shape)],
         [value("probabilities", ["n", 4]), value("hidden", ["n", 5, 4, 6])], [KERNEL, HEAD])


convolution("planes-first", ["n", 3, 6, 8], [helper.make_node("Identity", ["x"], ["planes"])])
convolution("planes-last", ["n", 6, 8, 3], [helper.make_node("Transpose", ["x"], ["planes"], perm=[0, 3, 1, 2])])

# as classifiers of scikit-learn: the label is the first output, the probabilities are the second
save("label-first", [FLAT, PRODUCT,
                     helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
                     helper.make_node("ArgMax", ["logits"], ["label"], axis=1, keepdims=0)],
     [value("x", ["n", 1, 4, 4])],
     [value("label", ["n"], TensorProto.INT64), value("probabilities", ["n", 3])], LINEAR)

# doubles inside and outside
save("doubles", [FLAT, PRODUCT, helper.make_node("Cast", ["logits"], ["wide"], to=TensorProto.DOUBLE)],
     [value("x", ["n", 1, 4, 4])], [value("wide", ["n", 3], TensorProto.DOUBLE)], LINEAR)

# what is refused
save("two-inputs", [FLAT, PRODUCT, helper.make_node("Mul", ["logits", "y"], ["scaled"])],
     [value("x", ["n", 1, 4, 4]), value("y", ["n", 3])], [value("scaled", ["n", 3])], LINEAR)
save("unknown-operator", [FLAT, helper.make_node("Magic", ["flat"], ["logits"], domain="org.example")],
     [value("x", ["n", 1, 4, 4])], [value("logits", ["n", 3])],
     opset=OPSET + [helper.make_opsetid("org.example", 1)])
save("unknown-opset", [FLAT, PRODUCT], [value("x", ["n", 1, 4, 4])], [value("logits", ["n", 3])], LINEAR,
     opset=[helper.make_opsetid("", 99)])
save("random-noise", [FLAT, PRODUCT,
                      helper.make_node("RandomNormalLike", ["logits"], ["noise"]),
                      helper.make_node("Add", ["logits", "noise"], ["noisy"])],
     [value("x", ["n", 1, 4, 4])], [value("noisy", ["n", 3])], LINEAR)
save("only-labels", [FLAT, PRODUCT, helper.make_node("ArgMax", ["logits"], ["label"], axis=1, keepdims=0)],
     [value("x", ["n", 1, 4, 4])], [value("label", ["n"], TensorProto.INT64)], LINEAR)

external = TensorProto()
external.CopyFrom(WEIGHTS)
external.ClearField("raw_data")
external.data_location = TensorProto.EXTERNAL
external.external_data.add(key="location", value="weights.bin")
save("external-data", [FLAT, PRODUCT], [value("x", ["n", 1, 4, 4])], [value("logits", ["n", 3])], [external, LINEAR[1]])

# external data where it is less obvious: in a branch, and in a graph whose field number has bits that parsers cut off
constant = helper.make_node("Constant", [], ["w2"])
constant.attribute.append(helper.make_attribute("value", external))
constant.attribute[0].t.name = "w"
branch = helper.make_graph(
    [constant, helper.make_node("Gemm", ["flat", "w2", "b"], ["inner"], transB=1)], "branch", [], [value("inner", None)])
condition = numpy_helper.from_array(numpy.array(True), "yes")
save("external-data-in-a-branch",
     [FLAT, helper.make_node("If", ["yes"], ["logits"], then_branch=branch, else_branch=branch)],
     [value("x", ["n", 1, 4, 4])], [value("logits", ["n", 3])], [LINEAR[1], condition])
plain = (FOLDER / "external-data.onnx").read_bytes()
position = plain.index(b"\x3a")  # field 7, a message: the graph
(FOLDER / "external-data-hidden.onnx").write_bytes(
    plain[:position] + b"\xba\x80\x80\x80\x70" + plain[position + 1:])

# outputs and properties that need care
save("second-output-called-output",
     [FLAT, PRODUCT, helper.make_node("Relu", ["logits"], ["output"])],
     [value("x", ["n", 1, 4, 4])], [value("logits", ["n", 3]), value("output", ["n", 3])], LINEAR)
save("half-precision",
     [FLAT, PRODUCT, helper.make_node("Cast", ["logits"], ["half"], to=TensorProto.FLOAT16)],
     [value("x", ["n", 1, 4, 4])], [value("half", ["n", 3], TensorProto.FLOAT16)], LINEAR)
hidden = helper.make_node("Gemm", ["flat", "w5"], ["features"], transB=1)
FIVE = numpy_helper.from_array(numpy.eye(5, 16, dtype=numpy.float32), "w5")
save("features-first", [FLAT, hidden, PRODUCT],
     [value("x", ["n", 1, 4, 4])], [value("features", ["n", 5]), value("logits", ["n", 3])], LINEAR + [FIVE])
for name, batch in (("batch-statistics", "n"), ("fixed-batch-statistics", 4), ("fixed-pair-statistics", 2)):
    save(name,
         [helper.make_node("ReduceMean", ["x"], ["mean"], axes=[0], keepdims=1),
          helper.make_node("Sub", ["x", "mean"], ["centred"]),
          helper.make_node("Flatten", ["centred"], ["flat"]), PRODUCT],
         [value("x", [batch, 1, 4, 4])], [value("logits", [batch, 3])], LINEAR)
linear("classes-that-are-none", ["n", 1, 4, 4], {"classes": "[null]"})
linear("classes-with-line-breaks", ["n", 1, 4, 4], {"classes": json.dumps(["a\n", "b", "c"])})
linear("two-classes", ["n", 1, 4, 4], {"classes": json.dumps(["a", "b"])})
linear("rows", ["n", 4, 4])
linear("no-usual-planes", ["n", 4, 2, 2])
linear("large-batch", [1 << 30, 1, 4, 4])
save("any-rank", [FLAT, PRODUCT], [value("x", None)], [value("logits", ["n", 3])], LINEAR)
save("sides-of-one", [FLAT, PRODUCT, helper.make_node("Unsqueeze", ["logits", "axes"], ["tall"])],
     [value("x", ["n", 1, 4, 4])], [value("tall", ["n", 3, 1, 1])],
     LINEAR + [numpy_helper.from_array(numpy.array([2, 3], numpy.int64), "axes")])
save("one-logit", [FLAT, PRODUCT, helper.make_node("ReduceSum", ["logits", "axis"], ["sum"], keepdims=0)],
     [value("x", ["n", 1, 4, 4])], [value("sum", ["n"])],
     LINEAR + [numpy_helper.from_array(numpy.array([1], numpy.int64), "axis")])

# logistic regression of digits whose pixels are 0 to 255: with any other scale it sees black images
SHIPPED = FOLDER.parents[5] / "main/resources/org/revcor/observer/catalogue"
stored = (SHIPPED / "mnist-logistic.safetensors").read_bytes()
header = int.from_bytes(stored[:8], "little")
numbers = numpy.frombuffer(stored[8 + header:], numpy.float32)
save("digits-of-bytes",
     [helper.make_node("Greater", ["x", "grey"], ["white"]),
      helper.make_node("Cast", ["white"], ["ink"], to=TensorProto.FLOAT),
      helper.make_node("Flatten", ["ink"], ["pixels"]),
      helper.make_node("Gemm", ["pixels", "w", "b"], ["logits"], transB=1)],
     [value("x", ["n", 1, 28, 28])], [value("logits", ["n", 10])],
     [numpy_helper.from_array(numbers[:7840].reshape(10, 784), "w"), numpy_helper.from_array(numbers[7840:], "b"),
      numpy_helper.from_array(numpy.array(127, numpy.float32), "grey")])

# two layers of different sizes after the logits
save("two-layers", [FLAT, PRODUCT, helper.make_node("Relu", ["logits"], ["positive"])],
     [value("x", ["n", 1, 4, 4])],
     [value("logits", ["n", 3]), value("flat", ["n", 16]), value("positive", ["n", 3])], LINEAR)
