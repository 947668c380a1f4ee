import Architectures
import Failures
import Foundation
import Testing
import UserData

@Suite struct SelectionGridTests {
  static func network() throws -> Architecture {
    try Architecture(
      json: Data(
        """
        { "layers": [
          {"dense": {"weightVariance": 1.5}},
          {"repeat": {"count": 3, "layers": [
            {"activation": "relu"}, {"dense": {"weightVariance": 2, "biasVariance": 0.25}}]}},
          {"dropout": {"keepProbability": 0.5}}, {"dense": {"weightVariance": 1}} ] }
        """.utf8), source: "A.json")
  }

  static func grid(_ axes: String...) throws -> SelectionGrid {
    try SelectionGrid(network(), over: axes.map { try SelectionAxis($0) })
  }

  @Test func pointsAreAllCombinationsTheLastAxisFirst() throws {
    let grid = try Self.grid("weightVariance=1,2", "noiseVariance=0.1,0.2", "depth=4:6")
    #expect(grid.count == 12 && grid.shape == [2, 2, 3])
    #expect(grid.values(0) == [1, 0.1, 4] && grid.values(1) == [1, 0.1, 5] && grid.values(11) == [2, 0.2, 6])
    // Points that differ in noise alone share a kernel.
    #expect(grid.families == [[0, 3], [1, 4], [2, 5], [6, 9], [7, 10], [8, 11]])
    let network = try grid.architecture([2, 0.2, 6])
    let numbers = try network.numbers
    #expect(numbers.filter { $0.name == "weightVariance" }.allSatisfy { $0.value == 2 })
    #expect(numbers.first { $0.path == "layers/1/repeat/count" }?.value == 6)
    #expect(numbers.filter { $0.name == "biasVariance" }.map(\.value) == [0, 0.25, 0])
  }

  @Test func anyNumberOfTheFileIsAnAxis() throws {
    let grid = try Self.grid("layers/2/dropout/keepProbability=0.25,0.75", "layers/0/dense/biasVariance=0:1:2")
    #expect(grid.axes.map(\.coordinate) == ["layers.2.dropout.keepProbability", "layers.0.dense.biasVariance"])
    #expect(
      try grid.architecture([0.25, 1]).numbers.filter { $0.name == "biasVariance" }.map(\.value) == [1, 0.25, 0])
  }

  @Test func numbersThatTheFileLeavesOutAreAxes() throws {
    let network = try Architecture(layers: [
      .convolution(Convolution(kernelSize: 3, weightVariance: 1)), .activation(.gaussian(scale: 1, rate: -1)),
      .averagePooling(window: [2, 2]), .selfAttention(SelfAttention()), .flatten,
    ])
    let grid = try SelectionGrid(
      network,
      over: [
        "layers/0/convolution/stride=1:2", "layers/1/activation/gaussian/b=-2,-1", "biasVariance=0,0.5",
        "layers/2/averagePooling/stride/0=1,2", "layers/2/averagePooling/window/1=2,3",
      ].map { try SelectionAxis($0) })
    #expect(
      try grid.architecture([2, -2, 0.5, 1, 3]).layers == [
        .convolution(Convolution(kernelSize: 3, stride: 2, weightVariance: 1, biasVariance: 0.5)),
        .activation(.gaussian(scale: 1, rate: -2)), .averagePooling(window: [2, 3], stride: [1, 2]),
        .selfAttention(SelfAttention(biasVariance: 0.5)), .flatten,
      ])
  }

  @Test func wholeNumbersOfNonlinearitiesAreNoFractions() throws {
    let network = try Architecture(layers: [
      .dense(Dense(weightVariance: 1)), .activation(.rectifiedMonomial(degree: 2)), .dense(Dense(weightVariance: 1)),
    ])
    let axis = "layers/1/activation/rectifiedMonomial/degree"
    let error = #expect(throws: SelectionFailure.notWhole(axis: axis, value: 2.5)) {
      try SelectionGrid(network, over: [SelectionAxis(axis + "=1,2.5")])
    }
    let message = try #require(error).message
    #expect(!message.contains("\n") && message.contains(axis))
    #expect(try SelectionGrid(network, over: [SelectionAxis(axis + "=1:3")]).axes[0].values == [1, 2, 3])
  }

  @Test func anAxisThatTheFileDoesNotHaveIsNamedWithWhatThereIs() throws {
    let error = #expect(throws: SelectionFailure.self) { try Self.grid("layers/9/dense/weightVariance=1,2") }
    let message = try #require(error).message
    #expect(!message.contains("\n"))
    for name in ["layers/9/dense/weightVariance", "depth", "noiseVariance", "layers/1/repeat/count"] {
      #expect(message.contains(name), "\(message)")
    }
    #expect(try #require(error).exitStatus == .badData)
    let plain = Architecture.fullyConnected(depth: 1, nonlinearity: .relu, weightVariance: 1, biasVariance: 0)
    #expect(throws: SelectionFailure.self) { try SelectionGrid(plain, over: [SelectionAxis("depth=1:3")]) }
  }

  @Test(arguments: [
    ["weightVariance=1,2", "layers/0/dense/weightVariance=1,2"], ["depth=1,2", "layers/1/repeat/count=1,2"],
    ["noiseVariance=1,2", "noiseVariance=3"],
  ]) func axesOfOneNumberAreRefused(axes: [String]) {
    #expect(throws: SelectionFailure.self) {
      try SelectionGrid(Self.network(), over: axes.map { try SelectionAxis($0) })
    }
  }

  @Test func valuesAgainstTheRulesAreRefusedBeforeAnyWork() {
    #expect(throws: ArchitectureFailure.self) { try Self.grid("layers/2/dropout/keepProbability=0.5,1.5") }
    #expect(throws: ArchitectureFailure.self) { try Self.grid("weightVariance=-1:1:3") }
    #expect(throws: SelectionFailure.self) { try Self.grid("noiseVariance=-1,1") }
    #expect(throws: SelectionFailure.self) { try Self.grid("depth=1,2.5") }
    #expect(throws: SelectionFailure.self) { try Self.grid("weightVariance=1:2:1000", "biasVariance=1:2:1000") }
  }
}
