/// What the duals at −c are, from those at c: φ's odd part enters T(−c) with the other sign, its even part Ṫ(−c).
public enum DualReflection: Sendable {
  /// T(−c) = −T(c), Ṫ(−c) = Ṫ(c)
  case odd
  /// T(−c) = T(c), Ṫ(−c) = −Ṫ(c)
  case even
  /// The odd part is a x: T(−c)/√(T T′) = T(c)/√(T T′) − 2 share · c with share = a² √(q₁q₂)/√(T T′), and Ṫ(−c) =
  /// 2a² − Ṫ(c) with `slope` = a².
  case oddPart(share: Double, slope: Double)
}
