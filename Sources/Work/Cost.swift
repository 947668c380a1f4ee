/// What long work needs, said before it begins: wall-clock time (of an experiment on two cores, of a user's own data on
/// the threads it gets), the peak of its memory, and what it takes on disk.
public struct Cost: Sendable, Equatable {
  public let seconds: Double
  public let memoryBytes: Int
  public let diskBytes: Int

  public init(seconds: Double, memoryBytes: Int, diskBytes: Int) {
    (self.seconds, self.memoryBytes, self.diskBytes) = (seconds, memoryBytes, diskBytes)
  }
}

extension Cost {
  /// Whether a user should know before it begins: what takes seconds and little memory is done before it is read.
  package var isWorthStating: Bool { seconds >= 5 || memoryBytes >= 2_000_000_000 }

  /// Beside so many square matrices of float64.
  package func adding(matrices: Int, of order: Int) -> Cost {
    let numbers = Double(matrices) * Double(order) * Double(order)
    return Cost(
      seconds: seconds, memoryBytes: Int(min(Double(memoryBytes) + 8 * numbers, 9e18)), diskBytes: diskBytes)
  }

  /// "50 min, 11 GB of memory, 1.0 MB of disk", as it is said before a run.
  public var statement: String {
    "\(Amounts.duration(seconds)), \(Amounts.bytes(memoryBytes)) of memory, \(Amounts.bytes(diskBytes)) of disk"
  }
}

/// What two experiments need when they run one after the other: times and files add up, memory is used again.
public func + (first: Cost, second: Cost) -> Cost {
  Cost(
    seconds: first.seconds + second.seconds,
    memoryBytes: max(first.memoryBytes, second.memoryBytes),
    diskBytes: first.diskBytes + second.diskBytes)
}
