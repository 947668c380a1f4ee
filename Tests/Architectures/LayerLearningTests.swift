import Architectures
import Testing

@Suite struct LayerLearningTests {
  @Test func trueAndFalseAreTheNTKParameterisationAndNone() {
    #expect(LayerLearning.ntk == true && LayerLearning.none == false)
    #expect(LayerLearning(isTrained: true) == .ntk && LayerLearning(isTrained: false) == .none)
  }

  @Test func ratesFollowTheVariancesUnlessTheyAreGiven() {
    #expect(LayerLearning.ntk.rates(weightVariance: 2, biasVariance: 0.5) == (2, 0.5))
    #expect(LayerLearning.none.rates(weightVariance: 2, biasVariance: 0.5) == (0, 0))
    #expect(LayerLearning.rates(weights: 64, biases: 1).rates(weightVariance: 2, biasVariance: 0.5) == (64, 1))
  }

  @Test func whatHasARateLearns() throws {
    let learning: [(LayerLearning, Bool)] = [
      (.ntk, true), (.none, false), (.rates(weights: 0, biases: 0), false), (.rates(weights: 0, biases: 1), true),
      (.rates(weights: 1, biases: 0), true),
    ]
    for (learning, learns) in learning {
      #expect(learning.learns == learns)
      let layer = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: learning)
      let branches = Layer.parallel(
        [[.dense(weightVariance: 1, biasVariance: 0, trainable: false)], [layer]], join: .sum)
      #expect(try Architecture(layers: [branches]).learns == learns)
    }
  }
}
