import LinearAlgebra

/// How a finite network joins what its branches made: added, multiplied, or side by side.
enum ChannelJoin: Sendable, Hashable {
  case sum
  case product
  /// Every branch's channels at a position, one branch after the other.
  case concatenation(channels: [Int])

  /// [n, features] of the join, from the branches' ends.
  func joined<S: Scalar>(_ ends: [Matrix<S>]) -> Matrix<S> {
    switch self {
    case .sum:
      var sum = ends[0]
      for end in ends.dropFirst() { Elementwise.add(end, to: &sum) }
      return sum
    case .product:
      var product = ends[0]
      for end in ends.dropFirst() { Elementwise.multiply(&product, by: end) }
      return product
    case .concatenation(let channels):
      let width = channels.reduce(0, +)
      let positions = ends[0].columns / channels[0]
      var whole = Matrix<S>(rows: ends[0].rows, columns: positions * width)
      var first = 0
      for (end, count) in zip(ends, channels) {
        for row in 0..<end.rows * positions {
          whole.elements.replaceSubrange(
            row * width + first..<row * width + first + count, with: end.elements[row * count..<(row + 1) * count])
        }
        first += count
      }
      return whole
    }
  }
}

/// What a join does to small changes of its branches' ends, and its transpose to gradients.
struct JoinDerivative<S: Scalar>: Sendable {
  private let join: ChannelJoin
  /// Of a product, ∏_{j ≠ i} yⱼ for each branch i.
  private let factors: [Matrix<S>]

  init(_ join: ChannelJoin, at ends: [Matrix<S>]) {
    self.join = join
    guard join == .product else {
      factors = []
      return
    }
    factors = ends.indices.map { own in
      var factor = Matrix<S>(rows: ends[own].rows, columns: ends[own].columns, repeating: 1)
      for (number, end) in ends.enumerated() where number != own { Elementwise.multiply(&factor, by: end) }
      return factor
    }
  }

  /// The change of the join, from those of the branches' ends.
  func joined(_ changes: [Matrix<S>]) -> Matrix<S> {
    guard join == .product else { return join.joined(changes) }
    return ChannelJoin.sum.joined(weighted(changes))
  }

  /// What each branch gets of a gradient by the join.
  func parted(_ gradient: Matrix<S>, branches: Int) -> [Matrix<S>] {
    switch join {
    case .sum: return Array(repeating: gradient, count: branches)
    case .product: return weighted(Array(repeating: gradient, count: branches))
    case .concatenation(let channels):
      let width = channels.reduce(0, +)
      let rows = gradient.elements.count / width
      var first = 0
      return channels.map { count in
        defer { first += count }
        let elements = (0..<rows).flatMap { (row: Int) -> ArraySlice<S> in
          let start = row * width + first
          return gradient.elements[start..<start + count]
        }
        return Matrix(rows: gradient.rows, columns: rows / max(1, gradient.rows) * count, elements: elements)
      }
    }
  }

  private func weighted(_ changes: [Matrix<S>]) -> [Matrix<S>] {
    zip(changes, factors).map { change, factor in
      var change = change
      Elementwise.multiply(&change, by: factor)
      return change
    }
  }
}
