/// Branches beside each other: what several make of the input, joined; a branch without layers is the identity.
///
/// ```swift
/// Parallel(.sum) {
///   Branch { Convolution(kernelSize: 1, weightVariance: 1) }
///   Branch { ReLU(); Convolution(kernelSize: 3, weightVariance: 2) }
/// }
/// ```
public struct Parallel: FreePart, Hashable {
  public typealias Ending = EndsUnknown
  public let branches: [[Layer]]
  public let join: BranchJoin

  public init(branches: [[Layer]], join: BranchJoin) { (self.branches, self.join) = (branches, join) }
  public init(_ join: BranchJoin, @BranchBuilder _ branches: () -> [Branch]) {
    self.init(branches: branches().map(\.layers), join: join)
  }

  public var layer: Layer { .parallel(branches, join: join) }
}

/// One branch of `Parallel`; without parts it is the identity.
public struct Branch: Sendable {
  let layers: [Layer]
  public init(@ArchitectureBuilder _ parts: () -> Layers<some PartEnding>) { layers = parts().layers }
}

/// Collects the branches between the braces of `Parallel { … }`.
@resultBuilder
public enum BranchBuilder {
  public static func buildExpression(_ branch: Branch) -> [Branch] { [branch] }
  public static func buildBlock(_ branches: [Branch]...) -> [Branch] { branches.flatMap { $0 } }
  public static func buildArray(_ branches: [[Branch]]) -> [Branch] { branches.flatMap { $0 } }
  public static func buildOptional(_ branches: [Branch]?) -> [Branch] { branches ?? [] }
}

extension Parallel: ReadFromSettings {
  static let key = "parallel"
  static var settings: [String] { ["branches", "join", "widths"] }

  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] {
    guard settings["join"] == .text(BranchJoin.concatenation().name), case .list(let branches) = settings["branches"]
    else { return [:] }
    return ["widths": .list(branches.map { _ in .number(1) })]
  }

  init(_ settings: LayerSettings) throws {
    self.init(
      branches: try settings.lists("branches").enumerated().map {
        try LayerReader.layers($1, at: settings.path.branch($0))
      }, join: try settings.join())
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    var settings: [String: JSONValue] = [
      "branches": .list(try lists(at: path).map { try LayerWriter.json($0.layers, at: $0.path) }),
      "join": .text(join.name),
    ]
    if case .concatenation(let widths) = join, !widths.isEmpty {
      settings["widths"] = .list(widths.map(JSONValue.number))
    }
    return settings
  }

  func lists(at path: LayerPath) -> [(layers: [Layer], path: LayerPath)] {
    branches.enumerated().map { ($1, path.branch($0)) }
  }

  var expanded: [Layer] { [.parallel(branches.map(\.expanded), join: join)] }
  var settlesWidth: Bool { branches.allSatisfy { $0.contains(where: \.settlesWidth) } }

  var joined: (branches: [LayerBranch], join: BranchJoin)? {
    (zip(branches, join.shares(of: branches.count)).map { LayerBranch(layers: $0, share: $1) }, join)
  }

  var cost: LayerCost { innerLayers.cost(beside: .sums(of: branches.count)) }

  func beyondSquares(isSequence: Bool) -> BeyondSquares? {
    guard join == .product else { return nil }
    return BeyondSquares("a product of branches", instead: "join them by a sum or a concatenation")
  }

  func check(at path: LayerPath) throws {
    guard !branches.isEmpty else { throw ArchitectureFailure(path: path, problem: .noBranches) }
    guard case .concatenation(let widths) = join, !widths.isEmpty else { return }
    guard widths.count == branches.count else {
      throw ArchitectureFailure(path: path, problem: .widthCount(widths: widths.count, branches: branches.count))
    }
    for width in widths { try require(width.isFinite && width > 0, "widths", width, "finite numbers > 0", at: path) }
  }

  func change(_ units: inout Units, at path: LayerPath) throws {
    let ends = try lists(at: path).map { try units.behind(branch: $0.layers, at: $0.path) }
    switch join {
    case .sum:
      try checkIndependence(of: ends, at: path)
      if ends.count > 1, let number = ends.firstIndex(where: \.haveInput) {
        throw ArchitectureFailure(path: path.branch(number), problem: .branchOfInput)
      }
      units.kind = ends.map(\.kind).first { $0 != .gaussian } ?? .gaussian
    case .product:
      try checkIndependence(of: ends, at: path)
      // Of one branch it is that branch.
      units.kind = ends.count == 1 ? ends[0].kind : .changed(by: Self.key)
    case .concatenation: units.kind = .changed(by: Self.key)
    }
    // Factors of mean 0 make a product one of mean 0.
    units.haveInput = join == .product && ends.count > 1 ? false : ends.contains(where: \.haveInput)
    units.isOwn = units.isOwn || ends.allSatisfy(\.isOwn)
  }

  /// Branches that end in weights of their own are independent of each other and of the one that does not.
  private func checkIndependence(of ends: [Units], at path: LayerPath) throws {
    for (number, end) in ends.enumerated() where end.isOwn && end.kind != .gaussian {
      throw ArchitectureFailure(path: path.branch(number), problem: .branchNeedsWeights)
    }
    let dependent = ends.indices.filter { !ends[$0].isOwn }
    if dependent.count > 1 {
      throw ArchitectureFailure(path: path.branch(dependent[1]), problem: .branchesDepend(join: join.name))
    }
  }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    let results = try lists(at: path).map { try shape.behind($0.layers, at: $0.path) }
    for (index, result) in results.enumerated() where result != results[0] {
      throw ArchitectureFailure(
        path: path.branch(index), problem: .branchesDiffer(shape: result.description, first: results[0].description))
    }
    return results.first ?? shape
  }
}
