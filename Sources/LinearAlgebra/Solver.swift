/// A symmetric positive definite matrix ready to be solved with, A = L Lᵀ, whatever its storage, its arithmetic and
/// where its parts lie.
///
/// Right-hand sides are the rows of a block of shape [m, n] and are replaced by the solutions. Costs are those of dense
/// arithmetic, which every solver keeps to within a constant.
public protocol Solver: Sendable {
  /// n, the order of the matrix.
  var order: Int { get }

  /// Rows of A⁻¹ that are formed at a time where all of them are asked for (`InverseRows`).
  var inverseStrip: Int { get }

  /// log det A = 2 Σ log Lᵢᵢ.
  /// - Complexity: n logarithms.
  var logDeterminant: Double { get }

  /// Replaces every row b of `block` (shape [m, n]) by L⁻¹ b.
  /// - Complexity: m n²/2 multiply-adds.
  func solveLower(_ block: inout Matrix<Double>)

  /// Replaces every row b of `block` (shape [m, n]) by L⁻ᵀ b.
  /// - Complexity: m n²/2 multiply-adds.
  func solveUpper(_ block: inout Matrix<Double>)

  /// Replaces every row b of `block` (shape [m, n]) by A⁻¹ b = (L Lᵀ)⁻¹ b.
  /// - Complexity: m n² multiply-adds.
  func solve(_ block: inout Matrix<Double>)

  /// Replaces every row b of `block` (shape [m, n]) by L b.
  /// - Complexity: m n²/2 multiply-adds.
  func multiplyLower(_ block: inout Matrix<Double>)

  /// `solveLower` of rows b whose first f numbers are 0 and left out: `block` has the shape [m, n − f].
  ///
  /// A storage that can reach L's trailing triangle by itself does; what others get (`InverseRows`) is right and costs
  /// what the whole solve costs.
  /// - Complexity: m (n − f)²/2 multiply-adds.
  func solveLower(_ block: inout Matrix<Double>, from first: Int)

  /// The last n − f numbers of `solveUpper`, which the last n − f of b determine: `block` has the shape [m, n − f].
  /// - Complexity: m (n − f)²/2 multiply-adds.
  func solveUpper(_ block: inout Matrix<Double>, from first: Int)

  /// [A⁻¹]ᵢᵢ = Σⱼ ((L⁻¹)ⱼᵢ)² of all i; what solvers without their own get solves strip by strip (`InverseRows`).
  /// - Complexity: n³/6 multiply-adds on the device's BLAS threads; 256 n numbers.
  var inverseDiagonal: [Double] { get }
}
