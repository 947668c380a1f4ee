import Datasets
import FiniteWidth
import MeanField
import Results

extension Figure5 {
  /// What all maps share, and the maps.
  struct Settings: Codable {
    var maps: [Map]
    /// Of the networks, of the images they are trained on, of those among them that accuracies are of, and of a batch.
    var width, images, scored, batch: Int
    var biasVariance = 0.05
    /// At `rateWidth`.
    var sgdRate = 1e-3
    var rmsPropRate = 1e-5
    var rateWidth = 300
    /// The multiple of ξ_c beyond which networks are said not to train: from memory of the paper, not read in it.
    var guide = 6.0
    var preprocessing = Preprocessing.perImageStandardised

    func learningRate(_ method: Method) -> Double {
      (method == .sgd ? sgdRate : rmsPropRate) * Double(rateWidth) / Double(width)
    }
  }

  /// A map over σ_w² and depth.
  struct Map: Codable, Sendable {
    var dataset: DatasetDescription
    var method: Method
    /// With which dropout keeps a unit while it trains; 1: there is none.
    var keepProbability = 1.0
    var weightVariances: [Double]
    var depths: [Int]
    /// By growing number of steps.
    var looks: [Look]

    /// Of the scores: "mnist/sgd", or with dropout "mnist/sgd/0.99".
    var name: String {
      "\(dataset.id)/\(method.rawValue)" + (keepProbability < 1 ? "/\(keepProbability)" : "")
    }
    var title: String {
      "\(dataset.title), \(method.title)" + (keepProbability < 1 ? ", \(keepProbability) of units kept" : "")
    }
    /// "mnist_sgd_kept_900": of dropout in thousandths, for a group has no point in its name.
    var sweep: SweepName {
      SweepName(
        "\(dataset.id)_\(method.rawValue)"
          + (keepProbability < 1 ? "_kept_\(Int((1_000 * keepProbability).rounded()))" : ""))
    }

    init(
      _ dataset: DatasetDescription, _ method: Method, keepProbability: Double = 1, columns: Int,
      depths: [Int], looks: [Look]
    ) {
      (self.dataset, self.method, self.keepProbability) = (dataset, method, keepProbability)
      weightVariances = (0..<columns).map { 1 + 3 * Double($0) / Double(columns - 1) }
      (self.depths, self.looks) = (depths, looks)
    }

    /// `count` depths, evenly from `first` to `last`, to the nearest layer.
    static func depths(_ count: Int, from first: Int, to last: Int) -> [Int] {
      (0..<count).map { first + ((last - first) * $0 * 2 + count - 1) / (2 * (count - 1)) }
    }
  }

  /// A number of steps after which networks are looked at, and those that are trained so long.
  struct Look: Codable, Sendable {
    var steps: Int
    /// Deeper networks are not, and no column whose guide is below three quarters of it: there the boundary cannot be
    /// seen. nil: all depths and columns.
    var deepest: Int?
    /// Networks deeper than this many ξ_c are not; nil: all are.
    var reach: Double?

    /// Whether a network is trained so long.
    func has(depth: Int, depthScale: Double?, guide: Double) -> Bool {
      if let reach, let depthScale, Double(depth) > reach * depthScale { return false }
      guard let deepest else { return true }
      guard depth <= deepest, let depthScale else { return false }
      return guide * depthScale <= 0.75 * Double(deepest)
    }
  }

  enum Method: String, Codable, Sendable {
    case sgd, rmsProp = "rmsprop"

    var title: String { self == .sgd ? "SGD" : "RMSProp" }
    var optimiser: Optimiser { self == .sgd ? .gradientDescent : .rmsProp() }
  }
}

extension Figure5.Settings {
  /// ξ_c = −1/log χ_{c*}, in either phase; nil on the critical line, which dropout does not leave.
  func depthScale(_ map: Figure5.Map, _ weightVariance: Double) throws -> Double? {
    try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: biasVariance,
      keepProbability: map.keepProbability
    ).correlationDepthScale.value
  }

  /// How many looks a network is trained to: those up to the last that has it.
  func looks(_ map: Figure5.Map, depth: Int, depthScale: Double?) -> Int {
    1 + (map.looks.lastIndex { $0.has(depth: depth, depthScale: depthScale, guide: guide) } ?? -1)
  }
}
