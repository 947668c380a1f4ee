import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra

/// The posterior of training inputs and targets, and what it says of them, wherever these are and whatever is kept of
/// it: `FitFile` writes it, `FittedModel` has it in memory.
struct ModelFit {
  /// Whose posterior is to be made.
  let training: any TrainingKernel
  /// x1, [n, d].
  let inputs: Matrix<Double>
  let problem: CheckedPosterior.Problem
  private let data: TrainingInputs
  private let inputsDigest, targetsDigest: String
  private let anchoring: Anchoring?
  private let noiseVariance: Double?

  /// - Parameters:
  ///   - noiseVariance: σ_ε²; nil of the usual ladder.
  ///   - given: the kernel of the inputs, computed before.
  ///   - didRead: gets x1 before anything is made of it.
  /// - Throws: as `UserRows.rows`; `ModelFailure.kernelOfOtherInputs`; errors of `PosteriorKernel` and `GivenKernel`.
  /// - Complexity: reads the inputs; O(n d), and the kernel of n pairs.
  init(
    _ data: TrainingInputs, noiseVariance: Double?, given: ModelKernel? = nil, threads: Int,
    didRead: (Matrix<Double>) throws -> Void = { _ in }
  ) throws {
    (self.data, self.noiseVariance) = (data, noiseVariance)
    inputs = try data.x1.rows(0..<data.x1.count)
    var hash = InputsDigest(of: data.x1)
    hash.add(inputs)
    inputsDigest = hash.sha256()
    try given?.check(inputsDigest: inputsDigest)
    try didRead(inputs)
    let noise = noiseVariance.map(NoiseLadder.given) ?? .relative(first: 1e-10)
    let targets = try data.targets.matrix()
    targetsDigest = data.targets.sha256(of: targets)
    if let given {
      training = try given.training(data.kernel, inputs: inputs, targets: targets, noise: noise, threads: threads)
      anchoring = nil
    } else {
      let own = try PosteriorKernel(data.kernel, inputs: inputs, targets: targets, noise: noise, threads: threads)
      (training, anchoring) = (own, own.predictor.anchoring)
    }
    problem = try training.problem
  }

  /// - Returns: nil of a posterior without its factor.
  func evidence(of posterior: CheckedPosterior, leavesOneOut: Bool) -> ModelEvidence? {
    ModelEvidence(
      of: posterior, problem: problem, anchoring: anchoring, classes: data.targets.positions,
      leavesOneOut: leavesOneOut)
  }

  func model(_ parts: CheckedPosterior.Parts) -> StoredModel {
    StoredModel(
      architecture: data.kernel.architecture, inputsDigest: inputsDigest, targetsDigest: targetsDigest,
      inputShape: data.x1.shape, classes: data.targets.classes, givenNoise: noiseVariance, parts: parts,
      anchoring: anchoring)
  }

  /// What a user has to know of the fit.
  func doubts(_ posterior: CheckedPosterior, of model: StoredModel, namesOptions: Bool = true) throws
    -> PredictionDoubts
  {
    var doubts = PredictionDoubts()
    doubts.namesOptions = namesOptions
    doubts.addNoise(
      of: posterior, ladder: model.ladder, meanDiagonal: model.parts.meanDiagonal,
      spread: try model.parts.spread { try training.row($0) })
    doubts.addFirstOrder(of: posterior)
    doubts.addIteration(of: posterior)
    return doubts
  }
}
