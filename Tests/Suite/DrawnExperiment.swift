import Plotting
import Results
import Suite

/// An experiment of one cell with a picture, if it is asked for.
struct DrawnExperiment: Experiment {
  static let cell = Axis<Int>("cell", "cell")
  static let value = Column<Double>("value", "value")

  let id = "test/drawn"
  let title = "Drawn"
  let reference = "arXiv:0000.00000"
  let tiers = [Tier: TierPlan<NoSettings>].everyTier(TierPlan(NoSettings(), seconds: 1, megabytes: 0))
  var revision = 1
  var hasFigure = true
  /// The keys of its scores.
  var keys = ["one"]

  func sweeps(_ settings: NoSettings) -> [Sweep] {
    [Sweep(cells: [Self.cell([0])], columns: [Self.value]) { _, _ in Row(Self.value => 1) }]
  }

  func scores(_ tables: Tables, _ settings: NoSettings) throws -> [Score] {
    try keys.map { Score(key: $0, value: try tables.only.value(Self.value), title: $0) }
  }

  func figure(_ tables: Tables, _ settings: NoSettings) -> Figure? {
    let panel = Panel(x: PlotAxis("x"), y: PlotAxis("y"), layers: [.line(x: [0, 1], y: [0, 1], label: "one")])
    return hasFigure ? Figure(panels: [panel]) : nil
  }
}

extension Laboratory {
  /// A reference folder that knows the paper of the experiments here.
  func references() throws -> ReferenceLibrary {
    let library = ReferenceLibrary(directory: results.appending(path: "reference"))
    try library.update(ReferenceFile(paper: "Test", identifier: "arXiv:0"), for: "test/any")
    return library
  }
}
