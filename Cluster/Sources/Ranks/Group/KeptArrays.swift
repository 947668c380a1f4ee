import LinearAlgebra

/// The numbered arrays of the last recipe: at every rank their numbers, which are the same there, and at all but the
/// first the arrays.
final class KeptArrays {
  private(set) var numbers: Set<KeptNumber> = []
  private var matrices: [KeptNumber: Matrix<Double>] = [:]
  private var bytes: [KeptNumber: [UInt8]] = [:]

  /// Forgets what the next recipe has not.
  func keep(only wanted: [KeptNumber?]) {
    numbers.formIntersection(wanted.compactMap(\.self))
    matrices = matrices.filter { numbers.contains($0.key) }
    bytes = bytes.filter { numbers.contains($0.key) }
  }

  func has(_ number: KeptNumber?) -> Bool { number.map(numbers.contains) ?? false }

  func add(_ numbers: [KeptNumber?]) { self.numbers.formUnion(numbers.compactMap(\.self)) }

  /// The matrix of a number, or what `receive` gives, which is kept.
  func matrix(_ number: KeptNumber?, receive: () -> Matrix<Double>) -> Matrix<Double> {
    if let number, let matrix = matrices[number] { return matrix }
    let matrix = receive()
    if let number { matrices[number] = matrix }
    return matrix
  }

  func bytes(_ number: KeptNumber?, receive: () -> [UInt8]) -> [UInt8] {
    if let number, let list = bytes[number] { return list }
    let list = receive()
    if let number { bytes[number] = list }
    return list
  }
}
