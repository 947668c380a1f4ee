extension Double {
  /// √(xy) of numbers that are not negative; x itself where both are equal. The product need not be in the range of
  /// float64.
  @inlinable
  public func geometricMean(with other: Double) -> Double {
    self == other ? self : squareRoot() * other.squareRoot()
  }
}
