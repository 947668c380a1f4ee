import LinearAlgebra

/// The functions of m training and M − m other inputs in the coordinates that training leaves apart: along the
/// eigenvectors u_k of Θ(X, X), which fall with λ_k, and of each other input what is left of it, f(x) − Θ(x, X) Θ⁻¹
/// f(X), which stays.
struct TrainingModes {
  /// λ, ascending, one a training input: 0 where it cannot be told from null.
  let eigenvalues: [Double]
  /// M
  let inputs: Int
  /// [M, M]: column i makes coordinate i of a function.
  private let coordinates: Matrix<Double>
  /// [M, m]: column k is u_k, 0 at other inputs: what a sum over the errors of training is by their coordinates.
  private let errors: Matrix<Double>
  /// [M, M]: a function from its coordinates.
  private let functions: Matrix<Double>

  /// - Parameters:
  ///   - tangentKernel: Θ, [M, M], training inputs first.
  ///   - m: how many these are.
  init(tangentKernel: Matrix<Double>, training m: Int) throws {
    let all = tangentKernel.rows
    let own = Matrix(
      rows: m, columns: m, elements: (0..<m * m).map { tangentKernel[$0 / m, $0 % m] })
    let spectrum = try SymmetricEigendecomposition(own)
    // What rounding moves eigenvalues by.
    let bound = Double(m) * .ulpOfOne * max(0, spectrum.eigenvalues[m - 1])
    let eigenvalues = spectrum.eigenvalues.map { $0 > bound ? $0 : 0 }
    let vectors = spectrum.eigenvectors
    // Θ(x, X) u_k / λ_k of the other inputs.
    func reach(_ x: Int, _ k: Int) -> Double {
      eigenvalues[k] > 0 ? (0..<m).reduce(0) { $0 + tangentKernel[x, $1] * vectors[k, $1] } / eigenvalues[k] : 0
    }
    var (coordinates, functions) = (Matrix<Double>(rows: all, columns: all), Matrix<Double>(rows: all, columns: all))
    var errors = Matrix<Double>(rows: all, columns: m)
    for k in 0..<m {
      for p in 0..<m {
        functions[p, k] = vectors[k, p]
        // No network moves along a null mode: what statistics have of it is rounding, and would grow with the time.
        if eigenvalues[k] > 0 { (errors[p, k], coordinates[p, k]) = (vectors[k, p], vectors[k, p]) }
      }
    }
    for x in m..<all {
      (coordinates[x, x], functions[x, x]) = (1, 1)
      for k in 0..<m {
        functions[x, k] = reach(x, k)
        for p in 0..<m { coordinates[p, x] -= functions[x, k] * vectors[k, p] }
      }
    }
    (self.eigenvalues, inputs) = (eigenvalues, all)
    (self.coordinates, self.functions, self.errors) = (coordinates, functions, errors)
  }

  /// m
  var training: Int { eigenvalues.count }

  /// The eigenvalue of a coordinate.
  func eigenvalue(_ coordinate: Int) -> Double { coordinate < training ? eigenvalues[coordinate] : 0 }

  /// Of values at the training inputs.
  func errorCoordinates(_ values: [Double]) -> [Double] {
    (0..<training).map { k in values.indices.reduce(0) { $0 + errors[$1, k] * values[$1] } }
  }

  /// Of a matrix of pairs of training inputs: [m, m].
  func errorCoordinates(_ matrix: Matrix<Double>) -> Matrix<Double> {
    errors.transposed.multiplied(by: matrix).multiplied(by: errors)
  }

  /// Of a function of pairs of inputs: [M, M].
  func coordinates(_ matrix: Matrix<Double>) -> Matrix<Double> {
    coordinates.transposed.multiplied(by: matrix).multiplied(by: coordinates)
  }

  func function(_ coordinates: [Double]) -> [Double] {
    (0..<inputs).map { x in coordinates.indices.reduce(0) { $0 + functions[x, $1] * coordinates[$1] } }
  }

  func function(_ coordinates: Matrix<Double>) -> Matrix<Double> {
    functions.multiplied(by: coordinates).multiplied(byTransposeOf: functions)
  }

  /// From coordinates of functions in the first two places and of errors in the third: [M, M, m].
  func derivative(_ coordinates: [Double]) -> [Double] {
    let m = training
    var elements = coordinates
    // The last place first, and then each of the others comes last in turn, as in `tensor`.
    elements =
      Matrix(rows: elements.count / m, columns: m, elements: elements)
      .multiplied(byTransposeOf: Matrix(rows: m, columns: m, elements: (0..<m).flatMap { errors.row($0) })).elements
    for _ in 0..<2 {
      let first = Matrix(rows: inputs, columns: elements.count / inputs, elements: elements).transposed
      elements = first.multiplied(byTransposeOf: functions).elements
    }
    // [m, M, M] to [M, M, m].
    return Matrix(rows: m, columns: elements.count / m, elements: elements).transposed.elements
  }

  /// A tensor of functions (first two places) that errors are put into (last two).
  ///
  /// - Complexity: 2 M⁴ (M + m) multiply-adds.
  func tensor(_ tensor: FourPoint) -> ModeTensor {
    let (all, m) = (inputs, training)
    var elements = tensor.elements
    // The first place is summed over, and its coordinate comes last; four times of this restore the order.
    for matrix in [coordinates, coordinates, errors, errors] {
      elements =
        Matrix(rows: all, columns: elements.count / all, elements: elements).transposed.multiplied(by: matrix).elements
    }
    return ModeTensor(functions: all, errors: m, elements: elements)
  }
}

/// [M, M, m, m]
struct ModeTensor: Sendable {
  let functions, errors: Int
  var elements: [Double]

  @inline(__always)
  subscript(i: Int, j: Int, a: Int, b: Int) -> Double { elements[((i * functions + j) * errors + a) * errors + b] }

  /// With its transpose in the first two places.
  var symmetrised: ModeTensor {
    var sum = self
    for i in 0..<functions {
      for j in 0..<functions {
        for place in 0..<errors * errors {
          sum.elements[(i * functions + j) * errors * errors + place] +=
            elements[(j * functions + i) * errors * errors + place]
        }
      }
    }
    return sum
  }
}
