import Results
import Suite

/// Computed and measured courses of one nonlinearity and depth, from the file of `TrainingDynamics`.
struct CourseTables {
  let nonlinearity: SmoothNonlinearity
  let depth: Int
  let widths, times: [Int]
  private let theory, networks: Table
  private let blocks: Int

  init(_ tables: Tables, _ nonlinearity: SmoothNonlinearity, depth: Int) throws {
    (theory, networks) = (try tables[TrainingDynamics.theory], try tables[TrainingDynamics.networks])
    (self.nonlinearity, self.depth) = (nonlinearity, depth)
    (widths, times) = (try networks[TrainingDynamics.width], try networks[TrainingDynamics.time])
    blocks = try networks[TrainingDynamics.block].count
  }

  /// All there are.
  static func every(_ tables: Tables, _ settings: TrainingDynamics.Settings) throws -> [CourseTables] {
    try settings.nonlinearities.flatMap { nonlinearity in
      try settings.depths.map { try CourseTables(tables, nonlinearity, depth: $0) }
    }
  }

  /// The time before training.
  var start: Int { times.first ?? 0 }

  var scorer: Scorer { Scorer(key: "\(nonlinearity.rawValue)/\(depth)/", title: "\(title), ") }
  var title: String { "\(nonlinearity.rawValue), \(depth) hidden layers" }

  func computed(_ column: (CourseColumns) -> Column<Double>, at time: Int) throws -> [Double] {
    try theory[
      column(.theory), TrainingDynamics.nonlinearity == nonlinearity, TableAxes.depth == depth,
      TrainingDynamics.time == time]
  }

  /// By width and block.
  func measured(_ column: (CourseColumns) -> Column<Double>, at time: Int) throws -> [[[Double]]] {
    try widths.map { width in
      let all = try networks[
        column(.networks), TrainingDynamics.nonlinearity == nonlinearity, TableAxes.depth == depth,
        TrainingDynamics.width == width, TrainingDynamics.time == time]
      let count = all.count / blocks
      return (0..<blocks).map { Array(all[$0 * count..<($0 + 1) * count]) }
    }
  }

  func coefficients(_ column: (CourseColumns) -> Column<Double>, at time: Int) throws -> Coefficients {
    Coefficients(computed: try computed(column, at: time), measured: try measured(column, at: time), widths: widths)
  }

  /// Of the change since the beginning of training.
  func change(_ column: (CourseColumns) -> Column<Double>, at time: Int) throws -> Coefficients {
    func less(_ now: [Double], _ before: [Double]) -> [Double] { zip(now, before).map { $0 - $1 } }
    let (now, before) = (try measured(column, at: time), try measured(column, at: start))
    return Coefficients(
      computed: less(try computed(column, at: time), try computed(column, at: start)),
      measured: zip(now, before).map { zip($0, $1).map(less) }, widths: widths)
  }

  /// Of the drift by all parts together.
  func drift(at time: Int) throws -> Coefficients {
    func sum(_ lists: [[Double]]) -> [Double] {
      lists.dropFirst().reduce(lists[0]) { sum, list in zip(sum, list).map { $0 + $1 } }
    }
    let parts = try DriftPart.allCases.map { part in try measured({ $0.drift(part) }, at: time) }
    return Coefficients(
      computed: sum(try DriftPart.allCases.map { part in try computed({ $0.drift(part) }, at: time) }),
      measured: widths.indices.map { width in (0..<blocks).map { block in sum(parts.map { $0[width][block] }) } },
      widths: widths)
  }
}
