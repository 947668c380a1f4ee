import Suite
import Testing

@Suite struct PredictionCostTests {
  private func cost(_ n: Int, isPacked: Bool) -> Cost {
    PredictionCost.cost(
      training: n, width: 784, test: 10_000, outputs: 10, blockRows: 800, isPacked: isPacked, threads: 2)
  }

  /// 50,000² / 2 numbers are 10 GB; 2 · 50,000 · (784 + 800) more are 1.3 GB.
  @Test func memoryIsTheKernelsAndTheInputs() {
    let packed = cost(50_000, isPacked: true)
    #expect(abs(packed.memoryBytes - (50_000 * 50_001 / 2 + 100_000 * 1_584) * 8) < 8)
    #expect(cost(50_000, isPacked: false).memoryBytes - packed.memoryBytes == 50_000 * 49_999 / 2 * 8)
    #expect(packed.diskBytes == 10_000 * 12 * 8)
    #expect(cost(1 << 40, isPacked: false).memoryBytes > 1 << 60)
  }

  /// (n³/3 + m n² + (n² + 2 m n) d) / 50e9: 833 + 500 + 55 s.
  @Test func timeGrowsWithTheFactor() {
    #expect(abs(cost(50_000, isPacked: true).seconds - 1_388) < 1)
    #expect(cost(50_000, isPacked: true).statement == "23 min 08 s, 11 GB of memory, 960 kB of disk")
  }
}
