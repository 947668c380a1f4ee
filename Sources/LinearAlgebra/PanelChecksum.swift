/// A number of 64 bits that shows whether numbers are as they were written, at the speed of memory.
///
/// Eight words go through eight lanes of h ← (h ⊕ word) · p, each a bijection of h for any word, so that one changed
/// word always changes the result. It is against failing disks, torn writes and slips, not against forgers.
struct PanelChecksum {
  private static let prime: UInt64 = 0x9E37_79B1_85EB_CA87
  private var lanes = SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)
  private var tail: UInt64 = 0

  /// Adds numbers. Their cutting into calls counts, unless all but the last are multiples of eight.
  mutating func add(_ numbers: UnsafeBufferPointer<Double>) {
    guard let base = numbers.baseAddress else { return }
    let words = UnsafeRawPointer(base)
    let whole = numbers.count / 8 * 8
    for k in stride(from: 0, to: whole, by: 8) {
      lanes = mixed(lanes ^ words.loadUnaligned(fromByteOffset: 8 * k, as: SIMD8<UInt64>.self))
    }
    for k in whole..<numbers.count {
      tail = (tail ^ words.loadUnaligned(fromByteOffset: 8 * k, as: UInt64.self)) &* Self.prime
      tail ^= tail >> 29
    }
  }

  private func mixed(_ lanes: SIMD8<UInt64>) -> SIMD8<UInt64> {
    let product = lanes &* SIMD8(repeating: Self.prime)
    return product ^ (product &>> 29)
  }

  var value: UInt64 {
    (0..<8).reduce(tail) { sum, lane in
      let product = (sum ^ lanes[lane]) &* Self.prime
      return product ^ (product >> 29)
    }
  }
}
