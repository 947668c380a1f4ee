import COpenBLAS
import Foundation
import LinearAlgebra
import Testing

/// What packed elimination relies on beyond order 65,535: BLAS, whose orders and strides have 32 bits, finds numbers
/// whose offset within one matrix has more.
///
/// Memory is reserved and not touched but for a few numbers of each column, so that the 17 GB are some hundred MB.
@Suite(.serialized) struct LargeStrideTests {
  /// As T1 and S of order 66,000.
  private static let (columns, stride) = (33_000, 66_001)

  /// A matrix of two rows with 1 at the last column and 2 at the one before.
  private final class Reserved {
    let base: UnsafeMutablePointer<Double>
    private let bytes = LargeStrideTests.columns * LargeStrideTests.stride * 8

    init?() {
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
      guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
        return nil
      }
      base = memory.bindMemory(to: Double.self, capacity: bytes / 8)
      _ = madvise(memory, bytes, MADV_NOHUGEPAGE)
      for row in 0..<2 {
        base[(LargeStrideTests.columns - 1) * LargeStrideTests.stride + row] = 1
        base[(LargeStrideTests.columns - 2) * LargeStrideTests.stride + row] = 2
      }
    }

    deinit { munmap(base, bytes) }
  }

  @Test func productsReachTheLastColumn() throws {
    #expect(Self.columns * Self.stride > Int(Int32.max))
    // Where address space is limited there is nothing to test.
    guard let a = Reserved() else { return }
    var (m, k, stride, one, zero) = (Int32(2), Int32(Self.columns), Int32(Self.stride), 1.0, 0.0)
    var (two, step) = (Int32(2), Int32(1))
    var result = [Double](repeating: -1, count: 4)
    dgemm_("N", "T", &m, &m, &k, &one, a.base, &stride, a.base, &stride, &zero, &result, &two, 1, 1)
    #expect(result == [5, 5, 5, 5])
    result = [0, 0, 0, 0]
    dsyrk_("L", "N", &m, &k, &one, a.base, &stride, &zero, &result, &two, 1, 1)
    #expect(result == [5, 5, 0, 5])
    let ones = [Double](repeating: 1, count: Self.columns)
    var product = [0.0, 0]
    dgemv_("N", &m, &k, &one, a.base, &stride, ones, &step, &zero, &product, &step, 1)
    #expect(product == [3, 3])
    var transposed = [Double](repeating: -1, count: Self.columns)
    dgemv_("T", &m, &k, &one, a.base, &stride, ones, &step, &zero, &transposed, &step, 1)
    #expect(transposed.suffix(3) == [0, 4, 2])
  }
}
