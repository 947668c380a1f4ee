extension UnsafeMutablePointer<Double> {
  /// So many zeros, the first at the start of a cache line: eights of a plane that straddle two lines cost twice. To be
  /// freed with `deallocate`.
  public static func allocateAligned(_ count: Int) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Double>.stride, alignment: 64)
    let numbers = memory.bindMemory(to: Double.self, capacity: max(1, count))
    numbers.initialize(repeating: 0, count: count)
    return numbers
  }
}
