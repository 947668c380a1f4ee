import Architectures
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

/// A diagnosis of inputs, wherever these are and whatever becomes of it: `DiagnosisFile` says what it is.
package struct DiagnosisWork {
  private let architecture: Architecture
  private let data: DiagnosisInputs
  private let kernels: DepthKernels
  private let threads: Int

  /// - Parameters:
  ///   - depths: nil: `DepthFamily.defaultDepths`, as far as float64 goes.
  ///   - repetition: whose count is the depth; nil: the outermost.
  ///   - tell: gets a line about depths that are left out.
  /// - Throws: whatever is wrong with the architecture, the depths and the number of inputs.
  package init(
    _ architecture: Architecture, _ data: DiagnosisInputs, depths: [Int]?, repetition: LayerPlace? = nil,
    machine: Machine = .current(), threads: Int, tell: (String) -> Void
  ) throws {
    guard data.rows.count <= SymmetricEigendecomposition.largestOrder else {
      throw SymmetricEigendecomposition.Obstacle.tooLarge(
        order: data.rows.count, largest: SymmetricEigendecomposition.largestOrder)
    }
    (self.architecture, self.data, self.threads) = (architecture, data, threads)
    let shape = data.x1.shape
    // Whatever is wrong with the architecture itself is said of it, and not of another depth's.
    _ = try Kernel(architecture, inputShape: shape)
    let family = try DepthFamily(architecture, repetition: repetition, inputShape: shape)
    let quantities: KernelQuantities = architecture.learns ? .both : .nngp
    let depths =
      try depths.map { Set($0).sorted() } ?? Self.finiteDepths(of: family, data, quantities, threads: threads, tell)
    guard !depths.isEmpty else { throw DepthSweepError.noDepths }
    kernels = try DepthKernels(
      family, depths: depths, inputShape: shape, quantities: quantities, training: data.rows.count,
      test: data.testRows.count, sweptBytes: machine.availableMemoryBytes / 4, threads: threads)
  }

  /// Ascending.
  package var depths: [Int] { kernels.depths }

  /// What is to be said of an architecture without an NTK.
  package var nothingLearns: UserDataFailure? {
    architecture.learns ? nil : .nothingLearns(instead: "read what is said of the NNGP")
  }

  /// Those of the default depths at which the first input's own kernels have a place in float64: nobody has asked for
  /// deeper ones.
  private static func finiteDepths(
    of family: DepthFamily, _ data: DiagnosisInputs, _ quantities: KernelQuantities, threads: Int,
    _ tell: (String) -> Void
  ) throws -> [Int] {
    let (all, input) = (family.defaultDepths, try data.x1.rows(at: [data.rows[0]]))
    for (position, depth) in all.enumerated() {
      do {
        _ = try Kernel(family.architecture(at: depth), inputShape: data.x1.shape)
          .selfCovariances(rows: input, get: quantities, threads: threads)
      } catch let failure as InfiniteWidthError where depth > family.ownDepth {
        tell("depth \(depth) and more are left out: \(failure.message)")
        return Array(all[..<position])
      }
    }
    return all
  }

  /// What it takes, by some pairs of the inputs once `check` has let it pass by what is declared.
  func cost(check: (Cost) throws -> Void) throws -> Cost {
    try UserDataCost.checked(deepest, data.x1, get: kernels.quantities, check: check, cost)
  }

  /// - Throws: `UserDataFailure.doesNotFit`.
  package func checkMemory() throws {
    try cost(.init(deepest.cost(inputsOf: data.x1.width))).checkMemory(of: "diagnose")
  }

  private var deepest: Kernel {
    get throws {
      try Kernel(kernels.family.architecture(at: depths[depths.count - 1]), inputShape: data.x1.shape)
    }
  }

  private func cost(_ entry: UserDataCost.Entry) -> Cost {
    let search = DepthSearch.most(kernels, hasTargets: data.y1 != nil)
    return UserDataCost.diagnosis(
      UserDataCost.DiagnosisSizes(
        training: data.rows.count, test: data.testRows.count, width: data.x1.width, outputs: data.y1?.width ?? 0,
        depths: depths.count, kernels: architecture.learns ? 2 : 1, passes: kernels.passes + search.passes,
        isWhole: kernels.isWhole, keptDepths: kernels.keptDepths, triedDepths: search.depths),
      entry: entry, threads: threads)
  }

  /// - Parameters:
  ///   - report: the stage of the work, and the part of it that is done.
  ///   - advance: called after every depth.
  /// - Throws: as `UserRows.rows`, errors of the kernels and their decompositions; `EndRequest.Requested`.
  /// - Complexity: see `DiagnosisFile.write`.
  package func run(
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void, advance: () -> Void = {}
  ) throws -> Diagnosis {
    let (values, hasTestInputs) = (try data.values(), data.x2 != nil)
    var runs: [DepthTrait: DepthRun] = [:]
    var found: [Diagnosis.Which: [KernelDiagnosis]] = [:]
    try Device(threads: threads).run {
      try kernels.forEach(training: values.training, test: values.test, progress: { report("kernel", $0) }) {
        _, training, cross in
        report("spectrum", nil)
        for (which, kernel, others) in [
          (Diagnosis.Which.ntk, training.ntk, cross?.ntk), (.nngp, training.nngp, cross?.nngp),
        ] {
          try EndRequest.current?.check()
          guard let kernel else { continue }
          found[which, default: []].append(try KernelDiagnosis(kernel, cross: others, targets: values.targets))
        }
        advance()
      }
      let leading: Diagnosis.Which = found[.ntk] == nil ? .nngp : .ntk
      for trait in DepthTrait.allCases {
        runs[trait] = trait.run(kernels.depths, found[leading] ?? [], hasTestInputs: hasTestInputs)
      }
      try DepthSearch(kernels: kernels, values: values).sharpen(&runs, of: leading, report: report)
    }
    return Diagnosis(
      family: kernels.family, depths: kernels.depths, inputCount: data.rows.count, rowCount: data.x1.count,
      hasRepeatedRows: values.hasRepeatedRows, hasTargets: data.y1 != nil, hasTestInputs: hasTestInputs, kernels: found,
      theory: try MeanFieldReading(architecture), runs: runs)
  }
}
