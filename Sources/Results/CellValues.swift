/// The values of one cell: for each variable, its entries over the dimensions beyond the cell's own, last axis fastest
/// (one entry if there are none).
public struct CellValues: Sendable, Equatable {
  public var numbers: [String: [Double]]
  public var integers: [String: [Int]]
  public var texts: [String: String]

  public init(numbers: [String: [Double]] = [:], integers: [String: [Int]] = [:], texts: [String: String] = [:]) {
    (self.numbers, self.integers, self.texts) = (numbers, integers, texts)
  }

  var names: Set<String> { Set(numbers.keys).union(integers.keys).union(texts.keys) }
}
