import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// Figure 1 e and f: entries of the mean predictor by depth on images of CIFAR-10.
///
/// Images are the first of their file. The notebook takes off the mean over all pixels of training and of test images
/// each, and divides by their deviation, before it brings every image to unit norm; here the training images' mean is
/// taken off both, and the deviation drops out.
enum Figure1Predictors {
  struct Settings: Codable {
    var training = 64
    var test = 32
    var preprocessing = Preprocessing.scalarMeanUnitNorm
    var depths = DepthRange.linear(1, 399, steps: 398)
    /// From which depths on panel e's factor is fitted, and panel f's curves count as converged.
    var fittedFrom = 300
    var convergedFrom = 300
    /// Those of the notebook's curves.
    var entries = [(0, 0), (1, 0), (2, 3), (9, 5)].map(Entry.init)
  }

  /// An entry of P(Θ)Y.
  struct Entry: Codable {
    let image: Int
    let label: Int

    var name: String { "\(image),\(label)" }
  }

  static let name = SweepName("images")
  static let entry = Axis<String>("entry", "test image, class")
  static let predictor = Column<Double>("mean_predictor", over: [SpectrumAxis.depth, entry], "entry of P(Θ)Y")

  static func sweep(_ settings: Settings, _ variances: PhaseVariances) -> Sweep {
    let depths = settings.depths.depths
    return Sweep(
      name, cells: [SpectrumAxis.architecture([.fullyConnected]), SpectrumAxis.phase([.chaotic, .ordered])],
      within: [SpectrumAxis.depth(depths), entry(settings.entries.map(\.name))], columns: [predictor]
    ) { cell, context in
      let (training, test) = try context.first(settings.training, test: settings.test, of: .cifar10)
      let prepared = settings.preprocessing.fitted(to: training.images)
      let (first, second) = (try prepared.apply(to: training.images), try prepared.apply(to: test.images))
      let rows = Matrix(
        rows: first.rows + second.rows, columns: first.columns, elements: first.elements + second.elements)
      let targets = RandomInputs.centred(
        training.labels.map(Int.init), classes: DatasetDescription.cifar10.classes)
      var values: [Double] = []
      try PhasePoint(.erf, cell[SpectrumAxis.phase], of: variances).sweep(depths: depths)
        .forEachDepth(
          of: try VectorPairs(rows: rows, commonVariance: 1), get: .ntk, threads: context.threads
        ) { _, kernels in
          guard let kernel = kernels.ntk else { return }
          let (block, cross) = KernelAtDepth.parts(of: kernel, training: settings.training)
          let predictions = try Device.single.run {
            let predictor = try MeanPredictor(kernel: block)
            return predictor.predictions(crossKernel: cross, weights: try predictor.weights(targets: targets))
          }
          values += settings.entries.map { predictions[$0.image, $0.label] }
        }
      return Row(predictor => values)
    }
  }
}
