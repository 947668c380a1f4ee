"""What the laws of xiao2020/architectures are missed by at finite depth."""
from rec import *
draws = 6; SZ = [12, 20, 64]
inp = Inputs(SZ, draws, 16)
crit, other = depths(10, 10000, 45), depths(10, 1000, 60)
W = 4.0
for design in ('layer-norm', 'residual-layer-norm'):
    for f, name, phase in ((Erf, 'erf', 'ordered'), (Erf, 'erf', 'chaotic'), (Erf, 'erf', 'critical'), (ReLU, 'relu', 'critical')):
        b = {'ordered': .55, 'chaotic': .3, 'critical': W*(f.s2(1)-f.m2(1))}[phase]
        Q = W*f.m2(1)+b; chi = W*f.s2(1)/Q; sep = 0.0; chif = chi
        if phase == 'chaotic':
            sep = fixed_point(f, W, b, 1); chif = W*f.pair(1, np.array([sep]))[2][0]/Q
        soft = (lambda x: (1+Q*x)/(1+Q)) if design != 'layer-norm' else (lambda x: x)
        x1, xf = soft(chi), soft(chif); scale = None if phase == 'critical' else -1/math.log(xf)
        print('#', design, name, phase, 'b', b, 'Q', Q, 'chi', x1, 'chif', xf, 'sep', sep, 'scale', scale, flush=True)
        ls = crit if phase == 'critical' else other
        S = run(design, f, W, b, 1.0, inp, ls, phase != 'chaotic')
        for kernel in ('ntk', 'nngp'):
            v = Q if design == 'layer-norm' else (Q/(1+Q) if kernel == 'ntk' else 1.0)
            for m in SZ:
                for n, kind, fn, unit, trust, want in table(phase, kernel, m, v, x1, xf, sep, f is Erf):
                    report(f'{design}/{name}/{phase}/{kernel}/{m}/{n}', inp.sets, S[kernel], kind, fn, unit, trust, want, m, scale)
# residual
w = 1.0; S = run('residual', ReLU, w, 0.0, 1.0, inp, other, True); lg = math.log(1+w/2)
for m in SZ:
    P = ('predictor_exponent', 'power', lambda r: r['pred'], 1, 'predictor', -1)
    for kernel, L in (('ntk', [('lambda_max_exponent', 'power', lambda r: r['top']*math.exp(-r['l']*lg), 1, 's', 1), ('kappa_limit', 'limit', K, 1, 's', (m+3)/3), P]),
                      ('nngp', [('lambda_max_limit', 'limit', lambda r: r['top']*math.exp(-r['l']*lg)/m, 1, 's', 1), ('kappa_exponent', 'power', K, 1, 's', 2), P])):
        for n, kind, fn, unit, trust, want in L: report(f'residual/relu/{kernel}/{m}/{n}', inp.sets, S[kernel], kind, fn, unit, trust, want, m, None)
w, b = 1.5, .05; S = run('residual', Erf, w, b, 1.0, inp, other, False)
V, B = w+b, 2*w/pi; A = 2*B/math.sqrt(V); pw = 1-B*B/V**2+B*B/(2*V)
print('# residual erf A', A, 'b', pw)
for m in SZ:
    for n, kind, fn, unit, trust, want in [('lambda_max_rate', 'rate', lambda r: r['top']*r['l']**(2*(pw-1)), A, 's', 1), ('kappa_excess_rate', 'rate', lambda r: (K(r)-1)*r['l']**(-2*pw), -A, 'excess', 1)]:
        report(f'residual/erf/ntk/{m}/{n}', inp.sets, S['ntk'], kind, fn, unit, trust, want, m, None, math.sqrt)
