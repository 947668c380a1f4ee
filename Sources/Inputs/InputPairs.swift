import LinearAlgebra

/// Two lists of inputs and how far apart their members are: all that a fully-connected kernel asks of its inputs.
///
/// For inputs x and x′ of dimension d the kernel at the input is K(x, x′) = x·x′/d. It is handed on as the two
/// variances q = x·x/d and the *separation* ε = 1 − x·x′/(|x||x′|). ε keeps its relative precision where the
/// correlation loses it: the angle of nearly coinciding inputs is √(2ε), and the ReLU's derivative kernel is linear in
/// that angle.
public protocol InputPairs: Sendable {
  /// q = x·x/d of each row input.
  var rowVariances: [Double] { get }

  /// q = x·x/d of each column input.
  var columnVariances: [Double] { get }

  /// Whether rows and columns are the same list, so that the kernel is symmetric and its diagonal a self-covariance.
  var isSymmetric: Bool { get }

  /// A tile edge that suits the inputs: products are formed one tile at a time, on one thread.
  var preferredTile: Int { get }

  /// Working memory of one thread.
  associatedtype Workspace
  func makeWorkspace() -> Workspace

  /// Writes ε of every pair of the tile, row-major without gaps; of nearly opposite inputs perhaps −(1 + c), a negative
  /// number, which keeps the digits that 2 does not leave to ε.
  ///
  /// Tiles come from a grid fixed in absolute indices; no larger than `preferredTile` on either side.
  func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Workspace)
}
