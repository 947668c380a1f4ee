"""What the curves of xiao2020/figure1 are away from their limits at the depths of the figure."""
from conv import *
crit=T.critical(T.Erf,B)
for m in (12,20):
  for seed in range(4):
    rng=np.random.default_rng(seed*100+m); x=images(m,'uniform',1.0,rng); Y=np.zeros((m,1)); 
    ls=list(range(2,123,2)); lc=math.log(T.Erf(1.25,B).chi)
    o=fcn(1.25,B,x,m,set(ls)|{0} if False else ls,Y)['fcn']; sel=[r for r in o if r['l']>=61]
    sl=np.polyfit(np.log([r['l'] for r in sel]),[math.log(r['top']/r['low'])+r['l']*lc for r in sel],1)[0]
    sb=np.polyfit(np.log([r['l'] for r in sel]),[math.log(r['top']/r['bulk'])+r['l']*lc for r in sel],1)[0]
    c=fcn(crit,B,x,m,[10,1000,2000],Y)['fcn']
    n=T.Erf(2.5,B); a=fcn(2.5,B,x,m,ls,Y)['fcn']; sel=[r for r in a if r['l']>=61 and r['top']/r['low']-1>1e-10]
    ra=np.polyfit([r['l'] for r in sel],[math.log(r['top']/r['low']-1) for r in sel],1)[0]/math.log(n.chi)
    print('fcn',m,seed,'slope',round(sl,4),'bulk slope',round(sb,4),'k10/k1000/k2000',[round(r['top']/r['low']/((m+2)/2),4) for r in c],'rate',round(ra,5),'to',sel[-1]['l'],flush=True)
for m in (12,20):
  for seed in range(2):
    rng=np.random.default_rng(seed*100+m); x=images(m,'uniform',1.0,rng); Y=np.zeros((m,1)); ls=list(range(2,123,2)); lc=math.log(T.Erf(1.25,B).chi)
    o=conv(1.25,B,x,m,ls,Y); res=[]
    for kind in ('cnn-f','cnn-p'):
      sel=[r for r in o[kind] if r['l']>=61]
      for key in ('low','bulk'): res.append(round(np.polyfit(np.log([r['l'] for r in sel]),[math.log(r['top']/r[key])+r['l']*lc for r in sel],1)[0],4))
    P,F=o['cnn-p'][-1],o['cnn-f'][-1]
    print('conv',m,seed,'slopes F low,bulk P low,bulk',res,'kappa ratio /d low',round(P['top']/P['low']/(F['top']/F['low'])/36,4),'bulk',round(P['top']/P['bulk']/(F['top']/F['bulk'])/36,4),flush=True)
    n=T.Erf(2.5,B); a=conv(2.5,B,x,m,ls,Y); res=[]
    for kind in ('cnn-f','cnn-p'):
      sel=[r for r in a[kind] if r['l']>=61 and r['top']/r['low']-1>1e-10]
      res.append(round(np.polyfit([r['l'] for r in sel],[math.log(r['top']/r['low']-1) for r in sel],1)[0]/math.log(n.chi),5))
    print('   rates',res,flush=True)
    if m==12 or seed==0:
      c=conv(crit,B,x,m,[1000,2000] if seed==0 and m==12 else [1000],Y); print('   crit F',[round(r['top']/r['low']/((m+2)/2),4) for r in c['cnn-f']],'P',[round(r['top']/r['low']/((36*m+2)/2),4) for r in c['cnn-p']],flush=True)
