import CElementary

/// A range of byte images, packed for sums of products: panels of `width` images, each [⌈d/2⌉, width] pairs of
/// neighbouring pixels.
struct BytePanels {
  let width: Int
  private var range = 0..<0
  private var pixelCount = 0
  private var pairs: [Int32] = []

  init(width: Int) { self.width = width }

  private var pairCount: Int { (pixelCount + 1) / 2 }

  /// Packs the images `range` of a set, unless they are what is packed already: a workspace belongs to one set.
  /// - Complexity: O(images · d); tiles that follow each other share their rows.
  mutating func pack(_ images: ByteImages, _ range: Range<Int>) {
    guard range != self.range || images.pixelCount != pixelCount else { return }
    (self.range, pixelCount) = (range, images.pixelCount)
    let (d, size) = (pixelCount, pairCount * width)
    let needed = (range.count + width - 1) / width * size
    if pairs.count < needed { pairs = Array(repeating: 0, count: needed) }
    pairs.withUnsafeMutableBufferPointer { target in
      images.storage.withUnsafeBufferPointer { bytes in
        guard let target = target.baseAddress, let bytes = bytes.baseAddress else { return }
        for (k, i) in range.enumerated() {
          byte_pack(bytes + images.indices[i] * d, d, target + k / width * size, k % width, width)
        }
      }
    }
  }

  /// Writes Σxx′ of every image on the left with every one on the right, row-major without gaps, exactly.
  static func products(_ left: BytePanels, _ right: BytePanels, into target: UnsafeMutablePointer<Double>) {
    let (m, n) = (left.range.count, right.range.count)
    // A run of pixels whose sum fits 32 bits, for all pairs before the next.
    let run = byte_longest_run() / 2
    left.pairs.withUnsafeBufferPointer { a in
      right.pairs.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        for first in stride(from: 0, to: left.pairCount, by: run) {
          let count = min(run, left.pairCount - first)
          for j in stride(from: 0, to: n, by: right.width) {
            for i in stride(from: 0, to: m, by: left.width) {
              byte_products(
                a + i * left.pairCount + first * left.width, b + j * right.pairCount + first * right.width, count,
                target + i * n + j, n, min(left.width, m - i), min(right.width, n - j), first > 0 ? 1 : 0)
            }
          }
        }
      }
    }
  }
}
