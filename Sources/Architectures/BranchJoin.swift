/// How the branches of `Layer.parallel` come together.
public enum BranchJoin: Sendable, Hashable {
  /// Units are added: K = Σ Kᵢ and Θ = Σ Θᵢ of independent branches.
  case sum
  /// Units stand side by side: K = Σ wᵢ Kᵢ / Σ w and Θ likewise, with the branches' relative widths w; none of them
  /// given, all are equal.
  case concatenation(widths: [Double] = [])
  /// Units are multiplied: K = Π Kᵢ and Θ = Σᵢ Θᵢ Π_{j≠i} Kⱼ of independent branches.
  case product

  /// In architecture files.
  var name: String {
    switch self {
    case .sum: "sum"
    case .concatenation: "concatenation"
    case .product: "product"
    }
  }
}

/// One of the ways that a signal takes beside each other.
public struct LayerBranch: Sendable, Hashable {
  /// Empty for the identity.
  public let layers: [Layer]
  /// The factor of its K and Θ in those of the join: its share in the width of a concatenation, 1 of the others.
  public let share: Double
}

extension BranchJoin {
  /// The factor of each branch.
  func shares(of count: Int) -> [Double] {
    switch self {
    case .sum, .product: Array(repeating: 1, count: count)
    case .concatenation(let widths): Self.shares(widths, count: count)
    }
  }

  private static func shares(_ widths: [Double], count: Int) -> [Double] {
    guard let largest = widths.max() else { return Array(repeating: 1 / Double(max(1, count)), count: count) }
    // The largest to 1, so that the sum stays in the range of float64.
    let relative = widths.map { $0 / largest }
    let total = relative.reduce(0, +)
    return relative.map { $0 / total }
  }
}
