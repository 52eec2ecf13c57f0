from math import exp


def f(w, x, b, y):
    v1 = w*x
    z = v1 + b
    t1 = exp(-abs(z))
    a = (1.0 if z >= 0.0 else t1)/(1.0 + t1)
    v2 = a - y
    L = v2*v2
    dL_dv2 = 2.0*v2  # ∂L/∂v₂ = 2v₂
    dL_dz = dL_dv2*(a*(1.0 - a))  # ∂L/∂z = ∂L/∂a · a(1 − a)
    dL_dx = dL_dz*w  # ∂L/∂x = ∂L/∂v₁ · w
    dL_dw = dL_dz*x  # ∂L/∂w = ∂L/∂v₁ · x
    return L, {"w": dL_dw, "x": dL_dx, "b": dL_dz}
