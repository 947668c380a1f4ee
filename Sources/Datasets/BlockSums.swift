import Inputs
import LinearAlgebra

extension ByteImages {
  /// The sums of an image's bytes over disjoint squares of `side` × `side` pixels, exact, in the order height, width,
  /// channel.
  ///
  /// Pixels beyond the last whole square are left out.
  ///
  /// - Returns: [height/side · width/side · channels]
  /// - Precondition: `side` is positive.
  /// - Complexity: O(pixels).
  public func blockSums(_ image: Int, side: Int) -> [Int] {
    precondition(side > 0, "a square holds a pixel")
    let (rows, columns) = (height / side, width / side)
    var sums = [Int](repeating: 0, count: rows * columns * channels)
    for (k, byte) in bytes(image).enumerated() {
      let (y, x, channel) = place(k)
      let (row, column) = (y / side, x / side)
      if row < rows && column < columns { sums[(row * columns + column) * channels + channel] += Int(byte) }
    }
    return sums
  }

  /// The images made smaller, one a row: every number the mean over a square of `side` × `side` pixels, an exact sum
  /// over an exact area and rounded once, in the order height, width, channel.
  ///
  /// - Returns: [count, height/side · width/side · channels]
  /// - Precondition: `side` is positive.
  /// - Complexity: O(count · pixels).
  public func blockMeans(side: Int) -> Matrix<Double> {
    let (size, area) = ((height / side) * (width / side) * channels, Double(side * side))
    return Matrix(rows: count, columns: size) { elements in
      for i in 0..<count {
        for (k, sum) in blockSums(i, side: side).enumerated() { elements[i * size + k] = Double(sum) / area }
      }
    }
  }

  /// Row, column and channel of byte `k` of an image.
  private func place(_ k: Int) -> (y: Int, x: Int, channel: Int) {
    switch order {
    case .interleaved: (k / channels / width, k / channels % width, k % channels)
    case .planar: (k / width % height, k % width, k / (height * width))
    }
  }
}
