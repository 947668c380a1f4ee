import Foundation

/// Times of one piece of work: several runs after a warm-up, the median of them.
struct Measurement {
  /// Wall-clock seconds.
  let seconds: Double
  /// Processor seconds of all threads; on a loaded machine the wall clock also counts what others do.
  let processorSeconds: Double

  /// - Parameters:
  ///   - runs: how many are timed; the median is robust to what else the machine does in one of them.
  ///   - warmUp: whether a first run, which pays for page faults and thread start, is left out.
  init(runs: Int, warmUp: Bool = true, _ body: () throws -> Void) rethrows {
    if warmUp { try body() }
    var (wall, processor) = ([Double](), [Double]())
    for _ in 0..<runs {
      let (w, p) = (Self.now(CLOCK_MONOTONIC), Self.now(CLOCK_PROCESS_CPUTIME_ID))
      try body()
      wall.append(Self.now(CLOCK_MONOTONIC) - w)
      processor.append(Self.now(CLOCK_PROCESS_CPUTIME_ID) - p)
    }
    seconds = wall.sorted()[runs / 2]
    processorSeconds = processor.sorted()[runs / 2]
  }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
