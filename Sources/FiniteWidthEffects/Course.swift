/// The values of `CourseColumns`, one or a list a time.
struct Course: Sendable {
  private var drifts: [DriftPart: [[Double]]] = [:]
  private(set) var kernel: [[Double]] = []
  private(set) var eigenvalue: [Double] = []
  private(set) var repulsion: [Double] = []
  private(set) var largestRate: [Double] = []

  func drift(_ part: DriftPart) -> [[Double]] { drifts[part] ?? [] }

  mutating func append(
    drifts now: [DriftPart: [Double]], kernel: [Double], eigenvalue: Double, repulsion: Double, largestRate: Double
  ) {
    for (part, drift) in now { drifts[part, default: []].append(drift) }
    self.kernel.append(kernel)
    self.eigenvalue.append(eigenvalue)
    self.repulsion.append(repulsion)
    self.largestRate.append(largestRate)
  }

  /// No network ran away.
  var isFinite: Bool {
    DriftPart.allCases.allSatisfy { drift($0).allSatisfy { $0.allSatisfy(\.isFinite) } }
      && kernel.allSatisfy { $0.allSatisfy(\.isFinite) } && (eigenvalue + largestRate).allSatisfy(\.isFinite)
  }

  /// Entry by entry.
  static func mean(_ courses: [Course]) -> Course {
    func mean(_ values: [[Double]]) -> [Double] {
      (values.first ?? []).indices.map { k in values.reduce(0) { $0 + $1[k] } / Double(values.count) }
    }
    func means(_ lists: (Course) -> [[Double]]) -> [[Double]] {
      (courses.first.map(lists) ?? []).indices.map { time in mean(courses.map { lists($0)[time] }) }
    }
    var result = Course()
    for part in DriftPart.allCases { result.drifts[part] = means { $0.drift(part) } }
    result.kernel = means(\.kernel)
    result.eigenvalue = mean(courses.map(\.eigenvalue))
    result.repulsion = mean(courses.map(\.repulsion))
    result.largestRate = mean(courses.map(\.largestRate))
    return result
  }
}
