# The messages; then the trace's own code and the silent (3,)-(3,1) case.
import numpy as np

m = np.arange(12.0).reshape(3, 4)
per_row = np.array([1.0, 2.0, 3.0])
assert (m * per_row[:, None]).shape == (3, 4)
assert (m * per_row.reshape(-1, 1)).shape == (3, 4)      # the same


share = m / m.sum(axis=1, keepdims=True)
assert np.allclose(share.sum(axis=1), 1)
centred = m - m.mean(axis=0)                             # per column: (3,4) - (4,) fits as it is


x, y = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])
assert np.abs(x[:, None] - y[None, :]).shape == (3, 2)


def mse(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    if y_true.shape != y_pred.shape:
        raise ValueError(f"{y_true.shape} against {y_pred.shape}")
    return float(np.mean((y_true - y_pred) ** 2))


assert mse(per_row, per_row[:, None].ravel()) == 0



def message(work):
    try:
        work()
    except ValueError as error:
        return str(error).strip()
    raise SystemExit("no error")


assert message(lambda: m * per_row) == "operands could not be broadcast together with shapes (3,4) (3,)"
assert message(lambda: m.__setitem__(slice(None), per_row)) == "could not broadcast input array from shape (3,) into shape (3,4)"
assert message(lambda: np.ones(3).__iadd__(np.ones((2, 3)))).startswith("non-broadcastable output operand with shape (3,)")
assert message(lambda: np.ones((2, 3)) @ np.ones((2, 3))).startswith("matmul: Input operand 1 has a mismatch")
assert (per_row - per_row[:, None]).shape == (3, 3)
assert message(lambda: mse(per_row, per_row[:, None])) == "(3,) against (3, 1)"
assert np.broadcast_shapes((3, 4), (3, 1)) == (3, 4)
assert np.column_stack([m, per_row]).shape == (3, 5)
m[:, 0] = per_row
