import Datasets
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// A batch of digits and its principal components with respect to a kernel.
///
/// The components are the eigenfunctions of f ↦ E_x' Θ(·, x') f(x') with x' one of the N digits: Θ(X, X)/N has their
/// eigenvalues λ, and with E f² = 1 they are √N times its eigenvectors. They are not centred, so that the first is
/// almost a constant. Of the two signs a component has the one in which its largest entry is positive.
package struct DigitBatch: Sendable {
  /// Pixels from 0 to 1, [N, d].
  package let inputs: Matrix<Double>
  package let labels: [Int]
  /// The largest first.
  package let eigenvalues: [Double]
  private let decomposition: SymmetricEigendecomposition

  /// - Complexity: N² entries of the kernel and 4 N³ multiply-adds.
  package init(_ images: LabeledImages, kernel: Kernel, threads: Int) throws {
    let (count, pixels) = (images.count, images.images.pixelCount)
    inputs = Matrix(
      rows: count, columns: pixels,
      elements: (0..<count).flatMap { images.images.bytes($0).map { Double($0) / 255 } })
    labels = images.labels.map(Int.init)
    let matrix = try kernel.matrices(of: VectorPairs(rows: inputs), get: .ntk, threads: threads).ntk
    decomposition = try SymmetricEigendecomposition(matrix ?? Matrix(rows: 0, columns: 0))
    eigenvalues = decomposition.eigenvalues.reversed().map { $0 / Double(count) }
  }

  /// The batch of a number: so many of the training digits, drawn at random.
  static func number(
    _ number: Int, of settings: PrincipalComponents.Settings, _ context: RunContext
  ) throws -> DigitBatch {
    try context.recent("batch", for: "\(number)") {
      let digits = try context.dataset(.mnist).training
      var generator = CounterBasedGenerator(seed: context.seed(purpose: "digits", index: number))
      let chosen = generator.permutation(of: digits.count).prefix(settings.images)
      return try DigitBatch(
        digits.subset(Array(chosen)), kernel: settings.architecture.infiniteWidth, threads: context.threads)
    }
  }

  /// f^(i) at every digit, counted from 1.
  package func component(_ i: Int) -> [Double] {
    let vector = decomposition.eigenvectors.row(inputs.rows - i)
    let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
    let scale = Double(inputs.rows).squareRoot() * (largest < 0 ? -1 : 1)
    return vector.map { scale * $0 }
  }
}
