import Foundation
import Results

/// The a of values a + b/n that independent blocks of networks have at widths n, fitted block by block over the wider
/// half of the widths.
///
/// What is left of 1/n² shows in the change of the blocks' mean a from the narrower half to the wider (`WindowedFit`);
/// as at `WidthScaling` it counts as a 99 % bound of what finite width leaves open.
package struct WidthLimit: Sendable {
  /// The mean over blocks.
  package let value: Double
  /// √(u² + v²) with 2.576 u the half width of Student's 99 % interval over blocks and 2.576 v the change.
  package let standardError: Double
  package let blocks: Int

  /// - Parameter values: by width, one a block.
  /// - Throws: `FitFailure` for fewer than three widths in a half.
  package init(widths: [Int], values: [[Double]]) throws {
    try self.init(inverses: widths.map { 1 / Double($0) }, values: values)
  }

  /// The same of any number x that goes to 0, such as a step: a of a + bx, over the half with the smaller x.
  /// - Parameter inverses: x > 0, falling.
  package init(inverses: [Double], values: [[Double]]) throws {
    func fit(_ ordinates: [Double]) throws -> WindowedFit {
      try WindowedFit(
        abscissa: inverses.map { -log($0) }, basis: [inverses.map { _ in 1 }, inverses], endsInCorrection: false,
        values: ordinates, coefficient: 0, windows: 2)
    }
    blocks = values.first?.count ?? 0
    let limits = try (0..<blocks).map { block in try fit(values.map { $0[block] }).estimate }
    value = limits.mean
    standardError = hypot(SampleMean.studentError(limits) ?? 0, try fit(values.map(\.mean)).drift / 2.576)
  }
}
