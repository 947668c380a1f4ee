/// The input plus what a branch makes of it.
public struct Residual: GaussianPart, Hashable {
  public typealias Ending = EndsWeighted
  public let branch: [Layer]

  public init(branch: [Layer]) { self.branch = branch }
  public init(@ArchitectureBuilder _ branch: () -> Layers<some MaybeWeighted>) { self.branch = branch().layers }

  @available(*, unavailable, message: "a branch ends in Dense or Convolution: add one at its end")
  public init(@ArchitectureBuilder _ branch: () -> Layers<EndsChanged>) { self.branch = branch().layers }

  public var layer: Layer { .residual(branch) }
}

extension Residual: ReadFromSettings {
  static let key = "residual"
  static var settings: [String] { ["layers"] }

  init(_ settings: LayerSettings) throws {
    self.init(branch: try LayerReader.layers(try settings.list("layers"), at: settings.path))
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    ["layers": try LayerWriter.json(branch, at: path)]
  }

  func lists(at path: LayerPath) -> [(layers: [Layer], path: LayerPath)] { [(branch, path)] }
  var expanded: [Layer] { [.residual(branch.expanded)] }

  var joined: (branches: [LayerBranch], join: BranchJoin)? {
    ([LayerBranch(layers: [], share: 1), LayerBranch(layers: branch, share: 1)], .sum)
  }

  var cost: LayerCost { branch.cost(beside: .sums(of: 2)) }

  func check(at path: LayerPath) throws {
    guard !branch.isEmpty else { throw ArchitectureFailure(path: path, problem: .noLayers("it")) }
  }

  func change(_ units: inout Units, at path: LayerPath) throws {
    try units.requireGaussian(at: path)
    let end = try units.behind(branch: branch, at: path)
    guard end.kind == .gaussian, end.isOwn else { throw ArchitectureFailure(path: path, problem: .branchNeedsWeights) }
  }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    let result = try shape.behind(branch, at: path)
    guard result == shape else {
      throw ArchitectureFailure(
        path: path, problem: .branchChangesShape(from: shape.description, to: result.description))
    }
    return shape
  }
}
