import Nonlinearities

/// A pair of inputs between two layers of `CosineRecursion`: ε, 1 + c, c and Θ.
struct CosinePair {
  private var separation: Double
  private var opposite: Double
  private(set) var cosine: Double
  var tangent = 0.0

  private init(separation: Double, opposite: Double, cosine: Double) {
    (self.separation, self.opposite, self.cosine) = (separation, opposite, cosine)
  }

  /// Of ε, or −(1 + c) as `OppositePairs` has it.
  init(carried: Double) {
    let isOpposite = carried < 0
    separation = isOpposite ? 2 + carried : carried
    opposite = isOpposite ? -carried : 2 - carried
    cosine = isOpposite ? -1 - carried : 1 - carried
  }

  /// Of a pair whose c is known beside it, as precisely where it is small.
  init(carried: Double, cosine: Double, tangent: Double) {
    self.init(carried: carried)
    self.tangent = tangent
    if cosine.magnitude < SmallCosines.largest { self.cosine = cosine }
  }

  static let same = CosinePair(separation: 0, opposite: 2, cosine: 1)

  /// Different inputs meet independent masks.
  mutating func drop(keepProbability keep: Double) {
    separation = (1 - keep) + keep * separation
    opposite = (1 - keep) + keep * opposite
    cosine *= keep
  }

  /// The sum of independent terms of which each input has these parts; Θ stays.
  mutating func sum(_ terms: [CosinePair], _ parts: [PairFactors], _ row: Int, _ column: Int) {
    (separation, opposite, cosine) = (0, 0, 0)
    for (term, part) in zip(terms, parts) {
      let (one, two) = (part.rows[row], part.columns[column])
      let own = 0.5 * (one - two) * (one - two)
      separation += one * two * term.separation + own
      opposite += one * two * term.opposite + own
      cosine += one * two * term.cosine
    }
  }

  /// φ, whose c is `small`'s where it is small before and behind it.
  mutating func activate(_ map: any DualMap, _ small: SmallCosines, _ row: Int, _ column: Int) {
    let (former, tangent) = (self, tangent)
    func values(_ separation: Double) -> (separation: Double, derivative: Double) {
      var (separation, derivative) = (separation, 0.0)
      map.map(row: row, columns: column..<column + 1, separations: &separation, derivatives: &derivative)
      return (max(0, separation), derivative)
    }
    let reflection = map.reflection(row: row, column: column)
    let isOpposite = opposite < 1 && reflection != nil
    let found = values(isOpposite ? opposite : separation)
    var derivative = found.derivative
    self = CosinePair(carried: found.separation)
    switch reflection {
    case .odd where isOpposite: self = CosinePair(carried: -max(found.separation, .leastNormalMagnitude))
    case .even where isOpposite: derivative = -derivative
    case .oddPart(let share, let slope) where isOpposite:
      self = CosinePair(carried: found.separation - 2 * share * former.cosine)
      derivative = 2 * slope - derivative
    default: break
    }
    if let (cosine, slope) = small.refined(
      (cosine, derivative), former.cosine, row, column, slope: { values(1 - $0).derivative })
    {
      (self.cosine, derivative) = (cosine, slope)
    }
    self.tangent = tangent * derivative
  }
}
