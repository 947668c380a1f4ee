/// A number for every four inputs, [m, m, m, m].
public struct FourPoint: Sendable, Equatable {
  public let inputs: Int
  public internal(set) var elements: [Double]

  init(inputs: Int) {
    (self.inputs, elements) = (inputs, Array(repeating: 0, count: inputs * inputs * inputs * inputs))
  }

  public subscript(a: Int, b: Int, c: Int, d: Int) -> Double {
    precondition([a, b, c, d].allSatisfy { 0..<inputs ~= $0 }, "there are \(inputs) inputs")
    return self[unchecked: a, b, c, d]
  }

  @inline(__always)
  subscript(unchecked a: Int, b: Int, c: Int, d: Int) -> Double { elements[place(a, b, c, d)] }

  @inline(__always)
  func place(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Int { ((a * inputs + b) * inputs + c) * inputs + d }
}
