import LinearAlgebra
import TestSupport

/// Targets of a compound-symmetric prior, A = a I + b 1 1ᵀ, of which everything has a closed form.
struct EvidenceExample {
  let a = 0.5
  let b = 0.75
  let n: Int
  let targets: Matrix<Double>

  init(inputs n: Int, outputs: Int) {
    self.n = n
    var random = SplitMix64(seed: UInt64(n))
    targets = random.normalMatrix(rows: n, columns: outputs)
  }

  var matrix: Matrix<Double> {
    var matrix = Matrix<Double>(rows: n, columns: n, repeating: b)
    for i in 0..<n { matrix[i, i] += a }
    return matrix
  }

  /// Over square and packed storage.
  func solvers(scale: Double = 1) throws -> [any Solver] {
    var scaled = matrix
    scaled.scale(by: scale)
    return [
      try CholeskyFactor.factor(scaled, shifts: [0]).factor,
      try PackedCholeskyFactor.factor(order: n, shifts: [0]) {
        $0.write(Tile(rows: 0..<n, columns: 0..<n), scaled.elements)
      }.factor,
    ]
  }

  func weights(_ solver: any Solver) -> Matrix<Double> {
    var weights = targets.transposed
    solver.solve(&weights)
    return weights
  }

  func sum(_ c: Int, without i: Int? = nil) -> Double {
    (0..<n).reduce(0) { $0 + ($1 == i ? 0 : targets[$1, c]) }
  }

  func squares(_ c: Int) -> Double { (0..<n).reduce(0) { $0 + targets[$1, c] * targets[$1, c] } }
}
