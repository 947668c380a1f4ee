import Foundation
import HDF5

/// A results file, open for reading.
public struct ResultsFile: Sendable {
  public let url: URL
  private let file: HDF5File

  /// - Throws: `FileFailure.missing`, `HDF5Failure.damaged` and the like.
  public init(_ url: URL) throws {
    self.url = url
    file = try HDF5File.open(url)
  }

  /// How the file's groups differ from `layouts`, in words; nil if they are these.
  public func difference(from layouts: [SweepLayout]) throws -> String? {
    for layout in layouts {
      if let difference = try layout.difference(in: file) { return "\(difference) in group \(layout.group)" }
    }
    return nil
  }

  /// Which experiment, tier, seed and data the file is of.
  public var identity: RunIdentity {
    get throws { try RunIdentity(of: file) }
  }

  /// A variable's numbers (integers are converted), last axis fastest.
  public func numbers(_ variable: String, group: String = "/") throws -> (values: [Double], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.read(as: Double.self), dataset.shape)
  }

  public func integers(_ variable: String, group: String = "/") throws -> (values: [Int], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.read(as: Int.self), dataset.shape)
  }

  public func texts(_ variable: String, group: String = "/") throws -> (values: [String], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.readTexts(), dataset.shape)
  }

  public func statuses(group: String = "/") throws -> (values: [CellStatus], shape: [Int]) {
    let dataset = try file.group(group).dataset("status")
    return (try CellStatus.read(from: dataset), dataset.shape)
  }

  /// The values of a coordinate.
  public func coordinate(_ name: String, group: String = "/") throws -> CoordinateValues {
    try Coordinate.values(try file.group(group).dataset(name))
  }

  public func hasGroup(_ group: String) throws -> Bool { try file.contains(group) }

  public func hasAttribute(_ name: String) throws -> Bool { try file.root.hasAttribute(name) }

  /// A root attribute as text: numbers in decimal, several separated by blanks.
  public func attribute(_ name: String) throws -> String {
    switch try file.root.attributeContent(name) {
    case .floatingPoint:
      try file.root.numberAttribute(name, as: Double.self).map { "\($0)" }.joined(separator: " ")
    case .integer(_, let signed):
      try signed
        ? file.root.numberAttribute(name, as: Int.self).map(String.init).joined(separator: " ")
        : file.root.numberAttribute(name, as: UInt64.self).map(String.init).joined(separator: " ")
    case .text, .other, nil:
      try file.root.textAttribute(name)
    }
  }
}
