import Foundation
import HDF5
import Testing

/// Kernels that ranks share in other ways than by separations of vectors, and ranks of more threads.
@Suite("Other kernels on ranks", .serialized) struct SharedKindsTests {
  private let files = ["--architecture", "A.json", "--inputs", "X.h5"]

  /// A kernel of images knows covariances alone. 1e-10 as for vectors.
  @Test("images are predicted as one process predicts them", arguments: [2, 3])
  func images(ranks: Int) throws {
    let job = try Job()
    try job.writeImages(training: 300, test: 40)
    try compare(job, ranks: ranks, ["--noise-variance", "0.1"])
  }

  @Test("ranks of two threads have the numbers of those of one")
  func threads() throws {
    let job = try Job()
    try job.writeExample(inputs: 900)
    try compare(job, ranks: 3, ["--noise-variance", "0.1", "--threads", "2"])
  }

  private func compare(_ job: Job, ranks: Int, _ options: [String]) throws {
    for (program, count, name) in [("widelimit", 0, "1"), ("widelimit-mpi", ranks, "R")] {
      for arguments in [
        ["predict"] + files + options + ["--method", "gp", "--output", "P\(name).h5"],
        ["kernel"] + files + ["--output", "K\(name).h5"],
      ] {
        let outcome = try job.run(program, ranks: count, arguments)
        #expect(outcome.status == 0 && outcome.ownErrors.isEmpty, "\(arguments): \(outcome.errors)")
      }
    }
    for name in ["mean", "variance"] { #expect(try job.difference(name, "P1.h5", "PR.h5") < 1e-10, "\(name)") }
    for name in ["nngp", "ntk"] { #expect(try job.areEqual(name, "K1.h5", "KR.h5"), "\(name)") }
  }

  /// The recipe of images by their bytes, several blocks of test images by the training images that are kept.
  @Test("an experiment's processes are one process's", arguments: [1, 3])
  func experiment(ranks: Int) throws {
    let job = try Job()
    let arguments = [
      "reproduce", "lee2018/table2", "--tier", "quick", "--sweeps", "gaussian_process", "--rows", "MNIST:1k",
      "--results",
    ]
    for (program, count, name) in [("widelimit", 0, "one"), ("widelimit-mpi", ranks, "ranks")] {
      let outcome = try job.run(program, ranks: count, arguments + [job.path(name)])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for column in ["test_accuracy", "test_mse", "mean_predictive_variance"] {
      let pairs = try zip(job.finished(column, in: "one"), job.finished(column, in: "ranks")).filter { $0.0.isFinite }
      #expect(pairs.count == 2)
      // Noise is 1e-10 of a kernel of order 1: what rounding leaves of its inverse is some digits less.
      for (one, all) in pairs { #expect(abs(one - all) < 1e-4 * abs(one), "\(column): \(one), \(all)") }
    }
  }

  @Test("doctor says what the ranks are linked with")
  func doctor() throws {
    let outcome = try Job().run("widelimit-mpi", ranks: 2, ["doctor"])
    #expect(outcome.output.contains("2 ranks, 2 on this machine"), "\(outcome.output)")
    #expect(outcome.output.contains("libscalapack"), "\(outcome.output)")
  }
}

extension Job {
  /// `x1` and `x2` of 4 × 4 images with 2 channels, `y1`, and a convolutional architecture.
  fileprivate func writeImages(training n: Int, test m: Int) throws {
    let convolution = #"{"convolution": {"kernelSize": 3, "weightVariance": 1.7, "biasVariance": 0.1}}"#
    try write(
      #"{"layers": [\#(convolution), {"activation": "relu"}, \#(convolution), {"activation": "relu"}, "flatten", "#
        + #"{"dense": {"weightVariance": 1.2}}]}"#, to: "A.json")
    let file = try HDF5File.create(folder.appending(path: "X.h5"))
    for (number, array) in [("x1", [n, 4, 4, 2]), ("y1", [n, 2]), ("x2", [m, 4, 4, 2])].enumerated() {
      let values = (0..<array.1.reduce(1, *)).map { k in
        (Double((k + 1) * (number + 2)) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) - 0.4
      }
      try file.root.createDataset(array.0, of: Double.self, shape: array.1).write(values)
    }
    try file.close()
  }

  /// A column of the first sweep of an unfinished Table 2; what is not computed is no number.
  fileprivate func finished(_ column: String, in results: String) throws -> [Double] {
    try numbers("gaussian_process/\(column)", in: "\(results)/quick/lee2018/table2.h5.partial")
  }
}
