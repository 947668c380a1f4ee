import Foundation
import Platform
import Synchronization

/// The Cholesky factor of a symmetric positive definite matrix in panels on disk, A = L Lᵀ, for a matrix that memory
/// does not hold even packed.
///
/// Neither A nor L is ever there as a whole: a panel's columns of A are filled, relieved of what the former panels owe
/// them, which are read from the disk for it, factored and written. A killed run repeats the panel that was in work.
/// Solves read L once, forwards or backwards, for all right-hand sides together: take many at a time.
///
/// The numbers are those of another order of summation than in memory, so they agree with `PackedCholeskyFactor`'s to
/// rounding; the same width of panels gives the same bits, whether the run was interrupted or not.
public final class OutOfCoreFactor: Solver {
  /// Aᵢᵢ without the shift.
  public let matrixDiagonal: [Double]
  private let scratch: PanelScratch
  /// Lᵢᵢ
  private let diagonal: [Double]
  private let failure = Mutex<(any Error)?>(nil)

  /// Factors A + shift · I for the first shift at which it is positive definite, in panels.
  ///
  /// - Parameters:
  ///   - scratch: the place, and the factor's order. What a former run has finished there is checked and kept.
  ///   - shifts: tried in order; the same as in that run.
  ///   - progress: the part of an attempt's multiply-adds that is done.
  ///   - fill: A's columns of a range, its rows from the first of them to the end: [n − c, w]. What lies right of the
  ///     diagonal is not read. Called once a panel and attempt.
  /// - Returns: the factor, the shift used and how many were tried.
  /// - Throws: `CholeskyFactor.Obstacle.notPositiveDefinite` of the last attempt, `.notFinite`; `FileFailure`;
  ///   `EndRequest.Requested`; whatever `fill` throws.
  /// - Complexity: n³/6 multiply-adds an attempt on the device's BLAS threads. Reads `PanelLayout.readBytes`, writes
  ///   `PanelLayout.bytes`, and takes `PanelLayout.memoryBytes`.
  public static func factor(
    in scratch: PanelScratch, shifts: [Double], progress: ((Double) -> Void)? = nil,
    fill: (_ columns: Range<Int>) throws -> Matrix<Double>
  ) throws -> (factor: OutOfCoreFactor, shift: Double, attempts: Int) {
    let run = OutOfCoreRun(scratch: scratch, progress: progress)
    var minor = 0
    for attempt in scratch.ledger.state.attempt..<max(shifts.count, scratch.ledger.state.attempt) {
      if attempt > scratch.ledger.state.attempt { try scratch.ledger.begin(attempt: attempt) }
      switch try run.attempt(shift: shifts[attempt], fill: fill) {
      case .factor(let matrixDiagonal, let diagonal):
        let factor = OutOfCoreFactor(scratch: scratch, matrixDiagonal: matrixDiagonal, diagonal: diagonal)
        return (factor, shifts[attempt], attempt + 1)
      case .notPositiveDefinite(let found): minor = found
      }
    }
    throw CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: minor)
  }

  private init(scratch: PanelScratch, matrixDiagonal: [Double], diagonal: [Double]) {
    (self.scratch, self.matrixDiagonal, self.diagonal) = (scratch, matrixDiagonal, diagonal)
  }

  public var order: Int { scratch.layout.order }

  /// The disk is read once for each strip, and with what a solve works in it takes no more memory than the elimination.
  public var inverseStrip: Int { max(1, scratch.layout.width / 2) }

  public var logDeterminant: Double { diagonal.reduce(0) { $0 + 2 * log($1) } }

  /// What ended a solve or a product, which cannot throw: its block is NaN then, as is all that follows from it.
  ///
  /// - Throws: the first `FileFailure` or `EndRequest.Requested`.
  public func check() throws {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  public func solveLower(_ block: inout Matrix<Double>) { solveLower(&block, from: 0) }

  public func solveUpper(_ block: inout Matrix<Double>) { solveUpper(&block, from: 0) }

  public func solve(_ block: inout Matrix<Double>) {
    substitute(&block) {
      try $0.forward($1)
      try $0.backward($1)
    }
  }

  public func solveLower(_ block: inout Matrix<Double>, from first: Int) {
    substitute(&block, from: first) { try $0.forward($1) }
  }

  public func solveUpper(_ block: inout Matrix<Double>, from first: Int) {
    substitute(&block, from: first) { try $0.backward($1) }
  }

  public func multiplyLower(_ block: inout Matrix<Double>) { substitute(&block) { try $0.multiply($1) } }

  /// Replaces every row b of `block` (shape [m, n]) by (A + shift · I) b = L Lᵀ b.
  /// - Complexity: m n² multiply-adds; reads L twice.
  public func multiply(_ block: inout Matrix<Double>) {
    substitute(&block) {
      try $0.multiplyTransposed($1)
      try $0.multiply($1)
    }
  }

  /// λ_max of A + shift · I, as for `Matrix`.
  /// - Complexity: reads L twice a product.
  public func largestEigenvalue(start: [Double], tolerance: Double, largestCount: Int) throws -> Lanczos {
    try Lanczos(start: start, tolerance: tolerance, largestCount: largestCount) { x, product in
      var block = Matrix<Double>(rows: 1, columns: order, elements: x)
      multiply(&block)
      try check()
      product = block.elements
    }
  }

  private func substitute(
    _ block: inout Matrix<Double>, from first: Int = 0,
    _ body: (PanelSubstitution, UnsafeMutablePointer<Double>) throws -> Void
  ) {
    precondition((0...order).contains(first), "a trailing triangle begins inside the matrix")
    precondition(block.columns == order - first, "right-hand sides have the factor's order")
    let pass = PanelSubstitution(layout: scratch.layout, file: scratch.file, count: block.rows, first: first)
    block.elements.withUnsafeMutableBufferPointer { b in
      guard let base = b.baseAddress else { return }
      do {
        try body(pass, base)
      } catch {
        failure.withLock { if $0 == nil { $0 = error } }
        b.update(repeating: .nan)
      }
    }
  }
}
