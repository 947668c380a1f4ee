/// One of the N parts that a kernel is computed in, on machines of their own.
public struct KernelPart: Sendable, Equatable {
  /// 1 … count
  public let number: Int
  public let count: Int

  /// - Returns: nil unless 1 ≤ number ≤ count.
  public init?(number: Int, of count: Int) {
    guard number >= 1, number <= count else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// "3/8"
  public init?(_ text: String) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 2, let number = Int(words[0]), let count = Int(words[1]) else { return nil }
    self.init(number: number, of: count)
  }

  public var text: String { "\(number)/\(count)" }

  /// K.h5 → K.part-3-of-8.h5
  func name(of output: String) -> String {
    let ending = output.hasSuffix(".h5") ? ".h5" : ""
    return output.dropLast(ending.count) + ".part-\(number)-of-\(count)" + ending
  }
}
