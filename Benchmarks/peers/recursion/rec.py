"""Exact recursions of K and Theta of the other designs, on own random directions, with the suite's fits. Pairs of all
draws and sizes run together; e = 1 - c, and either d = Theta_aa - Theta_ab (gap) or o = Theta_ab is carried."""
import numpy as np, math, sys, json
from numpy import pi
from scipy.optimize import brentq

# ---- E over (u, v) of variance q, correlation 1 - e
class Erf:
    m2 = staticmethod(lambda q: 2/pi*math.asin(2*q/(1+2*q)))
    s2 = staticmethod(lambda q: 4/pi/math.sqrt(1+4*q))
    @staticmethod
    def pair(q, e):
        """E[phi^2] - E[phi phi'], E[phi'^2] - E[phi'phi'], E[phi' phi']."""
        s = 2*q/(1+2*q); b = s*(1-e)
        # asin s - asin b = atan2(s sqrt(1-b2) - b sqrt(1-s2), ...), sine written without cancellation
        r1, r2 = np.sqrt(1-b*b), math.sqrt(1-s*s)
        sine = s*s*e*(2-e)/(s*r1 + b*r2); cosine = r1*r2 + s*b
        # where c < -1/2 the denominator may vanish: plainly there
        gap = np.where(e < 1.5, np.arctan2(sine, cosine), math.asin(s) - np.arcsin(b))
        A = 1+4*q; Bq = A + 4*q*q*e*(2-e); a, b2 = math.sqrt(A), np.sqrt(Bq)
        return 2/pi*gap, 4/pi*(Bq-A)/(a*b2*(a+b2)), 4/pi/b2
class ReLU:
    m2 = staticmethod(lambda q: q/2)
    s2 = staticmethod(lambda q: .5)
    @staticmethod
    def pair(q, e):
        t = 2*np.arcsin(np.sqrt(np.clip(e, 0, 2)/2))
        t2 = t*t
        ts = np.where(t < .1, t*t2*(1/6 - t2/120 + t2*t2/5040 - t2**3/362880), t-np.sin(t))
        gap = .5*q*((pi-t)*e + ts)/pi
        return gap, .5*t/pi, .5*(1-t/pi)

def depths(a, b, n):
    out = []
    for i in range(n+1):
        d = int(math.floor(a*(b/a)**(i/n)+.5))
        if not out or out[-1] != d: out.append(d)
    return out

class Inputs:
    def __init__(s, sizes, draws, test, dim=108, classes=10, base=77000):
        s.sets = []; e = []; at = 0
        for m in sizes:
            for k in range(draws):
                rng = np.random.default_rng(base + 1000*k + m); n = m+test
                X = rng.normal(size=(n, dim)); X /= np.linalg.norm(X, axis=1)[:, None]
                iu = np.triu_indices(n, 1); g = 1-(X@X.T)[iu]
                Y = np.eye(classes)[rng.integers(0, classes, m)]; Y -= Y.mean(0)
                s.sets.append((m, n, iu, slice(at, at+len(g)), Y)); e.append(g); at += len(g)
        s.e = np.concatenate(e)

def measure(l, inputs, diag, off):
    out = []
    for m, n, iu, sl, Y in inputs.sets:
        M = np.zeros((n, n)); M[iu] = off[sl]; M += M.T; np.fill_diagonal(M, diag)
        w, V = np.linalg.eigh(M[:m, :m]); W = V@((V.T@Y)/w[:, None]); cross = M[m:, :m]
        out.append(dict(l=float(l), top=w[-1], bulk=w[:-1].mean(), low=w[0], pred=math.sqrt(((cross@W)**2).mean()),
                        rnd=2.2204e-16*m*np.abs(cross).max()*np.abs(W).max()))
    return out

def run(design, f, w, b, q0, inputs, ls, gap, rho_last=None, rho_every=1.0):
    """Series {kernel: [set][depth]}. gap: carry d (ordered, critical), else o."""
    e = inputs.e.copy(); q = q0; p = q0; d = q0*e; o = q0-d
    want = set(ls); out = dict(ntk=[], nngp=[])
    for l in range(1, ls[-1]+1):
        if design == 'layer-norm': p, d, o, q = p/q, d/q, o/q, 1.0
        kg, dg, dd = f.pair(q, e); Q = w*f.m2(q)+b; chi = w*f.s2(q); kg, dg, dd = w*kg, w*dg, w*dd
        if rho_last is not None and l in want:
            r = rho_last; dia = (Q-b)/r+b; offk = Q-kg
            pd = dia + chi*p/r; po = offk + (chi-dg)*(p-d if gap else o)
            out['ntk'].append(measure(l, inputs, pd, po)); out['nngp'].append(measure(l, inputs, dia, offk))
        if design.startswith('residual'):
            kn = q*e + kg; qn = q+Q
            if gap: d = d + kg + chi*d + dg*(p-d)
            else: o = o + (Q-kg) + dd*o
            p = p + Q + chi*p
        else:
            kn = kg; qn = Q
            if gap: d = kg + chi*d + dg*(p-d)
            else: o = (Q-kg) + dd*o
            p = Q + chi*p
        q = qn; e = kn/qn
        if design == 'residual-layer-norm': p, d, o, q = p/q, d/q, o/q, 1.0
        if rho_last is None and l in want:
            out['ntk'].append(measure(l, inputs, p, p-d if gap else o)); out['nngp'].append(measure(l, inputs, q, q*(1-e)))
    return {k: [[rec[i] for rec in v] for i in range(len(inputs.sets))] for k, v in out.items()}

# ---- fits
def lsq(basis, y):
    B = np.array(basis).T; s = np.linalg.norm(B, axis=0)
    return np.linalg.lstsq(B/s, y, rcond=None)[0]/s
def law(kind, l, y):
    l = np.asarray(l, float); y = np.asarray(y, float); one, L, inv = np.ones_like(l), np.log(l), 1/l
    x, basis, v, k, n = {'limit': (L, [one, inv, L*inv], lambda: y, 0, 3), 'power': (L, [one, L, inv], lambda: np.log(y), 1, 2),
                         'rate': (l, [one, l], lambda: np.log(y), 1, 3)}[kind]
    v = v(); W = (x[-1]-x[0])/n; res = []
    for i in range(n):
        sel = (x >= x[0]+i*W-1e-9*W) & (x <= x[0]+(i+1)*W+1e-9*W)
        res.append(lsq([c[sel] for c in basis], v[sel])[k] if sel.sum() > len(basis) else np.nan)
    return res
def trusted(r, m, trust):
    eps = m*2.2204e-16; k = r['top']/r['low']
    if not (k > 0 and k*eps <= 1e-3): return False
    if trust == 'excess': return (k-1)*1e-3 >= eps
    if trust == 'predictor': return r['pred']*1e-3 >= r['rnd']
    return True
def coefficient(kind, fn, unit, trust, rows, m, scale, absc=lambda l: l):
    use = []
    for r in rows:
        if not trusted(r, m, trust): break
        use.append(dict(r, l=absc(r['l'])))
    use = [r for r in use if r['l'] >= 6*(scale or 0)]
    return [c/unit for c in law(kind, [r['l'] for r in use], [fn(r) for r in use])], (use[0]['l'], use[-1]['l'], len(use))
K = lambda r: r['top']/r['low']

def table(phase, kernel, m, q, chi, chif, sep, smooth):
    """(name, kind, value, unit, trust, want)"""
    lc = math.log(chi)
    pr = lambda rate, want: ('predictor_exponent', 'power', lambda r: r['pred']*math.exp(-r['l']*rate), 1, 'predictor', want)
    if phase == 'ordered' and kernel == 'ntk':
        P = m*q/(1-chi)
        return [('lambda_max_limit', 'limit', lambda r: r['top']/P, 1, 's', 1), ('lambda_bulk_exponent', 'power', lambda r: r['bulk']*math.exp(-r['l']*lc), 1, 's', 1),
                ('kappa_exponent', 'power', lambda r: K(r)*math.exp(r['l']*lc), 1, 's', -1), pr(0, 0)]
    if phase == 'ordered':
        return [('lambda_max_limit', 'limit', lambda r: r['top']/(m*q), 1, 's', 1), ('lambda_bulk_rate', 'rate', lambda r: r['bulk'], lc, 's', 1), ('kappa_rate', 'rate', K, lc, 's', -1), pr(0, 0)]
    if phase == 'critical' and kernel == 'ntk':
        return [('lambda_max_limit', 'limit', lambda r: r['top']/(r['l']*q), 1, 's', (m+2)/3 if smooth else (m+3)/4),
                ('lambda_bulk_limit', 'limit', lambda r: r['bulk']/(r['l']*q), 1, 's', 2/3 if smooth else .75),
                ('kappa_limit', 'limit', K, 1, 's', (m+2)/2 if smooth else (m+3)/3), pr(0, -1)]
    if phase == 'critical':
        return [('lambda_max_limit', 'limit', lambda r: r['top']/(m*q), 1, 's', 1), ('lambda_bulk_exponent', 'power', lambda r: r['bulk'], 1, 's', -1 if smooth else -2),
                ('kappa_exponent', 'power', K, 1, 's', 1 if smooth else 2), pr(0, -1)]
    if kernel == 'ntk':
        return [('lambda_max_rate', 'rate', lambda r: r['top'], lc, 's', 1), ('lambda_bulk_rate', 'rate', lambda r: r['bulk'], lc, 's', 1),
                ('kappa_excess_rate', 'rate', lambda r: K(r)-1, lc, 'excess', -1), pr(math.log(chif)-lc, 1)]
    bulk, top = q*sep, q*(m-(m-1)*sep)
    return [('lambda_max_limit', 'limit', lambda r: r['top']/top, 1, 's', 1), ('lambda_bulk_limit', 'limit', lambda r: r['bulk']/bulk, 1, 's', 1),
            ('kappa_limit', 'limit', lambda r: K(r)*bulk/top, 1, 's', 1), pr(math.log(chif), 0)]

def report(key, sets, series, kind, fn, unit, trust, want, m, scale, absc=lambda l: l):
    got = []; span = None
    for (mm, *_), rows in zip(sets, series):
        if mm != m: continue
        c, span = coefficient(kind, fn, unit, trust, rows, m, scale, absc); got.append(c)
    got = np.array(got); miss = np.abs(got[:, -1]-want)
    print(f"{key} want {want:.6g} mean {got[:,-1].mean():.7g} worst {miss.max():.8g} of_mean {abs(got[:,-1].mean()-want):.3g} windows {np.round(got.mean(0)-want,6).tolist()} span {span}", flush=True)

def fixed_point(f, w, b, q):
    """1 - c* of c -> (w E + b)/Q on (0, 1), off c = 1."""
    g = lambda e: (w*f.pair(q, np.array([e]))[0][0])/(w*f.m2(q)+b) - e
    return brentq(g, 1e-3, 1, xtol=1e-16)
