import Architectures
import Testing
import UserData

@Suite struct DepthFamilyTests {
  private let shape = InputShape.vector(features: 4)
  private let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)

  private func hidden(_ count: Int) -> Layer { .repeated(count: count, layers: [.activation(.erf), dense]) }

  @Test func theCountOfTheRepeatIsTheDepth() throws {
    let family = try DepthFamily(
      Architecture(layers: [dense, hidden(3), .activation(.relu), dense]), inputShape: shape)
    #expect(family.ownDepth == 3)
    #expect(family.defaultDepths == [1, 2, 3, 4, 6, 8, 12, 16])
    #expect(try family.architecture(at: 3) == family.architecture)
    #expect(try family.architecture(at: 7).layers == [dense, hidden(7), .activation(.relu), dense])
    #expect(throws: DiagnosisFailure.noDepth(0, known: nil)) { try family.architecture(at: 0) }
  }

  @Test func defaultDepthsGoToFourTimesTheFile() throws {
    let family = try DepthFamily(Architecture(layers: [dense, hidden(20)]), inputShape: shape)
    #expect(family.defaultDepths == [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64, 80])
  }

  /// Each application halves the image.
  @Test func defaultDepthsAreThoseThatTheInputsAllow() throws {
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)
    let body = Layer.repeated(count: 2, layers: [convolution, .activation(.relu), .averagePooling(window: 2)])
    let family = try DepthFamily(
      Architecture(layers: [body, .flatten, dense]), inputShape: .image(height: 8, width: 8, channels: 1))
    #expect(family.defaultDepths == [1, 2, 3])
  }

  @Test func ofSeveralTheOutermostIsMeantUnlessAnotherIsNamed() throws {
    let layers = [dense, .residual([.activation(.relu), dense, hidden(2)]), .repeated(count: 5, layers: [hidden(3)])]
    let network = try Architecture(layers: layers)
    #expect(try DepthFamily(network, inputShape: shape).ownDepth == 5)
    let inner = try DepthFamily(network, repetition: LayerPlace("layers/1/residual/layers/2"), inputShape: shape)
    #expect(inner.ownDepth == 2)
    #expect(
      try inner.architecture(at: 4).layers
        == [dense, .residual([.activation(.relu), dense, hidden(4)]), .repeated(count: 5, layers: [hidden(3)])])
    let deepest = try DepthFamily(network, repetition: LayerPlace("layers/2/layers/0"), inputShape: shape)
    #expect(try deepest.architecture(at: 1).layers[2] == .repeated(count: 5, layers: [hidden(1)]))
    let failure = #expect(throws: DiagnosisFailure.self) {
      try DepthFamily(network, repetition: LayerPlace("layers/1"), inputShape: shape)
    }
    #expect(failure?.message.contains("residual") == true && failure?.message.contains("layers/2/layers/0") == true)
  }

  @Test func withoutARepeatTheNetworkIsCutInFrontOfItsHead() throws {
    let layers = [dense, .activation(.erf), dense, .activation(.relu), dense, .activation(.tanh), dense]
    let family = try DepthFamily(Architecture(layers: layers), inputShape: shape)
    #expect(family.ownDepth == 3 && family.defaultDepths == [1, 2, 3])
    #expect(try family.architecture(at: 1).layers == [dense, .activation(.tanh), dense])
    #expect(try family.architecture(at: 2).layers == [dense, .activation(.erf), dense, .activation(.tanh), dense])
    #expect(throws: DiagnosisFailure.noDepth(4, known: [1, 2, 3])) { try family.architecture(at: 4) }
  }

  /// The dense layer behind the first convolution would work on an image.
  @Test func cutsThatAreNoArchitectureAreLeftOut() throws {
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)
    let layers = [
      convolution, .activation(.relu), convolution, .flatten, dense, .activation(.relu), dense, .activation(.relu),
      dense,
    ]
    let family = try DepthFamily(
      Architecture(layers: layers), inputShape: .image(height: 4, width: 4, channels: 1))
    #expect(family.ownDepth == 4 && family.defaultDepths == [3, 4])
    #expect(throws: DiagnosisFailure.noDepth(1, known: [3, 4])) { try family.architecture(at: 1) }
  }

  @Test func aShallowNetworkHasOneDepth() throws {
    for layers in [[dense], [dense, .activation(.relu), dense]] {
      let family = try DepthFamily(Architecture(layers: layers), inputShape: shape)
      #expect(family.ownDepth == 1 && family.defaultDepths == [1])
      #expect(try family.architecture(at: 1).layers == layers)
    }
  }

  @Test(arguments: [
    ("layers/1", [1]), ("layers/1/repeat", [1]), ("layers/2/residual/layers/0", [2, 0]), ("layers/2/layers/0", [2, 0]),
  ]) func placesAreRead(text: String, indices: [Int]) {
    #expect(LayerPlace(text)?.indices == indices)
  }

  @Test(arguments: ["", "1", "layers", "layers/x", "layers/-1", "layers/1/", "layers/1/repeat/count", "/layers/1"])
  func whatIsNoPlaceIsNone(text: String) { #expect(LayerPlace(text) == nil) }
}
