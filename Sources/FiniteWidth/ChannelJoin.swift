import LinearAlgebra

/// How a finite network joins what its branches made: added, or side by side.
enum ChannelJoin: Sendable, Hashable {
  case sum
  /// Every branch's channels at a position, one branch after the other.
  case concatenation(channels: [Int])

  /// [n, features] of the join, from the branches' ends.
  func joined<S: Scalar>(_ ends: [Matrix<S>]) -> Matrix<S> {
    switch self {
    case .sum:
      var sum = ends[0]
      for end in ends.dropFirst() { Elementwise.add(end, to: &sum) }
      return sum
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

  /// The transpose: what each branch gets of a gradient by the join.
  func parted<S: Scalar>(_ gradient: Matrix<S>, branches: Int) -> [Matrix<S>] {
    switch self {
    case .sum: return Array(repeating: gradient, count: branches)
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
}
