import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Results
import Suite

/// Data that networks have a posterior on, and the process's own there.
struct PosteriorTask: Sendable {
  /// By their names in files and keys.
  enum Name: String, AxisValue, Codable, CaseIterable {
    /// Six points of a curve, x from −1.5 to 1.5.
    case line
    /// Twenty images of MNIST, means over squares of pixels; +1 for even digits, −1 for odd ones.
    case mnist

    var title: String { self == .line ? "six points of a curve" : "20 images of MNIST" }
    var noiseVariance: Double { self == .line ? 0.02 : 0.1 }
  }

  let inputs, targets, testInputs: Matrix<Double>
  let noiseVariance: Double

  init(_ name: Name, places: Int, window: Int, _ context: RunContext) throws {
    noiseVariance = name.noiseVariance
    switch name {
    case .line:
      func column(_ values: [Double]) -> Matrix<Double> { Matrix(rows: values.count, columns: 1, elements: values) }
      let x = [-1.5, -1, -0.3, 0.4, 0.8, 1.5]
      inputs = column(x)
      targets = column([-0.4, -0.9, -0.2, 0.7, 0.5, -0.6])
      // Between the points, and beyond them.
      testInputs = column(
        (0..<places).map { (place: Int) -> Double in -2.25 + 4.5 * (Double(place) + 0.5) / Double(places) })
    case .mnist:
      let (training, test) = try context.first(20, test: places, of: .mnist)
      inputs = PooledImages.inputs(training.images, window: window)
      targets = Targets.signs(training.labels.map { $0 % 2 }, positive: 0)
      testInputs = PooledImages.inputs(test.images, window: window)
    }
  }

  /// The posterior of the outputs at infinite width, an input a normal distribution.
  func process(_ architecture: Architecture, threads: Int) throws -> [NormalMixture] {
    let kernel = try architecture.infiniteWidth
    let own = try kernel.both(of: VectorPairs(rows: inputs), threads: threads).nngp
    let cross = try kernel.both(of: VectorPairs(rows: testInputs, columns: inputs), threads: threads).nngp
    let prior = try kernel.both(of: VectorPairs(rows: testInputs), threads: threads).nngp
    let posterior = try GaussianProcess(
      trainingKernel: own, targets: targets, noise: .absolute(first: noiseVariance))
    let means = posterior.mean(crossKernel: cross)
    let variances = posterior.variance(
      crossKernel: cross, testVariances: (0..<testInputs.rows).map { prior[$0, $0] })
    return (0..<testInputs.rows).map { NormalMixture(means: [means[$0, 0]], variances: [variances[$0]]) }
  }
}
