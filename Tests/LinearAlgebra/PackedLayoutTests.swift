import LinearAlgebra
import Testing

@Suite("Packed layout") struct PackedLayoutTests {
  /// The pictures of LAPACK's `dpftrf` for UPLO = 'L', TRANSR = 'N': the digits of "43" are row and column of the
  /// entry.
  @Test(
    "LAPACK's own examples",
    arguments: [
      ["33 43 53", "00 44 54", "10 11 55", "20 21 22", "30 31 32", "40 41 42", "50 51 52"],
      ["00 33 43", "10 11 44", "20 21 22", "30 31 32", "40 41 42"],
    ])
  func lapack(picture: [String]) throws {
    let layout = PackedLayout(order: picture.count == 7 ? 6 : 5)
    #expect(layout.stride == picture.count && layout.count == 3 * picture.count)
    for (row, line) in picture.enumerated() {
      for (column, word) in line.split(separator: " ").enumerated() {
        let digits = try word.map { try #require($0.wholeNumberValue) }
        #expect(layout.offset(digits[0], digits[1]) == row + column * layout.stride, "\(word)")
      }
    }
  }

  @Test("every number has one place", arguments: 1...9)
  func bijection(n: Int) {
    let layout = PackedLayout(order: n)
    let offsets = (0..<n).flatMap { i in (0...i).map { layout.offset(i, $0) } }
    #expect(offsets.sorted() == Array(0..<layout.count))
  }

  /// Beyond 65,535 offsets pass 2³¹, and beyond 92,681 2³²; what BLAS counts with 32 bits stays small.
  @Test("corners of the triangle lie where they should", arguments: [65_535, 65_536, 66_000, 100_000, 100_001])
  func beyond32Bits(n: Int) {
    let layout = PackedLayout(order: n)
    let (half, last) = (layout.leading, n - 1)
    #expect(layout.count == n * (n + 1) / 2 && layout.stride < Int(Int32.max))
    let corners = [
      (0, 0), (half - 1, 0), (half, 0), (last, 0), (half - 1, half - 1), (half, half - 1), (last, half - 1),
      (half, half), (last, half), (last, last),
    ]
    let offsets = corners.map { layout.offset($0.0, $0.1) }
    #expect(Set(offsets).count == corners.count && offsets.allSatisfy { (0..<layout.count).contains($0) })
    // The rectangle's last column ends with S or T1.
    #expect(offsets.max() == layout.count - 1 && layout.offset(last, half - 1) == layout.count - 1)
  }
}
