"""The mean predictor in the chaotic phase, on random inputs and on images: chaotic_predictor.py DATASETS."""
import numpy as np, math, theory as T
def run(w,b,e,q,L,keep):
    """carries p_ab; e over pairs; K0=Theta0=q"""
    p=q; pab=q*(1-e)
    for l in range(1,L+1):
        s=2*q/(1+2*q); qn=w*2/math.pi*math.asin(s)+b; e2=w*2/math.pi*T.asin_gap(s,e)/qn
        B=(1+2*q)**2-4*q*q*(1-e)**2; chi=w*4/math.pi/math.sqrt((1+2*q)**2-4*q*q)
        pab=qn*(1-e2)+w*4/math.pi/np.sqrt(B)*pab; p=qn+chi*p; q=qn; e=e2
        if l in keep: yield l,p,pab
def series(w,X,m,Y,q,ls):
    n=len(X); iu=np.triu_indices(n,1); G=X@X.T; e=1-G[iu]; out=[]
    for l,p,pab in run(w,.05,e,q,ls[-1],set(ls)):
        M=np.zeros((n,n)); M[iu]=pab; M=M+M.T+p*np.eye(n); W=np.linalg.solve(M[:m,:m],Y); P=M[m:,:m]@W
        v=np.linalg.eigvalsh(M[:m,:m]); out.append((l,P,2.2e-16*m*np.abs(M[m:,:m]).max()*np.abs(W).max(),v[-1]/v[0]))
    return out
net=T.Erf(1.5,.05); s=T.fixed(net); chif=net.chi-net.dgap(np.array([s]))[0]; rate=math.log(chif/net.chi)
ls=T.depths('log',10,1000,80); sc=-1/math.log(chif)
for m in (12,20,64):
    worst=[]
    for seed in range(3):
        rng=np.random.default_rng(seed*13+m); X=rng.normal(size=(m+32,108)); X/=np.linalg.norm(X,axis=1)[:,None]; Y=np.eye(10)[rng.integers(0,10,m)]; Y-=Y.mean(0)
        rows=[]
        for l,P,r,k in series(1.5,X,m,Y,net.q,ls):
            pr=math.sqrt((P**2).mean())
            if pr*1e-3<r: break
            if l>=6*sc: rows.append((l,pr*math.exp(-l*rate)))
        worst.append(T.law('power',[a for a,_ in rows],[b for _,b in rows]))
    print('erf chaotic predictor exponent',m,worst,'to',rows[-1][0],flush=True)
import sys
D=sys.argv[1].rstrip('/')+'/cifar-10-batches-bin/'
raw=np.fromfile(D+'data_batch_1.bin',np.uint8).reshape(-1,3073); te=np.fromfile(D+'test_batch.bin',np.uint8).reshape(-1,3073)
for off in range(0,6):
    a=raw[off*64:(off+1)*64]; t=te[off*32:(off+1)*32]
    X=np.vstack([a[:,1:],t[:,1:]]).astype(float); X-=a[:,1:].astype(float).mean(); X/=np.linalg.norm(X,axis=1)[:,None]
    Y=np.eye(10)[a[:,0]]; Y=Y-Y.mean(0); ls2=list(range(100,400)); S=series(1.5,X,64,Y,1.0,ls2)
    res=[]
    for i,j in ((0,0),(1,0),(2,3),(9,5)):
        y=np.array([abs(P[i,j]) for _,P,_,_ in S]); l=np.array([x[0] for x in S],float)
        sel=l>=299.6; slope=np.polyfit(l[sel],np.log(y[sel]/l[sel]),1)[0]
        c=T.lsq([np.ones(sel.sum()),l[sel],1/l[sel]],np.log(y[sel]/l[sel]))[1]
        c2=T.lsq([np.ones(len(l)),l,1/l],np.log(y/l))[1]
        res.append((round(math.exp(slope),6),round(math.exp(c),6),round(math.exp(c2),6)))
    print('fig1e batch',off,res,'guide',round(math.exp(rate),6),flush=True)
    net2=T.Erf(1.25,.05)
    e=1-(X@X.T)[np.triu_indices(96,1)]; n=96; iu=np.triu_indices(n,1)
    import theory
    vals={}
    q=p=1.0; d=e.copy()
    for l in range(1,400):
        s_=2*q/(1+2*q); qn=1.25*2/math.pi*math.asin(s_)+.05; gT=1.25*2/math.pi*T.asin_gap(s_,e); A=(1+2*q)**2-4*q*q; B=A+4*q*q*e*(2-e); k=1.25*4/math.pi
        chi=k/math.sqrt(A); dg=k*(B-A)/(np.sqrt(A)*np.sqrt(B)*(np.sqrt(A)+np.sqrt(B))); d=gT+chi*d+dg*(p-d); p=qn+chi*p; q=qn; e=gT/qn
        if l in (300,399):
            M=np.zeros((n,n)); M[iu]=d; M=p-(M+M.T); vals[l]=M[64:,:64]@np.linalg.solve(M[:64,:64],Y)
    print('  fig1f changes',[round(abs(vals[399][i]/vals[300][i]-1),5) for i in ((0,0),(1,0),(2,3),(9,5))],flush=True)
