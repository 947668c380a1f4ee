import Architectures

/// The points of a search: every combination of the axes' values, and the architecture at each.
public struct SelectionGrid: Sendable {
  /// An axis with the numbers of the architecture that it sets.
  public struct Axis: Sendable {
    /// As it was asked for.
    public let name: String
    /// Ascending.
    public let values: [Double]
    /// Whether it counts.
    public let isWhole: Bool
    /// Places in the file; none of the noise.
    let paths: [String]

    var isNoise: Bool { name == SelectionAxis.noiseVariance }
    /// Its name in HDF5, where a slash parts groups.
    public var coordinate: String { name.split(separator: "/").joined(separator: ".") }
    /// The coordinates that have names of their own, and what all others begin with.
    static let coordinates = [
      SelectionAxis.weightVariance, SelectionAxis.biasVariance, SelectionAxis.noiseVariance, SelectionAxis.depth,
    ]
    static let placePrefix = "layers."
  }

  public let architecture: Architecture
  public let axes: [Axis]

  /// - Throws: `SelectionFailure` for axes that the architecture does not have or that share a number;
  ///   `ArchitectureFailure` for values that are against its rules.
  /// - Complexity: as many architectures as the axes have values together.
  public init(_ architecture: Architecture, over asked: [SelectionAxis]) throws {
    self.architecture = architecture
    let numbers = try architecture.numbers
    axes = try asked.map { try Self.axis($0, numbers) }
    for (index, axis) in axes.enumerated() {
      for other in axes[..<index]
      where axis.name == other.name || !Set(axis.paths).isDisjoint(with: other.paths) {
        throw SelectionFailure.overlap(first: other.name, second: axis.name)
      }
      for value in axis.values where !axis.isNoise { _ = try architecture.setting(axis.paths, to: value) }
    }
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard count <= Double(SelectionAxis.mostPoints) else {
      throw SelectionFailure.tooManyPoints(Int(min(count, 1e18)), limit: SelectionAxis.mostPoints)
    }
  }

  private static func axis(_ asked: SelectionAxis, _ numbers: [Architecture.Number]) throws -> Axis {
    let (found, known) = (places(asked.name, numbers), names(numbers))
    let isNoise = asked.name == SelectionAxis.noiseVariance
    guard isNoise || !found.isEmpty else { throw SelectionFailure.noSuchNumber(axis: asked.name, known: known) }
    let isWhole = found.first?.isWhole ?? false
    let values = try asked.values(isWhole: isWhole)
    if isNoise, let wrong = values.first(where: { $0 < 0 }) {
      throw SelectionFailure.values(
        axis: asked.name, text: "\(wrong)", reason: "a variance is not negative")
    }
    return Axis(name: asked.name, values: values, isWhole: isWhole, paths: found.map(\.path))
  }

  private static func places(_ name: String, _ numbers: [Architecture.Number]) -> [Architecture.Number] {
    switch name {
    case SelectionAxis.weightVariance, SelectionAxis.biasVariance: numbers.filter { $0.name == name }
    case SelectionAxis.depth: Array(numbers.filter { $0.name == "count" }.sorted(by: isOutside).prefix(1))
    default: numbers.filter { $0.path == name }
    }
  }

  /// A repetition around another one comes before it; keys are in the order of the alphabet, `count` before `layers`.
  private static func isOutside(_ one: Architecture.Number, _ other: Architecture.Number) -> Bool {
    one.path.split(separator: "/").count < other.path.split(separator: "/").count
  }

  private static func names(_ numbers: [Architecture.Number]) -> [String] {
    let short = [SelectionAxis.weightVariance, SelectionAxis.biasVariance, SelectionAxis.depth]
      .filter { !places($0, numbers).isEmpty }
    return short + [SelectionAxis.noiseVariance] + numbers.map(\.path)
  }

  // MARK: Points

  public var count: Int { axes.reduce(1) { $0 * $1.values.count } }
  public var shape: [Int] { axes.map(\.values.count) }

  /// The place of every axis's value at a point; the last axis changes first.
  public func places(_ point: Int) -> [Int] {
    var (rest, found) = (point, [Int]())
    for axis in axes.reversed() {
      found.append(rest % axis.values.count)
      rest /= axis.values.count
    }
    return found.reversed()
  }

  public func values(_ point: Int) -> [Double] { zip(axes, places(point)).map { $0.values[$1] } }

  /// The point that `places` are of.
  func point(at places: [Int]) -> Int { zip(axes, places).reduce(0) { $0 * $1.0.values.count + $1.1 } }

  /// Points of one architecture each, which differ in their noise alone: one kernel serves all of them.
  package var families: [[Int]] {
    var order: [[Int]] = []
    var known: [[Int]: Int] = [:]
    for point in 0..<count {
      let key = zip(axes, places(point)).filter { !$0.0.isNoise }.map(\.1)
      if let index = known[key] {
        order[index].append(point)
      } else {
        known[key] = order.count
        order.append([point])
      }
    }
    return order
  }

  /// The architecture with values of its own for the axes.
  /// - Throws: `ArchitectureFailure`.
  package func architecture(_ values: [Double]) throws -> Architecture {
    let numbers = zip(axes, values).flatMap { axis, value in axis.paths.map { ($0, value) } }
    return numbers.isEmpty ? architecture : try architecture.setting(Dictionary(numbers) { first, _ in first })
  }

  /// The noise among values; nil where no axis has it.
  func noise(_ values: [Double]) -> Double? {
    zip(axes, values).first { $0.0.isNoise }?.1
  }
}
