/// What a layer costs in a kernel of vectors of different norms; of layers on positions the steps that kernels of
/// images make of them say it.
public struct LayerCost: Sendable, Equatable {
  /// Bytes kept of an input on one side: the numbers of its factors and of the duals' tables.
  public let bytesPerInput: Int
  /// Seconds of one core for K and Θ of a pair: between what was measured with AVX-512 and with AVX2, which take half
  /// and twice of it at most.
  public let secondsPerPair: Double

  static let nothing = LayerCost(bytesPerInput: 0, secondsPerPair: 0)
  static let weights = LayerCost(bytesPerInput: 48, secondsPerPair: 2.5e-9)
  /// K and Θ of a pair times a number of each of its inputs.
  static let factor = LayerCost(bytesPerInput: 16, secondsPerPair: 0.5e-9)

  /// Sums of `count` branches, without what is in them.
  static func sums(of count: Int) -> LayerCost {
    let sums = max(0, count - 1)
    return LayerCost(bytesPerInput: 32 * sums, secondsPerPair: 1.5e-9 * Double(sums))
  }

  static func + (first: LayerCost, second: LayerCost) -> LayerCost {
    LayerCost(
      bytesPerInput: first.bytesPerInput + second.bytesPerInput,
      secondsPerPair: first.secondsPerPair + second.secondsPerPair)
  }

  static func * (count: Int, cost: LayerCost) -> LayerCost {
    LayerCost(bytesPerInput: count * cost.bytesPerInput, secondsPerPair: Double(count) * cost.secondsPerPair)
  }
}

extension [Layer] {
  /// Of all of them, one after another.
  public var cost: LayerCost { cost(beside: .nothing) }

  func cost(beside own: LayerCost) -> LayerCost { reduce(own) { $0 + $1.cost } }
}
