import Glibc
import InfiniteWidth
import Inputs
import LinearAlgebra

/// What a pair of a user's own inputs costs on this machine, from a few of them.
///
/// How long a nonlinearity takes depends on the inputs' norms, on how near they are to one another and on the
/// processor: a table by nonlinearity is off by more than a factor of 2 somewhere, and a tenth of a second of the very
/// work is not.
package struct KernelProbe {
  /// Seconds of one core for K and Θ of one pair; nil where there are too few inputs for it to matter.
  package let secondsPerPair: Double?

  /// Inputs below which the declared cost will do.
  private static let fewest = 512
  /// A tile of vectors.
  private static let most = 256
  /// Seconds of the last measurement, at least and at most: a hundredth of what the work is declared to take.
  private static let longest = 0.1...2.0

  /// - Throws: `UserDataFailure.notFinite` for the inputs, and what `Kernel.matrices` throws.
  /// - Complexity: some 0.1 s, more where the work takes minutes, and a few pairs where they take longer.
  package init(_ kernel: Kernel, _ inputs: any UserRows, get quantities: KernelQuantities) throws {
    guard inputs.count >= Self.fewest else {
      secondsPerPair = nil
      return
    }
    // Of the processor, so that what else runs on the machine does not count.
    func seconds(_ rows: Matrix<Double>) throws -> Double {
      let start = Self.processorSeconds
      _ = try kernel.matrices(rows: rows, get: quantities, path: .recursion, threads: 1)
      return Self.processorSeconds - start
    }
    let declared = kernel.cost(inputsOf: inputs.width).secondsPerPair
    let share = 0.01 * 0.5 * declared * Double(inputs.count) * Double(inputs.count)
    let longest = min(max(share, Self.longest.lowerBound), Self.longest.upperBound)
    var count = 4
    var times = [(count: Int, seconds: Double)]()
    while true {
      let rows = try inputs.rows(0..<count)
      // The first time fills tables that all inputs share.
      let first = try seconds(rows)
      let again = try first > longest ? first : seconds(rows)
      times.append((count, min(first, again)))
      // Twice as many take four times as long, twice. One measurement does not tell pairs from inputs.
      guard count < Self.most, times.count > 1 ? 8 * again < longest : 4 * again < Self.longest.upperBound else {
        break
      }
      count *= 2
    }
    secondsPerPair = Self.rate(times, least: 0.25 * declared)
  }

  /// What this thread, which does it all, has worked; those of BLAS wait for work without sleeping, and would count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// β of n inputs taking αn + βn(n + 1)/2, by the two largest numbers of them.
  /// - Parameter least: noise makes pairs no cheaper than this; default: half of what they took with their inputs.
  package static func rate(_ times: [(count: Int, seconds: Double)], least: Double? = nil) -> Double? {
    guard let last = times.last else { return nil }
    let pairs = Double(last.count * (last.count + 1)) / 2
    guard let former = times.dropLast().last else { return last.seconds / pairs }
    let (n, m) = (Double(former.count), Double(last.count))
    let slope = (last.seconds / m - former.seconds / n) / ((m - n) / 2)
    return max(slope, least ?? 0.5 * last.seconds / pairs)
  }
}
