import Failures
import HDF5
import Work
import Testing
import UserData

/// What a model by conjugate gradients has in its file, and what users read where there is none.
@Suite struct IterativeModelTests {
  /// A version of its own: earlier ones read models with evidence alone.
  @Test func itsFormatIsItsOwn() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1", "x2"])
    func fit(_ iteration: Bool) throws -> (version: [Int], remainders: [Double]?) {
      try example.fit {
        ($0.noiseVariance, $0.settings.overwrites) = (0.1, true)
        if iteration { $0.settings.conjugateGradients = .init(rank: 8) }
      }
      let root = try HDF5File.open(example.files.model).root
      return (
        try root.numberAttribute("widelimit_model", as: Int.self),
        try root.contains("remainder") ? root.dataset("remainder").read(as: Double.self) : nil
      )
    }
    let (exact, found) = (try fit(false), try fit(true))
    #expect(exact.version == [1] && exact.remainders == nil && found.version == [2])
    let remainders = try #require(found.remainders)
    #expect(remainders.count == 2 && remainders.allSatisfy { $0 > 0 && $0 < 1e-8 })
    try example.predict()
    // Without what the iteration has left nobody knows what predictions are worth.
    let file = try HDF5File.open(example.files.model, writable: true)
    try file.root.setAttribute("cholesky_attempts", 1)
    try file.close()
    let error = #expect(throws: (any Error).self) { try example.predict() }
    #expect(try ErrorDescription(#require(error)).message.contains("is no complete model"))
  }

  /// The options that help.
  @Test func refusalsNameTheOptions() {
    let ended = IterationFailure.notConverged(residual: 0.00123456, wanted: 1e-10, iterations: 1000, rank: 7)
    let stuck = IterationFailure.stagnated(residual: 2e-9, wanted: 1e-10, iterations: 40, rank: 7)
    #expect(
      ended.message.contains("--noise-variance, --rank or --residual") && ended.message.contains("0.00123 after 1000"))
    #expect(stuck.message.contains("--noise-variance or --residual") && stuck.message.contains("2e-09 after 40"))
    for failure in [ended, stuck] {
      #expect(failure.exitStatus == .verdictFailed && failure.message.contains("--solver factor"))
      #expect(!failure.message.contains("\n"))
    }
  }

  @Test(arguments: [(1e-17, "--residual"), (1e-9, "--rank")]) func anIterationNamesThem(
    residual: Double, option: String
  ) throws {
    let example = try ModelExample(training: 60)
    try example.write(["x1", "y1"])
    let error = #expect(throws: IterationFailure.self) {
      try example.fit {
        ($0.noiseVariance, $0.settings.conjugateGradients) = (
          1e-9, .init(rank: 2, limits: .init(residual: residual, iterations: option == "--rank" ? 3 : 1000))
        )
      }
    }
    #expect(try #require(error).message.contains(option))
  }
}
