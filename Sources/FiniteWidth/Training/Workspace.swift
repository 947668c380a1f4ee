import LinearAlgebra
import Platform

/// The memory of a program's signals for up to `capacity` rows.
final class Workspace<S: TrainableScalar> {
  let capacity: Int
  let signals: [SignalShape]
  /// Values of each signal, [capacity, features]. Those of signal 0 are set before each pass.
  private(set) var values: [UnsafeMutablePointer<S>]
  /// What `SignalShape.hasExtra` says; nil where nothing is kept.
  let extra: [UnsafeMutablePointer<S>?]
  /// ∂loss/∂signal; nil where nobody needs it.
  let gradients: [UnsafeMutablePointer<S>?]
  /// The network's input as it was allocated, for passes that gather it.
  let gathered: UnsafeMutablePointer<S>
  private let memory: FlatMemory<S>

  /// - Parameters:
  ///   - trains: whether there is a backward pass.
  ///   - gathers: whether the inputs are copied here rather than read where they are.
  init(_ program: TrainingProgram, capacity: Int, trains: Bool, gathers: Bool) {
    (self.capacity, signals) = (capacity, program.signals)
    let counts = program.signals.map { $0.features * capacity }
    let own = counts.enumerated().map { $0 > 0 || gathers ? $1 : 0 }
    let extras = zip(program.signals, counts).map { trains && $0.hasExtra && $0.hasGradient ? $1 : nil }
    let backward = zip(program.signals, counts).map { trains && $0.hasGradient ? $1 : nil }
    let memory = FlatMemory<S>(pieces: own + extras.compactMap(\.self) + backward.compactMap(\.self))
    values = own.map { memory.take($0) }
    extra = extras.map { $0.map { memory.take($0) } }
    gradients = backward.map { $0.map { memory.take($0) } }
    gathered = values[0]
    self.memory = memory
  }

  /// Numbers that a workspace of one row takes.
  static func size(_ program: TrainingProgram, trains: Bool) -> Int {
    program.signals.reduce(0) { $0 + $1.features * (trains && $1.hasGradient ? ($1.hasExtra ? 3 : 2) : 1) }
  }

  /// Reads the network's input there from now on; it is never written.
  func setInput(_ pointer: UnsafePointer<S>) { values[0] = UnsafeMutablePointer(mutating: pointer) }
}
