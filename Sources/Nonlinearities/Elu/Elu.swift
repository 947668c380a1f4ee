import Glibc

extension Nonlinearity {
  /// x for x > 0, α(eˣ − 1) otherwise.
  public static func elu(alpha: Double = 1) -> Nonlinearity { Nonlinearity(Elu(.elu(alpha: alpha))) }
  /// x for x > 0, α(e^{x/α} − 1) otherwise.
  public static func celu(alpha: Double = 1) -> Nonlinearity { Nonlinearity(Elu(.celu(alpha: alpha))) }
  /// 1.0507… times elu of α = 1.6732…, at which q = 1 is a fixed point (Klambauer et al. 2017).
  public static let selu = Nonlinearity(Elu(.selu))
}

/// ELU (Clevert et al. 2016), SELU and CELU (Barron 2017): with y = βx
///
///     φ(x) = s [y] for y > 0,    s m (e^y − 1) otherwise,
///
/// and of y, whose variance is Q = β²q, with the tail N(t) = E[e^{tz}; z < 0] = M(t)/√(2π) (`MillsRatio`),
///
///     T/s² = ½Q + m² E[(e^y − 1)²; y < 0],    Ṫ/(s²β²) = ½ + m² N(2√Q).
struct Elu: NonlinearityDefinition {
  enum Kind: Sendable, Equatable {
    case elu(alpha: Double)
    case celu(alpha: Double)
    case selu
  }

  let kind: Kind
  /// s, β and m
  let scale, rate, bend: Double

  init(_ kind: Kind) {
    self.kind = kind
    (scale, rate, bend) =
      switch kind {
      case .elu(let alpha): (1, 1, alpha)
      case .celu(let alpha): (alpha, 1 / alpha, 1)
      case .selu: (1.0507009873554804934193349852946, 1, 1.6732632423543772848170429916717)
      }
  }

  var name: String {
    switch kind {
    case .elu: "elu"
    case .celu: "celu"
    case .selu: "selu"
    }
  }

  var settings: NonlinearitySettings? {
    switch kind {
    case .elu(let alpha), .celu(let alpha): ["alpha": .number(alpha)]
    case .selu: [:]
    }
  }

  func checkSettings() throws {
    switch kind {
    case .elu(let alpha):
      // Beyond, what the panels leave out of its left side would count beside the line on the right.
      guard alpha.magnitude <= 1e3 else {
        throw NonlinearityFailure.badSetting(
          nonlinearity: name, key: "alpha", value: "\(alpha)", expected: "a number from -1000 to 1000")
      }
    case .celu(let alpha):
      guard alpha > 0, alpha.isFinite else {
        throw NonlinearityFailure.badSetting(
          nonlinearity: name, key: "alpha", value: "\(alpha)", expected: "a finite number above 0")
      }
    case .selu: break
    }
  }

  func value(_ x: Double) -> Double {
    let y = rate * x
    return scale * (y > 0 ? y : bend * expm1(y))
  }

  func slope(_ x: Double) -> Double {
    let y = rate * x
    return scale * rate * (y > 0 ? 1 : bend * exp(y))
  }

  /// Of φ′, or of φ″ alone.
  var breakpoints: [Double] { [0] }
  /// A guess by its operations: 150 of eight lanes a panel, and one or two panels.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 250e-9, bytesPerInput: 1800) }

  /// Of y as well as of x.
  var largestVariance: Double { 1e150 / max(1, rate * rate) }

  /// N
  private func tail(_ t: Double) -> Double { MillsRatio.at(t) / (2 * Double.pi).squareRoot() }

  func mean(_ q: Double) -> Double {
    let deviation = rate * q.squareRoot()
    return scale * (deviation / (2 * Double.pi).squareRoot() + bend * EluPanels.tails.sum { expm1(-deviation * $0) })
  }

  func secondMoment(_ q: Double) -> Double {
    let deviation = rate * q.squareRoot()
    let square = EluPanels.tails.sum {
      let value = expm1(-deviation * $0)
      return value * value
    }
    return scale * scale * (0.5 * deviation * deviation + bend * bend * square)
  }

  func derivativeSecondMoment(_ q: Double) -> Double {
    scale * scale * rate * rate * (0.5 + bend * bend * tail(2 * rate * q.squareRoot()))
  }

  /// E[φ′² + φφ″], in which φ = 0 where φ″ is a jump of φ′.
  func secondMomentSlope(_ q: Double) -> Double {
    let deviation = rate * q.squareRoot()
    return scale * scale * rate * rate
      * (0.5 + bend * bend * (2 * tail(2 * deviation) - tail(deviation)))
  }

  /// Infinite where φ′ jumps.
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    guard bend == 1 else { return nil }
    let square = rate * rate
    return scale * scale * square * square * tail(2 * rate * q.squareRoot())
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    EluDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }
}
