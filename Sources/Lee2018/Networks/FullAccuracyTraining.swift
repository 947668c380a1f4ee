import FiniteWidth
import LinearAlgebra
import Suite

/// Trains a network until it classifies every training image correctly, or a limit ends it.
package struct FullAccuracyTraining {
  /// When a run ends.
  package struct Limits: Codable, Sendable {
    /// Passes over the training images, at most.
    package var epochs: Int
    /// A run ends here unless the share of the training images that is right is at least `hopeful`.
    package var firstLook: Int
    package var hopeful = 0.4

    package init(epochs: Int, firstLook: Int) { (self.epochs, self.firstLook) = (epochs, firstLook) }
  }

  /// Why a run ended; the numbers are those of results files.
  package enum End: Int {
    /// It took all its epochs.
    case limit = 0
    /// Every training image was right.
    case allRight = 1
    /// At the first look too few were.
    case hopeless = 2
    /// The loss was infinite or not a number.
    case diverged = 3
  }

  private static let blockSize = 1_000

  /// Steps of so many epochs: an epoch has as many batches as it takes to see every image.
  static func steps(_ images: Int, batchSize: Int, epochs: Int) -> Int {
    (images + batchSize - 1) / batchSize * epochs
  }

  package let end: End
  /// 0: the loss was finite.
  package let divergedStep: Int

  /// Takes a trainer, which is at its beginning, to its end.
  ///
  /// Whether all images are right is looked at after every epoch, block by block up to the first wrong image. The block
  /// that had one the last time comes first: images that are hard to learn stay hard, so that nearly all looks cost one
  /// block.
  ///
  /// - Parameter report: gets the share of the epochs that have passed.
  /// - Throws: `FiniteWidthFailure` for images of another shape.
  package init(
    _ trainer: Trainer<Float>, on images: ImageRegression, within limits: Limits, report: (Double) -> Void
  ) throws {
    let blocks = stride(from: 0, to: images.count, by: Self.blockSize).map {
      $0..<min($0 + Self.blockSize, images.count)
    }
    var hardest = 0
    func isPerfect() throws -> Bool {
      for k in blocks.indices {
        let place = (hardest + k) % blocks.count
        let block = images.part(blocks[place])
        if try trainer.evaluate(block.inputs, block.targets).accuracy < 1 {
          hardest = place
          return false
        }
      }
      return true
    }
    let stepsPerEpoch = Self.steps(images.count, batchSize: trainer.batchSize, epochs: 1)
    for epoch in 1...max(1, limits.epochs) {
      if case .diverged(let step) = trainer.run(steps: stepsPerEpoch) {
        (end, divergedStep) = (.diverged, step)
        return
      }
      report(Double(epoch) / Double(limits.epochs))
      if try isPerfect() {
        (end, divergedStep) = (.allRight, 0)
        return
      }
      if epoch == limits.firstLook,
        try trainer.evaluate(images.inputs, images.targets).accuracy < limits.hopeful
      {
        (end, divergedStep) = (.hopeless, 0)
        return
      }
    }
    (end, divergedStep) = (.limit, 0)
  }
}

extension ImageRegression {
  /// Some of the images.
  fileprivate func part(_ rows: Range<Int>) -> ImageRegression {
    func part(_ matrix: Matrix<Float>) -> Matrix<Float> {
      let (first, last) = (rows.lowerBound * matrix.columns, rows.upperBound * matrix.columns)
      return Matrix(rows: rows.count, columns: matrix.columns, elements: Array(matrix.elements[first..<last]))
    }
    return ImageRegression(inputs: part(inputs), targets: part(targets))
  }
}
