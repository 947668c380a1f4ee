"""Independent check of the laws of Table 1 at finite depth: exact recursion, random directions, the suite's fits."""
import numpy as np, sys, math
from numpy import pi, sqrt
from scipy.optimize import brentq

def asin_gap(s, e):
    c = 1 - e; b = s * c
    den = s*np.sqrt(1-b*b) + b*np.sqrt(1-s*s)
    with np.errstate(all='ignore'):
        stable = np.arcsin(np.clip(s*s*e*(2-e)/den, -1, 1))
    return np.where(c > 0.5, stable, np.arcsin(s) - np.arcsin(b))

class Erf:
    def __init__(s, w, b):
        s.w, s.b = w, b
        q = 1.0
        for _ in range(200000):
            n = w*2/pi*math.asin(2*q/(1+2*q)) + b
            if abs(n-q) < 1e-16*q: break
            q = n
        s.q = q; s.chi = w*4/pi/sqrt((1+2*q)**2 - 4*q*q)
    def sep(s, e): return s.w*2/pi*asin_gap(2*s.q/(1+2*s.q), e)/s.q
    def dgap(s, e):
        q = s.q; A = (1+2*q)**2-4*q*q; B = A + 4*q*q*e*(2-e)
        return s.w*4/pi*(B-A)/(np.sqrt(A)*np.sqrt(B)*(np.sqrt(A)+np.sqrt(B)))
class ReLU:
    def __init__(s, w, b):
        s.w, s.b = w, b
        s.q = 1.0 if w == 2 else b/(1-w/2); s.chi = w/2
    def theta(s, e): return 2*np.arcsin(np.sqrt(np.clip(e,0,2)/2))
    def sep(s, e):
        t = s.theta(e)
        small = t**3/6 - t**5/120 + t**7/5040
        ts = np.where(t < 0.1, small, t - np.sin(t))
        return s.w/2*((pi-t)*e + ts)/pi
    def dgap(s, e): return s.w/2*s.theta(e)/pi
class Tanh:
    Z = np.linspace(-14, 14, 28001); H = None
    def __init__(s, w, b, N=160):
        s.w, s.b = w, b; Z = s.Z; dz = Z[1]-Z[0]; g = np.exp(-Z*Z/2)/sqrt(2*pi)*dz
        q = 1.0
        for _ in range(100000):
            n = w*np.sum(g*np.tanh(sqrt(q)*Z)**2)+b
            if abs(n-q) < 1e-16: break
            q = n
        s.q = q
        f = np.tanh(sqrt(q)*Z)
        # normalised Hermite polynomials
        h0, h1 = np.ones_like(Z), Z.copy(); a = [np.sum(g*f*h0), np.sum(g*f*h1)]
        for n in range(2, N):
            h0, h1 = h1, (Z*h1 - sqrt(n-1)*h0)/sqrt(n); a.append(np.sum(g*f*h1))
        s.a2 = w*np.array(a)**2; s.n = np.arange(N)
        keep = s.a2 > 1e-18; s.a2, s.n = s.a2[keep], s.n[keep]
        s.chi = np.sum(s.n*s.a2)/q
    def sep(s, e):
        l = np.log1p(-np.minimum(e, 1)); neg = e > 1
        out = np.zeros_like(e); c = 1-e
        for a, n in zip(s.a2, s.n):
            out += a*np.where(neg, 1-np.sign(c)**n*np.abs(c)**n, -np.expm1(n*l))
        return out/s.q
    def dgap(s, e):
        l = np.log1p(-np.minimum(e, 1)); neg = e > 1; c = 1-e
        out = np.zeros_like(e)
        for a, n in zip(s.a2, s.n):
            out += a*n*np.where(neg, 1-np.sign(c)**(n-1)*np.abs(c)**(n-1), -np.expm1((n-1)*l))
        return out/s.q
def critical(cls, b):
    return brentq(lambda w: cls(w, b).chi - 1, 1.2, 3, xtol=1e-14)

def fixed(net):
    e = np.array([0.5])
    for _ in range(200000):
        n = net.sep(e)
        if abs(n-e)[0] < 1e-16: break
        e = n
    return e[0] if e[0] > 1e-7 else 0.0

def lsq(basis, y):
    return np.linalg.lstsq(np.array(basis).T, y, rcond=None)[0]
def law(kind, l, y):
    l = np.asarray(l, float); y = np.asarray(y, float)
    one, L, inv = np.ones_like(l), np.log(l), 1/l
    x, basis, v, k, corr, w = {'limit': (L, [one, inv, L*inv], y, 0, True, 3), 'power': (L, [one, L, inv], np.log(y) if kind=='power' else y, 1, True, 2),
      'logarithm': (L, [one, L], y, 1, False, 3), 'rate': (l, [one, l], np.log(np.abs(y)) if kind=='rate' else y, 1, False, 3)}[kind]
    W = (x[-1]-x[0])/w
    sel = (x >= x[0]+(w-1)*W-1e-9*W)
    return lsq([b[sel] for b in basis], v[sel])[k]

def depths(kind, a, b, n):
    out = []
    for i in range(n+1):
        t = i/n; d = a+(b-a)*t if kind == 'lin' else a*(b/a)**t
        d = int(math.floor(d+0.5))
        if not out or out[-1] != d: out.append(d)
    return out

def run(net, phase, m, seed, ls, dim=108, test=32):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m+test, dim)); X /= np.linalg.norm(X, axis=1)[:, None]
    G = X@X.T; e = 1-G; np.fill_diagonal(e, 0); e = np.clip(e, 0, 2)
    lab = rng.integers(0, 10, m); Y = np.eye(10)[lab]; Y = Y - Y.mean(0)
    q = net.q; p = q; d = q*e  # Theta0 = K0
    iu = np.triu_indices(m+test, 1)
    ev, dv = e[iu], d[iu]
    out = []
    for l in range(1, ls[-1]+1):
        pab = p - dv
        en = net.sep(ev); gap = net.dgap(ev)
        dv = q*en + net.chi*dv + gap*pab
        p = q + net.chi*p; ev = en
        if l in SET:
            rec = {}
            for name, diag, off in (('ntk', p, dv), ('nngp', q, q*ev)):
                M = np.zeros((m+test, m+test)); M[iu] = off; M = diag - (M+M.T)
                w, V = np.linalg.eigh(M[:m, :m])
                comp = V.T@Y/w[:, None]; W = V@comp; cross = M[m:, :m]
                pred = cross@W
                rec[name] = dict(l=l, top=w[-1], bulk=w[:-1].mean(), low=w[0], pred=np.sqrt((pred**2).mean()),
                                 rnd=2.2e-16*m*np.abs(cross).max()*np.abs(W).max())
            out.append(rec)
    return out

def trusted(r, m, trust):
    eps = m*2.22e-16; k = r['top']/r['low']
    if not (k > 0 and k*eps <= 1e-3): return False
    if trust == 'excess': return (k-1)*1e-3 >= eps
    if trust == 'predictor': return r['pred']*1e-3 >= r['rnd']
    return True

def laws(net, phase, kernel, m, sep_fixed, chif, smooth):
    q, chi = net.q, net.chi; lc = math.log(chi); K = lambda r: r['top']/r['low']
    pr = lambda rate: ('predictor_exponent', 'power', lambda r: r['pred']*math.exp(-r['l']*rate), 1, 'predictor', 0)
    if phase == 'ordered' and kernel == 'ntk' and smooth:
        P = m*q/(1-chi)
        return [('lambda_max_limit','limit',lambda r: r['top']/P,1,'s',1), ('lambda_bulk_exponent','power',lambda r: r['bulk']*math.exp(-r['l']*lc),1,'s',1),
                ('kappa_exponent','power',lambda r: K(r)*math.exp(r['l']*lc),1,'s',-1), pr(0)]
    if phase == 'ordered' and kernel == 'ntk':
        P = m*q/(1-chi)
        return [('lambda_max_limit','limit',lambda r: r['top']/P,1,'s',1), ('lambda_bulk_rate','rate',lambda r: r['bulk'],lc,'s',.5), ('kappa_rate','rate',K,lc,'s',-.5), pr(0)]
    if phase == 'ordered':
        return [('lambda_max_limit','limit',lambda r: r['top']/(m*q),1,'s',1), ('lambda_bulk_rate','rate',lambda r: r['bulk'],lc,'s',1), ('kappa_rate','rate',K,lc,'s',-1), pr(0)]
    if phase == 'critical' and kernel == 'ntk':
        lim = (m+2)/2 if smooth else (m+3)/3
        a = list(pr(0)); a[5] = -1
        return [('lambda_max_limit','limit',lambda r: r['top']/(r['l']*q),1,'s',(m+2)/3 if smooth else (m+3)/4), ('lambda_bulk_limit','limit',lambda r: r['bulk']/(r['l']*q),1,'s',2/3 if smooth else .75),
                ('kappa_limit','limit',K,1,'s',lim), ('kappa_approach_exponent','power',lambda r: abs(K(r)-lim),1,'s',-1), ('kappa_approach_logarithm','logarithm',lambda r:(K(r)-lim)*r['l'],1,'s',0), tuple(a)]
    if phase == 'critical':
        a = list(pr(0)); a[5] = -1
        return [('lambda_max_limit','limit',lambda r: r['top']/(m*q),1,'s',1), ('lambda_bulk_exponent','power',lambda r: r['bulk'],1,'s',-1 if smooth else -2), ('kappa_exponent','power',K,1,'s',1 if smooth else 2), tuple(a)]
    if kernel == 'ntk':
        a = list(pr(math.log(chif)-lc)); a[5] = 1
        return [('lambda_max_rate','rate',lambda r: r['top'],lc,'s',1), ('lambda_bulk_rate','rate',lambda r: r['bulk'],lc,'s',1), ('kappa_excess_rate','rate',lambda r: K(r)-1,lc,'excess',-1), tuple(a)]
    s = sep_fixed; bulk, top = q*s, q*(m-(m-1)*s)
    a = list(pr(math.log(chif)))
    return [('lambda_max_limit','limit',lambda r: r['top']/top,1,'s',1), ('lambda_bulk_limit','limit',lambda r: r['bulk']/bulk,1,'s',1), ('kappa_limit','limit',lambda r: K(r)*bulk/top,1,'s',1), tuple(a)]

if __name__ == '__main__':
    crit, other = depths('log', 10, 10000, 60), depths('log', 10, 1000, 80)
    B = 0.05
    nets = [('erf', 'ordered', Erf(1.25, B)), ('erf', 'critical', Erf(critical(Erf, B), B)), ('erf', 'chaotic', Erf(1.5, B)),
            ('tanh', 'ordered', Tanh(1.5, B)), ('tanh', 'critical', Tanh(critical(Tanh, B), B)), ('tanh', 'chaotic', Tanh(2.0, B)),
            ('relu', 'ordered', ReLU(1.75, .1)), ('relu', 'critical', ReLU(2, 0))]
    sizes = [12, 20, 64]; seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    done = {("erf","ordered"),("erf","critical"),("erf","chaotic"),("tanh","ordered")}
    for name, phase, net in sorted([n for n in nets if (n[0],n[1]) not in done], key=lambda n: n[0]):
        ls = crit if phase == 'critical' else other; SET = set(ls)
        sf = fixed(net) if phase == 'chaotic' else 0.0
        chif = net.chi - net.dgap(np.array([sf]))[0] if phase == 'chaotic' else net.chi
        scale = None if phase == 'critical' else -1/math.log(chif)
        print('#', name, phase, 'q', net.q, 'chi1', net.chi, 'c*', 1-sf, 'chic', chif, flush=True)
        for m in (sizes if name != "tanh" else [12]):
            runs = [run(net, phase, m, 1000*s+m, ls) for s in range(seeds if name != "tanh" else 2)]
            for kernel in ('ntk', 'nngp'):
                for (n, kind, f, unit, trust, want) in laws(net, phase, kernel, m, sf, chif, name != 'relu'):
                    got = []
                    for r in runs:
                        rows = []
                        for rec in r:
                            if not trusted(rec[kernel], m, trust): break
                            rows.append(rec[kernel])
                        rows = [x for x in rows if x['l'] >= 6*(scale or 0)]
                        got.append(law(kind, [x['l'] for x in rows], [f(x) for x in rows])/unit)
                    got = np.array(got)
                    print(f"{name}/{phase}/{kernel}/{m}/{n} want {want:.6g} mean {got.mean():.6g} worst {np.abs(got-want).max():.3g}", flush=True)
