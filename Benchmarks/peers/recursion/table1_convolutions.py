"""What the laws of xiao2020/table1-convolutions are missed by at finite depth."""
from conv import *
n=T.Erf(2.5,B)
for m,seed in ((12,0),(12,1),(20,0)):
    rng=np.random.default_rng(seed*100+m); x=images(m,'uniform',1.0,rng); ls=list(range(2,123,2)); a=conv(2.5,B,x,m,ls,np.zeros((m,1))); res=[]
    for kind in ('cnn-f','cnn-p'):
      sel=[r for r in a[kind] if r['l']>=61 and r['top']/r['low']-1>m*2.2e-13]
      res.append((round(float(np.polyfit([r['l'] for r in sel],[math.log(r['top']/r['low']-1) for r in sel],1)[0]/math.log(n.chi)),5),sel[-1]['l'],(a['cnn-p'][50]['top']/a['cnn-p'][50]['low']-1)/(a['cnn-f'][50]['top']/a['cnn-f'][50]['low']-1)/36))
    print('rates',m,seed,res,flush=True)
m=12; crit=T.critical(T.Erf,B)
import theory
for seed in range(2):
  for phase,w in (('ordered',1.25),('chaotic',1.5),('critical',crit)):
    net=T.Erf(w,B); rng=np.random.default_rng(seed*7+1); x=images(m+4,'normal',net.q,rng); lab=rng.integers(0,10,m); Y=np.eye(10)[lab]; Y=Y-Y.mean(0)
    ls={'ordered':depths('log',150,500,40),'chaotic':depths('lin',200,440,24),'critical':depths('log',10,4000,40)}[phase]
    q1=sorted(set(ls)|set(depths('log',10,1000,40))) if phase=='critical' else ls
    o=conv(w,B,x,m,q1,Y); sf=T.fixed(net) if phase=='chaotic' else 0.; chif=net.chi-net.dgap(np.array([sf]))[0]
    d=36
    for tier,use in ((('quick',set(depths('log',10,1000,40))),('standard',set(ls))) if phase=='critical' else (('all',set(ls)),)):
      for kind,dd in (('cnn-f',1),('cnn-p',d)):
        rows=[]
        for r in o[kind]:
            if r['l'] not in use: continue
            if not theory.trusted(r,m,'s'): break
            rows.append(r)
        lc=math.log(net.chi); l=[r['l'] for r in rows]
        if phase=='ordered': items=[('lambda_max_limit','limit',[r['top']/(m*net.q/(1-net.chi)) for r in rows],1,1),('lambda_bulk_exponent','power',[r['bulk']*math.exp(-r['l']*lc) for r in rows],1,1)]
        elif phase=='chaotic': items=[('lambda_max_rate','rate',[r['top'] for r in rows],lc,1),('lambda_bulk_rate','rate',[r['bulk'] for r in rows],lc,1)]
        else: items=[('lambda_max_limit','limit',[r['top']/(r['l']*net.q) for r in rows],1,(m*dd+2)/(3*dd)),('lambda_bulk_limit','limit',[r['bulk']/(r['l']*net.q) for r in rows],1,2/(3*dd)),('kappa_limit','limit',[r['top']/r['bulk'] for r in rows],1,(m*dd+2)/2)]
        for nme,k,y,u,want in items: v=law(k,l,y)/u; print(seed,tier,kind,phase,nme,'want',round(want,6),'got',round(float(v),6),'off',f'{abs(v-want):.3g}',flush=True)
      P,F=[r for r in o['cnn-p'] if r['l'] in use][-1],[r for r in o['cnn-f'] if r['l'] in use][-1]
      print(seed,tier,phase,'bulk_ratio',P['bulk']/F['bulk']*36,'pred_ratio',P['pred']/F['pred']/36,flush=True)
