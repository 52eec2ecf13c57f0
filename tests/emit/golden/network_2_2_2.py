from math import exp


def f(w1, i1, w2, i2, b1, w3, w4, w5, w6, b2, w7, w8, t1, t2):
    net_h1 = w1*i1 + w2*i2 + b1
    t3 = exp(-abs(net_h1))
    out_h1 = (1.0 if net_h1 >= 0.0 else t3)/(1.0 + t3)
    net_h2 = w3*i1 + w4*i2 + b1
    t4 = exp(-abs(net_h2))
    out_h2 = (1.0 if net_h2 >= 0.0 else t4)/(1.0 + t4)
    net_o1 = w5*out_h1 + w6*out_h2 + b2
    t5 = exp(-abs(net_o1))
    out_o1 = (1.0 if net_o1 >= 0.0 else t5)/(1.0 + t5)
    net_o2 = w7*out_h1 + w8*out_h2 + b2
    t6 = exp(-abs(net_o2))
    out_o2 = (1.0 if net_o2 >= 0.0 else t6)/(1.0 + t6)
    v13 = t1 - out_o1
    v15 = t2 - out_o2
    E = 0.5*(v13*v13) + 0.5*(v15*v15)
    dE_dnet_o2 = (out_o2 - t2)*(out_o2*(1.0 - out_o2))
    dE_dw8 = dE_dnet_o2*out_h2  # ∂E/∂w₈ = ∂E/∂v₁₁ · out_h2
    dE_dw7 = dE_dnet_o2*out_h1  # ∂E/∂w₇ = ∂E/∂v₁₀ · out_h1
    dE_dnet_o1 = (out_o1 - t1)*(out_o1*(1.0 - out_o1))
    dE_db2 = dE_dnet_o2 + dE_dnet_o1  # ∂E/∂b₂ = ∂E/∂net_o1 · 1 + ∂E/∂net_o2 · 1
    dE_dw6 = dE_dnet_o1*out_h2  # ∂E/∂w₆ = ∂E/∂v₈ · out_h2
    dE_dw5 = dE_dnet_o1*out_h1  # ∂E/∂w₅ = ∂E/∂v₇ · out_h1
    dE_dnet_h2 = (dE_dnet_o2*w8 + dE_dnet_o1*w6)*(out_h2*(1.0 - out_h2))
    dE_dw4 = dE_dnet_h2*i2  # ∂E/∂w₄ = ∂E/∂v₅ · i₂
    dE_dw3 = dE_dnet_h2*i1  # ∂E/∂w₃ = ∂E/∂v₄ · i₁
    dE_dnet_h1 = (dE_dnet_o2*w7 + dE_dnet_o1*w5)*(out_h1*(1.0 - out_h1))
    dE_db1 = dE_dnet_h2 + dE_dnet_h1  # ∂E/∂b₁ = ∂E/∂net_h1 · 1 + ∂E/∂net_h2 · 1
    dE_dw2 = dE_dnet_h1*i2  # ∂E/∂w₂ = ∂E/∂v₂ · i₂
    dE_dw1 = dE_dnet_h1*i1  # ∂E/∂w₁ = ∂E/∂v₁ · i₁
    return E, {"w1": dE_dw1, "w2": dE_dw2, "b1": dE_db1, "w3": dE_dw3, "w4": dE_dw4, "w5": dE_dw5, "w6": dE_dw6, "b2": dE_db2, "w7": dE_dw7, "w8": dE_dw8}
