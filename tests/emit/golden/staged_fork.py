from math import exp


def f(y, x):
    t1 = exp(-abs(y))
    sigy = (1.0 if y >= 0.0 else t1)/(1.0 + t1)
    num = x + sigy
    t2 = exp(-abs(x))
    sigx = (1.0 if x >= 0.0 else t2)/(1.0 + t2)
    xpy = x + y
    xpysqr = xpy*xpy
    den = sigx + xpysqr
    invden = 1.0/den
    f_ = num*invden
    t3 = invden/den*num
    t4 = t3*(2.0*xpy)
    df_dxpy = -t4  # ∂f/∂xpy = ∂f/∂xpysqr · 2·xpy
    df_dx = df_dxpy - t3*(sigx*(1.0 - sigx)) + invden
    df_dy = invden*(sigy*(1.0 - sigy)) - t4  # ∂f/∂y = ∂f/∂sigy · sigy·(1 − sigy) + ∂f/∂xpy · 1
    return f_, {"y": df_dy, "x": df_dx}
