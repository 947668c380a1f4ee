/// The arguments of one row-major product C ← α op(A) op(B) + β C; op(A) is m × k, op(B) is k × n.
public struct MatrixProduct<S> {
  public var transposeA = false
  public var transposeB = false
  public var m: Int
  public var n: Int
  public var k: Int
  public var alpha: S
  public var a: UnsafePointer<S>
  public var strideA: Int
  public var b: UnsafePointer<S>
  public var strideB: Int
  public var beta: S
  public var c: UnsafeMutablePointer<S>
  public var strideC: Int

  public init(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: S, a: UnsafePointer<S>,
    strideA: Int, b: UnsafePointer<S>, strideB: Int, beta: S, c: UnsafeMutablePointer<S>, strideC: Int
  ) {
    (self.transposeA, self.transposeB) = (transposeA, transposeB)
    (self.m, self.n, self.k) = (m, n, k)
    (self.alpha, self.beta) = (alpha, beta)
    (self.a, self.strideA, self.b, self.strideB) = (a, strideA, b, strideB)
    (self.c, self.strideC) = (c, strideC)
  }
}
