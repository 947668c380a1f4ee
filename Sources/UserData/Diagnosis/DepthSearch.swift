import InfiniteWidth
import LinearAlgebra
import Platform

/// Finds where exactly between tested depths what holds of an architecture begins and ends to hold.
///
/// *Method*. Every gap between the last depth at which something holds and the first at which it does not is halved
/// until the two are neighbours, all gaps in one pass of the recursion a round. Of images a pass costs more than what
/// is made of its kernels, so that a round has as many depths as the pass of the tested ones had.
struct DepthSearch {
  let kernels: DepthKernels
  let values: DiagnosisInputs.Values

  /// Traits whose ends are usual: of a trainable depth in two precisions, and of one to which networks generalise.
  private static let usualEnds = 3

  /// - Parameter report: as `DiagnosisWork.run`.
  /// - Throws: errors of the kernels and their decompositions; `EndRequest.Requested`.
  /// - Complexity: at most `rounds` passes of the deepest kernel, and a decomposition for every depth that is tried.
  func sharpen(
    _ runs: inout [DepthTrait: DepthRun], of which: Diagnosis.Which,
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void
  ) throws {
    while true {
      let gaps = Set(runs.values.flatMap { $0.ends.map(\.gap) })
      let tried = Set(gaps.flatMap { depths(in: $0, atMost: kernels.depthsAtOnce / gaps.count) }).sorted()
      guard !tried.isEmpty else { return }
      report("depths between", nil)
      let round = try kernels.ofSameInputs(depths: tried)
      try round.forEach(training: values.training, test: values.test, progress: { report("kernel", $0) }) {
        position, training, cross in
        try EndRequest.current?.check()
        let depth = tried[position]
        // One before it may have told already.
        guard runs.values.contains(where: { $0.isOpen(at: depth) }) else { return }
        report("spectrum", nil)
        guard let kernel = training[which] else { return }
        let found = try KernelDiagnosis(kernel, cross: cross?[which], targets: values.targets)
        for (trait, run) in runs where run.isOpen(at: depth) {
          // What is not known is not known to hold.
          let holds = trait.holds(of: found, hasTestInputs: values.test != nil) ?? false
          runs[trait]?.learn(depth, holds: holds)
        }
      }
    }
  }

  private func depths(in gap: ClosedRange<Int>, atMost count: Int) -> [Int] {
    let all = kernels.family.depths(between: gap.lowerBound, and: gap.upperBound)
    let wanted = max(1, count)
    return all.count <= wanted ? all : (1...wanted).map { all[$0 * all.count / (wanted + 1)] }
  }

  /// What a search costs at most of traits that end once, in passes of the recursion and depths that are decomposed.
  ///
  /// - Parameter hasTargets: without them nothing is said of what generalises.
  static func most(_ kernels: DepthKernels, hasTargets: Bool) -> (passes: Double, depths: Int) {
    let ends = hasTargets ? usualEnds : usualEnds - 1
    let wanted = max(1, kernels.depthsAtOnce / ends)
    let gaps = zip(kernels.depths, kernels.depths.dropFirst())
      .map { kernels.family.depths(between: $0, and: $1).count }
    var (left, rounds, tried) = (gaps.max() ?? 0, 0, 0)
    while left > 0 {
      rounds += 1
      tried += ends * min(left, wanted)
      left = left <= wanted ? 0 : left / (wanted + 1)
    }
    return (kernels.isSwept ? Double(rounds) : Double(tried), tried)
  }
}

extension KernelMatrices {
  fileprivate subscript(which: Diagnosis.Which) -> Matrix<Double>? { which == .ntk ? ntk : nngp }
}
