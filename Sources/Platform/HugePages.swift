import Foundation

/// Memory of large matrices in pages of 2 MiB: a tenth of the page faults that 4 KiB pages cost when first written.
public enum HugePages {
  private static let size = 2 << 20

  /// Asks the kernel to back a fresh allocation with huge pages; a refusal costs speed alone.
  public static func advise(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress, buffer.count >= 2 * size else { return }
    let start = (UInt(bitPattern: base) + UInt(size - 1)) / UInt(size) * UInt(size)
    let end = (UInt(bitPattern: base) + UInt(buffer.count)) / UInt(size) * UInt(size)
    guard start < end else { return }
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE)
  }
}
