import Suite

/// The experiments of Lee, Bahri et al. 2018, Deep Neural Networks as Gaussian Processes: in the order in which they
/// run and the report shows them.
public let experiments: [any Experiment] = [
  Table2(), Table1(), Table2Networks(), Figure1(), Figure2(), Figure3(), Figure5(), Figure6(), Figure9(), Figure4(),
  Selection(), Figure10(), EvidenceSelection(), PreprocessingStudy(),
]

extension Experiment {
  var reference: String { "arXiv:1711.00165v3" }
}
