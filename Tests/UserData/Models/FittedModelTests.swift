import Architectures
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Testing
import UserData
import Work

@Suite struct FittedModelTests {
  /// In memory, of the arrays that the example writes into files.
  private func fitted(
    _ example: ModelExample, asClasses: Bool, _ change: (inout FittedModel.Settings) -> Void = { _ in }
  ) throws -> FittedModel {
    var settings = FittedModel.Settings()
    (settings.noiseVariance, settings.leavesOneOut) = (0.01, true)
    change(&settings)
    let targets =
      asClasses
      ? Matrix(rows: example.labels.count, columns: 1, elements: example.labels.map(Double.init)) : example.numbers
    let data = try TrainingInputs(
      RowsInMemory("x1", example.x1, shape: shape(example)), UserTargets("y1", targets, asClasses: asClasses),
      architecture: example.architecture)
    return try FittedModel(fitting: data, settings, threads: 2) { _, _ in }
  }

  private func shape(_ example: ModelExample) -> InputShape {
    let extents = example.extents
    return extents.count == 1
      ? .vector(features: extents[0]) : .image(height: extents[0], width: extents[1], channels: extents[2])
  }

  private func predict(
    _ model: FittedModel, _ example: ModelExample, _ wanted: FittedModel.Wanted = [.means, .variances]
  ) throws -> (means: [Double], variances: [Double], covariance: Matrix<Double>?) {
    var (means, variances) = ([Double](), [Double]())
    let found = try model.predict(
      RowsInMemory("x2", example.x2, shape: shape(example)), wanted, threads: 2, report: { _, _ in }
    ) { _, block, own in
      means += block.elements
      variances += own ?? []
    }
    return (means, variances, found.covariance)
  }

  @Test(
    "what a model in memory predicts has the bits of its file's", arguments: [false, true],
    [(30, [4]), (29, [4]), (30, [3, 3, 2]), (29, [3, 3, 2])])
  func sameAsFiles(asClasses: Bool, setting: (largestSquareKernel: Int, extents: [Int])) throws {
    let example = try ModelExample(extents: setting.extents)
    try example.write(["x1", "y1", "x2"], asClasses: asClasses)
    try example.fit {
      ($0.keepsInputs, $0.keepsFactor, $0.noiseVariance, $0.threads) = (true, true, 0.01, 2)
      ($0.predictsClasses, $0.largestSquareKernel) = (asClasses, setting.largestSquareKernel)
    }
    try example.predict { ($0.threads, $0.largestSquareKernel) = (2, setting.largestSquareKernel) }
    let model = try fitted(example, asClasses: asClasses) { $0.largestSquareKernel = setting.largestSquareKernel }
    let found = try predict(model, example)
    #expect(try found.means.map(\.bitPattern) == example.bits("mean", in: example.files.output))
    #expect(try found.variances.map(\.bitPattern) == example.bits("variance", in: example.files.output))
    #expect(try model.evidence.weights.elements.map(\.bitPattern) == example.bits("weights", in: example.files.model))
    let rest = try #require(model.evidence.leaveOneOut)
    #expect(try rest.means.elements.map(\.bitPattern) == example.bits("leave_one_out_mean", in: example.files.model))
    #expect(model.classes == (asClasses ? ModelExample.classes : nil))
  }

  @Test("a model that was written is that which fit writes, but for where it comes from")
  func sameFile() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1", "x2"])
    try example.fit { ($0.keepsInputs, $0.keepsFactor, $0.noiseVariance, $0.threads) = (true, true, 0.01, 2) }
    let written = example.files.file("W.h5")
    let model = try fitted(example, asClasses: false)
    try model.write(to: written, threads: 2) { _ in }
    let (first, second) = (try HDF5File.open(example.files.model).root, try HDF5File.open(written).root)
    let names = try first.members.map(\.name).sorted()
    #expect(try second.members.map(\.name).sorted() == names)
    for name in names {
      #expect(try first.dataset(name).shape == second.dataset(name).shape)
      #expect(try example.bits(name, in: example.files.model) == example.bits(name, in: written), "\(name)")
    }
    for name in [
      "widelimit_model", "input_shape", "noise_variance_given", "noise_variance_used", "cholesky_attempts",
      "condition_number", "residual", "log_marginal_likelihood", "leave_one_out_mean_squared_error", "mean_diagonal",
      "kernel_unit", "entry_error", "anchor_row",
    ] {
      #expect(
        try first.numberAttribute(name, as: Double.self) == second.numberAttribute(name, as: Double.self), "\(name)")
    }
    for name in ["architecture", "x1_sha256", "y1_sha256", "architecture_sha256", "trusted", "source", "threads"] {
      guard name != "threads" else { continue }
      #expect(try first.textAttribute(name) == second.textAttribute(name), "\(name)")
    }
    let again = try FittedModel(contentsOf: written, threads: 2)
    #expect(try predict(again, example).means == predict(model, example).means)
    #expect(try predict(again, example).variances == predict(model, example).variances)
    #expect(again.evidence.leaveOneOut?.means == model.evidence.leaveOneOut?.means)
  }

  /// Noise far above the kernel is taken for a slip of units.
  @Test("a model that is not trusted says so wherever it goes", arguments: [false, true])
  func warnings(isOfFile: Bool) throws {
    let example = try ModelExample()
    var (first, second) = (example.files.model, example.files.file("W.h5"))
    if isOfFile {
      try example.write(["x1", "y1"])
      try example.fit { ($0.keepsInputs, $0.noiseVariance, $0.leavesOneOut) = (true, 1e6, false) }
    } else {
      let model = try fitted(example, asClasses: false) { $0.noiseVariance = 1e6 }
      #expect(model.warnings.count == 1)
      try model.write(to: first, threads: 1) { _ in }
    }
    let source = try HDF5File.open(first).root.textAttribute("inputs")
    var all: [[String]] = []
    for _ in 0..<2 {
      let model = try FittedModel(contentsOf: first, threads: 1)
      all.append(model.warnings)
      #expect(model.warnings.count == 1 && model.warnings[0].contains("far above the kernel's diagonal"))
      try model.write(to: second, threads: 1) { _ in }
      let root = try HDF5File.open(second).root
      #expect(try root.textAttribute("trusted") == "false" && root.textAttribute("inputs") == source)
      (first, second) = (second, example.files.file("V.h5"))
    }
    #expect(all[0] == all[1])
    #expect(source.hasSuffix(".h5") == isOfFile)
  }

  /// K(x, x′) − K(x, X) (K + σ² I)⁻¹ K(X, x′), nothing taken out.
  @Test("the covariance of test inputs is the formula's", arguments: [false, true], [[4], [3, 3, 2]])
  func covariance(isLinear: Bool, extents: [Int]) throws {
    let example = try ModelExample(extents: extents, isLinear: isLinear && extents.count == 1)
    let model = try fitted(example, asClasses: false)
    let found = try predict(model, example, [.means, .variances, .covariance])
    let kernel = try Kernel(example.architecture, inputShape: shape(example))
    let own = try #require(kernel.matrices(rows: example.x1).nngp)
    var cross = try #require(kernel.matrices(rows: example.x2, columns: example.x1).nngp)
    let factor = try CholeskyFactor.factor(own, shifts: [0.01]).factor
    factor.solveLower(&cross)
    let known = cross.multiplied(byTransposeOf: cross)
    let prior = try #require(kernel.matrices(rows: example.x2).nngp)
    let covariance = try #require(found.covariance)
    for i in 0..<prior.rows {
      for j in 0..<prior.rows {
        #expect(abs(covariance[i, j] - (prior[i, j] - known[i, j])) < 1e-12)
        #expect(covariance[i, j] == covariance[j, i])
      }
      #expect(abs(covariance[i, i] - found.variances[i]) < 1e-13)
    }
  }

  @Test("without its factor a model has means alone, and says how to have more")
  func withoutFactor() throws {
    let example = try ModelExample()
    let (whole, bare) = (
      try fitted(example, asClasses: false), try fitted(example, asClasses: false) { $0.keepsFactor = false }
    )
    #expect(try predict(bare, example, .means).means == predict(whole, example).means)
    #expect(throws: ModelFailure.noFactor) { try predict(bare, example) }
    #expect(throws: ModelFailure.noFactor) { try predict(bare, example, .covariance) }
    #expect(throws: UserDataFailure.self) {
      try bare.predict(
        RowsInMemory("x2", Matrix(rows: 1, columns: 3, repeating: 1), shape: .vector(features: 3)), .means, threads: 1,
        report: { _, _ in }
      ) { _, _, _ in }
    }
  }

  @Test("a file without its inputs is no model in memory")
  func withoutInputs() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1"])
    try example.fit()
    let path = example.files.model.relativePath
    #expect(throws: ModelFailure.inputsNotKept(file: path)) {
      try FittedModel(contentsOf: example.files.model, threads: 1)
    }
  }
}
