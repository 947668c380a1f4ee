/// What `MehlerDual` asks of a φ.
protocol MehlerSource: Sendable {
  /// Those parts of φ that are not zero.
  var parts: [MehlerPart] { get }
  /// Levels of `MehlerLevel` that the coefficients reach.
  var levelCount: Int { get }
  /// How the duals of nearly opposite inputs follow from those of nearly coinciding ones.
  var reflection: DualReflection? { get }

  /// The variance that stands for this one, where products of two do not underflow.
  func kept(_ variance: Double) -> Double
  /// T(q)
  func secondMoment(_ variance: Double) -> Double
  /// The level at which nothing is left of the series, at least `levelCount` where none is; `MehlerLevel.unknown` where
  /// there are no coefficients.
  func level(of variance: Double) -> Int
  /// Writes `scale` aₙ(q) for the n of the part, n = 2m or 2m + 1, and b of n − 1 or n + 1 beside it (φ′ has the other
  /// parity), for m < `count`, `stride` apart; zeros beyond what matters.
  /// - Parameter count: a multiple of eight.
  func write(
    _ part: MehlerPart, variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>)
  /// ρ and Ṫ of a pair that no series reaches, with T(q₁) and T(q₂).
  func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double)
}

/// The odd or the even part of φ: the aₙ of odd n with the bₙ of even n, or the other way round.
enum MehlerPart: Sendable { case odd, even }
