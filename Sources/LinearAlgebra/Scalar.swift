import COpenBLAS

/// A floating-point type that BLAS multiplies: `Double` for kernels and inference, `Float` for training networks.
public protocol Scalar: BinaryFloatingPoint, Sendable {
  /// C ← α op(A) op(B) + β C for row-major matrices with `columns` strides, on the device's BLAS threads.
  static func multiply(_ product: MatrixProduct<Self>)
}

extension Double: Scalar {
  public static func multiply(_ p: MatrixProduct<Double>) {
    // A row-major matrix is its transpose in Fortran's order: Cᵀ = op(B)ᵀ op(A)ᵀ.
    var (m, n, k) = (Int32(p.m), Int32(p.n), Int32(p.k))
    // BLAS refuses a stride of 0, which an empty matrix has.
    var (sa, sb, sc) = (Int32(max(1, p.strideA)), Int32(max(1, p.strideB)), Int32(max(1, p.strideC)))
    var (alpha, beta) = (p.alpha, p.beta)
    BLASLibrary.call {
      dgemm_(
        p.transposeB ? "T" : "N", p.transposeA ? "T" : "N", &n, &m, &k, &alpha, p.b, &sb, p.a, &sa, &beta, p.c, &sc, 1,
        1)
    }
  }
}

extension Float: Scalar {
  public static func multiply(_ p: MatrixProduct<Float>) {
    var (m, n, k) = (Int32(p.m), Int32(p.n), Int32(p.k))
    // BLAS refuses a stride of 0, which an empty matrix has.
    var (sa, sb, sc) = (Int32(max(1, p.strideA)), Int32(max(1, p.strideB)), Int32(max(1, p.strideC)))
    var (alpha, beta) = (p.alpha, p.beta)
    BLASLibrary.call {
      sgemm_(
        p.transposeB ? "T" : "N", p.transposeA ? "T" : "N", &n, &m, &k, &alpha, p.b, &sb, p.a, &sa, &beta, p.c, &sc, 1,
        1)
    }
  }
}
