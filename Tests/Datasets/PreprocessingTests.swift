import Datasets
import Inputs
import Testing

@Suite struct PreprocessingTests {
  /// Three images of 1 × 2 pixels and 2 channels, planar.
  private let images = ByteImages(
    height: 1, width: 2, channels: 2, order: .planar, storage: [0, 10, 20, 50, 40, 10, 60, 0, 80, 10, 10, 100])

  @Test(arguments: Preprocessing.allCases)
  func everyInputHasTheSameNorm(preprocessing: Preprocessing) throws {
    let inputs = try preprocessing.fitted(to: images).apply(to: images)
    for i in 0..<3 {
      let square = inputs.row(i).reduce(0) { $0 + $1 * $1 }
      // Four squares of numbers rounded twice.
      #expect(abs(square / 4 - 1) < 8 * .ulpOfOne)
    }
  }

  /// The first image before it is scaled, written out from the definitions, in the order height, width, channel.
  static let definitions: [(Preprocessing, [Double])] = [
    (.perImageStandardised, [-20, 0, -10, 30]),  // its mean is 20
    (.scalarMeanUnitNorm, [-32.5, -12.5, -22.5, 17.5]),  // the mean of all pixels is 32.5
    (.pixelMeanUnitNorm, [-40, -10, 0, 0]),  // the pixel means are 40, 10, 30, 50
    // Variances 3200/3, 0, 1400/3, 5000/3; a pixel that never varies is left out.
    (.pixelStandardised, [-40 / (3200.0 / 3).squareRoot(), -10 / (1400.0 / 3).squareRoot(), 0, 0]),
    (.rawUnitNorm, [0, 20, 10, 50]),
  ]

  @Test(arguments: definitions)
  func theDefinitionsHold(preprocessing: Preprocessing, expected: [Double]) throws {
    let inputs = try preprocessing.fitted(to: images).apply(to: images)
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for (value, direction) in zip(inputs.row(0), expected) {
      // A few roundings of numbers up to 2.
      #expect(abs(value - 2 * direction / norm) < 4e-15)
    }
  }

  @Test func theFitIsToTheTrainingSubsetOnly() throws {
    let fitted = Preprocessing.scalarMeanUnitNorm.fitted(to: images.subset([0]))
    #expect(fitted.shift == .constant(20))
    #expect(fitted.scale == nil)
    #expect(Preprocessing.pixelMeanUnitNorm.fitted(to: images.subset([0, 2])).shift == .perPixel([40, 10, 15, 75]))
    #expect(Preprocessing.perImageStandardised.fitted(to: images).shift == .ownMean)
    #expect(Preprocessing.rawUnitNorm.fitted(to: images).shift == .none)
    #expect(Preprocessing.pixelStandardised.fitted(to: images).scale?[1] == 0)
  }

  @Test func aConstantImageHasNoDirection() throws {
    let constant = ByteImages(height: 1, width: 2, channels: 1, order: .interleaved, storage: [1, 2, 7, 7])
    let failure = #expect(throws: PreprocessingFailure.self) {
      try Preprocessing.perImageStandardised.fitted(to: constant).apply(to: constant)
    }
    #expect(failure == PreprocessingFailure(image: 1, preprocessing: .perImageStandardised))
    expectOneLine(failure, naming: "image 1")
  }
}
