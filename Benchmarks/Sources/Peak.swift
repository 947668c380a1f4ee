import LinearAlgebra

/// What this machine's BLAS reaches on one large product, in GFLOP/s: the unit in which other figures are told.
enum Peak {
  static func double() throws -> Double { try of(Double.self, order: 3072) }
  static func single() throws -> Double { try of(Float.self, order: 4096) }

  private static func of<S: Scalar>(_: S.Type, order n: Int) throws -> Double {
    let a = Matrix<S>(rows: n, columns: n, elements: (0..<n * n).map { S($0 % 7) })
    let time = Measurement(runs: 5) { _ = a.multiplied(byTransposeOf: a) }
    return 2 * Double(n * n * n) / time.seconds * 1e-9
  }
}
