import LinearAlgebra

/// The kernels between two lists of inputs, [n₁, n₂] each, float64; what was not asked for is nil.
public struct KernelMatrices: Sendable {
  public var nngp: Matrix<Double>?
  public var ntk: Matrix<Double>?
  /// How many pieces the composed functions of the angle have; nil if the recursion was used.
  public let pieceCount: Int?

  init(nngp: Matrix<Double>?, ntk: Matrix<Double>?) { (self.nngp, self.ntk, pieceCount) = (nngp, ntk, nil) }

  /// Matrices of `quantities`, whose every entry `fill` sets.
  init(
    rows: Int, columns: Int, get quantities: KernelQuantities, pieceCount: Int? = nil,
    fill: (SquareTarget) throws -> Void
  ) throws {
    func matrix(_ body: (UnsafeMutableBufferPointer<Double>) throws -> Void) rethrows -> Matrix<Double> {
      try Matrix(rows: rows, columns: columns, filledBy: body)
    }
    self.pieceCount = pieceCount
    switch (quantities.contains(.nngp), quantities.contains(.ntk)) {
    case (true, false): nngp = try matrix { try fill(SquareTarget(nngp: $0, columns: columns)) }
    case (false, true): ntk = try matrix { try fill(SquareTarget(ntk: $0, columns: columns)) }
    case (true, true):
      var tangent: Matrix<Double>?
      nngp = try matrix { nngp in
        tangent = try matrix { ntk in try fill(SquareTarget(nngp: nngp, ntk: ntk, columns: columns)) }
      }
      ntk = tangent
    case (false, false): break
    }
  }
}
