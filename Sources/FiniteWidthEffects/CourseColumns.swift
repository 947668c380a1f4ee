import Results
import Suite

/// What is measured of networks and computed at order 1/n, over times of training.
struct CourseColumns {
  private let outer: [any NamedAxis]
  private let prefix: String

  /// Means over the networks of a block.
  static let networks = CourseColumns(outer: [TrainingDynamics.block], prefix: "")
  /// Times n, n → ∞.
  static let theory = CourseColumns(outer: [], prefix: "n times, n → ∞: ")

  private func column(_ name: String, _ axes: [any NamedAxis], _ words: String) -> Column<Double> {
    Column(name, over: outer + axes, prefix + words)
  }

  func drift(_ part: DriftPart) -> Column<Double> {
    column(
      "\(part.rawValue)_drift", [TrainingDynamics.time, TrainingDynamics.input],
      "drift of the mean output by the \(part.title)")
  }
  var kernel: Column<Double> {
    column(
      "kernel", [TrainingDynamics.time, TrainingDynamics.pair], "tangent kernel Θ̂ less Θ, that of infinite width")
  }
  var eigenvalue: Column<Double> {
    column(
      "eigenvalue", [TrainingDynamics.time],
      "largest eigenvalue of Θ̂ between the images that are trained on, less λ of Θ")
  }
  var repulsion: Column<Double> {
    column("repulsion", [TrainingDynamics.time], "largest eigenvalue of Θ̂ less u·Θ̂ u, u the eigenvector of λ")
  }
  var largestRate: Column<Double> {
    column("largest_rate", [TrainingDynamics.time], "2 over the largest eigenvalue of Θ̂, less 2/λ − 2 u·(Θ̂₀ − Θ)u/λ²")
  }

  var all: [Column<Double>] { DriftPart.allCases.map(drift) + [kernel, eigenvalue, repulsion, largestRate] }

  /// - Parameter courses: one a block, or the only one.
  func row(_ courses: [Course], status: CellStatus = .done) -> Row {
    func joined(_ lists: (Course) -> [[Double]]) -> [Double] { courses.flatMap { lists($0).flatMap(\.self) } }
    return Row(
      DriftPart.allCases.map { part in drift(part) => joined { $0.drift(part) } } + [
        kernel => joined(\.kernel), eigenvalue => courses.flatMap(\.eigenvalue),
        repulsion => courses.flatMap(\.repulsion), largestRate => courses.flatMap(\.largestRate),
      ], status: status)
  }
}
