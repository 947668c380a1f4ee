/// One application of φ to all pairs of two lists of Gaussian inputs with known variances.
///
/// For (u, v) jointly normal with mean 0, variances q₁, q₂ and correlation c, the duals of φ are
///
///     T(q₁, q₂, c) = E[φ(u) φ(v)],    Ṫ(q₁, q₂, c) = E[φ′(u) φ′(v)].
///
/// A pair is carried as its *separation* ε = 1 − c, because c itself loses the relative precision of ε between nearly
/// coinciding inputs, where θ = arccos c ≈ √(2ε).
public protocol DualMap: Sendable {
  /// T(q, q, 1) = E[φ(√q z)²] for the variance of every row.
  var rowSecondMoments: [Double] { get }
  /// The same for every column.
  var columnSecondMoments: [Double] { get }

  /// Replaces `separations[k]` = 1 − c by ρ = 1 − T(q₁, q₂, c)/√(T(q₁) T(q₂)) and, unless nil, writes
  /// `derivatives[k]` = Ṫ(q₁, q₂, c), for the pair (`row`, `columns.lowerBound + k`). Allocates nothing.
  ///
  /// ρ is right to a few units in the last place *of ρ*, near coinciding inputs included. If T(q₁) T(q₂) = 0, ρ = 0.
  ///
  /// - Complexity: `columns.count` times a constant of the nonlinearity.
  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?)

  /// The same map for some of the rows and columns, with their numbers and the same bits, after work that pays when
  /// each row meets each column; nil where there is nothing to prepare.
  func prepared(rows: Range<Int>, columns: Range<Int>) -> (any DualMap)?

  /// Whether `prepared` is worth calling.
  var isPreparable: Bool { get }

  /// How the duals of nearly opposite inputs follow from those of nearly coinciding ones, for one pair; nil where they
  /// do not.
  func reflection(row: Int, column: Int) -> DualReflection?
}

extension DualMap {
  public func prepared(rows: Range<Int>, columns: Range<Int>) -> (any DualMap)? { nil }
  public var isPreparable: Bool { false }
  public func reflection(row: Int, column: Int) -> DualReflection? { nil }
}

extension Nonlinearity {
  /// The map of all pairs (row, column) of inputs to φ with the given variances.
  ///
  /// - Throws: `NonlinearityFailure` if a variance is negative, not finite or beyond `largestVariance`, or if the duals
  ///   of φ do not exist.
  public func dualMap(rowVariances: [Double], columnVariances: [Double]) throws -> any DualMap {
    try checkDuals(of: rowVariances + columnVariances)
    switch self {
    case .relu, .leakyRelu, .abs, .identity:
      return PiecewiseLinearDual(slopes, rowVariances: rowVariances, columnVariances: columnVariances)
    case .erf: return ErfDual(rowVariances: rowVariances, columnVariances: columnVariances)
    case .gelu: return GeluDual(rowVariances: rowVariances, columnVariances: columnVariances)
    case .sin: return SinusoidDual(.odd, rowVariances: rowVariances, columnVariances: columnVariances)
    case .cos: return SinusoidDual(.even, rowVariances: rowVariances, columnVariances: columnVariances)
    case .tanh, .custom:
      // One variance: its series is prepared once, for all pairs of inputs. Beyond 6 that of tanh is too long for that.
      if let variance = rowVariances.first ?? columnVariances.first, variance <= 6 || self != .tanh,
        rowVariances.allSatisfy({ $0 == variance }), columnVariances.allSatisfy({ $0 == variance }),
        let dual = HermiteDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
      {
        return dual
      }
      let source: any MehlerSource =
        if case .custom(let custom) = self { CustomSource(custom: custom) } else { TanhSource() }
      return MehlerDual(source, rowVariances: rowVariances, columnVariances: columnVariances)
    }
  }

  /// The largest variance whose dual is computed: products of two must not overflow. Where φ is homogeneous, variances
  /// drop out of ρ and Ṫ and need only be finite.
  public var largestVariance: Double {
    switch self {
    case .relu, .leakyRelu, .abs, .identity: .greatestFiniteMagnitude
    case .erf, .gelu, .sin, .cos, .tanh, .custom: 1e150
    }
  }

  /// q, or 1e-40 for smaller ones that are not 0: a φ with φ(0) = 0 and φ′(0) ≠ 0 is there its own tangent to far
  /// beyond the last digit, so ρ and Ṫ are the same, and products of two variances do not underflow.
  static func withoutUnderflow(_ variance: Double) -> Double { variance > 0 ? max(variance, 1e-40) : variance }

  /// Refuses variances that are none, and a user's function whose duals do not exist; that check takes as long as its
  /// series does, and the others are known.
  func checkDuals(of variances: [Double]) throws {
    for variance in variances where !(variance >= 0 && variance <= largestVariance) {
      throw NonlinearityFailure.invalidVariance(variance, nonlinearity: name)
    }
    if case .custom = self { try checkExpectations(largestVariance: variances.max() ?? 0) }
  }

  /// Refuses a function whose duals do not exist or whose derivative is not its own.
  private func checkExpectations(largestVariance q: Double) throws {
    for place in breakpoints {
      let step = 1e-7 * max(1, place.magnitude)
      let slopes = derivative(place - step).magnitude + derivative(place + step).magnitude
      if (self(place + step) - self(place - step)).magnitude > 3 * step * (1 + slopes) {
        throw NonlinearityFailure.discontinuous(nonlinearity: name, place: place)
      }
    }
    let moments = [secondMoment(q), derivativeSecondMoment(q)]
    guard moments.allSatisfy(\.isFinite) else {
      throw NonlinearityFailure.infiniteMoment(nonlinearity: name, variance: q)
    }
    // The two sides of the comparison are not normal numbers any more.
    if q < 1e-300 { return }
    let expectation = GaussianExpectation(self)
    let slope = expectation(variance: q) { derivative($0) }
    let product = expectation(variance: q) { $0 * self($0) } / q
    // Quadrature is right to 1e-13 of the moments unless an undeclared kink lies inside a panel.
    if (slope - product).magnitude > 1e-6 * moments[1].squareRoot() {
      throw NonlinearityFailure.wrongDerivative(nonlinearity: name, variance: q)
    }
  }

  /// The slopes left and right of 0, if φ is linear on both sides.
  var slopes: PiecewiseLinearDual.Slopes {
    switch self {
    case .leakyRelu(let slope): .init(left: slope, right: 1)
    case .abs: .init(left: -1, right: 1)
    case .identity: .init(left: 1, right: 1)
    default: .init(left: 0, right: 1)
    }
  }
}
