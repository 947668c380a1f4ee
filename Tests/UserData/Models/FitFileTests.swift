import Architectures
import Failures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Testing
import UserData
import Work

@Suite struct FitFileTests {
  private static let noise = 0.02

  /// K of x1 with itself.
  private func kernel(_ example: ModelExample) throws -> Matrix<Double> {
    try #require(try Kernel(example.architecture).matrices(rows: example.x1).nngp)
  }

  /// Weights, evidence and what leaving one out gives, by a factor of K itself: nothing taken out, nothing turned.
  @Test(
    "what is written is that of the whole kernel", arguments: [false, true],
    [(30, false), (29, false), (30, true), (29, true)])
  func evidence(isGiven: Bool, setting: (largestSquareKernel: Int, isLinear: Bool)) throws {
    let example = try ModelExample(isLinear: setting.isLinear)
    let files = example.files
    try example.write(["x1", "y1"])
    let (k, targets) = (try kernel(example), example.numbers)
    if isGiven { try write(k.elements, [30, 30], to: files.file("G.h5")) }
    try example.fit {
      ($0.noiseVariance, $0.largestSquareKernel) = (Self.noise, setting.largestSquareKernel)
      if isGiven { $0.kernel = files.file("G.h5") }
    }
    let factor = try CholeskyFactor.factor(k, shifts: [Self.noise]).factor
    var weights = targets.transposed
    factor.solve(&weights)
    let root = try HDF5File.open(files.model).root
    func expect(_ name: String, _ expected: [Double], _ tolerance: Double) throws {
      let found = try root.dataset(name).read(as: Double.self)
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance * (1 + abs(b)), "\(name)") }
    }
    // κ of some 10⁴ and a few ulp of each entry.
    try expect("weights", weights.transposed.elements, 1e-10)
    let likelihood = LogMarginalLikelihood(targets: targets, weights: weights, solver: factor)
    try expect("log_marginal_likelihood_of_output", likelihood.outputs, 1e-11)
    #expect(try abs(example.attribute("log_marginal_likelihood", in: files.model) - likelihood.total) < 1e-9)
    let rest = LeaveOneOut(targets: targets, weights: weights, solver: factor)
    try expect("leave_one_out_mean", rest.means.elements, 1e-10)
    try expect("leave_one_out_variance", rest.variances, 1e-11)
    for (name, value) in [
      ("mean_squared_error", rest.meanSquaredError), ("log_predictive_probability", rest.logPredictiveProbability),
    ] {
      #expect(try abs(example.attribute("leave_one_out_\(name)", in: files.model) / value - 1) < 1e-10, "\(name)")
    }
    #expect(try root.hasAttribute("kernel") == isGiven)
  }

  @Test("leaving one out can be left out, and what is kept is there")
  func options() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1"])
    let lines = try example.fit { ($0.leavesOneOut, $0.keepsInputs, $0.keepsFactor) = (false, true, true) }
    #expect(lines.count == 1 && lines[0].hasPrefix("log marginal likelihood -"))
    let root = try HDF5File.open(example.files.model).root
    #expect(try !root.contains("leave_one_out_mean") && root.dataset("x1").read(as: Double.self) == example.x1.elements)
    #expect(try root.dataset("factor").count == 29 * 30 / 2)
    // A former model is replaced without being asked.
    try example.fit()
    #expect(try !HDF5File.open(example.files.model).root.contains("factor"))
  }

  /// A kernel of this program knows what it is of. Of one in float32 the entries are as wrong as that, which the digits
  /// know.
  @Test("a kernel that was made before predicts the same", arguments: [false, true], [false, true])
  func kernelMadeBefore(isFloat32: Bool, isTriangle: Bool) throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1"])
    var kernel = KernelFile(architecture: try example.architecture, inputs: files.inputs, output: files.file("G.h5"))
    kernel.format = KernelFormat(isFloat32: isFloat32, isTriangle: isTriangle)
    try kernel.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    try example.write(["x1", "y1", "x2"])
    try example.fit { ($0.kernel, $0.noiseVariance) = (files.file("G.h5"), Self.noise) }
    try example.predict()
    try example.predictAnew { $0.noise = .given(Self.noise) }
    let found = try [files.output, files.file("P.h5")].map {
      try HDF5File.open($0).root.dataset("mean").read(as: Double.self)
    }
    let digits = try example.attribute("mean_digits", in: files.output)
    #expect(isFloat32 ? digits < 8 : digits > 8)
    for (place, pair) in zip(found[0], found[1]).enumerated() {
      let largest = (0..<30).reduce(0) { max($0, abs(example.numbers[$1, place % 2])) }
      #expect(abs(pair.0 - pair.1) <= pow(10, -digits) * max(largest, abs(pair.1)))
    }
  }

  @Test func kernelsThatAreNotOfTheseInputsAreRefused() throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1"])
    let (k, file) = (try kernel(example), files.file("G.h5"))
    try write(k.elements.dropLast(59), [29, 29], to: file)
    try expectRefusal(example, .badData, "is the kernel of 29 inputs") { $0.kernel = file }
    var bad = k
    bad[3, 5] += 0.1
    try write(bad.elements, [30, 30], to: file)
    try expectRefusal(example, .badData, "nngp[5, 3]") { $0.kernel = file }
    bad[5, 3] = .nan
    try write(bad.elements, [30, 30], to: file)
    try expectRefusal(example, .badData, "G.h5: nngp row 5") { $0.kernel = file }
    bad = k
    bad[4, 4] = -1e-3
    try write(bad.elements, [30, 30], to: file)
    try expectRefusal(example, .badData, "the diagonal is not positive at row 4") { $0.kernel = file }
    bad = k
    (bad[3, 5], bad[5, 3]) = (20 * k[3, 3], 20 * k[3, 3])
    try write(bad.elements, [30, 30], to: file)
    try expectRefusal(example, .badData, "G.h5: nngp is not positive definite") { $0.kernel = file }
    try write(k.elements, [30, 30], to: file, name: "ntk")
    try expectRefusal(example, .badData, "has ntk and no nngp") { $0.kernel = file }
    // Digests of something else.
    for (attribute, part) in [("x1_sha256", "of other inputs"), ("architecture_sha256", "of another architecture")] {
      try write(k.elements, [30, 30], to: file)
      let writable = try HDF5File.open(file, writable: true)
      try writable.root.setAttribute(attribute, String(repeating: "0", count: 64))
      try writable.close()
      try expectRefusal(example, .badData, part) { $0.kernel = file }
    }
  }

  @Test func whatCannotBeFittedIsRefused() throws {
    let example = try ModelExample()
    try example.write(["x1"])
    try expectRefusal(example, .badData, "y1")
    try example.write(["x1", "y1"])
    try expectRefusal(example, .badData, "y1 has the shape [30, 2]") { $0.predictsClasses = true }
    try expectRefusal(example, .doesNotFit, "--scratch DIR") {
      $0.machine = Machine(availableMemoryBytes: 10_000, totalMemoryBytes: 10_000)
    }
  }

  /// Inputs 1 + 1e-6 z: what the kernel tells them apart by is far below the usual noise.
  @Test("what predictions would warn of a model warns of", arguments: [false, true])
  func noiseAboveTheSpread(isGiven: Bool) throws {
    let example = try ModelExample()
    let files = example.files
    let near = Matrix(rows: 30, columns: 4, elements: example.x1.elements.map { 1 + 1e-6 * $0 })
    let file = try HDF5File.create(files.inputs)
    try file.root.createDataset("x1", of: Double.self, shape: [30, 4]).write(near.elements)
    try file.root.createDataset("y1", of: Double.self, shape: [30, 2]).write(example.numbers.elements)
    try file.close()
    let k = try #require(try Kernel(example.architecture).matrices(rows: near).nngp)
    if isGiven { try write(k.elements, [30, 30], to: files.file("G.h5")) }
    func change(_ file: inout FitFile) { if isGiven { file.kernel = files.file("G.h5") } }
    try example.fit(change)
    #expect(try HDF5File.open(files.model).root.textAttribute("trusted") == "false")
    let error = #expect(throws: UntrustedPrediction.self) {
      try example.fit {
        change(&$0)
        $0.isStrict = true
      }
    }
    #expect(error?.reasons.contains("by which the kernel tells inputs apart") == true)
    try example.write(["x1", "y1"])
    try example.fit()
    #expect(try HDF5File.open(files.model).root.textAttribute("trusted") == "true")
  }

  /// A kernel of rank 5 in float32, with noise little above its rounding.
  @Test func whatRoundingMayMakeOfTheWeightsIsSaid() throws {
    let example = try ModelExample(isLinear: true)
    try example.write(["x1", "y1"])
    let file = try HDF5File.create(example.files.file("G.h5"))
    try file.root.createDataset("nngp", of: Float.self, shape: [30, 30])
      .write(kernel(example).elements.map { Float($0) })
    try file.close()
    let error = #expect(throws: UntrustedPrediction.self) {
      try example.fit { ($0.kernel, $0.noiseVariance, $0.isStrict) = (example.files.file("G.h5"), 4e-6, true) }
    }
    #expect(error?.reasons.contains("no digit of the weights and the evidence") == true)
    try example.fit { ($0.kernel, $0.noiseVariance, $0.isStrict) = (example.files.file("G.h5"), 1, true) }
  }

  @Test("an architecture is the same with its repetitions written out", arguments: [false, true])
  func otherSpelling(hasDigest: Bool) throws {
    let example = try ModelExample()
    try example.write(["x1", "y1"])
    let (layers, k) = (example.files.architecture.expanded, try kernel(example))
    let repeated = try Architecture(layers: layers.map { .repeated(count: 1, layers: [$0]) })
    #expect(try repeated.expanded == layers && repeated.json() != example.architecture.json())
    let file = try HDF5File.create(example.files.file("G.h5"))
    try file.root.createDataset("nngp", of: Double.self, shape: [30, 30]).write(k.elements)
    try file.root.setAttribute("architecture", repeated.json())
    if hasDigest { try file.root.setAttribute("architecture_sha256", InputsDigest.sha256(of: repeated)) }
    try file.close()
    try example.fit { $0.kernel = example.files.file("G.h5") }
  }

  private func write(_ numbers: some Collection<Double>, _ shape: [Int], to url: URL, name: String = "nngp") throws {
    let file = try HDF5File.create(url)
    try file.root.createDataset(name, of: Double.self, shape: shape).write(Array(numbers))
    try file.close()
  }

  private func expectRefusal(
    _ example: ModelExample, _ status: Failures.ExitStatus, _ part: String, _ change: (inout FitFile) -> Void = { _ in }
  ) throws {
    let before = try example.files.leftovers
    let error = #expect(throws: (any Error).self) { try example.fit(change) }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus == status, "\(description.message)")
    #expect(description.message.contains(part), "\(description.message)")
    #expect(try example.files.leftovers == before)
  }
}
