import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Pairs of byte images") struct ImagePairsTests {
  static let size = (height: 20, width: 30)
  static let pixelCount = 600  // more than two exact runs of 256, and a rest

  /// Random images and every kind of neighbour: 8 is 0 with one byte changed, 9 equals 1, 10 is constant, 11 is black,
  /// 12 is image 2 with every byte one larger.
  static let images: ByteImages = {
    var random = SplitMix64(seed: 3)
    var storage = (0..<8 * pixelCount).map { _ in UInt8(truncatingIfNeeded: random.next() % 200) }
    var near = Array(storage[..<pixelCount])
    near[123] += 1
    storage += near
    storage += storage[pixelCount..<2 * pixelCount]
    storage += Array(repeating: 77, count: pixelCount)
    storage += Array(repeating: 0, count: pixelCount)
    storage += storage[2 * pixelCount..<3 * pixelCount].map { $0 + 1 }
    return ByteImages(height: size.height, width: size.width, channels: 1, order: .interleaved, storage: storage)
  }()

  static let shifts: [ImagePairs.Shift] = [
    .none, .ownMean, .constant(33.25), .constant(72.123456789),
    .perPixel((0..<pixelCount).map { 50 + 0.125 * Double($0 % 100) }),
  ]

  static func separations(_ pairs: ImagePairs, _ tile: Tile) -> [Double] {
    var workspace = pairs.makeWorkspace()
    var target = [Double](repeating: .nan, count: tile.count)
    target.withUnsafeMutableBufferPointer { target in
      if let base = target.baseAddress { pairs.separations(of: tile, into: base, workspace: &workspace) }
    }
    return target
  }

  static func shifted(_ i: Int, _ shift: ImagePairs.Shift) -> [Float80] {
    let bytes = images.bytes(i).map(Float80.init)
    switch shift {
    case .none: return bytes
    case .ownMean:
      let mean = bytes.reduce(0, +) / Float80(bytes.count)
      return bytes.map { $0 - mean }
    case .constant(let m): return bytes.map { $0 - Float80(m) }
    case .perPixel(let m): return zip(bytes, m).map { $0 - Float80($1) }
    }
  }

  #if arch(x86_64)
    @Test("separations and variances in 80-bit arithmetic", arguments: shifts)
    func againstExtendedPrecision(shift: ImagePairs.Shift) {
      let n = Self.images.count
      let pairs = ImagePairs(rows: Self.images, shift: shift, unitVariance: false)
      let all = Self.separations(pairs, Tile(rows: 0..<n, columns: 0..<n))
      let vectors = (0..<n).map { Self.shifted($0, shift) }
      for i in 0..<n {
        let square = vectors[i].reduce(0) { $0 + $1 * $1 }
        // Σ(x − m)² from integers: the rounding of sums as large as Σx² + Σm².
        let raw = Self.images.bytes(i).reduce(0) { $0 + Double($1) * Double($1) } + 600 * 73 * 73
        #expect(abs(pairs.rowVariances[i] - Double(square) / 600) <= 8 * .ulpOfOne * raw / 600)
        for j in 0..<n {
          let other = vectors[j].reduce(0) { $0 + $1 * $1 }
          // −(1 + c) of nearly opposite images.
          let value = all[i * n + j] < 0 ? 2 + all[i * n + j] : all[i * n + j]
          guard square > 0, other > 0 else {
            #expect(value == 0)
            continue
          }
          let (a, b) = (square.squareRoot(), other.squareRoot())
          let exact = Double(
            zip(vectors[i], vectors[j]).reduce(0) { $0 + ($1.0 / a - $1.1 / b) * ($1.0 / a - $1.1 / b) } / 2)
          // ε to rounding, and what rounding of the two norms, by `raw` over the norm, adds through their difference.
          let slack = 16 * Double.ulpOfOne * raw / Double(a * b) * Double(abs(a - b) / max(a, b))
          #expect(abs(value - exact) <= 16 * .ulpOfOne * exact + slack + 1e-30, "\(i) \(j)")
        }
      }
    }
  #endif

  @Test("images that differ in one byte keep their digits", arguments: [ImagePairs.Shift.none, .ownMean])
  func oneByte(shift: ImagePairs.Shift) {
    let pairs = ImagePairs(rows: Self.images, shift: shift, unitVariance: true)
    let value = Self.separations(pairs, Tile(rows: 0..<1, columns: 8..<9))[0]
    let (x, y) = (Self.shifted(0, shift), Self.shifted(8, shift))
    let (a, b) = (x.reduce(0) { $0 + $1 * $1 }.squareRoot(), y.reduce(0) { $0 + $1 * $1 }.squareRoot())
    let exact = Double(zip(x, y).reduce(0) { $0 + ($1.0 / a - $1.1 / b) * ($1.0 / a - $1.1 / b) } / 2)
    // 1 − c in float64 would have kept 9 digits of this ε of some 1e-7; the norms' difference costs x/δ ≤ 200 ulp.
    #expect(exact < 1e-6 && abs(value / exact - 1) < 200 * .ulpOfOne)
  }

  /// x and 255 − x are opposite about 127.5 and without their means, and so are those that differ in a few bytes.
  @Test("negatives of images", arguments: [ImagePairs.Shift.ownMean, .constant(127.5)])
  func negatives(shift: ImagePairs.Shift) {
    let first = Array(Self.images.bytes(0))
    var other = first.map { 255 - $0 }
    let negative = other
    for p in [3, 90, 91, 500] { other[p] -= 2 }
    let images = ByteImages(
      height: Self.size.height, width: Self.size.width, channels: 1, order: .interleaved,
      storage: first + negative + other)
    let found = Self.separations(
      ImagePairs(rows: images, shift: shift, unitVariance: true), Tile(rows: 0..<1, columns: 0..<3))
    #expect(found[0] == 0 && found[1] < 0 && found[1] > -1e-30)
    func shifted(_ bytes: [UInt8]) -> [Double] {
      let mean = shift == .ownMean ? bytes.reduce(0) { $0 + Double($1) } / 600 : 127.5
      let x = bytes.map { Double($0) - mean }
      let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return x.map { $0 / norm }
    }
    let exact = zip(shifted(first), shifted(other)).reduce(0) { $0 + 0.5 * ($1.0 + $1.1) * ($1.0 + $1.1) }
    #expect(exact < 1e-4 && abs(-found[2] / exact - 1) < 1e-10)
  }

  @Test("identical images are at exactly 0, constant ones have no direction", arguments: shifts)
  func coincidences(shift: ImagePairs.Shift) {
    let pairs = ImagePairs(rows: Self.images, shift: shift, unitVariance: true)
    #expect(Self.separations(pairs, Tile(rows: 1..<2, columns: 9..<10)) == [0])
    for i in 0..<Self.images.count {
      #expect(Self.separations(pairs, Tile(rows: i..<i + 1, columns: i..<i + 1)) == [0])
    }
    if shift == .ownMean {
      // Without its mean, image 12 is image 2, and image 10 nothing at all.
      #expect(Self.separations(pairs, Tile(rows: 2..<3, columns: 12..<13)) == [0])
      #expect(pairs.rowVariances[10] == 0 && pairs.rowVariances[11] == 0 && pairs.rowVariances[0] == 1)
    }
  }

  @Test("the same bits for any tile", arguments: shifts)
  func anyTile(shift: ImagePairs.Shift) {
    let n = Self.images.count
    let pairs = ImagePairs(rows: Self.images, shift: shift, unitVariance: true)
    let whole = Self.separations(pairs, Tile(rows: 0..<n, columns: 0..<n))
    for size in [1, 3, 5, 7] {
      for tile in TileGrid(rows: 0..<n, columns: 0..<n, tile: size).tiles {
        let values = Self.separations(pairs, tile)
        for (k, i) in tile.rows.enumerated() {
          for (l, j) in tile.columns.enumerated() { #expect(values[k * tile.columns.count + l] == whole[i * n + j]) }
        }
      }
    }
    let block = ImagePairs(
      rows: Self.images.subset([4, 0, 12]), columns: Self.images.subset([8, 2]), shift: shift, unitVariance: true)
    let values = Self.separations(block, Tile(rows: 0..<3, columns: 0..<2))
    #expect(values == [4, 0, 12].flatMap { i in [8, 2].map { whole[i * n + $0] } })
  }

  @Test("a workspace carried from tile to tile changes nothing")
  func workspace() {
    let n = Self.images.count
    let pairs = ImagePairs(rows: Self.images, shift: .ownMean, unitVariance: true)
    var workspace = pairs.makeWorkspace()
    for tile in TileGrid(rows: 0..<n, columns: 0..<n, tile: 5).tiles.reversed() {
      var target = [Double](repeating: .nan, count: tile.count)
      target.withUnsafeMutableBufferPointer { target in
        if let base = target.baseAddress { pairs.separations(of: tile, into: base, workspace: &workspace) }
      }
      #expect(target == Self.separations(pairs, tile))
    }
  }
}
