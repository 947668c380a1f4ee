import LinearAlgebra

/// What every kernel keeps, whatever computes it: a battery that each kernel's tests call.
///
/// Of some inputs, numbered from 0, and one or more kernels between them (K, Θ):
/// 1. the matrices are symmetric, with the kernels of one input with itself on the diagonal, all to the bit;
/// 2. no eigenvalue is below zero by more than rounding;
/// 3. rows against columns are a block of the whole, and one call is one entry;
/// 4. the bits are the same for any number of threads, and in every other way that promises them (tiles, quantities).
///
/// ```swift
/// #expect(try KernelConformance(count: 12, diagonals: …) { rows, columns, threads in … }.violations() == [])
/// ```
public struct KernelConformance {
  /// The kernels between two ranges of inputs; without columns, of the rows with themselves.
  public typealias Matrices = (_ rows: Range<Int>, _ columns: Range<Int>?, _ threads: Int) throws -> [Matrix<Double>]

  let count: Int
  let diagonals: [[Double]]
  let matrices: Matrices
  /// How far below zero an eigenvalue may lie, in ulp of the trace.
  ///
  /// An entry is right to some ulp of √(K(x, x) K(x′, x′)) a layer, and errors of that size move an eigenvalue by no
  /// more than as many ulp of the trace (their Frobenius norm). Six ulp a layer are 64 in ten layers, the deepest
  /// tested.
  public var eigenvalueUlps = 64.0
  /// How far an entry of a block may be from that of the whole, in ulp of √(K(x, x) K(x′, x′)); 0 means the same bits.
  public var entryUlps = 0.0
  /// The same with rows and columns swapped: a symmetric matrix is computed below its diagonal, and sums of the other
  /// order round otherwise. Such a sum, of some tens of terms, moves by about 8 ulp, and no architecture tested
  /// magnifies that by more than 8.
  public var swappedUlps = 64.0
  /// Other ways to the same bits of the whole matrices, by name.
  public var sameBits: [(name: String, matrices: () throws -> [Matrix<Double>])] = []

  /// - Parameters:
  ///   - count: of the inputs, at least 4.
  ///   - diagonals: of each kernel, from the recursion of one input with itself.
  public init(count: Int, diagonals: [[Double]], matrices: @escaping Matrices) {
    (self.count, self.diagonals, self.matrices) = (count, diagonals, matrices)
  }

  /// What is not kept, in words; nothing of a kernel that conforms.
  ///
  /// - Throws: what the kernel throws, and errors of LAPACK.
  /// - Complexity: some six whole matrices and their eigenvalues.
  public func violations() throws -> [String] {
    let whole = try matrices(0..<count, nil, 1)
    guard count >= 4, whole.count == diagonals.count, !whole.isEmpty else {
      return ["\(whole.count) kernels and \(diagonals.count) diagonals of \(count) inputs"]
    }
    var found: [String] = []
    for (k, (matrix, diagonal)) in zip(whole, diagonals).enumerated() {
      found += symmetry(matrix, diagonal).map { "kernel \(k): \($0)" }
      found += try spectrum(matrix).map { "kernel \(k): \($0)" }
    }
    found += try blocks(of: whole)
    for threads in [2, 3, 5] where try matrices(0..<count, nil, threads) != whole {
      found.append("other bits with \(threads) threads")
    }
    for way in sameBits where try way.matrices() != whole { found.append("other bits: \(way.name)") }
    return found
  }

  private func symmetry(_ matrix: Matrix<Double>, _ diagonal: [Double]) -> [String] {
    guard matrix.rows == count, matrix.columns == count, diagonal.count == count else {
      return ["\(matrix.rows) × \(matrix.columns) entries and \(diagonal.count) on the diagonal"]
    }
    return (0..<count).flatMap { i in
      (matrix[i, i] == diagonal[i] ? [] : ["entry \(i), \(i) is \(matrix[i, i]), not \(diagonal[i])"])
        + (0..<i).filter { matrix[i, $0] != matrix[$0, i] }.map { "entries \(i), \($0) and \($0), \(i) differ" }
    }
  }

  private func spectrum(_ matrix: Matrix<Double>) throws -> [String] {
    let trace = (0..<count).reduce(0) { $0 + matrix[$1, $1] }
    let smallest = try SymmetricEigendecomposition.eigenvalues(of: matrix).first ?? .nan
    return smallest >= -eigenvalueUlps * .ulpOfOne * trace
      ? [] : ["the smallest eigenvalue is \(smallest / trace / .ulpOfOne) ulp of the trace"]
  }

  private func blocks(of whole: [Matrix<Double>]) throws -> [String] {
    let middle = count / 2
    let parts = [
      (middle..<count, 1..<middle, entryUlps), (count - 2..<count - 1, 1..<2, entryUlps),
      (0..<middle, middle..<count, swappedUlps),
    ]
    var found: [String] = []
    for (rows, columns, ulps) in parts {
      let blocks = try matrices(rows, columns, 1)
      for (k, (block, whole)) in zip(blocks, whole).enumerated() {
        for (i, j) in rows.flatMap({ i in columns.map { (i, $0) } }) {
          let unit = (whole[i, i] * whole[j, j]).squareRoot() * .ulpOfOne
          let error = abs(block[i - rows.lowerBound, j - columns.lowerBound] - whole[i, j])
          if !(error <= ulps * unit) {
            found.append("kernel \(k): entry \(i), \(j) of rows \(rows) is off by \(error / unit) ulp")
          }
        }
      }
    }
    return found
  }
}
