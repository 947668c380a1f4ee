import Synchronization

extension Parallel {
  /// What `body` gives for every piece in `0..<count`, in the pieces' order; otherwise as `forEach(count:threads:_:)`.
  public static func map<Result: Sendable>(
    count: Int, threads: Int = Device.current.threads, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    try forEach(count: count, threads: threads) { piece in
      let result = try body(piece)
      results.withLock { $0[piece] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
