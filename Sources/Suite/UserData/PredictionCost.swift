/// What a prediction of user data needs, from its sizes alone.
package enum PredictionCost {
  /// Operations a second of one core in float64: half of what AVX2 at 3 GHz can do, so that the estimate is rarely short.
  static let coreSpeed = 25e9

  /// - Parameters:
  ///   - training: n inputs of `width` = d numbers.
  ///   - test: m inputs of `outputs` targets, predicted `blockRows` at a time.
  ///   - isPacked: whether the training kernel is kept packed.
  /// - Complexity: O(1). The time counts n³/3 operations of one factorisation, m n² of the variances and 2 d of each kernel
  ///   entry; it knows neither the depth nor how many noise variances will be tried.
  package static func cost(
    training: Int, width: Int, test: Int, outputs: Int, blockRows: Int, isPacked: Bool, threads: Int
  ) -> Cost {
    let (n, d, m) = (Double(training), Double(width), Double(test))
    let operations = n * n * n / 3 + m * n * n + (n * n + 2 * m * n) * d
    let kernel = isPacked ? n * (n + 1) / 2 : n * n
    // The inputs as read and as the kernel copies them at most, a block of test inputs' kernel and its solution.
    let numbers = kernel + 2 * n * (d + Double(blockRows))
    func bytes(_ numbers: Double) -> Int { Int(min(numbers * 8, 9e18)) }
    return Cost(
      seconds: operations / (Double(threads) * coreSpeed), memoryBytes: bytes(numbers),
      diskBytes: bytes(m * (Double(outputs) + 2)))
  }
}
