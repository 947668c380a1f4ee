import Results
import Suite
import Testing

@Suite("Table 1 of Xiao et al. 2020, convolutional networks")
struct XiaoTable1ConvolutionsTests {
  /// Measured kernels, one run: the numbers that have a closed form lie where theory has them. Tolerances are 1.5 times
  /// the 99 % bound that the reference file judges by, for seeds that happen to lie beyond it.
  @Test func limitsCarryTheFactorsOfTheWindow() throws {
    let finished = try Bench().finished("xiao2020/table1-convolutions")
    let reference = try ReferenceNumbers("xiao2020/table1-convolutions")
    let measurements = try finished.measurements
    #expect(Set(measurements.map(\.key)) == reference.keys)
    for measurement in measurements {
      guard let expected = reference[measurement.key]?.value else {
        // Ratios after d is taken out.
        #expect(measurement.value > 1.0 / 36 && measurement.value < 36, "\(measurement.key)")
        continue
      }
      let width = 1.5 * 2.576 * (measurement.standardError ?? 0)
      #expect((measurement.value - expected).magnitude <= width, "\(measurement.key): \(measurement.value)")
    }
  }
}
