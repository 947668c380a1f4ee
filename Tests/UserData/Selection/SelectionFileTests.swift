import Architectures
import Failures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Results
import Testing
import UserData
import Work

@Suite struct SelectionFileTests {
  /// Every entry of the table, by the formulas of the point alone.
  @Test func theTableIsThatOfItsPoints() throws {
    let problem = try SelectionProblem(validation: 10)
    let grid = try problem.grid("weightVariance=1,2,4", "noiseVariance=1e-3,1e-2")
    try problem.select(grid) { $0.ascends = false }
    let file = try HDF5File.open(problem.files.inputs)
    func held(_ name: String) throws -> Matrix<Double> {
      let dataset = try file.root.dataset(name)
      return Matrix(rows: dataset.shape[0], columns: dataset.shape[1], elements: try dataset.read(as: Double.self))
    }
    let (x, y) = (try held("x_validation"), try held("y_validation"))
    let evidence = try problem.numbers("log_marginal_likelihood")
    let (loo, validation) = (try problem.numbers("leave_one_out_mse"), try problem.numbers("validation_mse"))
    for point in 0..<grid.count {
      let values = grid.values(point)
      let kernel = try Kernel(try grid.architecture(values))
      let process = try AssessedProcess(
        kernel: try #require(try kernel.matrices(rows: problem.inputs).nngp), targets: problem.targets,
        noises: [values[1]])
      // The same recursion on the same numbers.
      #expect(abs(evidence[point] - process.evidence.total) <= 1e-9 * abs(process.evidence.total))
      #expect(abs(loo[point] - process.leaveOneOut.meanSquaredError) <= 1e-9)
      let means = process.mean(crossKernel: try #require(try kernel.matrices(rows: x, columns: problem.inputs).nngp))
      #expect(abs(validation[point] - Classification.meanSquaredError(means, y)) <= 1e-9)
    }
    let root = try HDF5File.open(problem.files.output).root
    #expect(try root.dataset("log_marginal_likelihood").shape == [3, 2])
    #expect(try root.dataset("weightVariance").read(as: Double.self) == [1, 2, 4])
    #expect(try problem.numbers("noise_variance_used") == [1e-3, 1e-2, 1e-3, 1e-2, 1e-3, 1e-2])
    #expect(try root.dataset("status").read(as: UInt8.self) == Array(repeating: 1, count: 6))
    #expect(try root.textAttribute("validation") == "x_validation")
    let best = try #require(evidence.indices.max { evidence[$0] < evidence[$1] })
    #expect(try root.numberAttribute("best_weightVariance", as: Double.self) == [grid.values(best)[0]])
  }

  @Test func theBestArchitectureIsAFile() throws {
    let problem = try SelectionProblem()
    let grid = try problem.grid("depth=1:4", "noiseVariance=0.01")
    let best = problem.files.folder.appending(path: "best.json")
    let lines = try problem.select(grid) { $0.best = best }
    #expect(lines.count == 4 && lines[0].hasPrefix("Best: depth "))
    let network = try Architecture(contentsOf: best)
    let root = try HDF5File.open(problem.files.output).root
    #expect(try root.dataset("depth").read(as: Int.self) == [1, 2, 3, 4])
    let depth = try root.numberAttribute("best_depth", as: Double.self)[0]
    #expect(try network.numbers.first { $0.name == "count" }?.value ?? 1 == depth)
    // A second run replaces its own table and architecture.
    try problem.select(grid) { $0.best = best }
    #expect(try Architecture(contentsOf: best) == network)
    try problem.select(grid)
  }

  /// An architecture's file has no noise: the command that is printed with it fits the very best, to the last digits
  /// of its evidence, whether the noise is an axis, was climbed, stayed where the ascent began or is that of `fit`.
  @Test(arguments: [
    (["weightVariance=1,2", "noiseVariance=log:1e-3:1:4"], true), (["noiseVariance=0.01,0.1"], false),
    (["noiseVariance=0"], false), (["weightVariance=1:3:3"], true), (["weightVariance=1:3:3"], false),
  ]) func theBestNoiseIsInTheFitCommand(over: [String], ascends: Bool) throws {
    let problem = try SelectionProblem()
    let best = problem.files.folder.appending(path: "the best.json")
    let grid = try SelectionGrid(problem.network, over: over.map { try SelectionAxis($0) })
    let lines = try problem.select(grid) { ($0.best, $0.ascends) = (best, ascends) }
    let line = try #require(lines.last)
    let words = ShellWords.split(line)
    #expect(line.hasPrefix("Fit it: ") && words[2...3] == ["widelimit", "fit"], "\(line)")
    func option(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }
    #expect(option("--architecture") == best.relativePath && option("--inputs") == problem.files.inputs.relativePath)
    let root = try HDF5File.open(problem.files.output).root
    let expected = try root.numberAttribute("best_log_marginal_likelihood", as: Double.self)[0]
    var fit = FitFile(
      architecture: try Architecture(contentsOf: best), inputs: problem.files.inputs, output: problem.files.model)
    fit.noiseVariance = option("--noise-variance").flatMap(Double.init)
    let isAscent = lines[0].contains("steps up")
    #expect((fit.noiseVariance != nil) == (grid.axes.contains { $0.name == "noiseVariance" } || isAscent), "\(line)")
    try fit.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    let found = try HDF5File.open(problem.files.model).root
      .numberAttribute("log_marginal_likelihood", as: Double.self)[0]
    // The posterior is solved with one input taken out, the search is not.
    #expect(abs(found - expected) <= 1e-6 * max(1, abs(expected)), "\(found), \(expected)")
  }

  /// The last fifth of the rows is held out, and not trained on.
  @Test func validationHoldsOutTheLastFifth() throws {
    let problem = try SelectionProblem(rows: 41)
    let grid = try problem.grid("weightVariance=1,2", "noiseVariance=0.01")
    let lines = try problem.select(grid) { $0.criterion = .validation }
    #expect(lines[1].hasPrefix("By validation:") && lines[1].contains("validation error"))
    let root = try HDF5File.open(problem.files.output).root
    #expect(try root.textAttribute("validation") == "rows 33 to 40 of x1")
    #expect(try root.numberAttribute("training_rows", as: Int.self) == [33])
    let errors = try problem.numbers("validation_mse")
    let best = errors[0] < errors[1] ? 1.0 : 2
    #expect(try root.numberAttribute("best_weightVariance", as: Double.self) == [best])
  }

  /// Two equal inputs have no factor without noise; the table says so, and the search goes on.
  @Test func aPointWithoutAFactorIsAnEntry() throws {
    let problem = try SelectionProblem()
    let file = try HDF5File.open(problem.files.inputs, writable: true)
    var elements = problem.inputs.elements
    for j in 0..<3 { elements[3 + j] = elements[j] }
    try file.root.dataset("x1").write(elements)
    try file.close()
    let lines = try problem.select(try problem.grid("noiseVariance=0,0.1")) { $0.ascends = false }
    #expect(lines[0].hasPrefix("Best: noiseVariance 0.1"))
    let status = try HDF5File.open(problem.files.output).root.dataset("status").read(as: UInt8.self)
    #expect(status[0] != 1 && status[1] == 1)
    #expect(throws: SelectionFailure.self) { try problem.select(try problem.grid("noiseVariance=0")) }
  }

  /// Side by side and one after the other.
  @Test(arguments: [1, 3]) func threadsChangeNothingButTheLastDigits(threads: Int) throws {
    let problem = try SelectionProblem()
    let grid = try problem.grid("weightVariance=1:3:5", "biasVariance=0:1:3")
    try problem.select(grid) { ($0.threads, $0.ascends) = (threads, false) }
    let own = try problem.numbers("log_marginal_likelihood")
    try problem.select(grid) { ($0.threads, $0.ascends) = (2, false) }
    // A thread a point: the same bits.
    #expect(try problem.numbers("log_marginal_likelihood") == own)
  }

  @Test func whatDoesNotFitTogetherIsRefused() throws {
    let problem = try SelectionProblem()
    let grid = try problem.grid("weightVariance=1,2")
    func refused(_ part: String, _ change: (inout SelectionFile) -> Void = { _ in }) throws {
      let error = #expect(throws: (any Error).self) { try problem.select(grid, change) }
      let description = try ErrorDescription(#require(error))
      #expect(description.message.contains(part), "\(description.message)")
      #expect(try problem.files.leftovers == ["X.h5"])
    }
    try refused("memory") { $0.machine = Machine(availableMemoryBytes: 1000, totalMemoryBytes: 1000) }
    try refused("is a file that this run reads") { ($0.best, $0.overwrites) = (problem.files.inputs, true) }
    try problem.files.write([("x1", [5, 3]), ("y1", [4, 1])])
    try refused("x1 has 5 rows and y1 4")
    try problem.files.write([("x1", [5, 3])])
    try refused("y1")
    try problem.files.write([("x1", [5, 3]), ("y1", [5, 1]), ("x_validation", [2, 3])])
    try refused("has x_validation and no y_validation")
    try problem.files.write([("x1", [5, 3]), ("y1", [5, 1]), ("x_validation", [2, 3]), ("y_validation", [3, 1])])
    try refused("x_validation has 2 rows and y_validation 3")
    try problem.files.write([("x1", [5, 3]), ("y1", [5, 1]), ("x_validation", [2, 3]), ("y_validation", [2, 2])])
    try refused("y1 has 1 columns and y_validation 2")
    try problem.files.write([("x1", [5, 3]), ("y1", [5, 1]), ("x_validation", [2, 4]), ("y_validation", [2, 1])])
    try refused("shape")
    try problem.files.write([("x1", [1, 3]), ("y1", [1, 1])])
    try refused("has 1 rows, of which none can be held out") { $0.criterion = .validation }
  }

  @Test func anInterruptedSearchLeavesNothing() throws {
    let problem = try SelectionProblem()
    let interruption = Interruption()
    interruption.request()
    let file = SelectionFile(
      try problem.grid("weightVariance=1:3:9"), inputs: problem.files.inputs, output: problem.files.output)
    #expect(throws: UserDataFailure.interrupted(file: problem.files.output.relativePath)) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    #expect(try problem.files.leftovers == ["X.h5"])
  }

  /// An architecture on images has no gradient, and is searched all the same.
  @Test func imagesStayOnTheGrid() throws {
    let problem = try SelectionProblem()
    try problem.files.write([("x1", [6, 4, 4, 1]), ("y1", [6, 1])])
    let network = try Architecture(
      layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0.1, trainable: true), .flatten,
        .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      ])
    let grid = try SelectionGrid(
      network, over: [SelectionAxis("weightVariance=0.5,1,2"), SelectionAxis("noiseVariance=0.1")])
    let lines = try problem.select(grid)
    #expect(lines.count == 3 && !lines[0].contains("steps up"))
    let evidence = try problem.numbers("log_marginal_likelihood")
    #expect(evidence.count == 3 && evidence.allSatisfy(\.isFinite))
  }
}
