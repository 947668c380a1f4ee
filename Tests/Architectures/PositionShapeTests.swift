import Architectures
import Testing

@Suite struct PositionShapeTests {
  static let image = InputShape.image(height: 28, width: 32, channels: 3)
  static let vector = InputShape.vector(features: 784)
  static let sequence = InputShape.sequence(length: 28, channels: 3)

  static let refused: [([Layer], InputShape, String)] = [
    (
      [dense], image,
      "architecture: layers[0].dense: the input is an image [28, 32, channels]; "
        + "insert flatten or globalAveragePooling before it"
    ),
    (
      [convolution, relu, .averagePooling(window: 4), .repeated(count: 1, layers: [dense])], image,
      "architecture: layers[3].repeat.layers[0].dense: the input is an image [7, 8, channels]; "
        + "insert flatten or globalAveragePooling before it"
    ),
    (
      [convolution], vector,
      "architecture: layers[0].convolution: the input is a vector, it works on images [height, width, channels]; "
        + "remove it or give images"
    ),
    (
      [convolution, .flatten, .globalAveragePooling], image,
      "architecture: layers[2].globalAveragePooling: the input is a vector, it works on images "
        + "[height, width, channels]; remove it or give images"
    ),
    (
      [convolution, .averagePooling(window: 8)], image,
      "architecture: layers[1].averagePooling: window 8 does not divide the image [28, 32, channels]; "
        + "choose a divisor of its height and width, or give a \"stride\", with which the rest at the end is left out"
    ),
    // 28 → 14 → 7 → no further
    (
      [.repeated(count: 9, layers: [convolution, .averagePooling(window: 2)])], image,
      "architecture: layers[0].repeat.layers[1].averagePooling: window 2 does not divide the image [7, 8, channels]; "
        + "choose a divisor of its height and width, or give a \"stride\", with which the rest at the end is left out"
    ),
    (
      [convolution, .residual([.averagePooling(window: 2), convolution])], image,
      "architecture: layers[1].residual: its branch turns [28, 32, channels] into [14, 16, channels], which cannot be "
        + "added; keep the shape in the branch"
    ),
    (
      [.parallel([[convolution], [convolution, .averagePooling(window: 2)]], join: .concatenation())], image,
      "architecture: layers[0].parallel.branches[1]: ends in [14, 16, channels] where the first branch ends in "
        + "[28, 32, channels], which cannot be joined; end all branches in one shape"
    ),
    (
      [.parallel([[.flatten, dense], []], join: .concatenation())], image,
      "architecture: layers[0].parallel.branches[1]: ends in [28, 32, channels] where the first branch ends in a vector, "
        + "which cannot be joined; end all branches in one shape"
    ),
    (
      [.convolution(Convolution(kernelSize: [29, 3], padding: .valid, weightVariance: 1))], image,
      "architecture: layers[0].convolution: \"kernelSize\" [29, 3] is larger than the image [28, 32, channels], so that "
        + "nothing is left; give a smaller one, or \"padding\": \"zero\""
    ),
    // 28 → 8 → 2, where 5 rows are not there.
    (
      [.repeated(count: 3, layers: [.averagePooling(window: 5, stride: 3)])], image,
      "architecture: layers[0].repeat.layers[0].averagePooling: \"window\" 5 is larger than the image [2, 2, channels], "
        + "so that nothing is left; give a smaller one, or \"padding\": \"zero\""
    ),
    (
      [.convolution(Convolution(kernelSize: [3, 1], weightVariance: 1))], sequence,
      "architecture: layers[0].convolution: \"kernelSize\" is [3, 1] where the input is a sequence [28, channels], which "
        + "has no width; give one whole number"
    ),
    (
      [.averagePooling(window: 2, stride: [1, 1])], sequence,
      "architecture: layers[0].averagePooling: \"stride\" is [1, 1] where the input is a sequence [28, channels], which "
        + "has no width; give one whole number"
    ),
    (
      [.averagePooling(window: 3)], sequence,
      "architecture: layers[0].averagePooling: window 3 does not divide the sequence [28, channels]; choose a divisor of "
        + "its height and width, or give a \"stride\", with which the rest at the end is left out"
    ),
    (
      [dense], sequence,
      "architecture: layers[0].dense: the input is a sequence [28, channels]; insert flatten or globalAveragePooling "
        + "before it"
    ),
    (
      [.flatten, .selfAttention(SelfAttention())], image,
      "architecture: layers[1].selfAttention: the input is a vector, it attends to the positions of images [height, "
        + "width, channels] or of sequences [length, channels]; put it before flatten and globalAveragePooling, and give "
        + "inputs with positions"
    ),
    (
      [
        .parallel(
          [[convolution], [.convolution(Convolution(kernelSize: 3, stride: 2, weightVariance: 1))]], join: .sum)
      ], image,
      "architecture: layers[0].parallel.branches[1]: ends in [14, 16, channels] where the first branch ends in "
        + "[28, 32, channels], which cannot be joined; end all branches in one shape"
    ),
    (
      [convolution], .sequence(length: 3, channels: 0),
      "architecture: inputs of shape [3, 0] are empty; give at least one feature, position and channel"
    ),
    (
      [dense], .vector(features: 0),
      "architecture: inputs of shape [0] are empty; give at least one feature, position and channel"
    ),
  ]

  @Test(arguments: refused)
  func aLayerThatDoesNotFitItsInputIsNamed(layers: [Layer], input: InputShape, message: String) throws {
    let network = try Architecture(layers: layers)
    let failure = #expect(throws: ArchitectureFailure.self) { try network.validate(input: input) }
    #expect(failure?.message == message)
  }

  static let accepted: [([Layer], InputShape)] = [
    ([dense, relu, dense], vector),
    ([.flatten, dense], image),
    ([.flatten, dense], vector),
    ([.repeated(count: 2, layers: [convolution, .averagePooling(window: 2)]), .globalAveragePooling, dense], image),
    ([convolution, .residual([relu, convolution]), .flatten, dense], image),
    ([.parallel([[.flatten], [convolution, .globalAveragePooling]], join: .concatenation()), dense], image),
    ([.averagePooling(window: 5, stride: 5), .identity, .globalAveragePooling, dense], image),
    ([.selfAttention(SelfAttention()), .flatten, dense], sequence),
    ([convolution, .averagePooling(window: 4), .globalAveragePooling, dense], sequence),
    ([dense, .repeated(count: 400_000, layers: [relu, dense])], vector),
  ]

  @Test(arguments: accepted)
  func whatFitsIsAccepted(layers: [Layer], input: InputShape) throws {
    try Architecture(layers: layers).validate(input: input)
  }

  /// By the formulas of `WindowAxis`.
  @Test func sizesBehindWindows() throws {
    func behind(_ layers: Layer..., input: InputShape = Self.image) throws -> PositionShape {
      try PositionShape(input).behind(layers)
    }
    func convolution(_ size: WindowSize, _ stride: WindowSize, _ padding: Padding) -> Layer {
      .convolution(Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1))
    }
    #expect(try behind(convolution(3, 2, .zero)) == .image(height: 14, width: 16))
    #expect(try behind(convolution(4, 3, .circular)) == .image(height: 10, width: 11))
    #expect(try behind(convolution([5, 1], [2, 3], .valid)) == .image(height: 12, width: 11))
    #expect(
      try behind(convolution(3, 2, .valid), .averagePooling(window: 2, stride: 1)) == .image(height: 12, width: 14))
    #expect(try behind(.averagePooling(window: 3, padding: .zero)) == .image(height: 10, width: 11))
    #expect(try behind(.averagePooling(window: 3, stride: 3)) == .image(height: 9, width: 10))
    #expect(try behind(convolution(3, 2, .zero), input: Self.sequence) == .sequence(length: 14))
    #expect(try behind(convolution(4, 2, .valid), .identity, input: Self.sequence) == .sequence(length: 13))
    #expect(try behind(.averagePooling(window: 4), input: Self.sequence) == .sequence(length: 7))
    #expect(try behind(.flatten, input: Self.sequence) == .vector)
  }
}
