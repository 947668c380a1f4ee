import Nonlinearities

/// Pairs of nearly opposite inputs in a row of a block.
///
/// ε = 1 − c near 2 has no more digits of 1 + c than 1 has, and √(2(1 + c)) is the angle that the ReLU's derivative
/// kernel is linear in. Such pairs are therefore carried as −(1 + c), a negative number: `VectorPairs` makes them, and
/// steps take them out, do the same for both and put back what is still nearer to −1 than to 0. There are few of them.
struct OppositePairs {
  /// The place in the row, and 1 + c.
  private(set) var pairs: [(place: Int, opposite: Double)] = []

  var isEmpty: Bool { pairs.isEmpty }

  /// Takes them out of a row, leaving ε.
  @inline(__always)
  init(takenFrom row: UnsafeMutablePointer<Double>, count: Int) {
    // The sign bits of all: a minimum would not be taken eight at a time.
    var bits: UInt64 = 0
    for k in 0..<count { bits |= row[k].bitPattern }
    if bits >> 63 != 0 { take(row, count) }
  }

  private mutating func take(_ row: UnsafeMutablePointer<Double>, _ count: Int) {
    for k in 0..<count where row[k] < 0 {
      pairs.append((k, -row[k]))
      row[k] = 2 + row[k]
    }
  }

  /// Puts them back with what `change(place, 1 + c)` makes of each.
  func putBack(into row: UnsafeMutablePointer<Double>, _ change: (Int, Double) -> Double) {
    for pair in pairs { Self.put(change(pair.place, pair.opposite), into: row, at: pair.place) }
  }

  /// 1 + c of both parts of a sum, for the pairs of which either is carried that way; they are taken out.
  /// - Parameters: ε of the second part, and of the first where there are two; a bias, which two inputs share, is the
  ///   second otherwise.
  @inline(__always)
  static func parts(
    _ row: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>?, count: Int
  ) -> [(place: Int, first: Double, second: Double)] {
    let own = OppositePairs(takenFrom: row, count: count)
    guard let first else { return own.isEmpty ? [] : own.pairs.map { ($0.place, $0.opposite, 2) } }
    let others = OppositePairs(takenFrom: first, count: count)
    if own.isEmpty, others.isEmpty { return [] }
    let (mine, theirs) = (Dictionary(own.pairs) { one, _ in one }, Dictionary(others.pairs) { one, _ in one })
    return Set(mine.keys).union(theirs.keys).map { k in (k, theirs[k] ?? 2 - first[k], mine[k] ?? 2 - row[k]) }
  }

  /// Where 1 + c is small it takes the place of ε, and c = −1 is told from c = 1 by its sign.
  static func put(_ opposite: Double, into row: UnsafeMutablePointer<Double>, at place: Int) {
    if opposite < 1 { row[place] = -max(opposite, .leastNormalMagnitude) }
  }

  /// φ on a row of pairs that have been taken out: `map` gets them turned round, as pairs that nearly coincide, and
  /// what it made of them is turned back.
  func reflected(
    by dual: any DualMap, row: Int, firstColumn: Int, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>?, map: () -> Void
  ) {
    let reflections = pairs.map { dual.reflection(row: row, column: firstColumn + $0.place) }
    for (pair, reflection) in zip(pairs, reflections) where reflection != nil {
      separations[pair.place] = pair.opposite
    }
    map()
    for (pair, reflection) in zip(pairs, reflections) {
      let k = pair.place
      switch reflection {
      case .odd: Self.put(separations[k], into: separations, at: k)
      case .even: if let derivatives { derivatives[k] = -derivatives[k] }
      case .oddPart(let share, let slope):
        separations[k] += 2 * share * (1 - pair.opposite)
        if let derivatives { derivatives[k] = 2 * slope - derivatives[k] }
      case nil: break
      }
    }
  }
}
