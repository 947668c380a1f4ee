import Architectures
import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra

/// The tiles of a kernel file, as any process computes them from the inputs' file.
struct KernelTiles: PieceWork {
  static let kind = "kernel tiles"

  private struct Settings: Codable {
    let kernel: KernelDescription
    let inputs: String
    let quantities: Int
    let edge: Int
    let threads: Int
  }

  let kernel: Kernel
  let inputs: URL
  let x1: UserArray
  let x2: UserArray?
  let quantities: KernelQuantities
  let plan: BlockPlan
  let threads: Int

  func shapes(_ number: Int) -> [(rows: Int, columns: Int)] {
    let tile = plan[number]
    return quantities.names.map { _ in (tile.rows.count, tile.columns.count) }
  }

  func result(_ number: Int) throws -> [Matrix<Double>] { try result(number, rows: nil) { _ in } }

  /// - Parameter rows: the inputs of the tile's rows, if they are at hand.
  func result(
    _ number: Int, rows: Matrix<Double>?, progress: @escaping @Sendable (Double) -> Void
  ) throws -> [Matrix<Double>] {
    let tile = plan[number]
    let isDiagonal = x2 == nil && tile.rows == tile.columns
    let columns = isDiagonal ? nil : try (x2 ?? x1).rows(tile.columns)
    // Always layer by layer: whether composing pays depends on the tile, the tile on the free memory, and the last
    // digits must depend on neither.
    let matrices = try kernel.matrices(
      rows: rows ?? x1.rows(tile.rows), columns: columns, get: quantities, path: .recursion, threads: threads,
      progress: progress)
    return [(KernelQuantities.nngp, matrices.nngp), (.ntk, matrices.ntk)].compactMap {
      quantities.contains($0) ? $1 : nil
    }
  }

  func message() throws -> RecipeMessage {
    try RecipeMessage(
      Self.kind,
      Settings(
        kernel: KernelDescription(kernel), inputs: inputs.path, quantities: quantities.rawValue, edge: plan.edge,
        threads: threads))
  }

  /// - Throws: as `UserArray`, also where this process does not see the file.
  init(_ message: RecipeMessage) throws {
    let settings = try message.settings(as: Settings.self)
    inputs = URL(filePath: settings.inputs)
    let file = try HDF5File.open(inputs)
    x1 = try UserArray("x1", in: file)
    x2 = try file.root.contains("x2") ? UserArray("x2", in: file) : nil
    (kernel, quantities) = (try settings.kernel.kernel(), KernelQuantities(rawValue: settings.quantities))
    plan = BlockPlan(
      rows: x1.count, columns: x2?.count ?? x1.count, isSymmetric: x2 == nil, edge: settings.edge)
    threads = settings.threads
  }

  init(
    kernel: Kernel, inputs: URL, x1: UserArray, x2: UserArray?, quantities: KernelQuantities, plan: BlockPlan,
    threads: Int
  ) {
    (self.kernel, self.inputs, self.x1, self.x2) = (kernel, inputs, x1, x2)
    (self.quantities, self.plan, self.threads) = (quantities, plan, threads)
  }
}
