import Architectures
import Datasets
import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import UserData

extension Chart {
  /// Order 66,000, where offsets in the packed matrix pass 2³¹: 17.4 GB, a quarter of an hour, with `--largest 66000`;
  /// with less, the same at a lower order.
  static let largePacked = Chart(
    title: "MNIST with part of its test set, packed beyond 32-bit offsets: kernel, factor, 10 targets, residual"
  ) { context in
    let problem = try LargeProblem(datasets: context.datasets, largest: context.largest)
    let n = Double(problem.order)
    Machine.resetPeakMemory()
    let start = Date()
    var filled = start
    let result = try PackedCholeskyFactor.factor(order: problem.order, shifts: problem.shifts) {
      try problem.kernel.fill(nngp: $0, rows: problem.inputs)
      filled = Date()
    }
    let factored = Date()
    var weights = problem.targets.transposed
    result.factor.solve(&weights)
    let solved = Date()
    let (memory, stated) = (Machine.peakMemory, Double(problem.statedBytes))
    let seconds = factored.timeIntervalSince(filled)
    return [
      Figure(
        name: "n = \(problem.order): kernel from float64 inputs", value: filled.timeIntervalSince(start), unit: "s"),
      Figure(
        name: "factor", value: n * n * n / 3 / seconds * 1e-9, unit: "GFLOP/s",
        limit: .atLeast(0.8 * context.doublePeak),
        ratio: "\(context.share(ofDouble: n * n * n / 3, in: seconds)), \(Table.number(seconds)) s, "
          + "\(result.attempts) attempts"),
      Figure(name: "10 solutions", value: solved.timeIntervalSince(factored), unit: "s"),
      Figure(
        name: "largest residual on 2,000 rows, computed again, over n ε |K row| |α|",
        value: try problem.residual(of: weights, shift: result.shift, rowCount: 2_000), unit: "", limit: .atMost(1)),
      Figure(
        name: "peak memory off what predict states", value: 100 * abs(memory / stated - 1), unit: "%",
        limit: n >= 50_000 ? .atMost(5) : .none,
        ratio: "\(Table.number(memory * 1e-9)) GB of \(Table.number(stated * 1e-9)) GB"),
    ]
  }

  /// A factor in panels on disk beside the one in memory, at a quarter of its memory.
  static let factorOnDisk = Chart(title: "MNIST, factor in panels on disk (`--scratch DIR`) and in memory") { context in
    let problem = try LargeProblem(datasets: context.datasets, largest: context.largest)
    let n = problem.order
    let block = Matrix<Double>(rows: 512, columns: n, elements: (0..<512 * n).map { sin(Double($0)) })
    var (packed, other) = (block, block)
    let memory = try Measurement(runs: 1, warmUp: false) {
      try PackedCholeskyFactor.factor(order: n, shifts: problem.shifts) {
        try problem.kernel.fill(nngp: $0, rows: problem.inputs)
      }.factor.solve(&packed)
    }
    let layout = PanelLayout(order: n, memoryBytes: PackedSymmetricMatrix.bytes(order: n) / 4)
    let folder = URL(filePath: context.scratch)
    let identity = UUID().uuidString.replacingOccurrences(of: "-", with: "")
    let scratch = try PanelScratch(in: folder, identity: identity, layout: layout)
    defer { scratch.remove() }
    func factor() throws -> OutOfCoreFactor {
      try OutOfCoreFactor.factor(in: scratch, shifts: problem.shifts) { try problem.panel($0) }.factor
    }
    let first = try Measurement(runs: 1, warmUp: false) { _ = try factor() }
    var found: OutOfCoreFactor?
    let again = try Measurement(runs: 1, warmUp: false) { found = try factor() }
    let solves = try Measurement(runs: 1, warmUp: false) {
      found?.solve(&other)
      try found?.check()
    }
    let size = packed.elements.reduce(0) { max($0, $1.magnitude) }
    let difference = zip(packed.elements, other.elements).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    return [
      Figure(name: "n = \(n): kernel, factor and 512 solutions in memory", value: memory.seconds, unit: "s"),
      Figure(
        name: "  on disk in \(layout.count) panels", value: first.seconds + solves.seconds, unit: "s",
        ratio: "\(Table.number((first.seconds + solves.seconds) / memory.seconds)) times; "
          + "\(Table.number(Double(layout.readBytes) * 1e-9)) GB read, "
          + "\(Table.number(Double(layout.bytes) * 1e-9)) written"),
      Figure(name: "  512 solutions", value: solves.seconds, unit: "s"),
      Figure(
        name: "  taken up again when it is finished", value: again.seconds, unit: "s",
        ratio: "\(Table.number(Double(layout.bytes) * 1e-9 / again.seconds)) GB/s"),
      Figure(name: "  largest difference of solutions, relative", value: difference / size, unit: ""),
    ]
  }
}

/// A kernel of as many MNIST images as are wanted, 66,000 at most, in float64 as a user has them.
private struct LargeProblem {
  let kernel: Kernel
  let inputs: Matrix<Double>
  let targets: Matrix<Double>
  let shifts: [Double]
  private let own: [Double]

  var order: Int { inputs.rows }

  init(datasets: String, largest: Int) throws {
    let data = try DatasetStore.load(.mnist, from: URL(fileURLWithPath: datasets))
    let parts = [(data.training.images, data.training.labels), (data.validation.images, data.validation.labels)]
    let training = parts.flatMap { images, labels in (0..<images.count).map { (images.bytes($0), labels[$0]) } }
    let test = (0..<data.test.images.count).map { (data.test.images.bytes($0), data.test.labels[$0]) }
    let all = (training + test).prefix(min(largest, 66_000))
    let width = data.test.images.pixelCount
    inputs = Matrix(rows: all.count, columns: width) { numbers in
      for (i, image) in all.enumerated() {
        for (p, byte) in image.0.enumerated() { numbers[i * width + p] = Double(byte) / 255 }
      }
    }
    targets = Targets.centredOneHot(all.map(\.1), classes: 10)
    kernel = try Architecture.fullyConnected(
      depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1
    ).infiniteWidth
    own = try kernel.selfCovariances(rows: inputs, get: .nngp).map(\.nngp)
    shifts = try NoiseLadder.relative(first: 1e-10).values(meanDiagonal: own.reduce(0, +) / Double(own.count))
  }

  /// What `predict` states for these inputs before it begins, less its test inputs.
  var statedBytes: Int {
    let sizes = UserDataCost.Sizes(
      training: order, width: inputs.columns, test: 0, outputs: 10, blockRows: 0,
      entry: .init(kernel.cost(inputsOf: inputs.columns)))
    return UserDataCost.posterior(sizes, isPacked: true, threads: Device.current.threads).memoryBytes
  }

  func panel(_ columns: Range<Int>) throws -> Matrix<Double> { try entries(columns.lowerBound..<order, columns) }

  private func entries(_ rows: Range<Int>, _ columns: Range<Int>) throws -> Matrix<Double> {
    let matrices = try kernel.matrices(rows: part(rows), columns: part(columns))
    guard var matrix = matrices.nngp else { throw InfiniteWidthError.noWeights }
    for i in rows.clamped(to: columns) { matrix[i - rows.lowerBound, i - columns.lowerBound] = own[i] }
    return matrix
  }

  private func part(_ rows: Range<Int>) -> Matrix<Double> {
    let d = inputs.columns
    return Matrix(
      rows: rows.count, columns: d, elements: Array(inputs.elements[rows.lowerBound * d..<rows.upperBound * d]))
  }

  /// The largest |K α + σ² α − y| over n ε |Kᵢ| |α|, Kᵢ the row, of rows that are spread over all and whose kernel is
  /// computed again.
  func residual(of weights: Matrix<Double>, shift: Double, rowCount: Int) throws -> Double {
    let step = max(1, order / rowCount)
    let chosen = (0..<min(rowCount, order)).map { $0 * step }
    let lengths = (0..<weights.rows).map { c in weights.row(c).reduce(0) { $0 + $1 * $1 }.squareRoot() }
    var worst = 0.0
    for piece in TileGrid.pieces(0..<chosen.count, 250) {
      let rows = Matrix(
        rows: piece.count, columns: inputs.columns, elements: piece.flatMap { Array(inputs.row(chosen[$0])) })
      guard var block = try kernel.matrices(rows: rows, columns: inputs).nngp else { continue }
      for (k, place) in piece.enumerated() { block[k, chosen[place]] = own[chosen[place]] }
      let products = block.multiplied(byTransposeOf: weights)
      for (k, place) in piece.enumerated() {
        let i = chosen[place]
        let length = block.row(k).reduce(0) { $0 + $1 * $1 }.squareRoot()
        for c in 0..<weights.rows {
          let rest = abs(products[k, c] + shift * weights[c, i] - targets[i, c])
          worst = max(worst, rest / (Double(order) * .ulpOfOne * length * lengths[c]))
        }
      }
    }
    return worst
  }
}
