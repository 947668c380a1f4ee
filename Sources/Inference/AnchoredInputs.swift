/// How inputs stand to the anchor r, each turned towards it.
///
/// *Definition.* With c = K(x, r)/(D(x) D(r)), D = √K(x, x), and s the sign of c, the function −f(x) is taken in the
/// place of f(x) where s = −1: its kernel is s s′ K(x, x′), its target s y, and its separation from the anchor
///
///     ε̃ = 1 − s c = min(1 − c, 1 + c).
///
/// Inputs that are nearly opposite to the anchor are then as near as any, and ε̃ has the digits that ε = 2 − ε̃ has
/// not: kernels hand separations near 2 over as −(1 + c), a negative number.
public struct AnchoredInputs: Sendable, Equatable {
  /// D
  public let roots: [Double]
  /// ε̃(x, r)
  public let separations: [Double]
  /// s
  public let signs: [Double]

  /// - Parameter separations: from the anchor; of nearly opposite inputs perhaps −(1 + c).
  public init(roots: [Double], separations: [Double]) {
    precondition(roots.count == separations.count, "an input has a root and a separation")
    self.roots = roots
    signs = separations.map { $0 < 0 || $0 > 1 ? -1 : 1 }
    self.separations = zip(separations, signs).map { Self.turned($0, $1) }
  }

  /// Inputs that were turned before.
  /// - Parameters:
  ///   - separations: ε̃
  ///   - signs: s
  public init(roots: [Double], separations: [Double], signs: [Double]) {
    precondition(roots.count == separations.count && signs.count == roots.count, "an input has a root, ε̃ and a sign")
    (self.roots, self.separations, self.signs) = (roots, separations, signs)
  }

  public subscript(range: Range<Int>) -> AnchoredInputs {
    AnchoredInputs(
      roots: Array(roots[range]), separations: Array(separations[range]), signs: Array(signs[range]))
  }

  public subscript(places: [Int]) -> AnchoredInputs {
    AnchoredInputs(
      roots: places.map { roots[$0] }, separations: places.map { separations[$0] }, signs: places.map { signs[$0] })
  }

  public var count: Int { roots.count }

  /// u(x)
  public var components: [Double] { zip(roots, separations).map { $0 - $0 * $1 } }

  /// S(x, x)
  public var variances: [Double] { zip(roots, separations).map { $0 * $0 * ($1 * (2 - $1)) } }

  /// The largest S(x, x)/K(x, x).
  public var spread: Double { separations.reduce(0) { max($0, $1 * (2 - $1)) } }

  /// 1 − s c of a pair: ε, 2 − ε or, carried as −(1 + c), 2 − (1 + c) or 1 + c.
  @inline(__always)
  static func turned(_ separation: Double, _ sign: Double) -> Double {
    sign > 0
      ? (separation < 0 ? 2 + separation : separation) : (separation < 0 ? -separation : 2 - separation)
  }
}
