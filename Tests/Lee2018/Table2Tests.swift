import Foundation
import Results
import Suite
import Testing

@Suite("Tables 1 and 2")
struct Table2Tests {
  /// Cells of a made-up file: every row and nonlinearity has an accuracy of its own, which grows by 0.01 a subset seed.
  private static func values(_ group: String, _ cell: [Int]) -> CellValues {
    if cell.count == 2 { return variant(cell) }
    if group.hasPrefix("/neural_network") { return network(cell) }
    let accuracy = 0.1 + 0.1 * Double(cell[0]) + 0.05 * Double(cell[1]) + 0.01 * Double(cell[2])
    return CellValues(
      numbers: [
        "weight_variance": [1], "bias_variance": [0], "test_accuracy": [accuracy], "test_mse": [accuracy / 10],
        "mean_predictive_variance": [0.5], "noise_variance_used": [1e-10],
      ],
      integers: ["depth": [1], "cholesky_attempts": [1], "variance_images": [1_000]],
      texts: ["train_indices_sha256": String(repeating: "0", count: 64)])
  }

  /// The group of the paper's own algorithm, 0.001 above.
  private static func variant(_ cell: [Int]) -> CellValues {
    let accuracy = 0.101 + 0.01 * Double(cell[0]) + 0.005 * Double(cell[1])
    return CellValues(
      numbers: ["test_accuracy": [accuracy], "test_mse": [accuracy / 10], "noise_variance_used": [1e-10]],
      integers: ["cholesky_attempts": [1]], texts: ["train_indices_sha256": String(repeating: "0", count: 64)])
  }

  /// Trials of the networks: validation accuracy is best in trial 1, and test accuracy is 0.05 + 0.1 a row, 0.001 a
  /// trial less.
  private static func network(_ cell: [Int], validationError: Double = 0.02) -> CellValues {
    CellValues(
      numbers: [
        "weight_variance": [1], "bias_variance": [0], "learning_rate": [1e-3], "weight_decay": [1e-6],
        "validation_accuracy": [0.8 - 0.1 * Double(abs(cell[2] - 1))], "validation_mse": [validationError],
        "test_accuracy": [0.05 + 0.1 * Double(cell[0]) - 0.001 * Double(cell[2])], "test_mse": [0.02],
      ],
      integers: [
        "draw": [cell[2]], "depth": [2], "width": [500], "batch_size": [64], "best_step": [50], "steps": [300],
        "diverged_step": [0],
      ], texts: ["train_indices_sha256": String(repeating: "0", count: 64)])
  }

  @Test func measurementsAreMeansOverSubsetsUnderTheReferencesKeys() throws {
    let finished = try Bench(tier: .standard).finished("lee2018/table2", groups: Self.values)
    let measurements = try finished.measurements
    // 7 sizes, 2 data sets, 2 nonlinearities, accuracy and error; 6 sizes of networks, and the share of rows.
    #expect(measurements.count == 56 + 24 + 1)
    #expect(Set(measurements.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/table2").keys.union(Self.unread)))
    let first = try #require(measurements.first { $0.key == "mnist/100/relu/test_accuracy" })
    // 0.10 … 0.14: mean 0.12, s = 0.01 √2.5, standard error s/√5 = 0.01/√2. Sums of five numbers near 0.1: rounding
    // 1e-16.
    #expect((first.value - 0.12).magnitude < 1e-15)
    #expect(((first.standardError ?? .nan) - 0.01 / 2.0.squareRoot()).magnitude < 1e-15)
    #expect(first.samples == 5)
    // The eighth row of the file is CIFAR:100, the second column tanh.
    let other = try #require(measurements.first { $0.key == "cifar10/100/tanh/test_mse" })
    #expect((other.value - 0.087).magnitude < 1e-15)
  }

  /// Figure 1b has no MNIST errors at these sizes.
  private static let unread = Set(
    [500, 2_000].flatMap { size in ["relu", "tanh"].map { "mnist/\(size)/\($0)/test_mse" } })

  @Test func oneSubsetHasNoStandardError() throws {
    let measurements = try Bench().finished("lee2018/table2", groups: Self.values).measurements
    // 4 rows, 2 nonlinearities, accuracy and error; one network.
    #expect(measurements.count == 17)
    #expect(measurements.allSatisfy { $0.standardError == nil && $0.samples == 1 })
  }

  @Test func theTableHasThePapersLayout() throws {
    let finished = try Bench().finished("lee2018/table2", groups: Self.values)
    let lines = try finished.experiment.narrative(finished.results, tier: .quick).split(separator: "\n")
    // Two tables with two lines of head each, of four rows and of one; two paragraphs.
    #expect(lines.count == 6 + 3 + 2)
    #expect(lines[2] == "| MNIST:1k | GP-20-1.45-0.28 | 0.1000 | GP-20-1.96-0.62 | 0.1500 |")
    #expect(lines[5] == "| CIFAR:10k | GP-5-2.97-0.28 | 0.4000 | GP-7-3.48-2.00 | 0.4500 |")
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func thePaperTierHasAllRowsAndThePapersAlgorithmBesideThem() throws {
    let finished = try Bench(tier: .paper).finished("lee2018/table2", groups: Self.values)
    let measurements = try finished.measurements
    // 18 rows, of which 16 a second time; 2 nonlinearities, accuracy and error; the networks, and the share of rows.
    #expect(measurements.count == 18 * 4 + 16 * 4 + 36 + 1)
    let variants = measurements.filter { $0.key.contains("/paper_algorithm/") }
    #expect(variants.count == 16 * 4 && !variants.contains { $0.key.hasPrefix("mnist/50000/") })
    let reference = try ReferenceNumbers("lee2018/table2")
    for key in variants.map(\.key) where key.hasSuffix("test_accuracy") { #expect(reference[key] != nil, "\(key)") }
    // The sixteenth row of the group is CIFAR:20k.
    let last = try #require(measurements.first { $0.key == "cifar10/20000/tanh/paper_algorithm/test_accuracy" })
    #expect((last.value - 0.256).magnitude < 1e-15)
    let lines = try finished.experiment.narrative(finished.results, tier: .paper).split(separator: "\n")
    #expect(lines.contains("| MNIST:100 | GP-100-1.79-0.83 | 0.1000 | 0.1010 | GP-100-3.14-0.97 | 0.1500 | 0.1060 |"))
    #expect(lines.contains { $0.hasPrefix("| MNIST:50k | GP-1-0.10-0.48 | 0.9000 | – |") })
  }

  @Test func networksStandBesideTheProcessesChosenOnValidationImages() throws {
    let finished = try Bench(tier: .standard).finished("lee2018/table2", groups: Self.values)
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    // Trial 1 has the best validation accuracy, not the best test accuracy: 0.05 − 0.001, and 0.65 − 0.001 for row 6.
    #expect(((values["mnist/100/tanh/network_test_accuracy"] ?? .nan) - 0.049).magnitude < 1e-15)
    #expect(((values["cifar10/100/relu/network_test_accuracy"] ?? .nan) - 0.649).magnitude < 1e-15)
    // MNIST's rows are the same in both groups, the processes 0.12 ahead; CIFAR's come a row later among the processes.
    #expect(values["networks/gp_wins_fraction"] == 1)
    let text = try finished.experiment.narrative(finished.results, tier: .standard)
    #expect(text.contains("above the best network in 12 of 12 rows (the paper: 15 of 18)"))
    #expect(
      text.contains(
        "| MNIST:100 | NN-2-500-0.10-0.11 | 0.0490 | 0.7786 | GP-100-1.79-0.83 | 0.1200 | 0.7735 | NN-1-500-1.48-0.61"))
    #expect(text.contains("0 of 240 trials diverged"))
    #expect(
      text.contains(
        "the best of 10 random trials, a Latin hypercube over learning rate and weight decay (the paper: about 250): 10 of at "
          + "most 1000 steps"))
    #expect(text.contains("networks begin with outputs whose mean square is over 100 times that of the targets"))
    #expect(text.contains("In 0 of their"))
    #expect(!text.contains("do not get to take those outputs away"))
  }

  /// Of ten trials six have an error above that of the zero function, 0.09.
  @Test func whatMostTrialsDidIsSaidOfMostAlone() throws {
    func values(_ group: String, _ cell: [Int]) -> CellValues {
      guard group.hasPrefix("/neural_network") else { return Self.values(group, cell) }
      return Self.network(cell, validationError: cell[2] < 6 ? 0.2 : 0.02)
    }
    let finished = try Bench(tier: .standard).finished("lee2018/table2", groups: values)
    let text = try finished.experiment.narrative(finished.results, tier: .standard)
    #expect(text.contains("above that of the zero function or not finite: most of them do not get to take those"))
  }

  @Test func table1ShowsItsRowsOfTable2() throws {
    let bench = try Bench(tier: .standard)
    _ = try bench.finished("lee2018/table2", groups: Self.values)
    let view = try FinishedExperiment(Bench.experiment("lee2018/table1"), settings: bench.settings)
    let measurements = try view.measurements
    #expect(
      Set(measurements.map(\.key))
        == Set(
          ["mnist", "cifar10"].flatMap { dataset in
            ["relu", "tanh"].flatMap { kind in
              ["1000/\(kind)/test_accuracy", "10000/\(kind)/test_accuracy", "1000/\(kind)/network_test_accuracy"].map {
                "\(dataset)/\($0)"
              }
            }
          }))
    #expect(try view.experiment.narrative(view.results, tier: .standard).contains("over 5 training subsets"))
  }
}
