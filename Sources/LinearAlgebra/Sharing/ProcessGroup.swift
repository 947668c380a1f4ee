/// Other processes that share the work on large matrices with this one, each in its own memory: the ranks of an MPI
/// job, of which this is the first. Nothing here knows of MPI.
///
/// All is asked for by this process, and the others do their part of it; an error of one of them is thrown here.
package protocol ProcessGroup: Sendable {
  /// This one among them.
  var count: Int { get }

  /// A symmetric matrix that lies in the memories of all, each process having computed its own tiles.
  ///
  /// - Parameters:
  ///   - scale: that every entry is multiplied by.
  ///   - progress: the part of the tiles that is done.
  /// - Throws: what `recipe` throws in any process; a matrix that does not fit; `EndRequest.Requested`.
  func matrix(
    _ recipe: any MatrixRecipe, scale: Double, progress: @escaping @Sendable (Double) -> Void
  ) throws -> any SharedMatrix

  /// A matrix here whose tiles all have computed.
  /// - Throws: as `matrix`.
  func block(
    _ recipe: any MatrixRecipe, progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double>

  /// Pieces of work, dealt out to all, whose results are handed to `body` here in their order.
  /// - Throws: as `matrix`; what `body` throws.
  func pieces(
    _ work: any PieceWork, _ numbers: [Int], body: (_ number: Int, _ result: [Matrix<Double>]) throws -> Void) throws

  /// Those that share this process's machine, and this one.
  var countOfMachine: Int { get }

  /// What carries the group, such as the version of MPI: a subject, what is said of it, and whether it costs speed.
  var facts: [(subject: String, text: String, isWarning: Bool)] { get }

  /// Bytes that a matrix of this order takes on this process's machine.
  func machineBytes(order: Int) -> Int

  /// A symmetric matrix of which only rows and products are wanted: each process keeps its strips of the lower triangle
  /// as far as its memory goes, and computes the others again at every product.
  ///
  /// - Parameters:
  ///   - memoryBytes: that the strips of this process's machine may take.
  ///   - progress: the part of the tiles that is done.
  /// - Throws: as `matrix`; so do its rows and products.
  func symmetricOperator(
    _ recipe: any MatrixRecipe, memoryBytes: Int, progress: @escaping @Sendable (Double) -> Void
  ) throws -> any SymmetricOperator
}

/// The group of the innermost `withValue` around a call, as `Device` and `EndRequest` belong to a call; nil: this
/// process is alone.
package enum CurrentProcessGroup {
  @TaskLocal package static var value: (any ProcessGroup)?
}

/// A symmetric positive definite matrix A over several processes.
package protocol SharedMatrix: Sendable {
  var order: Int { get }
  /// Aᵢᵢ
  var diagonal: [Double] { get }

  /// A x of every row x of a block of shape [m, n]; also when A has been factored.
  /// - Complexity: m n² multiply-adds over the processes.
  func multiply(_ block: Matrix<Double>) -> Matrix<Double>

  /// Factors A + shift · I for the first shift at which it is positive definite.
  ///
  /// - Throws: `CholeskyFactor.Obstacle.notPositiveDefinite` of the last attempt, `.notFinite`;
  ///   `EndRequest.Requested`.
  /// - Complexity: n³/6 multiply-adds over the processes an attempt.
  func factor(
    shifts: [Double], progress: ((Double) -> Void)?
  ) throws -> (factor: any Solver, shift: Double, attempts: Int)
}

extension SharedMatrix {
  /// λ_max, as for `Matrix`.
  package func largestEigenvalue(start: [Double], tolerance: Double, largestCount: Int) throws -> Lanczos {
    try Lanczos(start: start, tolerance: tolerance, largestCount: largestCount) { x, product in
      product = multiply(Matrix(rows: 1, columns: order, elements: x)).elements
    }
  }
}
