"""The condition numbers of the NNGP kernel by depth, for xiao2020/nngp-spectra."""
from conv import *
import conv as C
def fit_exp(l,k,last): 
    s=[i for i,x in enumerate(l) if x>=last/10]; x=np.array([l[i] for i in s],float); y=np.log([k[i] for i in s])
    return lsq3(x,y)
def lsq3(x,y): return T.lsq([np.ones_like(x),np.log(x),1/x],y)[1]
def kfcn(w,b,x,m,ls,relu=False):
    n=len(x); X=x.reshape(n,-1); G=X@X.T/X.shape[1]; q=G[0,0]; iu=np.triu_indices(n,1); e=1-(G/q)[iu]; out={}; net=T.ReLU(2,0) if relu else None; p=q; d=q*e
    for l in range(1,ls[-1]+1):
        if relu:
            en=net.sep(e); gap=net.dgap(e); d=q*en+d+gap*(p-d); p=q+p; e=en
        else:
            s=2*q/(1+2*q); qn=w*2/math.pi*math.asin(s)+b; e=w*2/math.pi*T.asin_gap(s,e)/qn; q=qn
        if l in ls:
            r=[]
            for dg,off in ((q,q*e),)+(((p,d),) if relu else ()):
                M=np.zeros((n,n)); M[iu]=off; M=dg-(M+M.T); v=np.linalg.eigvalsh(M); r.append(v[-1]/v[0])
            out[l]=r
    return out
def kconv(w,b,x,m,ls):
    n=len(x); iu=np.triu_indices(n); q=(x[0,0]@x[0,0])/3; K=np.einsum('ipc,jqc->ijpq',x,x)[iu]/3
    e=np.clip(1-K/q,0,2); e[np.where(iu[0]==iu[1])[0][:,None],np.arange(36),np.arange(36)]=0; e=e.reshape(-1,6,6,6,6); out={}
    for l in range(1,ls[-1]+1):
        s=2*q/(1+2*q); qn=w*2/math.pi*math.asin(s)+b; e=box(w*2/math.pi*T.asin_gap(s,e))/qn; q=qn
        if l in ls:
            r=[]
            D=e.reshape(-1,36,36)
            for v in (np.trace(D,axis1=1,axis2=2)/36,D.mean((1,2))):
                M=np.zeros((n,n)); M[iu]=q*v; M=q-(M+M.T-np.diag(np.diag(M))); w_=np.linalg.eigvalsh(M); r.append(w_[-1]/w_[0])
            out[l]=r
    return out
crit=T.critical(T.Erf,B); lin=list(range(4,401,4)); l1,l4=depths('log',2,1000,50),depths('log',2,4000,60)
n=T.Erf(1.5,B); s=T.fixed(n); chif=n.chi-n.dgap(np.array([s]))[0]; lc=math.log(chif); lo=math.log(T.Erf(1.25,B).chi)
def report(tag,m,get,which,d=1):
    lim=1+m*d*(1-s)/s
    c=get(1.5,lin); x=[l for l in lin if l>=6*-1/lc]
    r=np.polyfit(x,[math.log(abs(c[l][which]-lim)) for l in x],1)[0]/lc
    o=get(1.25,lin); x=[l for l in lin if l>=6*-1/lo]; ro=np.polyfit(x,[math.log(o[l][which]) for l in x],1)[0]/lo
    res=[]
    for L in (l1,l4):
        k=get(crit,L); res.append(round(float(fit_exp(L,[k[l][which] for l in L],L[-1])),5))
    print(tag,m,'ratio-1',c[400][which]/lim-1,'rate',r,'ordered',ro,'critical',res,flush=True)
for m in (12,20):
  for seed in range(3):
    x=images(m,'uniform',1.0,np.random.default_rng(seed*31+m)); cache={}
    report('fcn',m,lambda w,L:kfcn(w,B,x,m,L),0)
    for L in (l1,l4):
        k=kfcn(0,0,x,m,L,True); print('relu',m,L[-1],'nngp exp',fit_exp(L,[k[l][0] for l in L],L[-1]),'ntk ratio',k[L[-1]][1]/((m+3)/3),flush=True)
x=images(12,'uniform',1.0,np.random.default_rng(5)); store={}
def get(w,L):
    key=(w,L[-1]); 
    if key not in store: store[key]=kconv(w,B,x,12,sorted(set(L)))
    return store[key]
report('cnn-f',12,get,0); report('cnn-p',12,get,1,36)
