import Results
import Suite

/// The measured coefficient of 1/n of a list of numbers against the computed one.
///
/// With v the measured list of a network of width n and c what n v tends to, the ratio n v·c/c·c tends to 1: one number
/// a block of networks, so that its error is that of a mean.
struct Coefficients {
  let widths: [Int]
  /// The ratio by width and block.
  let ratios: [[Double]]

  /// - Parameters:
  ///   - computed: c.
  ///   - measured: v, by width and block.
  init(computed: [Double], measured: [[[Double]]], widths: [Int]) {
    let square = computed.reduce(0) { $0 + $1 * $1 }
    let all = zip(widths, measured).map { width, blocks in
      (
        width: width,
        ratios: blocks.map { block in Double(width) * zip(block, computed).reduce(0) { $0 + $1.0 * $1.1 } / square }
      )
    }
    // Without widths of which a network ran away.
    let finite = all.filter { $0.ratios.allSatisfy(\.isFinite) }
    (self.widths, ratios) = (finite.map(\.width), finite.map(\.ratios))
  }

  /// nil where half of its 99 % interval is more than half of what is computed: an interval that could not tell the
  /// coefficient from a half of it says nothing. Nor do fewer than five widths.
  func limit() throws -> InverseWidthFit? {
    guard widths.count >= 5 else { return nil }
    let limit = try InverseWidthFit(widths: widths, samples: ratios)
    return 2.576 * limit.standardError <= 0.5 ? limit : nil
  }

  func score(_ score: Scorer, _ key: String, _ words: String) throws -> Score? {
    try limit().map {
      score(
        key, $0.value, error: $0.standardError, samples: ratios.first?.count ?? 0,
        "\(words), measured over computed, n → ∞")
    }
  }
}
