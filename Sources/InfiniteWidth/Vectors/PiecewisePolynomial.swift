import CElementary
import Foundation
import LinearAlgebra

/// One or two functions of the chord u (`HalfChord`), as polynomials of degree 9 on pieces refined by bisection. The
/// pieces are numbered from u = 0 of coinciding inputs over ±√½ of orthogonal ones to u = −0 of opposite ones.
///
/// All functions share the pieces. A piece is accepted when, at points between its nodes and at its ends, every
/// function agrees with the exact one within its bound. Where some piece was still off at the finest level, the
/// polynomials hold from `nearest` to `farthest` alone.
struct PiecewisePolynomial: Sendable {
  static let degree = Int(piece_degree)
  /// Pieces at the finest level, 2^levels of them over both sides.
  static let levels = 14
  private static let coarsest = 6
  private static let nodeCount = degree + 1

  let functionCount: Int
  /// The least positive and the largest negative chord between which every piece was accepted; 0 if all were.
  let nearest, farthest: Double
  /// Which piece each cell of the finest level that there are pieces of belongs to.
  private let pieceOfCell: [Int32]
  /// A piece: centre, inverse half-width, then the monomial coefficients in the local variable t ∈ [−1, 1], of two
  /// functions by turns.
  private let pieces: [Double]
  private var stride: Int { 2 + functionCount * Self.nodeCount }

  /// Where the fit is compared with the function: where the error of an interpolation between `nodes` is largest, the
  /// ends of a piece among them. Deep in the chaotic phase K leaves K(x, x) within a billionth of the first piece, and
  /// only its end shows it.
  private static let checkPoints = (0...nodeCount).map { cos(Double.pi * Double($0) / Double(nodeCount)) }

  /// - Parameters:
  ///   - bounds: the largest error allowed for each function, absolute.
  ///   - evaluate: the exact functions at a list of chords: result[f][i].
  init(bounds: [Double], evaluate: ([Double]) throws -> [[Double]]) rethrows {
    precondition(bounds.count == 1 || bounds.count == 2, "one function or two")
    functionCount = bounds.count
    var accepted: [(level: Int, index: Int)] = []
    var pieces: [Double] = []
    var (nearest, farthest) = (0.0, 0.0)
    var open = (0..<1 << Self.coarsest).map { (level: Self.coarsest, index: $0) }
    while !open.isEmpty {
      let geometry = open.map { piece in
        let (count, half) = (1 << piece.level, HalfChord.length / Double(2 << piece.level))
        // Each side from its own 0, where digits are needed.
        let centre =
          piece.index < count / 2 ? half * Double(2 * piece.index + 1) : -half * Double(2 * (count - piece.index) - 1)
        return (centre: centre, half: half)
      }
      let chords = geometry.flatMap { Self.chords(centre: $0.centre, half: $0.half) }
      let values = try evaluate(chords)
      var next: [(level: Int, index: Int)] = []
      let perPiece = Self.nodeCount + Self.checkPoints.count
      for (p, piece) in open.enumerated() {
        var polynomials: [[Double]] = []
        var isWithin = true
        for f in 0..<bounds.count {
          let sample = values[f][p * perPiece..<(p + 1) * perPiece]
          let coefficients = Self.interpolate(Array(sample.prefix(Self.nodeCount)))
          for (t, exact) in zip(Self.checkPoints, sample.suffix(Self.checkPoints.count)) {
            let fitted = coefficients.reversed().reduce(0) { $0 * t + $1 }
            if !(abs(fitted - exact) <= bounds[f]) { isWithin = false }
          }
          polynomials.append(coefficients)
        }
        if !isWithin, piece.level < Self.levels {
          next += [(piece.level + 1, 2 * piece.index), (piece.level + 1, 2 * piece.index + 1)]
          continue
        }
        if !isWithin {
          let (centre, half) = geometry[p]
          if centre > 0 { nearest = max(nearest, centre + half) } else { farthest = min(farthest, centre - half) }
        }
        accepted.append(piece)
        pieces += [geometry[p].centre, 1 / geometry[p].half]
        for k in 0..<Self.nodeCount { pieces += polynomials.map { $0[k] } }
      }
      open = next
    }
    (self.nearest, self.farthest, self.pieces) = (nearest, farthest, pieces)
    // No finer than there are pieces: what is looked up for every pair should stay in the first-level cache.
    let finest = accepted.reduce(Self.coarsest) { max($0, $1.level) }
    var pieceOfCell = [Int32](repeating: 0, count: 1 << finest)
    for (number, piece) in accepted.enumerated() {
      let width = 1 << (finest - piece.level)
      for cell in piece.index * width..<(piece.index + 1) * width { pieceOfCell[cell] = Int32(number) }
    }
    self.pieceOfCell = pieceOfCell
  }

  var pieceCount: Int { pieces.count / stride }

  /// The nodes and check points of a piece, none of them beyond its side.
  private static func chords(centre: Double, half: Double) -> [Double] {
    (nodes + checkPoints).map { t in
      let chord = centre + half * t
      return centre < 0 ? min(chord, -Double.leastNormalMagnitude) : chord
    }
  }

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

  /// Whether the polynomials hold for a chord.
  @inline(__always)
  func holds(for chord: Double) -> Bool { chord >= 0 ? chord >= nearest : chord <= farthest }

  /// Evaluates the functions at `count` chords; `first` may be where the chords are.
  /// - Complexity: about 1 ns a chord and function.
  func evaluate(
    _ chords: UnsafePointer<Double>, count: Int, into first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>?
  ) {
    let scale = Double(pieceOfCell.count) / HalfChord.length
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { cells in
      guard let cells = cells.baseAddress else { return }
      piece_cells(chords, count, scale, pieceOfCell.count, cells)
      if let second {
        pieces_of_two(chords, cells, count, pieceOfCell, pieces, first, second)
      } else {
        pieces_of_one(chords, cells, count, pieceOfCell, pieces, first)
      }
    }
  }
}
