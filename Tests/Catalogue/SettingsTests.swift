import Catalogue
import Suite
import Testing

/// A file is judged by the settings that it was computed with: what its cells depend on and a paper leaves open stands
/// there.
@Suite("What settings hold")
struct SettingsTests {
  @Test(arguments: [
    ("lee2018/table2", ["noiseVariance", "preprocessing"]),
    (
      "lee2018/table2-networks", ["noiseVariance", "preprocessing", "leastBiasVariance", "learningRate", "weightDecay"]
    ),
    ("lee2018/figure1", ["noiseVariance", "preprocessing", "leastBiasVariance", "batchSizes", "depths"]),
    ("lee2018/figure2", ["learningRate", "weightVariance", "biasVariance", "batchSizes", "hopeful", "preprocessing"]),
    ("lee2018/figure3", ["noiseVariance", "preprocessing", "bootstrapSamples"]),
    ("lee2018/figure9", ["noiseVariance", "preprocessing"]), ("lee2018/selection", ["noiseVariance", "preprocessing"]),
    ("lee2018/preprocessing", ["noiseVariance"]), ("jacot2018/regression", ["noiseVariance", "preprocessing"]),
    ("jacot2018/figure1", ["rate"]), ("schoenholz2017/figure1", ["gap"]),
    ("schoenholz2017/figure2", ["startVariance", "criticalDistances"]),
    ("schoenholz2017/figure5", ["sgdRate", "rmsPropRate", "rateWidth", "guide", "preprocessing"]),
    ("lee2019/figure1", ["preprocessing"]), ("lee2019/figure2", ["preprocessing"]),
    ("xiao2020/table1", ["dimension", "classes", "orderedReLU", "chaoticTanh"]),
    ("xiao2020/table1-convolutions", ["side", "channels", "distribution", "classes", "orderedErf"]),
    ("xiao2020/figure1", ["side", "channels", "distribution", "chaoticErf", "preprocessing"]),
    ("xiao2020/spectrum", ["preprocessing", "orderedErf"]), ("xiao2020/figure2-kernel", ["preprocessing"]),
    ("xiao2020/figure2-sgd", ["window", "rate"]), ("xiao2020/figure2-sgd-cnn", ["block", "rate"]),
    ("arora2019/table1-networks", ["batch", "block", "rate", "multiplier", "channels"]),
    ("bayes/uncertainty", ["depth", "weightVariance", "biasVariance", "preprocessing", "rate", "dropoutPatience"]),
    ("bayes/double-descent", ["window", "weightVariance", "biasVariance", "peakFrom"]),
    ("bayes/weight-decay", ["window", "noise", "lowNoise", "lowNoisePatience", "decaySteps"]),
    ("bayes/posteriors", ["weightVariance", "biasVariance", "step", "stepsTried", "leastAccepted"]),
    ("finitewidth/statistics", ["images", "window"]),
    ("novak2019/figure", ["block", "batch", "rates", "scales", "smallError", "noiseVariance", "weightVariance"]),
    ("finitewidth/dynamics", ["times", "rate", "weightVariance", "biasVariance", "window"]),
  ])
  func choicesAreStored(id: String, names: [String]) throws {
    let experiment = try #require(catalogue.experiments.first { $0.id == id })
    for tier in Tier.allCases {
      guard let text = try experiment.settingsText(tier) else { continue }
      for name in names { #expect(text.contains("\"\(name)\":"), "\(id), \(tier.rawValue): \(name)") }
    }
  }

  /// Rows of Lee et al. 2018, Table 2, bring the networks that they stand for.
  @Test(arguments: [
    "lee2018/table2", "lee2018/figure1", "lee2018/figure3", "lee2018/selection", "lee2018/preprocessing",
    "jacot2018/regression",
  ])
  func rowsAreStoredWithTheirProcesses(id: String) throws {
    let experiment = try #require(catalogue.experiments.first { $0.id == id })
    let text = try #require(try experiment.settingsText(.paper))
    let row = #"{"label":"MNIST:1k","relu":{"biasVariance":0.28,"depth":20,"weightVariance":1.45},"#
    #expect(text.contains(row + #""tanh":{"biasVariance":0.62,"depth":20,"weightVariance":1.96}}"#))
  }

  @Test(arguments: ["lee2018/table2-networks", "lee2018/figure1"])
  func rowsAreStoredWithTheirNetworks(id: String) throws {
    let experiment = try #require(catalogue.experiments.first { $0.id == id })
    let text = try #require(try experiment.settingsText(.standard))
    let network =
      #""biasVariance":1,"depth":5,"leastBiasVariance":1e-05,"weightVariance":1.88,"width":500}"#
    #expect(text.contains(#""CIFAR:100":{"relu":{"# + network))
  }
}
