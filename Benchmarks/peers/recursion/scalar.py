"""Two inputs: the exact recursions of K and Theta by depth, and the exponents of xiao2020/spectrum."""
import numpy as np, math
import theory as T
def recursion(w, b, c0s, L, q0=1.0):
    """erf from K0=Theta0=q0 (read-in), c0; yields l,q,p,eps,delta arrays."""
    e = 1-np.array(c0s); q = q0; p = q0; d = q0*e
    for l in range(1, L+1):
        s = 2*q/(1+2*q); qn = w*2/math.pi*math.asin(s)+b
        gapT = w*2/math.pi*T.asin_gap(s, e)
        A = (1+2*q)**2-4*q*q; B = A+4*q*q*e*(2-e); k = w*4/math.pi
        chi = k/math.sqrt(A); dg = k*(B-A)/(np.sqrt(A)*np.sqrt(B)*(np.sqrt(A)+np.sqrt(B)))
        pab = p-d
        en = gapT/qn
        d = gapT + chi*d + dg*pab
        p = qn + chi*p; q = qn; e = en
        yield l, q, p, e, d
crit = T.critical(T.Erf, .05)
c0 = np.array([-.8, -.5, -.2, 0, .2, .5, .7, .8, .9, .95])
def table(w, L, c=c0, b=.05): return list(recursion(w, b, c, L))
net = T.Erf(1.25, .05); lc = math.log(net.chi); pstar = net.q/(1-net.chi)
R = table(1.25, 400)
get = {r[0]: r for r in R}
def slope(ls, f):
    x = np.log([float(l) for l in ls]); y = np.array([f(get[l]) for l in ls]); 
    return np.polyfit(x, y, 1)[0]
f = lambda r: np.log(r[2]/r[4]) + r[0]*lc
print('c0', c0)
print('ordered slope spectrum log depths 153..400', slope([153,178,206,240,278,323,344,400], f))
print('ordered slope 206..400', slope([206,400], f))
print('ordered slope fig1 61..122', slope(list(range(62,123,2)), f))
print('p(400)/p*-1', get[400][2]/pstar-1)
R = table(crit, 2000); get = {r[0]: r for r in R}; q = T.Erf(crit,.05).q
for m in (12, 20, 200, 1000, 10000):
    for l in (10, 400, 1000, 2000):
        p, d = get[l][2], get[l][4]; k = (m*p-(m-1)*d)/d
        print('critical m', m, 'l', l, 'kappa/limit', np.round(k/((m+2)/2), 4))
print('nngp critical slope', slope([106,206,400], lambda r: -np.log(r[3])), slope([112,129,152,176,206,240,278,323,400], lambda r: -np.log(r[3])))
net = T.Erf(1.5, .05); R = table(1.5, 400); get = {r[0]: r for r in R}; s = T.fixed(net); chif = net.chi-net.dgap(np.array([s]))[0]
ps = net.q*(1-s)/(1-chif)
print('p*_ab', ps, 'c*', 1-s, 'pab(400)', get[400][2]-get[400][4], 'e(400)/s-1', get[400][3]/s-1)
for m in (200, 10000):
    ex = lambda r: np.log(m*(r[2]-r[4])/r[4])
    for ls in ([106,206,400],[112,129,152,176,206,240,278,323,400]):
        x = np.array(ls, float); y = np.array([ex(get[l]) for l in ls]); print('excess rate', np.polyfit(x, y, 1)[0]/math.log(net.chi))
# figure 1 panel a at 2.5
net = T.Erf(2.5, .05); R = table(2.5, 122); get = {r[0]: r for r in R}; s = T.fixed(net); chif = net.chi-net.dgap(np.array([s]))[0]
print('2.5: chi1', net.chi, 'chic', chif, 'xi*', -1/(math.log(chif)-math.log(net.chi)), 'xi_c', -1/math.log(chif), 'kappa-1 at', [(l, 12*(get[l][2]-get[l][4])[3]/get[l][4][3]) for l in (30, 61, 90,122)])
for ls in (range(30,91,2), range(61,123,2), range(40,101,2)):
    ls = list(ls); x = np.array(ls, float); y = np.array([np.log((get[l][2]-get[l][4])/get[l][4]) for l in ls]); print('fig1a rate', ls[0], ls[-1], np.polyfit(x, y, 1)[0]/math.log(net.chi))
# figure 1e predictor factor: |P|/l with P = (Theta_ab - Theta*_ab)/p
net = T.Erf(1.5, .05); s = T.fixed(net); chif = net.chi-net.dgap(np.array([s]))[0]
R = table(1.5, 399, np.array([-.9,-.5,0,.3,.5,.7,.79,.81,.83,.85,.9,.95,.99]))
get = {r[0]: r for r in R}
# difference of two inputs' off-diagonals relative to c0=0
def pred(l, i, j): r = get[l]; return (r[4][i]-r[4][j])/r[2]
print('guide', chif/net.chi)
for lo, hi in ((300,399),(250,399)):
  out=[]
  for i in range(13):
    for j in range(i):
      x = np.arange(lo, hi+1.); y = np.log([abs(pred(int(l), i, j))/l for l in x]); out.append(np.exp(np.polyfit(x, y, 1)[0]))
  print(lo, 'factor range', min(out), max(out), np.median(out))
print('==== spectrum kappa exponent')
for w,name in ((1.25,'ordered'),(crit,'critical')):
  R=table(w,400); get={r[0]:r for r in R}; lc=math.log(T.Erf(w,.05).chi)
  for m in (200,1000,10000):
    for ls in ([106,206,400],[101,117,136,158,184,214,248,288,335,400]):
      x=np.log(np.array(ls,float)); y=np.array([np.log((m*get[l][2]-(m-1)*get[l][4])/get[l][4])+l*lc for l in ls]); print(name,m,len(ls),np.round(np.polyfit(x,y,1)[0],4))
  if name=='critical':
    for ls in ([106,206,400],[101,117,136,158,184,214,248,288,335,400]):
      x=np.log(np.array(ls,float)); m=1000; y=np.array([np.log((m-(m-1)*get[l][3])/get[l][3]) for l in ls]); print('nngp',len(ls),np.round(np.polyfit(x,y,1)[0],4))
