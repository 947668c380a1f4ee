import Datasets
import Results

extension Provenance {
  /// What the suite knows of a run before its first cell. Reads the datasets, whose digests belong to it.
  init(
    of experiment: any Experiment, _ plan: ExperimentPlan, settings: RunSettings, library: DatasetLibrary,
    program: Program
  ) throws {
    let datasets = try experiment.datasets.map(library.dataset)
    // One procedural set is enough to make the numbers incomparable with a paper's.
    let isProcedural = datasets.contains(where: \.isProcedural)
    self.init(
      title: experiment.title, references: experiment.reference, experiment: experiment.id,
      revision: plan.revision, tier: settings.tier.rawValue, settings: plan.settings, rootSeed: settings.rootSeed,
      dataset: datasets.isEmpty
        ? "none" : isProcedural ? Provenance.procedural : datasets.map(\.description.id).joined(separator: " "),
      datasetDigests: datasets.flatMap { dataset in
        dataset.files.map {
          DatasetDigest(name: "\(dataset.description.id)/\($0.name)", sha256: $0.sha256, isVerified: $0.isVerified)
        }
      },
      threads: settings.threads, program: program)
    commandLine = ShellWords.joined(CommandLine.arguments)
  }

  /// Repeats in the root attributes what the cells of all runs say of their subsets and factorisations: the distinct
  /// values of `train_indices_sha256`, and of `noise_variance_used` with `cholesky_attempts`.
  mutating func summarise(_ layouts: [SweepLayout], of results: ResultsFile) throws {
    var ladder: [Double: Int] = [:]
    for layout in layouts {
      let names = Set(layout.variables.map(\.name))
      if names.contains("noise_variance_used"), names.contains("cholesky_attempts") {
        let noise = try results.numbers("noise_variance_used", group: layout.group).values
        let attempts = try results.integers("cholesky_attempts", group: layout.group).values
        for (noise, attempts) in zip(noise, attempts) where noise.isFinite && attempts > 0 {
          ladder[noise] = max(ladder[noise] ?? 0, attempts)
        }
      }
      if let variable = layout.variables.first(where: { $0.name == "train_indices_sha256" }) {
        let digests = try results.texts(variable.name, group: layout.group).values
        for (number, digest) in digests.enumerated() where !digest.isEmpty {
          trainIndicesSHA256[layout.label(of: variable, entry: number)] = digest
        }
      }
    }
    noiseVariancesUsed = ladder.keys.sorted()
    choleskyAttempts = noiseVariancesUsed.compactMap { ladder[$0] }
  }
}

extension SweepLayout {
  /// The coordinates of an entry of a variable: "mnist/1000/0".
  fileprivate func label(of variable: Variable, entry: Int) -> String {
    var rest = entry
    let parts = variable.dimensions.reversed().compactMap { name in
      coordinates.first { $0.name == name }.map { coordinate in
        defer { rest /= coordinate.count }
        return coordinate.text(at: rest % coordinate.count)
      }
    }
    return parts.isEmpty ? group : parts.reversed().joined(separator: "/")
  }
}
