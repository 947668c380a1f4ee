"""The exact recursion of erf networks on a torus of 6 x 6 pixels, flattened and pooled, on own random pixels."""
"""Independent: erf FCN / CNN-F / CNN-P on random pixels, 6x6 torus, 3x3."""
import numpy as np, math, sys
import theory as T
from theory import law, depths
B=.05
def images(n, dist, var, rng):
    x = rng.uniform(size=(n,36,3)) if dist=='uniform' else rng.normal(size=(n,36,3))
    return x/np.linalg.norm(x,axis=2)[:,:,None]*math.sqrt(var*3)
def spectra(M, m, Y, l, out, kind):
    w,V = np.linalg.eigh(M[:m,:m]); comp=V.T@Y/w[:,None]; W=V@comp; cr=M[m:,:m]
    pr = np.sqrt(((cr@W)**2).mean()) if len(M)>m else np.nan
    rnd = 2.2e-16*m*np.abs(cr).max()*np.abs(W).max() if len(M)>m else np.nan
    out.setdefault(kind,[]).append(dict(l=l,top=w[-1],second=w[-2],bulk=w[:-1].mean(),low=w[0],pred=pr,rnd=rnd))
def fcn(w,b,x,m,ls,Y):
    n=len(x); X=x.reshape(n,-1); G=X@X.T/X.shape[1]; q=p=G[0,0]; iu=np.triu_indices(n,1)
    e=1-(G/q)[iu]; d=q*e; out={}
    for l in range(1,ls[-1]+1):
        s=2*q/(1+2*q); qn=w*2/math.pi*math.asin(s)+b; gapT=w*2/math.pi*T.asin_gap(s,e)
        A=(1+2*q)**2-4*q*q; Bq=A+4*q*q*e*(2-e); k=w*4/math.pi; chi=k/math.sqrt(A); dg=k*(Bq-A)/(np.sqrt(A)*np.sqrt(Bq)*(np.sqrt(A)+np.sqrt(Bq)))
        pab=p-d; d=gapT+chi*d+dg*pab; p=qn+chi*p; q=qn; e=gapT/qn
        if l in ls:
            M=np.zeros((n,n)); M[iu]=d; M=p-(M+M.T); spectra(M,m,Y,l,out,'fcn')
    return out
def box(a):  # [pairs,6,6,6,6] both positions moved alike
    s=sum(np.roll(a,(i,i),(1,3)) for i in (-1,0,1)); return sum(np.roll(s,(i,i),(2,4)) for i in (-1,0,1))/9
def conv(w,b,x,m,ls,Y):
    n=len(x); iu=np.triu_indices(n); q=p=(x[0,0]@x[0,0])/3
    K=np.einsum('ipc,jqc->ijpq',x,x)[iu]/3; e=np.clip(1-K/q,0,2); e[np.where(iu[0]==iu[1])[0][:,None],np.arange(36),np.arange(36)]=0; e=e.reshape(-1,6,6,6,6); d=q*e; out={}
    for l in range(1,ls[-1]+1):
        s=2*q/(1+2*q); qn=w*2/math.pi*math.asin(s)+b; gapT=box(w*2/math.pi*T.asin_gap(s,e))
        A=(1+2*q)**2-4*q*q; Bq=A+4*q*q*e*(2-e); k=w*4/math.pi; chi=k/math.sqrt(A); rA=math.sqrt(A); rB=np.sqrt(Bq); dg=k*(Bq-A)/(rA*rB*(rA+rB))
        # sigma^2 Tdot Theta = (chi-dg)(p-d); subtract from chi p
        t=box(chi*d+dg*(p-d)); d=gapT+t; p=qn+chi*p; q=qn; e=gapT/qn
        if l in ls:
            D=d.reshape(-1,36,36); F=np.trace(D,axis1=1,axis2=2)/36; P=D.mean((1,2))
            for kind,v in (('cnn-f',F),('cnn-p',P)):
                M=np.zeros((n,n)); M[iu]=v; M=p-(M+M.T-np.diag(np.diag(M))); spectra(M,m,Y,l,out,kind)
    return out
