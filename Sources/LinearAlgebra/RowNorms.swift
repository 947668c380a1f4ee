extension Matrix<Double> {
  /// ‖x‖ of a row, also where squares of its entries have no number. NaN of a row with a NaN.
  /// - Complexity: O(n), in the entries' order.
  public func norm(ofRow row: Int) -> Double {
    elements.withUnsafeBufferPointer { elements in
      let first = row * columns
      func root(scaledBy scale: Double) -> Double {
        var sum = 0.0
        for k in 0..<columns {
          let number = scale * elements[first + k]
          sum += number * number
        }
        return sum.squareRoot() / scale
      }
      let plain = root(scaledBy: 1)
      // Between these no square that counts is lost.
      if plain > 0x1p-400, plain < 0x1p400 { return plain }
      var largest = 0.0
      for k in 0..<columns { largest = max(largest, elements[first + k].magnitude) }
      guard largest > 0, largest.isFinite, !plain.isNaN else { return plain }
      // A power of two changes no digit; of the smallest numbers its inverse is none.
      return root(scaledBy: Double(sign: .plus, exponent: -max(-1000, largest.exponent), significand: 1))
    }
  }
}
