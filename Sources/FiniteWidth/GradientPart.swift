import LinearAlgebra

/// One layer's part in the gradients of an output at n inputs.
struct GradientPart<S: Scalar> {
  enum Content {
    /// Of a dense layer: ∂f/∂W = h ⊗ δ and ∂f/∂b = δ, never multiplied out; h [n, fan-in], δ [n, fan-out].
    case factors(input: Matrix<S>, delta: Matrix<S>)
    /// Of a convolution, whose positions share weights: ∂f/∂W [n, fan-in · fan-out] and ∂f/∂b [n, fan-out].
    case multipliedOut(weights: Matrix<S>, biases: Matrix<S>)
  }

  let content: Content
  let weightMetric: S
  let biasMetric: S

  /// Numbers that are kept for an output.
  var count: Int {
    switch content {
    case .factors(_, let delta): delta.elements.count
    case .multipliedOut(let weights, let biases): weights.elements.count + biases.elements.count
    }
  }

  /// Edge of the tiles in which products are taken, fixed so that no result depends on memory or threads.
  static var tile: Int { 256 }

  /// Adds the inner products of these gradients with those of the same layer for another output at inputs `rows` and
  /// `columns`: (δ δ'ᵀ) ∘ (μ_w h h'ᵀ + μ_b), or what that stands for.
  ///
  /// If `symmetric`, `rows` and `columns` are the same and so is the output: what lies above the diagonal tiles is
  /// copied.
  func add(
    _ other: GradientPart, rows: Range<Int>, columns: Range<Int>, symmetric: Bool, to kernel: inout Matrix<S>
  ) {
    let size = Self.tile * Self.tile
    withUnsafeTemporaryAllocation(of: S.self, capacity: 2 * size) { memory in
      guard let first = memory.baseAddress else { return }
      for i in stride(from: 0, to: rows.count, by: Self.tile) {
        for j in stride(from: 0, to: symmetric ? i + 1 : columns.count, by: Self.tile) {
          let place = Place(
            rows: rows.lowerBound + i, m: min(Self.tile, rows.count - i), columns: columns.lowerBound + j,
            n: min(Self.tile, columns.count - j))
          let (weight, bias) = products(other, at: place, into: first, first + size)
          Elementwise.addTangent(
            first, first + size, rows: place.m, columns: place.n, weight: weight, bias: bias, to: &kernel, atRow: i,
            column: j, mirrored: symmetric)
        }
      }
    }
  }

  /// Where a tile's m rows and n columns begin among the traced inputs.
  private struct Place {
    let rows, m, columns, n: Int
  }

  /// Leaves two products D and H in the tiles, and says with which weights D ∘ (weight · H + bias) is to be added.
  private func products(
    _ other: GradientPart, at place: Place, into first: UnsafeMutablePointer<S>, _ second: UnsafeMutablePointer<S>
  ) -> (weight: S, bias: S) {
    switch (content, other.content) {
    case (.factors(let input, let delta), .factors(let otherInput, let otherDelta)):
      Self.product(delta, otherDelta, place, beta: 0, into: first)
      Self.product(input, otherInput, place, beta: 0, into: second)
      return (weightMetric, biasMetric)
    case (.multipliedOut(let weights, let biases), .multipliedOut(let otherWeights, let otherBiases)):
      Self.product(weights, otherWeights, place, alpha: weightMetric, beta: 0, into: first)
      Self.product(biases, otherBiases, place, alpha: biasMetric, beta: 1, into: first)
      second.update(repeating: 0, count: place.m * place.n)
    default:
      precondition(false, "parts of one layer are of one kind")
    }
    return (0, 1)
  }

  /// C ← α A_block B_blockᵀ + β C of the tile's rows.
  private static func product(
    _ a: Matrix<S>, _ b: Matrix<S>, _ place: Place, alpha: S = 1, beta: S, into c: UnsafeMutablePointer<S>
  ) {
    let k = a.columns
    a.elements.withUnsafeBufferPointer { a in
      b.elements.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        S.multiply(
          MatrixProduct(
            transposeB: true, m: place.m, n: place.n, k: k, alpha: alpha, a: a + place.rows * k, strideA: k,
            b: b + place.columns * k, strideB: k, beta: beta, c: c, strideC: place.n))
      }
    }
  }
}
