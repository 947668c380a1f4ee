import CElementary

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

  /// Replaces `separations[k]` as `map` does, rounding never below 0, and multiplies `tangents[k]`, unless nil, by Ṫ;
  /// the same bits as by `map`.
  /// - Parameter derivatives: room for `columns.count` numbers.
  func advance(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    derivatives: UnsafeMutablePointer<Double>)
}

extension DualMap {
  public func prepared(rows: Range<Int>, columns: Range<Int>) -> (any DualMap)? { nil }
  public var isPreparable: Bool { false }
  public func reflection(row: Int, column: Int) -> DualReflection? { nil }

  public func advance(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    derivatives: UnsafeMutablePointer<Double>
  ) {
    map(row: row, columns: columns, separations: separations, derivatives: tangents == nil ? nil : derivatives)
    for k in 0..<columns.count { separations[k] = elementary_max(0, separations[k]) }
    if let tangents { for k in 0..<columns.count { tangents[k] *= derivatives[k] } }
  }
}

extension Nonlinearity {
  /// The map of all pairs (row, column) of inputs to φ with the given variances.
  ///
  /// - Throws: `NonlinearityFailure` if a variance is negative, not finite or beyond `largestVariance`, or if the duals
  ///   of φ do not exist.
  public func dualMap(rowVariances: [Double], columnVariances: [Double]) throws -> any DualMap {
    try checkDuals(of: rowVariances + columnVariances)
    return definition.dualMap(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  /// `dualMap` whose bits of a pair depend on its own two variances alone: for pairs in tiles whose size depends on the
  /// number of threads. For tanh and a user's φ it takes longer where few variances make many pairs.
  ///
  /// - Throws: as `dualMap`.
  public func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) throws -> any DualMap {
    try checkDuals(of: rowVariances + columnVariances)
    return definition.pairwiseDualMap(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  /// The largest variance whose dual is computed: products of two must not overflow. Where φ is homogeneous, variances
  /// drop out of ρ and Ṫ and need only be finite.
  public var largestVariance: Double { definition.largestVariance }

  /// q, or 1e-40 for smaller ones that are not 0: a φ with φ(0) = 0 and φ′(0) ≠ 0 is there its own tangent to far
  /// beyond the last digit, so ρ and Ṫ are the same, and products of two variances do not underflow.
  static func withoutUnderflow(_ variance: Double) -> Double { variance > 0 ? max(variance, 1e-40) : variance }

  /// Refuses variances that are none, and a φ whose duals do not exist.
  func checkDuals(of variances: [Double]) throws {
    let definition = definition
    let largest = definition.largestVariance
    for variance in variances where !(variance >= 0 && variance <= largest) {
      throw NonlinearityFailure.invalidVariance(variance, nonlinearity: name)
    }
    try definition.checkSettings()
    try definition.check(largestVariance: variances.max() ?? 0)
  }
}
