/// ε and dK of a block, kept aside.
struct DerivativeCopy {
  private let separations: [Double]
  /// Direction by direction.
  private let derivatives: [[Double]]

  init(_ block: PairBlock, _ derivatives: [UnsafeMutablePointer<Double>]) {
    let places = Self.places(block)
    separations = places.map { block.separations[$0] }
    self.derivatives = derivatives.map { derivative in places.map { derivative[$0] } }
  }

  func write(to block: PairBlock, _ targets: [UnsafeMutablePointer<Double>]) {
    for (k, place) in Self.places(block).enumerated() {
      block.separations[place] = separations[k]
      for (target, own) in zip(targets, derivatives) { target[place] = own[k] }
    }
  }

  func add(to block: PairBlock, _ targets: [UnsafeMutablePointer<Double>]) {
    for (k, place) in Self.places(block).enumerated() {
      for (target, own) in zip(targets, derivatives) { target[place] += own[k] }
    }
  }

  private static func places(_ block: PairBlock) -> [Int] {
    block.rows.indices.flatMap { row in
      block.columns.indices.map {
        (row - block.rows.lowerBound) * block.stride + ($0 - block.columns.lowerBound)
      }
    }
  }
}
