import Foundation
import Suite
import Testing

@Suite("The median of repeated numbers and its error")
struct SampleMedianTests {
  /// Against all nⁿ resamples, each as likely as the others.
  @Test(arguments: [[1.0, 3.0], [7.0, 1, 2.5, 3.1], [1, 2.5, 3.1, 7, 7.5], [0.2, 0.2, 5]])
  func errorsAreThoseOfAllResamples(values: [Double]) throws {
    let count = values.count
    let total = (0..<count).reduce(1) { product, _ in product * count }
    let medians = (0..<total).map { number in
      var (rest, drawn) = (number, [Double]())
      for _ in 0..<count {
        drawn.append(values[rest % count])
        rest /= count
      }
      drawn.sort()
      return (drawn[(count - 1) / 2] + drawn[count / 2]) / 2
    }
    let mean = medians.reduce(0, +) / Double(total)
    let variance = medians.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(total)
    let expected = (variance * Double(count) / Double(count - 1)).squareRoot()
    let found = try #require(SampleMedian(values).standardError)
    #expect((found - expected).magnitude < 1e-12 * max(1, expected))
  }

  @Test func fewNumbersHaveNoError() {
    #expect(SampleMedian([4]) == SampleMedian([4]) && SampleMedian([4]).median == 4)
    #expect(SampleMedian([4]).standardError == nil)
    #expect(SampleMedian([]).median.isNaN && SampleMedian([]).standardError == nil)
    #expect(SampleMedian([2, 2, 2]).standardError == 0)
    #expect(SampleMedian([3, 1, 2, 10]).median == 2.5)
  }
}
