import Architectures
import Testing

@Suite struct ShapeRulesTests {
  static let image = InputShape.image(height: 28, width: 32, channels: 3)
  static let vector = InputShape.vector(features: 784)

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
        + "choose a divisor of its height and width"
    ),
    // 28 → 14 → 7 → no further
    (
      [.repeated(count: 9, layers: [convolution, .averagePooling(window: 2)])], image,
      "architecture: layers[0].repeat.layers[1].averagePooling: window 2 does not divide the image [7, 8, channels]; "
        + "choose a divisor of its height and width"
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
      [.parallel([[.flatten, dense], []], join: .sum)], image,
      "architecture: layers[0].parallel.branches[1]: ends in [28, 32, channels] where the first branch ends in a vector, "
        + "which cannot be joined; end all branches in one shape"
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
    ([dense, .repeated(count: 400_000, layers: [relu, dense])], vector),
  ]

  @Test(arguments: accepted)
  func whatFitsIsAccepted(layers: [Layer], input: InputShape) throws {
    try Architecture(layers: layers).validate(input: input)
  }
}
