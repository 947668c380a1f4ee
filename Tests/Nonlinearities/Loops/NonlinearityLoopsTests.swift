import Nonlinearities
import Testing

/// The loops of finite networks against φ and φ′ number by number, of which the smooth ones call the C library.
@Suite struct NonlinearityLoopsTests {
  /// More than a vector register has, and no multiple of it.
  private static let arguments = Array(stride(from: -9.0, through: 9, by: 0.0137)) + [0, 1e-30, -1e-300, 40, -40]

  /// t after `task`, of rows with a gap between them that must stay.
  private func result<S: ElementaryScalar>(
    _ nonlinearity: Nonlinearity, _ x: [S], target: [S]? = nil,
    _ task: (UnsafeMutablePointer<S>, UnsafePointer<S>) -> LoopTask<S>
  ) -> [S] {
    let (rows, gap) = (3, 2)
    let columns = x.count / rows
    let stride = columns + gap
    func spread(_ numbers: [S]) -> [S] {
      (0..<rows).flatMap { numbers[$0 * columns..<($0 + 1) * columns] + [77, 77] }
    }
    var t = spread(target ?? x)
    let source = spread(x)
    t.withUnsafeMutableBufferPointer { t in
      source.withUnsafeBufferPointer { source in
        guard let t = t.baseAddress, let source = source.baseAddress else { return }
        nonlinearity.run(task(t, source), Block(rows: rows, columns: columns, stride: stride))
      }
    }
    for i in 0..<rows { for j in columns..<stride { #expect(t[i * stride + j] == 77) } }
    return (0..<rows).flatMap { t[$0 * stride..<$0 * stride + columns] }
  }

  /// The worst of |found − expected|/max(1, |expected|).
  private func worst<S: ElementaryScalar>(_ found: [S], _ x: [S], _ expected: (Int, Double) -> Double) -> Double {
    found.indices.reduce(0) {
      let value = expected($1, Double(x[$1]))
      let error = abs(Double(found[$1]) - value) / max(1, abs(value))
      return error <= $0 ? $0 : error
    }
  }

  private func check<S: ElementaryScalar>(_ nonlinearity: Nonlinearity, _ type: S.Type, within tolerance: Double) {
    let x = Self.arguments.map { S($0) }
    func phi(_ x: Double) -> Double { nonlinearity(x) }
    func slope(_ x: Double) -> Double { nonlinearity.derivative(x) }
    let old = x.indices.map { S(0.25 + Double($0 % 7)) }
    let activated = result(nonlinearity, x) { t, _ in .activate(t, bias: nil, keeping: nil) }
    #expect(worst(activated, x) { phi($1) } < tolerance, "φ in place")
    let values = result(nonlinearity, x, target: old) { .at($1, .value, source: nil, target: $0) }
    #expect(worst(values, x) { phi($1) } < tolerance, "φ")
    let scaled = result(nonlinearity, x, target: old) { .at($1, .scale, source: nil, target: $0) }
    #expect(worst(scaled, x) { Double(old[$0]) * slope($1) } < 7 * tolerance, "t φ′")
    let written = result(nonlinearity, x, target: old) { .at($1, .write, source: $1, target: $0) }
    #expect(worst(written, x) { $1 * slope($1) } < 10 * tolerance, "s φ′")
    let added = result(nonlinearity, x, target: old) { .at($1, .add, source: $1, target: $0) }
    #expect(worst(added, x) { Double(old[$0]) + $1 * slope($1) } < 20 * tolerance, "t + s φ′")
    guard nonlinearity.valueTellsSlope else { return }
    let told = result(nonlinearity, activated, target: old) { .scaleByValues($1, target: $0) }
    #expect(worst(told, x) { Double(old[$0]) * slope($1) } < 20 * tolerance, "t φ′ by the value")
  }

  /// A few units of the last place of 1, or of the result where that is larger.
  @Test(arguments: NonlinearityTests.all) func agreeWithTheFunction(_ nonlinearity: Nonlinearity) {
    check(nonlinearity, Double.self, within: 1e-15)
    check(nonlinearity, Float.self, within: 5e-7)
  }

  /// b is one row for all, and what is kept is a + b.
  @Test(arguments: NonlinearityTests.all) func biasesAreAdded(_ nonlinearity: Nonlinearity) {
    func run<S: ElementaryScalar>(_ type: S.Type) {
      var a = (0..<40).map { S(0.3 * Double($0) - 5) }
      let b = (0..<20).map { S(0.1 * Double($0)) }
      let sums = a.indices.map { a[$0] + b[$0 % 20] }
      var kept = a
      var once = sums
      once.withUnsafeMutableBufferPointer {
        guard let start = $0.baseAddress else { return }
        nonlinearity.run(.activate(start, bias: nil, keeping: nil), Block(rows: 1, columns: 40, stride: 0))
      }
      var other = a
      a.withUnsafeMutableBufferPointer { a in
        other.withUnsafeMutableBufferPointer { other in
          kept.withUnsafeMutableBufferPointer { kept in
            b.withUnsafeBufferPointer { b in
              guard let start = a.baseAddress, let second = other.baseAddress else { return }
              let block = Block(rows: 2, columns: 20, stride: 20)
              nonlinearity.run(.activate(start, bias: b.baseAddress, keeping: kept.baseAddress), block)
              nonlinearity.run(.activate(second, bias: b.baseAddress, keeping: nil), block)
            }
          }
        }
      }
      // The rest of a row that fills no register may be fused otherwise.
      let tolerance = S(16) * S.ulpOfOne
      #expect(kept == sums)
      #expect(zip(a, once).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) } && other == a)
    }
    run(Double.self)
    run(Float.self)
  }

  /// A diverging network must not pass for a sound one.
  @Test(arguments: NonlinearityTests.all) func whatIsNotANumberStaysSo(_ nonlinearity: Nonlinearity) {
    func run<S: ElementaryScalar>(_ type: S.Type) {
      let x = [S](repeating: .nan, count: 51)
      let ones = [S](repeating: 1, count: 51)
      let activated = result(nonlinearity, x) { t, _ in .activate(t, bias: nil, keeping: nil) }
      let values = result(nonlinearity, x, target: ones) { .at($1, .value, source: nil, target: $0) }
      let scaled = result(nonlinearity, ones, target: x) { .at($1, .scale, source: nil, target: $0) }
      for numbers in [activated, values, scaled] { #expect(numbers.allSatisfy { $0.isNaN }) }
    }
    run(Double.self)
    run(Float.self)
  }

  /// Where the arguments are so large that networks diverge, the limits hold: nothing overflows on the way.
  @Test func farOutTheLimitsHold() {
    func run<S: ElementaryScalar>(_ type: S.Type) {
      let x = [S](repeating: S.greatestFiniteMagnitude / 2, count: 51)
      let below = x.map { -$0 }
      func value(_ nonlinearity: Nonlinearity, _ x: [S]) -> [S] {
        result(nonlinearity, x) { t, _ in .activate(t, bias: nil, keeping: nil) }
      }
      func slope(_ nonlinearity: Nonlinearity, _ x: [S]) -> [S] {
        result(nonlinearity, x, target: x.map { _ in 1 }) { .at($1, .scale, source: nil, target: $0) }
      }
      for phi in [Nonlinearity.softplus, .swish, .relu] {
        #expect(value(phi, x) == x && value(phi, below).allSatisfy { abs($0) < 1e-30 })
        #expect(slope(phi, x).allSatisfy { $0 == 1 } && slope(phi, below).allSatisfy { abs($0) < 1e-30 })
      }
      #expect(value(.sigmoid, x).allSatisfy { $0 == 1 } && value(.sigmoid, below).allSatisfy { abs($0) < 1e-30 })
      for phi in [Nonlinearity.sigmoid, .gaussian, .tanh, .erf] {
        #expect(slope(phi, x).allSatisfy { abs($0) < 1e-30 } && slope(phi, below).allSatisfy { abs($0) < 1e-30 })
      }
      #expect(value(.gaussian, x).allSatisfy { abs($0) < 1e-30 })
    }
    run(Double.self)
    run(Float.self)
  }

  /// Angles beyond the reach of the polynomials are the C library's, for the whole block.
  @Test func largeAnglesAreRight() {
    let x = Self.arguments.map { 1e7 + 1e5 * $0 }
    for phi in [Nonlinearity.sin, .cos] {
      let double = result(phi, x) { t, _ in .activate(t, bias: nil, keeping: nil) }
      #expect(worst(double, x) { phi($1) } == 0)
      let single = x.map { Float($0) }
      let found = result(phi, single) { t, _ in .activate(t, bias: nil, keeping: nil) }
      #expect(worst(found, single) { phi($1) } < 1e-7)
      let slopes = result(phi, single, target: single.map { _ in 1 }) { .at($1, .scale, source: nil, target: $0) }
      #expect(worst(slopes, single) { phi.derivative($1) } < 1e-7)
    }
  }
}
