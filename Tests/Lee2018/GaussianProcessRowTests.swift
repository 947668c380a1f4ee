import ExperimentSupport
import Foundation
import Suite
import Testing

/// The settings that the experiments run against the file that they are judged by, typed apart.
@Suite("Table 2's rows against the reference file")
struct GaussianProcessRowTests {
  static let cells = GaussianProcessRow.all.flatMap { row in NamedNonlinearity.allCases.map { (row, $0) } }

  @Test func theTableHasNineRowsForEachDataset() {
    #expect(Self.cells.count == 36)
    let sizes = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]
    for (dataset, largest) in [("mnist", 50_000), ("cifar10", 45_000)] {
      let rows = GaussianProcessRow.all.filter { $0.dataset.id == dataset }
      #expect(rows.map(\.trainingSize) == sizes + [largest])
    }
  }

  /// The file names the setting whose accuracy it gives.
  @Test func settingsAreThoseOfThePublishedAccuracies() throws {
    let reference = try ReferenceNumbers("lee2018/table2")
    for (row, nonlinearity) in Self.cells {
      let key = "\(row.key(nonlinearity))/test_accuracy"
      let number = try #require(reference[key], "\(key)")
      #expect(number.value != nil, "\(key)")
      let name = row.setting(nonlinearity.value).name
      #expect(number.source.hasSuffix(name), "\(key): \(number.source), not \(name)")
    }
  }

  /// Figure 1b has no MNIST errors at 500, 2,000 and 20,000.
  @Test func squaredErrorsArePublishedWhereTheFigureHasThem() throws {
    let reference = try ReferenceNumbers("lee2018/table2")
    for (row, nonlinearity) in Self.cells {
      let value = reference["\(row.key(nonlinearity))/test_mse"]?.value
      #expect(
        (value == nil) == (row.dataset == .mnist && [500, 2_000, 20_000].contains(row.trainingSize)), "\(row.label)")
    }
  }

  /// Names alone would let a file of other networks pass for one of these.
  @Test func rowsAreStoredWithTheirNetworks() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func text(_ row: GaussianProcessRow) throws -> String { String(decoding: try encoder.encode(row), as: UTF8.self) }
    for row in GaussianProcessRow.all {
      let stored = try JSONDecoder().decode(GaussianProcessRow.self, from: encoder.encode(row))
      #expect(stored == row)
      #expect(try text(stored) == text(row))
    }
    let row = try #require(GaussianProcessRow.rows(sizes: [1_000]).first)
    let stored = try text(row)
    #expect(
      stored == """
        {"label":"MNIST:1k","relu":{"biasVariance":0.28,"depth":20,"weightVariance":1.45},\
        "tanh":{"biasVariance":0.62,"depth":20,"weightVariance":1.96}}
        """)
    // What is stored is what comes back, not what the table has today.
    let other = stored.replacing("1.45", with: "1.5")
    let changed = try JSONDecoder().decode(GaussianProcessRow.self, from: Data(other.utf8))
    #expect(changed.setting(.relu).weightVariance == 1.5)
    #expect(try text(changed) == other)
    #expect(throws: DecodingError.self) {
      let unknown = stored.replacing("MNIST:1k", with: "MNIST:3k")
      return try JSONDecoder().decode(GaussianProcessRow.self, from: Data(unknown.utf8))
    }
  }

  /// The paper searched σ_w² on 30 points from 0.1 to 5 and σ_b² on 30 from 0 to 2 and prints two decimals (App. D): a
  /// setting off both grids by more than the rounding is a misprint.
  @Test func settingsLieOnThePapersGrids() {
    func distance(_ value: Double, from first: Double, to last: Double) -> Double {
      (0..<30).map { (first + (last - first) * Double($0) / 29 - value).magnitude }.min() ?? .infinity
    }
    for (row, nonlinearity) in Self.cells {
      let setting = row.setting(nonlinearity.value)
      #expect(distance(setting.weightVariance, from: 0.1, to: 5) < 0.005 + 1e-9, "\(row.label)")
      #expect(distance(setting.biasVariance, from: 0, to: 2) < 0.005 + 1e-9, "\(row.label)")
    }
  }

  @Test func labelsAreThePapers() {
    #expect(
      GaussianProcessRow.all.map(\.label).filter { $0.hasPrefix("MNIST") }.suffix(3) == [
        "MNIST:10k", "MNIST:20k", "MNIST:50k",
      ])
    #expect(GaussianProcessRow.all.first { $0.dataset == .cifar10 }?.label == "CIFAR:100")
  }
}
