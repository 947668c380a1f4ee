import Foundation
import HDF5
import LinearAlgebra

extension Chart {
  /// What a user waits for: `widelimit kernel` with its files, from the start of the process to its end, and a script
  /// that does the same with the peer.
  static let kernelCommand = Chart(title: "widelimit kernel with its files, 4,000 vectors of 784, ReLU depth 10") {
    context in
    let folder = FileManager.default.temporaryDirectory.appending(path: "widelimit-bench-command-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (inputs, architecture, output) = (
      folder.appending(path: "X.h5"), folder.appending(path: "A.json"), folder.appending(path: "K.h5")
    )
    try Self.writeInputs(inputs)
    let dense = #"{"dense": {"weightVariance": 1.45, "biasVariance": 0.28}}"#
    try Data(
      #"{"layers": [\#(dense), {"repeat": {"count": 10, "layers": [{"activation": "relu"}, \#(dense)]}}]}"#.utf8
    ).write(to: architecture)
    let command = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "widelimit")
    let time = try Measurement(runs: 5) {
      try? FileManager.default.removeItem(at: output)
      try Peers.run(
        command,
        [
          "kernel", "--architecture", architecture.path, "--inputs", inputs.path, "--output", output.path, "--quiet",
        ])
    }
    var figures = [Figure(name: "widelimit kernel", value: time.seconds, unit: "s")]
    if let peers = context.peers {
      let peer = try Measurement(runs: 1, warmUp: false) {
        try Peers.run(
          URL(fileURLWithPath: peers.python),
          ["\(peers.folder)/kernel_file.py", "10", inputs.path, folder.appending(path: "P.h5").path])
      }
      figures += [
        Figure(name: "neural-tangents, its script", value: peer.seconds, unit: "s"),
        Figure(name: "  times faster", value: peer.seconds / time.seconds, unit: "×", limit: .atLeast(10)),
      ]
    }
    return figures
  }

  private static func writeInputs(_ url: URL) throws {
    let file = try HDF5File.create(url)
    let inputs = try file.root.createDataset("x1", of: Double.self, shape: [4000, 784])
    var random = SystemRandomNumberGenerator()
    let numbers = (0..<4000 * 784).map { _ in Double.random(in: -1...1, using: &random) }
    try inputs.write(numbers)
    try file.close()
  }
}
