"""The all-MiniLM-L6-v2 sentence encoder as an ONNX graph, made from its published weights.

The graph takes `input_ids` and `attention_mask` (int64, [batch, tokens]), gives `embedding` (float32, [batch, 384]):
a six-layer BERT encoder (Devlin et al. 2018, arXiv 1810.04805), then the mean over the
attention mask and L2 norm, as the model card says.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
LAYERS = 6
HEADS = 12
HIDDEN = 384
HEAD_SIZE = HIDDEN // HEADS
LAYER_NORM_EPSILON = 1e-12

Weights = dict[str, NDArray[np.float32]]


@dataclass
class _Graph:
    """Collects nodes and constants; each method appends one operation and returns the name of its output."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    _names: "count[int]" = field(default_factory=count)

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"c{next(self._names)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"t{next(self._names)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def linear(self, x: str, weights: Weights, prefix: str) -> str:
        product = self.op("MatMul", x, self.constant(weights[f"{prefix}.weight"].T))
        return self.op("Add", product, self.constant(weights[f"{prefix}.bias"]))

    def layer_norm(self, x: str, weights: Weights, prefix: str) -> str:
        scale, bias = weights[f"{prefix}.weight"], weights[f"{prefix}.bias"]
        return self.op(
            "LayerNormalization", x, self.constant(scale), self.constant(bias), axis=-1, epsilon=LAYER_NORM_EPSILON
        )


def _embed_tokens(graph: _Graph, weights: Weights) -> str:
    words = graph.op("Gather", graph.constant(weights["embeddings.word_embeddings.weight"]), "input_ids")
    length = graph.op("Shape", "input_ids", start=1, end=2)
    positions = graph.op(
        "Slice",
        graph.constant(weights["embeddings.position_embeddings.weight"]),
        graph.ints(0),
        length,
        graph.ints(0),
    )
    # Every text is one segment, so the segment embedding is a constant row.
    segment = graph.constant(weights["embeddings.token_type_embeddings.weight"][0])
    summed = graph.op("Add", graph.op("Add", words, positions), segment)
    return graph.layer_norm(summed, weights, "embeddings.LayerNorm")


def _attention(graph: _Graph, weights: Weights, prefix: str, x: str, mask_bias: str) -> str:
    by_head = graph.ints(0, 0, HEADS, HEAD_SIZE)

    def heads(name: str, perm: list[int]) -> str:
        projected = graph.linear(x, weights, f"{prefix}.self.{name}")
        return graph.op("Transpose", graph.op("Reshape", projected, by_head), perm=perm)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scale = graph.constant(np.array(1 / np.sqrt(HEAD_SIZE), dtype=np.float32))
    scores = graph.op("Add", graph.op("Mul", graph.op("MatMul", query, key), scale), mask_bias)
    mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), value)
    joined = graph.op("Reshape", graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), graph.ints(0, 0, HIDDEN))
    out = graph.linear(joined, weights, f"{prefix}.output.dense")
    return graph.layer_norm(graph.op("Add", out, x), weights, f"{prefix}.output.LayerNorm")


def _encoder_layer(graph: _Graph, weights: Weights, prefix: str, x: str, mask_bias: str) -> str:
    attended = _attention(graph, weights, f"{prefix}.attention", x, mask_bias)
    inner = graph.op("Gelu", graph.linear(attended, weights, f"{prefix}.intermediate.dense"))
    out = graph.linear(inner, weights, f"{prefix}.output.dense")
    return graph.layer_norm(graph.op("Add", out, attended), weights, f"{prefix}.output.LayerNorm")


def _pool(graph: _Graph, hidden: str, mask: str) -> str:
    weight = graph.op("Unsqueeze", mask, graph.ints(2))
    total = graph.op("ReduceSum", graph.op("Mul", hidden, weight), graph.ints(1), keepdims=0)
    mean = graph.op("Div", total, graph.op("ReduceSum", weight, graph.ints(1), keepdims=0))
    norm = graph.op("ReduceL2", mean, graph.ints(1), keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, norm], ["embedding"]))
    return "embedding"


def encoder(weights: Weights) -> onnx.ModelProto:
    """Build the graph from the weights, named as in the published checkpoint. KeyError when one is missing."""
    graph = _Graph()
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    one, masked = graph.constant(np.array([1.0], np.float32)), graph.constant(np.array([-1e4], np.float32))
    hidden_positions = graph.op("Mul", graph.op("Sub", one, mask), masked)
    mask_bias = graph.op("Unsqueeze", hidden_positions, graph.ints(1, 2))

    hidden = _embed_tokens(graph, weights)
    for layer in range(LAYERS):
        hidden = _encoder_layer(graph, weights, f"encoder.layer.{layer}", hidden, mask_bias)
    output = _pool(graph, hidden, mask)

    shape = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", HIDDEN])],
            initializer=graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model
