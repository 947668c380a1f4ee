import Datasets
import FiniteWidth
import MeanField
import Results

/// The maps of Figure 5: what is trained, and for how long.
package enum Trainability {
  /// What all maps share, and the maps.
  package struct Settings: Codable, Sendable {
    package var maps: [Map]
    /// Of the networks, of the images they are trained on, of those among them that accuracies are of, and of a batch.
    package var width, images, scored, batch: Int
    package var biasVariance = 0.05
    /// At `rateWidth`.
    package var sgdRate = 1e-3
    var rmsPropRate = 1e-5
    var rateWidth = 300
    /// The multiple of ξ_c beyond which networks are said not to train: from memory of the paper, not read in it.
    var guide = 6.0
    var preprocessing = Preprocessing.perImageStandardised

    package init(maps: [Map], width: Int, images: Int, scored: Int, batch: Int) {
      self.maps = maps
      (self.width, self.images, self.scored, self.batch) = (width, images, scored, batch)
    }

    func learningRate(_ method: Method) -> Double {
      (method == .sgd ? sgdRate : rmsPropRate) * Double(rateWidth) / Double(width)
    }
  }

  /// A map over σ_w² and depth.
  package struct Map: Codable, Sendable {
    var dataset: DatasetDescription
    var method: Method
    /// With which dropout keeps a unit while it trains; 1: there is none.
    var keepProbability = 1.0
    package var weightVariances: [Double]
    package var depths: [Int]
    /// By growing number of steps.
    package var looks: [Look]

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

    /// - Parameter everySecond: of the columns, from the second on: of 12 that keeps the one next to the critical line.
    package init(
      _ dataset: DatasetDescription, _ method: Method, keepProbability: Double = 1, columns: Int,
      everySecond: Bool = false, depths: [Int], looks: [Look]
    ) {
      (self.dataset, self.method, self.keepProbability) = (dataset, method, keepProbability)
      let places = everySecond ? Array(stride(from: 1, to: columns, by: 2)) : Array(0..<columns)
      weightVariances = places.map { 1 + 3 * Double($0) / Double(columns - 1) }
      (self.depths, self.looks) = (depths, looks)
    }

    /// `count` depths, evenly from `first` to `last`, to the nearest layer.
    static func depths(_ count: Int, from first: Int, to last: Int) -> [Int] {
      (0..<count).map { first + ((last - first) * $0 * 2 + count - 1) / (2 * (count - 1)) }
    }
  }

  /// A number of steps after which networks are looked at, and those that are trained so long.
  package struct Look: Codable, Sendable {
    package var steps: Int
    /// Deeper networks are not, and no column whose guide is beyond three quarters of it: there the boundary cannot be
    /// seen. nil: all depths and columns.
    package var deepest: Int?
    /// Of the networks deeper than this many ξ_c a column has the first alone, the control, which shows whether those
    /// that are left out could have been trained; nil: all.
    package var reach: Double?

    package init(steps: Int, deepest: Int? = nil, reach: Double? = nil) {
      (self.steps, self.deepest, self.reach) = (steps, deepest, reach)
    }

    /// How many of a column's ascending depths are trained so long, from the shallowest on.
    package func count(of depths: [Int], depthScale: Double?, guide: Double) -> Int {
      var count = depths.count
      if let reach, let depthScale {
        count = min(count, depths.prefix { Double($0) <= reach * depthScale }.count + 1)
      }
      guard let deepest else { return count }
      guard let depthScale, guide * depthScale <= 0.75 * Double(deepest) else { return 0 }
      return min(count, depths.prefix { $0 <= deepest }.count)
    }

    /// Which networks are trained so long, "304 steps up to 12 ξ_c and the next of a column"; nil: all.
    func words(guide: Double) -> String? {
      guard reach != nil || deepest != nil else { return nil }
      let own = reach.map { " up to \(Int($0)) ξ_c and the next of a column" } ?? ""
      let limit = deepest.map {
        " with at most \($0) layers, in columns where \(Int(guide)) ξ_c is at most \(0.75 * Double($0)) layers"
      }
      return "\(steps) steps" + own + (limit ?? "")
    }
  }

  package enum Method: String, Codable, Sendable {
    case sgd, rmsProp = "rmsprop"

    var title: String { self == .sgd ? "SGD" : "RMSProp" }
    var optimiser: Optimiser { self == .sgd ? .gradientDescent : .rmsProp() }
  }
}

extension Trainability.Settings {
  /// ξ_c = −1/log χ_{c*}, in either phase; nil on the critical line, which dropout does not leave.
  package func depthScale(_ map: Trainability.Map, _ weightVariance: Double) throws -> Double? {
    try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: biasVariance,
      keepProbability: map.keepProbability
    ).correlationDepthScale.value
  }

  /// By depth to how many looks a column's network is trained: those up to the last that has it.
  func looks(_ map: Trainability.Map, depthScale: Double?) -> [Int] {
    let counts = map.looks.map { $0.count(of: map.depths, depthScale: depthScale, guide: guide) }
    return map.depths.indices.map { row in 1 + (counts.lastIndex { row < $0 } ?? -1) }
  }
}
