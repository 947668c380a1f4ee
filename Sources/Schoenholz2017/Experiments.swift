import Suite

/// The experiments of Schoenholz et al. 2017, Deep Information Propagation: in the order in which they run and the
/// report shows them.
public let experiments: [any Experiment] = [Figure1(), Figure2(), Figure3(), Figure5()]

extension Experiment {
  package var reference: String { "arXiv:1611.01232" }
}
