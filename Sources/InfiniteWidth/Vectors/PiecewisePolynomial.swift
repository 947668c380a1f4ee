import Foundation
import LinearAlgebra

/// Functions of the angle θ ∈ [0, π], as polynomials of degree 8 on pieces refined by bisection.
///
/// All functions share the pieces. A piece is accepted when, at points between its nodes, every function agrees with
/// the exact one within its bound. Where some piece was still off at the finest level, the polynomials hold in `range`
/// alone.
struct PiecewisePolynomial: Sendable {
  static let degree = 8
  /// Pieces at the finest level, 2^levels of them over [0, π].
  static let levels = 14
  private static let coarsest = 6
  private static let nodeCount = degree + 1

  let functionCount: Int
  /// Between these angles every piece was accepted; [0, π] if all were.
  let range: ClosedRange<Double>
  /// Which piece each finest-level cell belongs to.
  private let pieceOfCell: [Int32]
  /// A piece: centre, inverse half-width, then `functionCount` × 9 monomial coefficients in the local variable t ∈ [−1,
  /// 1].
  private let pieces: [Double]
  private var stride: Int { 2 + functionCount * Self.nodeCount }

  /// Points inside a piece where the fit is compared with the function.
  private static let checkPoints: [Double] = [-0.99, -0.83, -0.5, -0.17, 0.26, 0.57, 0.77, 0.97]

  /// - Parameters:
  ///   - bounds: the largest error allowed for each function, absolute.
  ///   - evaluate: the exact functions at a list of angles: result[f][i].
  init(bounds: [Double], evaluate: ([Double]) throws -> [[Double]]) rethrows {
    functionCount = bounds.count
    var pieceOfCell = [Int32](repeating: 0, count: 1 << Self.levels)
    var pieces: [Double] = []
    var (first, last) = (0.0, Double.pi)
    var open = (0..<1 << Self.coarsest).map { (level: Self.coarsest, index: $0) }
    while !open.isEmpty {
      let geometry = open.map { piece in
        let half = Double.pi / Double(1 << (piece.level + 1))
        return (centre: half * Double(2 * piece.index + 1), half: half)
      }
      let angles = geometry.flatMap { g in (Self.nodes + Self.checkPoints).map { g.centre + g.half * $0 } }
      let values = try evaluate(angles)
      var next: [(level: Int, index: Int)] = []
      let perPiece = Self.nodeCount + Self.checkPoints.count
      for (p, piece) in open.enumerated() {
        var record = [geometry[p].centre, 1 / geometry[p].half]
        var accepted = true
        for f in 0..<bounds.count {
          let sample = values[f][p * perPiece..<(p + 1) * perPiece]
          let coefficients = Self.interpolate(Array(sample.prefix(Self.nodeCount)))
          for (t, exact) in zip(Self.checkPoints, sample.suffix(Self.checkPoints.count)) {
            let fitted = coefficients.reversed().reduce(0) { $0 * t + $1 }
            if !(abs(fitted - exact) <= bounds[f]) { accepted = false }
          }
          record += coefficients
        }
        if !accepted, piece.level < Self.levels {
          next += [(piece.level + 1, 2 * piece.index), (piece.level + 1, 2 * piece.index + 1)]
          continue
        }
        if !accepted {
          let (centre, half) = geometry[p]
          if centre < .pi / 2 { first = max(first, centre + half) } else { last = min(last, centre - half) }
        }
        let width = 1 << (Self.levels - piece.level)
        for cell in piece.index * width..<(piece.index + 1) * width {
          pieceOfCell[cell] = Int32(pieces.count / (2 + bounds.count * Self.nodeCount))
        }
        pieces += record
      }
      open = next
    }
    range = first...max(first, last)
    (self.pieceOfCell, self.pieces) = (pieceOfCell, pieces)
  }

  var pieceCount: Int { pieces.count / stride }

  /// Chebyshev points of the first kind.
  private static let nodes = (0..<nodeCount).map { cos(Double.pi * (Double($0) + 0.5) / Double(nodeCount)) }

  /// The inverse of the Vandermonde matrix at `nodes`: row k gives the monomial coefficient of tᵏ.
  private static let inverseVandermonde: [[Double]] = nodes.indices.reduce(
    into: Array(repeating: Array(repeating: 0.0, count: nodeCount), count: nodeCount)
  ) { rows, i in
    // Lagrange's basis polynomial of node i, multiplied out.
    var polynomial = [1.0]
    for (j, node) in nodes.enumerated() where j != i {
      let scale = 1 / (nodes[i] - node)
      let shifted = [0.0] + polynomial.map { $0 * scale }
      polynomial = zip(shifted, polynomial.map { -$0 * node * scale } + [0.0]).map { $0 + $1 }
    }
    for k in 0..<nodeCount { rows[k][i] = polynomial[k] }
  }

  private static func interpolate(_ values: [Double]) -> [Double] {
    // Differences from the middle value keep the rounding of the sums relative to the function's variation.
    let reference = values[nodeCount / 2]
    var coefficients = inverseVandermonde.map { row in zip(row, values).reduce(0) { $0 + $1.0 * ($1.1 - reference) } }
    coefficients[0] += reference
    return coefficients
  }

  /// Evaluates function f at `count` angles into `targets[f]`.
  /// - Complexity: about 4 ns an angle and function.
  func evaluate(
    _ angles: UnsafePointer<Double>, count: Int, into first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>?
  ) {
    let scale = Double(1 << Self.levels) / .pi
    let last = (1 << Self.levels) - 1
    let stride = stride
    pieceOfCell.withUnsafeBufferPointer { cells in
      pieces.withUnsafeBufferPointer { pieces in
        guard let cells = cells.baseAddress, let pieces = pieces.baseAddress else { return }
        for k in 0..<count {
          let angle = angles[k]
          let cell = min(last, Int(angle * scale))
          let c = pieces + Int(cells[cell]) * stride
          let t = (angle - c[0]) * c[1]
          first[k] = Self.polynomial(c + 2, t)
          if let second { second[k] = Self.polynomial(c + 2 + Self.nodeCount, t) }
        }
      }
    }
  }

  /// Estrin's scheme: short dependency chains.
  @inline(__always)
  private static func polynomial(_ c: UnsafePointer<Double>, _ t: Double) -> Double {
    let t2 = t * t
    let t4 = t2 * t2
    let low = (c[0] + c[1] * t) + t2 * (c[2] + c[3] * t)
    let high = (c[4] + c[5] * t) + t2 * (c[6] + c[7] * t)
    return low + t4 * (high + t4 * c[8])
  }
}
