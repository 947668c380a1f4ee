/// What a prediction of user data needs, from its sizes alone.
public struct PredictionCost: Sendable {
  /// n, training inputs; d numbers each.
  public let training: Int
  public let width: Int
  /// m, test inputs; k outputs each.
  public let test: Int
  public let outputs: Int
  public let threads: Int
  /// Whether the training kernel is kept packed.
  public let isPacked: Bool
  /// Test inputs in one block.
  public let blockRows: Int

  /// Operations a second of one core in float64: half of what AVX2 at 3 GHz can do, so that the estimate is rarely short.
  static let coreSpeed = 25e9

  /// - Complexity: O(1). The time counts n³/3 operations of one factorisation, m n² of the variances and 2 d of each kernel
  ///   entry; it knows neither the depth nor how many noise variances will be tried.
  public var cost: Cost {
    let (n, d, m) = (Double(training), Double(width), Double(test))
    let operations = n * n * n / 3 + m * n * n + (n * n + 2 * m * n) * d
    let kernel = isPacked ? n * (n + 1) / 2 : n * n
    // The inputs as read and as the kernel copies them at most, a block of test inputs' kernel and its solution.
    let numbers = kernel + 2 * n * (d + Double(blockRows))
    func bytes(_ numbers: Double) -> Int { Int(min(numbers * 8, 9e18)) }
    return Cost(
      seconds: operations / (Double(threads) * Self.coreSpeed), memoryBytes: bytes(numbers),
      diskBytes: bytes(m * (Double(outputs) + 2)))
  }
}
