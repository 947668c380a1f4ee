import Architectures
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// One file of `Golden/`: an architecture, inputs, and their kernels from two independent sources.
struct GoldenFile: Decodable, CustomTestStringConvertible {
  /// The recursion in 50 digits, rounded to float64.
  struct Exact: Decodable {
    let nngp: [[Double]]
    let ntk: [[Double]]
    /// 1 − c of the last layer; nil where a variance is 0.
    let separation: [[Double?]]
    let variance1: [Double]
    let variance2: [Double]
  }

  /// neural-tangents in float64.
  struct Peer: Decodable {
    let nngp: [[Double]]
    let ntk: [[Double]]
  }

  let name: String
  let x1: [[Double]]
  let x2: [[Double]]
  let exact: Exact
  let neuralTangents: Peer?

  var testDescription: String { name }
  var rows: Matrix<Double> { Self.matrix(x1) }
  var columns: Matrix<Double> { Self.matrix(x2) }

  func architecture() throws -> Architecture {
    struct File: Decodable { let architecture: Architecture }
    return try JSONDecoder().decode(File.self, from: Self.data(name)).architecture
  }

  /// Every file of the folder.
  static func all() throws -> [GoldenFile] {
    try GoldenFolder.read(Bundle.module.url(forResource: "Golden", withExtension: nil))
  }

  private static func data(_ name: String) throws -> Data {
    try Data(contentsOf: #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: "json")))
  }

  private static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }
}
