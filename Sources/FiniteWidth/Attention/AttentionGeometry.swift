import Foundation
import LinearAlgebra

/// What attention does to the positions of an image, h [positions, channels], with the weights W of its keys:
///
///     y = A h,   A = ζ(K Kᵀ / keys),   K = h W + b   [positions, keys],
///
/// ζ the softmax of each row, or the identity. Queries are the keys themselves (Hron et al. 2020, the d⁻¹ scaling);
/// the values' and the output's weights act on channels alone and are convolutions of one position behind it:
/// A (h V) = (A h) V.
///
/// Its derivatives, with J the symmetric derivative of ζ at A row by row, a ∘ (x − ⟨a, x⟩) for the softmax:
///
///     forward   ẏ = J(Ė) h + A ḣ,   Ė = (K̇ Kᵀ + K K̇ᵀ) / keys,   K̇ = ḣ W + h Ẇ + ḃ
///     backward  ∂K = (∂E + ∂Eᵀ) K / keys,   ∂E = J(∂y hᵀ),   ∂h = Aᵀ ∂y + ∂K Wᵀ,   ∂W = hᵀ ∂K
struct AttentionGeometry: Sendable, Hashable {
  let positions: Int
  let channels: Int
  /// Whether ζ is the softmax.
  let isSoftmax: Bool

  /// Numbers of an image.
  var count: Int { positions * channels }

  /// Each row of E [positions, positions] ← ζ of it. What is not a number stays so.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func normalise<S: Scalar>(_ e: UnsafeMutablePointer<S>) {
    guard isSoftmax else { return }
    for p in 0..<positions {
      let row = e + p * positions
      var (largest, sum) = (row[0], S.zero)
      for q in 1..<positions { largest = row[q] > largest ? row[q] : largest }
      for q in 0..<positions {
        row[q] = S(exp(Double(row[q] - largest)))
        sum += row[q]
      }
      for q in 0..<positions { row[q] /= sum }
    }
  }

  /// Each row of X [positions, positions] ← J X, the derivative of ζ where its value is A.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func carry<S: Scalar>(_ x: UnsafeMutablePointer<S>, at a: UnsafePointer<S>) {
    guard isSoftmax else { return }
    for p in 0..<positions {
      let (x, a) = (x + p * positions, a + p * positions)
      var mean = S.zero
      for q in 0..<positions { mean += a[q] * x[q] }
      for q in 0..<positions { x[q] = a[q] * (x[q] - mean) }
    }
  }
}

/// The products of one image's attention, in memory of the caller's; `multiply` does them.
struct ImageAttention<S: Scalar> {
  let geometry: AttentionGeometry
  /// The width of K.
  let keys: Int
  /// W [channels, keys]
  let weights: UnsafePointer<S>
  /// b [keys]
  let biases: UnsafePointer<S>

  /// Numbers that `weigh`, `back` and `move` need for K, A, ∂E and ∂K.
  var scratchCount: Int { 2 * geometry.positions * (geometry.positions + keys) }

  private var positions: Int { geometry.positions }
  private var channels: Int { geometry.channels }

  private func keys(_ scratch: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<S> { scratch }
  private func attention(_ scratch: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<S> { scratch + positions * keys }
  private func scoreChange(_ scratch: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<S> {
    attention(scratch) + positions * positions
  }
  /// Where `back` leaves ∂K.
  func keyChange(_ scratch: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<S> {
    scoreChange(scratch) + positions * positions
  }

  /// K and A of h.
  func weigh(
    _ h: UnsafePointer<S>, scratch: UnsafeMutablePointer<S>, _ multiply: (MatrixProduct<S>) -> Void
  ) {
    let (k, a) = (keys(scratch), attention(scratch))
    for p in 0..<positions { (k + p * keys).update(from: biases, count: keys) }
    multiply(.whole(m: positions, n: keys, k: channels, h, weights, k, beta: 1))
    multiply(.whole(m: positions, n: positions, k: keys, alpha: 1 / S(keys), k, k, a, transposeB: true))
    geometry.normalise(a)
  }

  /// y ← A h, once `weigh` has been called.
  func mix(
    _ h: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, scratch: UnsafeMutablePointer<S>, adds: Bool = false,
    _ multiply: (MatrixProduct<S>) -> Void
  ) {
    multiply(
      .whole(m: positions, n: channels, k: positions, attention(scratch), h, y, beta: adds ? 1 : 0))
  }

  /// ∂K, and ∂h ← or added, once `weigh` has been called; no ∂h where nobody needs it.
  func back(
    _ dy: UnsafePointer<S>, at h: UnsafePointer<S>, _ dh: UnsafeMutablePointer<S>?, adds: Bool,
    scratch: UnsafeMutablePointer<S>, _ multiply: (MatrixProduct<S>) -> Void
  ) {
    let (k, a, e, dk) = (keys(scratch), attention(scratch), scoreChange(scratch), keyChange(scratch))
    multiply(.whole(m: positions, n: positions, k: channels, dy, h, e, transposeB: true))
    geometry.carry(e, at: a)
    let factor = 1 / S(keys)
    multiply(.whole(m: positions, n: keys, k: positions, alpha: factor, e, k, dk))
    multiply(.whole(m: positions, n: keys, k: positions, alpha: factor, e, k, dk, beta: 1, transposeA: true))
    guard let dh else { return }
    multiply(.whole(m: positions, n: channels, k: positions, a, dy, dh, beta: adds ? 1 : 0, transposeA: true))
    multiply(.whole(m: positions, n: channels, k: keys, dk, weights, dh, beta: 1, transposeB: true))
  }

  /// ẏ for the change ḣ, once `weigh` has been called and K̇ stands in `keyChange`.
  func move(
    _ change: UnsafePointer<S>, at h: UnsafePointer<S>, _ moved: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<S>, _ multiply: (MatrixProduct<S>) -> Void
  ) {
    let (k, e, dk) = (keys(scratch), scoreChange(scratch), keyChange(scratch))
    let factor = 1 / S(keys)
    multiply(.whole(m: positions, n: positions, k: keys, alpha: factor, dk, k, e, transposeB: true))
    multiply(.whole(m: positions, n: positions, k: keys, alpha: factor, k, dk, e, beta: 1, transposeB: true))
    geometry.carry(e, at: attention(scratch))
    multiply(.whole(m: positions, n: channels, k: positions, e, h, moved))
    mix(change, moved, scratch: scratch, adds: true, multiply)
  }
}

extension MatrixProduct where S: Scalar {
  /// Of matrices whose rows lie one behind the other.
  static func whole(
    m: Int, n: Int, k: Int, alpha: S = 1, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, _ c: UnsafeMutablePointer<S>,
    beta: S = 0, transposeA: Bool = false, transposeB: Bool = false
  ) -> MatrixProduct {
    MatrixProduct(
      transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a: a,
      strideA: transposeA ? m : k, b: b, strideB: transposeB ? k : n, beta: beta, c: c, strideC: n)
  }
}
