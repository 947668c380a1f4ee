/// 1 − c and 1 + c of two sums of independent parts.
///
/// A sum without variance has no c; as of an input that is 0, what is carried is 0.
struct PartsSum {
  private var separation = 0.0
  private var opposite = 0.0
  /// Whether either has a part that is not 0.
  private var hasFirst = false
  private var hasSecond = false

  init() {}

  private init(carried: Double) {
    (separation, opposite) = (Self.separation(carried), carried < 0 ? -carried : 2 - carried)
    (hasFirst, hasSecond) = (true, true)
  }

  /// ε of what is carried.
  static func separation(_ carried: Double) -> Double { carried < 0 ? 2 + carried : carried }

  /// What is carried of the sum: ε, or where 1 + c is small −(1 + c).
  var carried: Double {
    guard hasFirst, hasSecond else { return 0 }
    return opposite < NearImages.refined ? -max(opposite, .leastNormalMagnitude) : separation
  }

  /// What is carried of c = c₁ c₂: 1 − c = ε₁ + c₁ ε₂ and 1 + c = ε₁ + c₁ (1 + c₂), in which nothing cancels where c₁
  /// is not negative; else the same of −c₁ and −c₂.
  static func product(_ first: Double, _ second: Double) -> Double {
    let (one, two) = (PartsSum(carried: first), PartsSum(carried: second))
    let c = 1 - one.separation
    var sum = one
    sum.separation = c >= 0 ? one.separation + c * two.separation : one.opposite - c * two.opposite
    sum.opposite = c >= 0 ? one.separation + c * two.opposite : one.opposite - c * two.separation
    return sum.carried
  }

  mutating func add(_ one: Double, _ two: Double, _ carried: Double) {
    let (difference, product) = (one - two, one * two)
    let own = 0.5 * difference * difference
    separation += product * Self.separation(carried) + own
    opposite += product * (carried < 0 ? -carried : 2 - carried) + own
    (hasFirst, hasSecond) = (hasFirst || one > 0, hasSecond || two > 0)
  }

  /// A part of which neither has anything of the other's.
  mutating func addIndependent(_ part: Double) {
    separation += part
    opposite += part
    if part > 0 { (hasFirst, hasSecond) = (true, true) }
  }
}
