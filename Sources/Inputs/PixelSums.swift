/// Σx, Σx² and the shifted norm of every image of a set, from exact integers.
struct PixelSums: Sendable {
  /// Σx² of the raw bytes.
  let squares: [Double]
  /// Σx of the raw bytes.
  let sums: [Double]
  /// Σ(x − m)², with m the shift.
  let shiftedSquares: [Double]
  /// √Σ(x − m)².
  let norms: [Double]

  init(of images: ByteImages, shift: ImagePairs.Shift) {
    let d = images.pixelCount
    var (squares, sums, shifted) = ([Double](), [Double](), [Double]())
    squares.reserveCapacity(images.count)
    sums.reserveCapacity(images.count)
    shifted.reserveCapacity(images.count)
    for i in 0..<images.count {
      let (sum, square, weighted) = images.bytes(i).withUnsafeBufferPointer { bytes in
        var (sum, square) = (0, 0)
        for byte in bytes {
          sum += Int(byte)
          square += Int(byte) * Int(byte)
        }
        var weighted = 0.0
        if case .perPixel(let mean) = shift {
          for p in 0..<d { weighted += (mean[p] - 2 * Double(bytes[p])) * mean[p] }
        }
        return (sum, square, weighted)
      }
      sums.append(Double(sum))
      squares.append(Double(square))
      switch shift {
      case .none: shifted.append(Double(square))
      case .ownMean: shifted.append(Double(d * square - sum * sum) / Double(d))
      case .constant(let m): shifted.append(Double(square) - m * (2 * Double(sum) - Double(d) * m))
      case .perPixel: shifted.append(Double(square) + weighted)
      }
    }
    (self.squares, self.sums) = (squares, sums)
    shiftedSquares = shifted.map { max(0, $0) }
    norms = shiftedSquares.map { $0.squareRoot() }
  }

  /// Calls `body` with the first elements of squares, sums and norms.
  func withPointers(_ body: (UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>) -> Void) {
    squares.withUnsafeBufferPointer { a in
      sums.withUnsafeBufferPointer { b in
        norms.withUnsafeBufferPointer { c in
          if let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress { body(a, b, c) }
        }
      }
    }
  }
}
