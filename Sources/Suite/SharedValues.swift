/// The values of a sweep's variables that belong to no cell, whole, last axis fastest.
public struct SharedValues: Sendable {
  public var numbers: [String: [Double]]
  public var integers: [String: [Int]]
  public var texts: [String: [String]]

  public init(numbers: [String: [Double]] = [:], integers: [String: [Int]] = [:], texts: [String: [String]] = [:]) {
    (self.numbers, self.integers, self.texts) = (numbers, integers, texts)
  }
}
