"""For every mistake a program in which it occurs, and what a person then writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A program, what is asked, and the wrong answer in the names of the program.

    `dw` is the derivative of the output by w; a name alone is a value on the way forward.
    """

    name: str
    program: str
    target: str
    wrong: str
    at: Mapping[str, Any] = field(default_factory=dict)
    constants: tuple[str, ...] = ()


_NEURON = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
_CHAIN = "z1 = w1*x; a1 = sigmoid(z1); z2 = w2*a1; a2 = tanh(z2); L = (a2 - y)^2"
_RELU = "z = w*x; a = relu(z); L = (a - y)^2"
_FORK = "u = x*y; L = 3*u + u^2"
_BATCH = "X: (N, D); W: (D, H); b: (H,); Z = X @ W + b; L = sum(Z^2)/2"
_SQUARE = "X: (3, 3); W: (3, 3); G: (3, 3); Z = X @ W; L = sum(G*Z)"
_SOFTMAX = "z: (3,); p = softmax(z); L = -log(p[1])"
_MEAN = "A: (N, D); Y: (N, D); L = mean((A - Y)^2)"
_NORM = (
    "x: (N, D); G: (N, D); mu = mean(x, axis=0); c = x - mu; v = mean(c^2, axis=0); "
    "s = 1/sqrt(v + 0.001); xh = c*s; L = sum(G*xh)"
)
_STANDARD = "x: (N, D); G: (N, D); xh = standardize(x, axis=0, eps=0.001); L = sum(G*xh)"
_SPREAD = "sqrt(var(x, axis=0, keepdims=True) + 0.001)"
_TIME = "h1 = tanh(w*x1); h2 = tanh(w*x2 + u*h1); h3 = tanh(w*x3 + u*h2); L = h1 + 2*h2 + 3*h3"

CASES = (
    # branches
    Case("one_branch", "d = a*b; e = a + b; f = d*e", "da", "e*b"),
    Case("one_branch", "L = a*b + a*c + a*d", "da", "b + d"),
    Case("branches_multiplied", _FORK, "du", "3*2*u"),
    Case("branch_twice", _FORK, "dx", "(3 + 3 + 2*u)*y"),
    # activations
    Case("activation_missing", _NEURON, "dw", "2*(a - y)*x"),
    Case("activation_missing", _CHAIN, "dw1", "2*(a2 - y)*w2*x"),
    Case("activation_missing", "z: (3,); y: (3,); p = softmax(z); L = sum((p - y)^2)", "dz",
         "2*(p - y)"),
    Case("wrong_argument", _NEURON, "dz", "2*(a - y)*sigmoid(a)*(1 - sigmoid(a))"),
    Case("wrong_argument", _NEURON, "dz", "2*(a - y)*z*(1 - z)"),
    Case("wrong_argument", "h = tanh(s); L = h^2", "ds", "2*h*(1 - s^2)"),
    Case("wrong_argument", "q = softplus(s); L = q^2", "ds", "2*q*sigmoid(q)"),
    Case("applied_twice", _NEURON, "dw", "2*(a - y)*a^2*(1 - a)^2*x"),
    Case("wrong_activation", "h = tanh(s); L = h^2", "ds", "2*h*h*(1 - h)"),
    Case("wrong_activation", _NEURON, "dz", "2*(a - y)*(1 - tanh(z)^2)"),
    Case("reciprocal_derivative", "h = tanh(s); L = 2*h", "ds", "2/(1 - h^2)"),
    # gates
    Case("leaky_slope_zero", "a = leaky_relu(x, 0.1); L = a^2", "dx", "2*a*ind(x > 0)"),
    Case("relu_mask_wrong_tensor", _RELU, "dz", "2*(a - y)*ind(2*(a - y) > 0)"),
    Case("relu_mask_wrong_tensor", _RELU, "dw", "2*(a - y)*a*x"),
    Case("relu_mask_wrong_tensor", "z = w*x; a = relu(z); q = v*a; c = relu(q); L = (c - y)^2",
         "dq", "2*(c - y)*ind(z > 0)"),
    Case("mask_inverted", _RELU, "dz", "2*(a - y)*ind(z <= 0)"),
    Case("max_wrong_input", "m = max(x, y); L = m^2", "dx", "2*m*ind(x < y)"),
    Case("max_wrong_input", "x: (N,); m = max(x); L = m^2", "dx", "2*m*first_min(x)"),
    Case("max_not_routed", "m = max(x, y); L = m^2", "dy", "2*m"),
    Case("max_not_routed", "x: (N,); m = max(x); L = m^2", "dx", "2*m*ones_like(x)"),
    # softmax
    Case("softmax_elementwise", _SOFTMAX, "dz", "p*(1 - p)"),
    Case("softmax_elementwise", "z: (3,); y: (3,); p = softmax(z); L = sum((p - y)^2)", "dz",
         "2*(p - y)*p*(1 - p)"),
    Case("softmax_elementwise", "z: (N, 3); y: (N, 3); L = cross_entropy(z, y)", "dz",
         "softmax(z)*(1 - softmax(z))"),
    Case("softmax_jacobian_twice", _SOFTMAX, "dz", "(p - onehot(1, 3))*p*(1 - p)"),
    Case("cross_entropy_sign", _SOFTMAX, "dz", "onehot(1, 3) - p"),
    Case("cross_entropy_sign", _SOFTMAX, "L", "log(p[1])"),
    Case("cross_entropy_sign", "z: (3,); y: (3,); L = cross_entropy(z, y)", "dz",
         "y - softmax(z)*sum(y)"),
    Case("label_forgotten", _SOFTMAX, "dz", "p"),
    # matrices
    Case("transposed", _SQUARE, "dW", "(X.T @ G).T"),
    Case("transposed", "X: (N, D); W: (D, H); Z = X @ W; L = sum(Z^2)/2", "dW", "Z.T @ X"),
    Case("transpose_missing", _SQUARE, "dX", "G @ W"),
    Case("transpose_missing", "A: (3, 3); x: (3,); g: (3,); L = sum(g*(A @ x))", "dx", "A @ g"),
    Case("operands_swapped", _SQUARE, "dW", "G @ X.T"),
    Case("operands_swapped", _SQUARE, "Z", "W @ X"),
    Case("transpose_wrong_operand", _SQUARE, "dW", "X @ G.T"),
    Case("hadamard_for_matmul", _SQUARE, "dW", "G*X"),
    Case("hadamard_for_matmul", _SQUARE, "Z", "X*W"),
    Case("matmul_for_hadamard", "A: (3, 3); B: (3, 3); G: (3, 3); L = sum(G*(A*B))", "dA",
         "G @ B"),
    # biases
    Case("bias_not_summed", _BATCH, "db", "Z"),
    Case("bias_averaged", _BATCH, "db", "mean(Z, axis=0)"),
    Case("bias_with_input", _NEURON, "db", "2*(a - y)*a*(1 - a)*x"),
    Case("bias_with_input", _BATCH, "db", "X.T @ Z"),
    # factors
    Case("missing_mean", _MEAN, "dA", "2*(A - Y)"),
    Case("missing_mean", "L = ((a - y)^2 + (b - y)^2)/2", "da", "2*(a - y)"),
    Case("missing_mean", "A: (N, D); Y: (N, D); L = mse(A, Y)", "dA", "2*(A - Y)"),
    Case("doubled_mean", _MEAN, "dA", "2*(A - Y)/size(A)^2"),
    Case("doubled_mean", "X: (N, D); w: (D,); y: (N,); L = mean((X @ w - y)^2)", "dw",
         "2*X.T @ (X @ w - y)/size(y)^2"),
    Case("averaged", _BATCH, "dW", "X.T @ Z/size(X, axis=0)"),
    Case("wrong_count", _MEAN, "dA", "2*(A - Y)/size(A, axis=0)"),
    Case("scale_dropped", "u = 3*x; s = sigmoid(u)", "dx", "s*(1 - s)"),
    Case("scale_dropped", "x: (N, D); g: (D,); G: (N, D); y = g*x; L = sum(G*y)", "dx", "G"),
    Case("power_rule", "L = x^3", "dx", "x^2"),
    Case("power_rule", "L = x^3", "dx", "3*x^3"),
    Case("factor_half", "yhat = w*x; L = (yhat - y)^2", "dw", "(yhat - y)*x"),
    Case("factor_two", "yhat = w*x; L = (yhat - y)^2", "dyhat", "4*(yhat - y)"),
    Case("sign", "yhat = w*x; L = (yhat - y)^2", "dyhat", "2*(y - yhat)"),
    # the chain
    Case("power_times_output", "E = (t - o)^2", "do", "2*(t - o)*o"),
    Case("inner_derivative_missing", "L = sin(x^2)", "dx", "cos(x^2)"),
    Case("inner_derivative_missing", "E = (t - o)^2", "do", "2*(t - o)"),
    Case("input_for_weight", "z = w*x; L = z^2", "dw", "2*z*w"),
    Case("input_for_weight", "X: (N, D); W: (D, H); Z = X @ W; L = sum(Z^2)/2", "dW", "Z @ W.T"),
    Case("wrong_layer", _CHAIN, "dw2", "2*(a2 - y)*(1 - a2^2)*z1"),
    Case("wrong_layer", "z = w1*x1 + w2*x2; L = z^2", "dw1", "2*z*x2"),
    Case("upstream_overwritten", _RELU, "dz", "ind(z > 0)"),
    Case("upstream_overwritten", _NEURON, "dw", "x"),
    Case("upstream_overwritten", "v: (N,); h: (N,); z = v @ h; L = z^2", "dh", "v"),
    Case("stopped_early", _NEURON, "dw", "2*(a - y)*a*(1 - a)"),
    Case("stopped_early", "X: (N, D); W: (D, H); Z = X @ W; L = sum(Z^2)/2", "dX", "Z"),
    Case("gradient_is_weight", _NEURON, "dw", "w"),
    Case("treated_as_constant", "L = -log(p)", "dp", "0"),
    # forward
    Case("square_missing", _NEURON, "L", "a - y"),
    Case("square_missing", "L = (y - o)^2", "L", "abs(y - o)"),
    Case("half_missing", "L = (y - o)^2/2", "L", "(y - o)^2"),
    Case("half_missing", "q = 0.5*x; L = q^2", "L", "x^2"),
    Case("bias_forgotten", _NEURON, "a", "sigmoid(w*x)"),
    Case("activation_forgotten", _NEURON, "L", "(z - y)^2"),
    Case("exponent_sign", _NEURON, "a", "1/(1 + exp(z))"),
    Case("wrong_activation_forward", _NEURON, "a", "tanh(z)"),
    Case("softmax_wrong_sum", _SOFTMAX, "p", "exp(z)"),
    Case("softmax_wrong_sum", "z: (2, 3); p = softmax(z); L = sum(p^2)", "p",
         "exp(z)/sum(exp(z), axis=0)"),
    Case("mean_forgotten", _MEAN, "L", "sum((A - Y)^2)"),
    Case("logarithm_base", _SOFTMAX, "L", "-log(p[1])/log(10)"),
    Case("variance_count", "x: (N,); v = var(x); L = v^2", "v",
         "sum((x - mean(x))^2)/(size(x) - 1)"),
    Case("difference_reversed", "e = y - a; L = e^3", "e", "a - y"),
    Case("sum_for_product", _FORK, "u", "x + y"),
    # statistics and time
    Case("statistics_constant", _NORM, "dx", "G*s"),
    Case("statistics_constant", _NORM, "dc", "G*s"),
    Case("statistics_constant", _STANDARD, "dx", f"G/{_SPREAD}"),
    Case("statistics_constant", _STANDARD, "dx", f"(G - mean(G, axis=0))/{_SPREAD}"),
    Case("recurrent_dropped", _TIME, "dh2", "2"),
    Case("recurrent_dropped", _TIME, "dw",
         "(1 - h1^2)*x1 + 2*(1 - h2^2)*x2 + 3*(1 - h3^2)*x3", constants=("x1", "x2", "x3")),
    # conventions
    Case("relu_at_zero", "z = w*x; a = relu(z); L = 3*a", "dz", "3*ind(z >= 0)",
         {"w": 0.0, "x": 2.0}),
    Case("relu_at_zero", "z = w*x; a = relu(z); L = 3*a", "dw", "3*(ind(z > 0) + ind(z == 0)/2)*x",
         {"w": 0.0, "x": 2.0}),
    Case("abs_at_zero", "L = 2*abs(x)", "dx", "2*(sign(x) - ind(x == 0))", {"x": 0.0}),
    Case("max_tie", "m = max(x, y); L = m^2", "dx", "2*m*(ind(x > y) + ind(x == y)/2)",
         {"x": 2.0, "y": 2.0}),
    Case("max_tie", "m = max(x, y); L = m^2", "dy", "2*m*ind(y >= x)", {"x": 2.0, "y": 2.0}),
    Case("max_tie", "m = max(x); L = m^2", "dx", "2*m*(x == m)/sum(x == m)",
         {"x": [2.0, 1.0, 2.0]}),
    Case("eps_placement", "s = sqrt(v + 0.001); L = s^2", "s", "sqrt(v) + 0.001"),
    Case("eps_placement", _NORM, "xh", "c*(1/(sqrt(v) + 0.001))"),
)  # fmt: skip
