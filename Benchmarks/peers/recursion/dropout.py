"""What the limits of xiao2020/dropout are missed by at finite depth."""
from rec import *
def erf_point(w, b):
    q = brentq(lambda q: w*Erf.m2(q)+b-q, 1e-6, 50, xtol=1e-15)
    return q, w*Erf.s2(q)
def critical(b): return brentq(lambda w: erf_point(w, b)[1]-1, .8, 8, xtol=1e-14)
def point(w, b, phase):
    q, chi = erf_point(w, b); sep, chif = 0.0, chi
    if phase == 'chaotic':
        sep = brentq(lambda e: w*Erf.pair(q, np.array([e]))[0][0]/q - e, 1e-4, 1, xtol=1e-16); chif = w*Erf.pair(q, np.array([sep]))[2][0]
    return q, chi, sep, chif
if __name__ == '__main__':
    draws = 6; SZ = [12, 20, 64]; b = .05
    inp = Inputs(SZ, draws, 16, base=31000)
    crit, other = depths(10, 10000, 24), depths(10, 800, 24)
    for phase, w in (('ordered', 1.25), ('critical', critical(b))):
        q, chi, sep, chif = point(w, b, phase); scale = -1/math.log(chif) if phase == 'ordered' else None
        print('#', phase, w, q, chi, scale)
        for rho in (.5, .8, .95):
            S = run('plain', Erf, w, b, q, inp, crit if phase == 'critical' else other, True, rho_last=rho)
            for m in SZ:
                if phase == 'ordered':
                    lc = math.log(chi)
                    report(f'last/ordered/{rho}/ntk/{m}/predictor_exponent', inp.sets, S['ntk'], 'power', lambda r: r['pred']*math.exp(-r['l']*lc), 1, 'predictor', 1, m, scale)
                else:
                    gap = (1/rho-1)*(q-b)
                    for kernel, k in (('ntk', 1+m/(3/rho-1)), ('nngp', 1+m*q/gap)):
                        report(f'last/critical/{rho}/{kernel}/{m}/kappa_limit_ratio', inp.sets, S[kernel], 'limit', lambda r: K(r)/k, 1, 's', 1, m, None)
    b = .186; m = 12
    inp = Inputs([m], 12, 1, classes=2)
    crit, other = depths(10, 10000, 45), depths(10, 800, 60)
    for phase, w in (('ordered', 1.), ('critical', critical(b)), ('chaotic', 3.)):
        q, chi, sep, chif = point(w, b, phase); scale = None if phase == 'critical' else -1/math.log(chif)
        print('#', phase, w, q, chi, sep, chif, scale)
        S = run('plain', Erf, w, b, q, inp, crit if phase == 'critical' else other, phase != 'chaotic')
        n, kind, fn, unit = {'ordered': ('limit', 'limit', lambda r: m*q/(1-chi)/r['top'], 1), 'critical': ('limit', 'limit', lambda r: r['l']/r['top']*(m+2)*q/3, 1), 'chaotic': ('rate', 'rate', lambda r: 2/r['top'], -math.log(chi))}[phase]
        report(f'law/{phase}/{n}', inp.sets, S['ntk'], kind, fn, unit, 's', 1, m, scale)
