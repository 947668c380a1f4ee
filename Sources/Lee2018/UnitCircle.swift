import Inputs
import LinearAlgebra
import Nonlinearities

/// One input of norm √d paired with inputs of that norm at given angles (fractions of 2π).
struct UnitCircle: InputPairs {
  let rowVariances = [1.0]
  let columnVariances: [Double]
  let isSymmetric = false
  let preferredTile = 256
  private let separations: [Double]

  init(angles: [Double]) {
    separations = angles.map { Angle.separation(2 * .pi * $0) }
    columnVariances = angles.map { _ in 1 }
  }

  func makeWorkspace() {}

  func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Void) {
    for (k, j) in tile.columns.enumerated() { target[k] = separations[j] }
  }
}
