import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Kernels against independent sources") struct GoldenTests {
  @Test("every file of the folder is read")
  func filesAreRead() throws {
    #expect(try GoldenFile.all().count >= 18)
  }

  @Test("a folder that is missing, empty or not readable is an error, never a test without cases")
  func noFiles() throws {
    #expect(throws: GoldenFolder.Unreadable.self) { try GoldenFolder.read(nil, as: [Double].self) }
    try withScratch { folder in
      #expect(throws: GoldenFolder.Unreadable.self) { try GoldenFolder.read(folder, as: [Double].self) }
      try Data("[1, 2".utf8).write(to: folder.appending(path: "broken.json"))
      #expect(throws: GoldenFolder.Unreadable.self) { try GoldenFolder.read(folder, as: [Double].self) }
      try Data("[1, 2]".utf8).write(to: folder.appending(path: "broken.json"))
      #expect(try GoldenFolder.read(folder, as: [Double].self) == [[1, 2]])
    }
  }

  private func kernels(_ file: GoldenFile) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let pairs = try VectorPairs(rows: file.rows, columns: file.columns)
    let kernels = try file.architecture().infiniteWidth.matrices(of: pairs, get: .both)
    return (try #require(kernels.nngp), try #require(kernels.ntk))
  }

  /// √(K(x, x) K(x′, x′)), the unit in which errors of K and Θ are measured; 1 for a zero input without bias.
  private func unit(_ file: GoldenFile, _ i: Int, _ j: Int, _ value: Double) -> Double {
    let scale = (file.exact.variance1[i] * file.exact.variance2[j]).squareRoot()
    return scale > 0 ? max(scale, abs(value)) : 1
  }

  /// Entries whose inputs do not nearly coincide after the last layer, where neural-tangents keeps its digits.
  private func isApart(_ file: GoldenFile, _ i: Int, _ j: Int) -> Bool {
    file.exact.separation[i][j].map { $0 > 1e-6 } ?? true
  }

  /// The bound is neural-tangents' own error, which the generating script checks against 50 digits.
  @Test(
    "neural-tangents, away from coinciding inputs: 1e-10",
    arguments: try GoldenFile.all().filter { $0.neuralTangents != nil }
  )
  func neuralTangents(file: GoldenFile) throws {
    let (nngp, ntk) = try kernels(file)
    let peer = try #require(file.neuralTangents)
    var worst = (nngp: 0.0, ntk: 0.0)
    for i in 0..<nngp.rows {
      for j in 0..<nngp.columns where isApart(file, i, j) {
        worst.nngp = max(worst.nngp, abs(nngp[i, j] - peer.nngp[i][j]) / unit(file, i, j, peer.nngp[i][j]))
        worst.ntk = max(worst.ntk, abs(ntk[i, j] - peer.ntk[i][j]) / unit(file, i, j, peer.ntk[i][j]))
      }
    }
    #expect(worst.nngp < 1e-10 && worst.ntk < 1e-10, "\(worst)")
  }

  /// Every entry, coinciding inputs included. 45 ulp: ten layers round about four times each. The derivative kernel is
  /// linear in the angle √(2ε), so this holds only because ε keeps its relative precision.
  @Test("50 digits, coinciding inputs included: 1e-14", arguments: try GoldenFile.all())
  func exact(file: GoldenFile) throws {
    let (nngp, ntk) = try kernels(file)
    var worst = (nngp: 0.0, ntk: 0.0)
    for i in 0..<nngp.rows {
      for j in 0..<nngp.columns {
        let (k, t) = (file.exact.nngp[i][j], file.exact.ntk[i][j])
        worst.nngp = max(worst.nngp, abs(nngp[i, j] - k) / unit(file, i, j, k))
        worst.ntk = max(worst.ntk, abs(ntk[i, j] - t) / unit(file, i, j, t))
      }
    }
    print("\(file.name): worst error K \(worst.nngp), Θ \(worst.ntk) of the diagonal")
    #expect(worst.nngp < 1e-14 && worst.ntk < 1e-14, "\(worst)")
  }
}
