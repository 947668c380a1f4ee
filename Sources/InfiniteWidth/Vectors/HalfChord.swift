import CElementary

/// Where a pair stands between coinciding and opposite inputs, as functions of the whole network are tabulated.
///
/// For two directions at the angle θ it is half the distance of their ends, and beyond the right angle half the
/// distance from the opposite one, with a sign to tell them apart:
///
///     u = sin(θ/2) = √(ε/2) for c ≥ 0,    u = −cos(θ/2) = −√((1 + c)/2) beyond.
///
/// On either side it is smooth in θ and θ in it, it keeps the digits of small and of nearly straight angles, and it
/// takes one square root where θ takes a polynomial of degree 18 besides.
enum HalfChord {
  /// √½ of orthogonal inputs, the largest; twice that is the length of both sides together.
  static let right = 0.5.squareRoot()
  static let length = 2.0.squareRoot()

  /// ε = 1 − c, also beyond the right angle: what the recursion makes of pairs that are not carried as opposite ones
  /// (`OppositePairs`), its rounding included, is what functions of the chord are compared with.
  static func separation(_ chord: Double) -> Double {
    chord >= 0 ? 2 * chord * chord : 2 - 2 * chord * chord
  }

  /// Replaces `count` separations in [0, 2], or −(1 + c) of nearly opposite inputs, by their chords.
  /// - Complexity: about 1 ns an entry; the loop vectorises.
  static func replaceSeparations(_ values: UnsafeMutablePointer<Double>, count: Int) {
    for k in 0..<count {
      let separation = values[k]
      // A negative number stands for −(1 + c).
      let opposite = separation < 0 ? -separation : 2 - separation
      let root = elementary_sqrt(elementary_max(0, 0.5 * elementary_min(separation.magnitude, opposite)))
      // 0 has no sign.
      values[k] = separation >= 0 && separation <= 1 ? root : -elementary_max(.leastNormalMagnitude, root)
    }
  }
}
