import Foundation
import Ranks

/// Seconds and bytes of a kernel over R ranks of c cores, on paper.
///
///     filling     n²/2 e/(R c) + V_K/(R b)
///     factor      n³/3/(R c g) + V_L/(R b) + (n/256) (log₂ P + log₂ Q) a
///     a step      max(2 n² k/(R c g), 4 n²/(R m)) + 16 n k/b + 4 n r k/(c g)      where memory holds the kernel,
///                 n²/2 e/(R c) + 16 n k/b + 4 n r k/(c g)                         where it is computed again
///     memory      8 n²/R + 8 n d of a factor, 4 n²/R + 8 n d + 24 r n of conjugate gradients (the last at the first rank)
///
/// with V_K and V_L those of `CommunicationVolume`, P × Q the grid, k outputs and r the preconditioner's rank.
struct CostModel {
  /// g, flop/s of a core in a factor.
  var coreSpeed = 30e9
  /// e of a network of three hidden layers on 784 numbers, s of a core.
  var entrySeconds = 60e-9
  /// e of a pooled convolutional tangent kernel of ten layers on 32 × 32 × 3, s of a core.
  var pooledSeconds = 40e-3
  /// b, bytes/s of a rank, and a, s of a message.
  var (network, latency) = (5e9, 3e-6)
  /// m, bytes/s of a rank's memory.
  var memorySpeed = 40e9

  /// - Returns: nil for arguments that are no `model [--gflops g] [--nanoseconds e] [--gigabytes b]`.
  init?(_ arguments: [String]) {
    guard arguments.count > 1, arguments[1] == "model" else { return nil }
    for (option, value) in zip(arguments, arguments.dropFirst()) {
      guard let number = Double(value), number > 0 else { continue }
      switch option {
      case "--gflops": coreSpeed = number * 1e9
      case "--nanoseconds": entrySeconds = number * 1e-9
      case "--gigabytes": network = number * 1e9
      default: break
      }
    }
  }

  /// One case of the table.
  private struct Case {
    let name: String
    let n: Int
    let width: Int
    let ranks: Int
    /// c
    var cores = 4
    /// Steps and rank of conjugate gradients, and whether memory holds the kernel; nil: by the factor.
    var iteration: (steps: Int, rank: Int, isKept: Bool)?
  }

  private static let cases = [
    Case(name: "MNIST", n: 60_000, width: 784, ranks: 4),
    Case(name: "CIFAR-10 with flips and translations", n: 200_000, width: 3072, ranks: 36),
    Case(name: "the same", n: 200_000, width: 3072, ranks: 36, iteration: (100, 1000, true)),
    Case(name: "500,000", n: 500_000, width: 784, ranks: 144),
    Case(name: "1,000,000", n: 1_000_000, width: 784, ranks: 484),
    Case(name: "the same", n: 1_000_000, width: 784, ranks: 484, iteration: (100, 1000, true)),
    Case(name: "5,000,000", n: 5_000_000, width: 784, ranks: 1024, cores: 64, iteration: (100, 1000, true)),
    Case(name: "the same", n: 5_000_000, width: 784, ranks: 1024, cores: 64, iteration: (100, 1000, false)),
  ]

  private static let outputs = 10.0

  func rows() -> [String] {
    let settings = String(
      format: "A core: %.0f GFLOP/s, %.0f ns an entry; a rank: %.0f GB/s to others, %.0f GB/s to its memory.",
      coreSpeed * 1e-9, entrySeconds * 1e9, network * 1e-9, memorySpeed * 1e-9)
    let head =
      "| case | inputs | ranks of cores | by | matrix | memory of a rank | kernel | factor, or steps | sent by a rank | core hours |"
    return [settings, "", head, "|---|---|---|---|---|---|---|---|---|---|"] + Self.cases.map(row) + [pooled]
  }

  private func row(_ it: Case) -> String {
    let (n, ranks, c) = (Double(it.n), Double(it.ranks), Double(it.cores))
    let shape = GridShape(ranks: it.ranks)
    let volume = CommunicationVolume(order: it.n, block: 256, shape: shape)
    let computed = n * n / 2 * entrySeconds / (ranks * c)
    let (inputs, square) = (8 * n * Double(it.width), 8 * n * n)
    let (memory, kernel, rest, sent): (Double, Double, Double, Double)
    if let iteration = it.iteration {
      let (steps, r, k) = (Double(iteration.steps), Double(iteration.rank), Self.outputs)
      let product = max(2 * n * n * k / (ranks * c * coreSpeed), 4 * n * n / (ranks * memorySpeed))
      let step =
        (iteration.isKept ? product : computed + product) + 16 * n * k / network + 4 * n * r * k / (c * coreSpeed)
      let preconditioner = 7 * r * r * n / (c * coreSpeed) + 2 * r * n * entrySeconds / (ranks * c)
      memory = (iteration.isKept ? square / 2 / ranks : 8 * 256 * n) + inputs + 24 * r * n
      (kernel, rest) = (iteration.isKept ? computed : 0, preconditioner + steps * step)
      sent = inputs + steps * 16 * n * k + 2 * r * 16 * n
    } else {
      let messages = n / 256 * (log2(Double(shape.rows)) + log2(Double(shape.columns)))
      memory = square / ranks + inputs
      kernel = computed + volume.filling(inputWidth: it.width) / ranks / network
      rest = n * n * n / 3 / (ranks * c * coreSpeed) + volume.factor / ranks / network + messages * latency
      sent = (volume.filling(inputWidth: it.width) + volume.factor) / ranks
    }
    let cells = [
      it.name, "\(it.n)", "\(it.ranks) (\(shape.rows) × \(shape.columns)) of \(it.cores)", Self.way(it),
      Self.bytes(square), Self.bytes(memory),
      Self.time(kernel), Self.time(rest), Self.bytes(sent), Self.digits((kernel + rest) * ranks * c / 3600),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// 50,000 images with each other and with 10,000 more, tile by tile: nothing is sent but tiles.
  private var pooled: String {
    let (n, m, parts, cores) = (50_000.0, 10_000.0, 64.0, 4.0)
    let seconds = (n * n / 2 + n * m) * pooledSeconds
    let cells = [
      "pooled CNTK of CIFAR-10, in parts", "50000 + 10000", "\(Int(parts)) parts of \(Int(cores))", "parts",
      Self.bytes(8 * n * (n + m)), "2 GB",
      Self.time(seconds / (parts * cores)), "as MNIST", "0", Self.digits(seconds / 3600),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func way(_ it: Case) -> String {
    guard let iteration = it.iteration else { return "factor" }
    return "\(iteration.steps) steps" + (iteration.isKept ? "" : ", kernel computed at each")
  }

  private static func digits(_ value: Double) -> String {
    value >= 100 ? String(format: "%.0f", value) : String(format: "%.2g", value)
  }

  private static func bytes(_ value: Double) -> String {
    value >= 1e12
      ? "\(digits(value * 1e-12)) TB" : value >= 1e9 ? "\(digits(value * 1e-9)) GB" : "\(digits(value * 1e-6)) MB"
  }

  private static func time(_ seconds: Double) -> String {
    seconds >= 172_800
      ? "\(digits(seconds / 86_400)) d"
      : seconds >= 7200
        ? "\(digits(seconds / 3600)) h"
        : seconds >= 120 ? "\(digits(seconds / 60)) min" : "\(digits(seconds)) s"
  }
}
