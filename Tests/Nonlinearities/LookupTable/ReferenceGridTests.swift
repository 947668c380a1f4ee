import Nonlinearities
import Testing

/// The table against the two that the authors' code ships, brain-research/nngp at commit aaaebfc, folder grid_data,
/// grid_{relu,tanh}_ng501_ns501_nc500_mv100_mg10: entries read from those files, which their TensorFlow code computed
/// by log-sum-exp over all 501 × 501 points.
@Suite("The lookup table of the authors' code") struct ReferenceGridTests {
  /// Some entries of one variance of a grid.
  struct GridRow: Sendable, CustomTestStringConvertible {
    let nonlinearity: Nonlinearity
    /// Place on the grid of variances, 1e-8 … 100.
    let variance: Int
    /// Of the table for c = 1.
    let secondMoment: Double
    /// By place on the grid of correlations, −0.99999 … 0.99999.
    let entries: [Int: Double]

    init(_ nonlinearity: Nonlinearity, _ variance: Int, _ secondMoment: Double, _ entries: [Int: Double]) {
      (self.nonlinearity, self.variance, self.secondMoment) = (nonlinearity, variance, secondMoment)
      self.entries = entries
    }

    var testDescription: String { "\(nonlinearity.name), variance \(variance)" }
  }

  static let rows = [
    GridRow(
      .relu, 1, 0.10000000499000004,
      [
        3: 3.327765903925335e-05, 124: 0.010763236777843549, 374: 0.06079589344108951, 499: 0.0999995049901818,
      ]),
    GridRow(
      .relu, 6, 0.6000000049399997,
      [
        3: 0.00023131552023075537, 124: 0.06476278615431828, 374: 0.3649592070056949, 499: 0.5999970049401259,
      ]),
    GridRow(
      .relu, 20, 1.9999716758414947,
      [
        3: 0.0007862697975780051, 124: 0.21596177028889132, 374: 1.2165885438751047, 499: 1.999961659405398,
      ]),
    GridRow(
      .relu, 100, 8.509862213823318,
      [
        3: 0.004075968609652307, 124: 1.0978850559112894, 374: 4.829820045123502, 499: 8.507132010720175,
      ]),
    GridRow(
      .relu, 500, 14.606494937688144,
      [
        3: 0.030307494386690052, 124: 3.833334402101708, 374: 6.452669650435698, 499: 14.564562234537721,
      ]),
    GridRow(
      .tanh, 1, 0.14718182305988084,
      [
        3: -0.14536814237435736, 124: -0.07337852735879749, 374: 0.07279046290557317, 499: 0.1471812669561703,
      ]),
    GridRow(
      .tanh, 6, 0.4275613059822477,
      [
        3: -0.4213465501847742, 124: -0.20137876670373425, 374: 0.19971460698923868, 499: 0.4275603918028861,
      ]),
    GridRow(
      .tanh, 20, 0.6352610361838928,
      [
        3: -0.6231540405163953, 124: -0.27639930428315485, 374: 0.27404648080060284, 499: 0.6352602515221143,
      ]),
    GridRow(
      .tanh, 100, 0.8206125018241002,
      [
        3: -0.792917444567481, 124: -0.29584803594603004, 374: 0.29309529686946467, 499: 0.8205802170882059,
      ]),
    GridRow(
      .tanh, 500, 0.8837674918911328,
      [
        3: -0.8052630060613093, 124: -0.1316959703653249, 374: 0.13011428527365862, 499: 0.8835532920897097,
      ]),
  ]

  @Test(arguments: rows) func entriesAreTheAuthors(_ row: GridRow) throws {
    let table = LookupTable(row.nonlinearity)
    let variance = 1e-8 + Double(row.variance) * (100 - 1e-8) / 500
    let own = try table.row(variance)
    // Rounding of 251,001 terms of one size, of 1 − c² at c = ±0.99999 (1e-11), and of the place on the grid.
    func isClose(_ value: Double, _ expected: Double) -> Bool {
      (value - expected).magnitude <= 1e-10 * row.secondMoment
    }
    #expect(isClose(own.secondMoment, row.secondMoment), "\(own.secondMoment)")
    for (place, expected) in row.entries {
      #expect(isClose(own.values[place], expected), "correlation \(place): \(own.values[place])")
    }
  }
}
