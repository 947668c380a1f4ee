import Nonlinearities

/// A part of a row-major matrix: `rows` rows of `columns` numbers, `stride` apart.
struct Block {
  let rows: Int
  let columns: Int
  let stride: Int
}

/// φ and φ′ over blocks, each as one loop that vectorises; sin, cos and custom functions call the C library
/// or the function itself for every number. What is not a number stays so, or a diverging network would pass for a
/// sound one.
enum ActivationLoops {
  /// a ← φ(a + b), b one row for all; if `kept` is not nil, a + b goes there.
  ///
  /// - Parameter nonlinearity: nil for the identity.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func addBias<S: TrainableScalar>(
    _ b: UnsafePointer<S>, apply nonlinearity: Nonlinearity?, _ a: UnsafeMutablePointer<S>,
    keeping kept: UnsafeMutablePointer<S>?, _ block: Block
  ) {
    // φ stands in one place only: a long one that is called from two is a function of its own, and no loop of calls
    // vectorises.
    @inline(__always) func run(_ phi: (S) -> S) {
      for i in 0..<block.rows {
        let a = a + i * block.stride
        if let kept {
          let z = kept + i * block.stride
          for j in 0..<block.columns {
            let x = a[j] + b[j]
            z[j] = x
            a[j] = x
          }
        } else {
          for j in 0..<block.columns { a[j] = a[j] + b[j] }
        }
        for j in 0..<block.columns { a[j] = phi(a[j]) }
      }
    }
    guard let nonlinearity else { return run { $0 } }
    switch nonlinearity {
    case .identity: run { $0 }
    case .relu: run { $0 < 0 ? 0 : $0 }
    case .leakyRelu(let slope):
      let slope = S(slope)
      run { $0 < 0 ? slope * $0 : $0 }
    case .abs: run { $0.magnitude }
    case .tanh: run { S.hyperbolicTangent($0) }
    case .erf: run { S.errorFunction($0) }
    case .gelu: run { gelu($0) }
    case .sin, .cos, .defined: run { nonlinearity($0) }
    }
  }

  /// target ← φ(x), or target ← target ∘ φ′ and its like: see `Use`.
  enum Use {
    /// t ← φ(x)
    case value
    /// t ← t φ′(x)
    case scale
    /// t ← s φ′(x)
    case write
    /// t ← t + s φ′(x)
    case add
  }

  /// One of the `Use`s at the preactivations x; `source` is s, for `write` and `add`.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func atPreactivations<S: TrainableScalar>(
    _ use: Use, _ nonlinearity: Nonlinearity, _ x: UnsafePointer<S>, source: UnsafePointer<S>?,
    _ target: UnsafeMutablePointer<S>, _ block: Block
  ) {
    @inline(__always) func run(_ phi: (S) -> S, _ slope: (S) -> S) {
      for i in 0..<block.rows {
        let (t, x) = (target + i * block.stride, x + i * block.stride)
        switch (use, source.map { $0 + i * block.stride }) {
        case (.value, _): for j in 0..<block.columns { t[j] = phi(x[j]) }
        case (.write, let s?): for j in 0..<block.columns { t[j] = s[j] * slope(x[j]) }
        case (.add, let s?): for j in 0..<block.columns { t[j] = t[j] + s[j] * slope(x[j]) }
        default: for j in 0..<block.columns { t[j] = t[j] * slope(x[j]) }
        }
      }
    }
    switch nonlinearity {
    case .identity: run({ $0 }, { _ in 1 })
    case .relu: run({ $0 < 0 ? 0 : $0 }, { $0 > 0 ? 1 : 0 })
    case .leakyRelu(let slope):
      let slope = S(slope)
      run({ $0 < 0 ? slope * $0 : $0 }, { $0 > 0 ? 1 : slope })
    case .abs: run({ $0.magnitude }, { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 })
    case .tanh:
      run(
        { S.hyperbolicTangent($0) },
        { x in
          let value = S.hyperbolicTangent(x)
          return 1 - value * value
        })
    case .erf:
      let factor = S(2 / Double.pi.squareRoot())
      run({ S.errorFunction($0) }, { factor * S.exponential(-$0 * $0) })
    case .gelu:
      let (half, factor) = (S(0.5), S(1 / (2 * Double.pi).squareRoot()))
      run(
        { gelu($0) },
        { x in distribution(x) + x * factor * S.exponential(-half * x * x) })
    case .sin, .cos, .defined: run({ nonlinearity($0) }, { S(nonlinearity.derivative(Double($0))) })
    }
  }

  /// Whether φ′ is a function of φ's value, so that nothing but the value needs to be kept: 1 − a² for tanh, the sign
  /// of a for (leaky) ReLU.
  static func valueTellsDerivative(_ nonlinearity: Nonlinearity) -> Bool {
    switch nonlinearity {
    case .identity, .relu, .tanh: true
    case .leakyRelu(let slope): slope >= 0
    case .abs, .erf, .gelu, .sin, .cos, .defined: false
    }
  }

  /// t ← t ∘ φ′, where a = φ(x) tells φ′(x). Near saturation 1 − a² of tanh is right to 2⁻²³, not to its last digit.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func scaleByDerivative<S: TrainableScalar>(
    _ nonlinearity: Nonlinearity, values a: UnsafePointer<S>, _ target: UnsafeMutablePointer<S>, _ block: Block
  ) {
    @inline(__always) func run(_ slope: (S) -> S) {
      for i in 0..<block.rows {
        let (t, a) = (target + i * block.stride, a + i * block.stride)
        for j in 0..<block.columns { t[j] = t[j] * slope(a[j]) }
      }
    }
    switch nonlinearity {
    case .relu: run { $0 > 0 ? 1 : 0 }
    case .leakyRelu(let slope):
      let slope = S(slope)
      run { $0 > 0 ? 1 : slope }
    case .tanh: run { 1 - $0 * $0 }
    default: break
    }
  }

  /// x Φ(x)
  @inline(__always)
  private static func gelu<S: TrainableScalar>(_ x: S) -> S { x * distribution(x) }

  /// Φ(x) = ½ (1 + erf(x/√2)); in single precision right to 10⁻⁷ absolutely, the lower tail without relative precision.
  @inline(__always)
  private static func distribution<S: TrainableScalar>(_ x: S) -> S {
    S(0.5) + S(0.5) * S.errorFunction(x * S(0.707_106_781_186_547_524))
  }
}
