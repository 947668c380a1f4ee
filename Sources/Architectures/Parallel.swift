/// Branches beside each other, `Layer.parallel`.
///
/// ```swift
/// Parallel(.sum) {
///   Branch { Convolution(kernelSize: 1, weightVariance: 1) }
///   Branch { ReLU(); Convolution(kernelSize: 3, weightVariance: 2) }
/// }
/// ```
public struct Parallel: FreePart {
  public typealias Ending = EndsUnknown
  public let layer: Layer
  public init(_ join: BranchJoin, @BranchBuilder _ branches: () -> [Branch]) {
    layer = .parallel(branches().map(\.layers), join: join)
  }
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
