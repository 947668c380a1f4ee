import Foundation
import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// The convolutional curves of Figure 1 in a results file, what is judged of them, and how they are drawn.
struct XiaoConvolutionCurves {
  private let shallowDepths = XiaoFigure1Convolutions.shallowDepths.map(Double.init)
  private let criticalDepths: [Double]
  /// κ by phase, then by training size and architecture.
  private var condition: [Phase: [[[Double]]]] = [:]
  private let logChi1: Double

  init(_ results: ResultsFile, tier: Tier) throws {
    criticalDepths = XiaoFigure1Convolutions.criticalDepths(tier).map(Double.init)
    logChi1 = log(try XiaoFigure1.point(.ordered).chi1)
    let (sizes, kinds) = (XiaoFigure1.sizes.count, XiaoFigure1Convolutions.architectures.count)
    func curves(_ group: String, _ depths: Int) throws -> [[Double]] {
      let (largest, smallest) = (
        try results.numbers("lambda_max", group: group).values, try results.numbers("lambda_min", group: group).values
      )
      return TileGrid.pieces(0..<largest.count, depths).map { $0.map { largest[$0] / smallest[$0] } }
    }
    func bySize(_ curves: some Sequence<[Double]>) -> [[[Double]]] {
      let list = Array(curves)
      return (0..<sizes).map { Array(list[$0 * kinds..<($0 + 1) * kinds]) }
    }
    let shallow = try curves("/convolutions", shallowDepths.count)
    for (p, phase) in XiaoFigure1Convolutions.shallowPhases.enumerated() {
      condition[phase] = bySize(shallow[p * sizes * kinds..<(p + 1) * sizes * kinds])
    }
    condition[.critical] = bySize(try curves("/critical_convolutions", criticalDepths.count))
  }

  /// (d m + 2)/2, with d = 1 for flattening.
  private static func limit(_ size: Int, positions: Int) -> Double { Double(positions * size + 2) / 2 }

  var measurements: [Score] {
    get throws {
      try XiaoFigure1.sizes.enumerated().flatMap { s, size -> [Score] in
        let (chaotic, ordered, critical) = (
          condition[.chaotic]?[s] ?? [], condition[.ordered]?[s] ?? [], condition[.critical]?[s] ?? []
        )
        let last = shallowDepths.count - 1
        let deep = shallowDepths.indices.filter { shallowDepths[$0] >= 61 }
        let d = Double(RandomPixels.positions)
        var result: [Score] = []
        for (k, name) in XiaoFigure1Convolutions.architectures.enumerated() {
          let title = name.uppercased()
          let slope = try LeastSquaresFit.line(
            x: deep.map { log(shallowDepths[$0]) },
            y: deep.map { log(ordered[k][$0]) + shallowDepths[$0] * logChi1 })
          let limit = Self.limit(size, positions: k == 0 ? 1 : RandomPixels.positions)
          result += [
            Score(
              key: "\(name)/ordered/\(size)/slope_at_122", value: slope.coefficients[1],
              title: "b: \(title), ordered, m = \(size), slope of log κ χ₁ˡ in log l, l = 61 to 122"),
            Score(
              key: "\(name)/critical/\(size)/kappa_at_deepest", value: (critical[k].last ?? .nan) / limit,
              title: "\(k == 0 ? "c" : "d"): \(title), critical, m = \(size), deepest κ over \(Int(limit))"),
          ]
        }
        return result + [
          Score(
            key: "cnn-f/chaotic/\(size)/kappa_at_122", value: chaotic[0][last],
            title: "a: CNN-F, chaotic, m = \(size), κ at l = 122"),
          Score(
            key: "cnn-p/chaotic/\(size)/excess_ratio", value: (chaotic[1][last] - 1) / (chaotic[0][last] - 1) / d,
            title: "a: chaotic, m = \(size), κ − 1 at l = 122, pooled over flattened over d"),
          Score(
            key: "cnn-p/ordered/\(size)/kappa_ratio", value: ordered[1][last] / ordered[0][last] / d,
            title: "b: ordered, m = \(size), κ at l = 122, pooled over flattened over d"),
        ]
      }
    }
  }

  /// Two more curves of the larger training set in the panel of its phase.
  private func lines(_ phase: Phase, kinds: Range<Int>, _ value: (Double, Double) -> Double = { κ, _ in κ }) -> [Layer]
  {
    let (depths, size) = (phase == .critical ? criticalDepths : shallowDepths, XiaoFigure1.sizes.count - 1)
    return kinds.map { k in
      .line(
        x: depths, y: zip(condition[phase]?[size][k] ?? [], depths).map(value),
        label: "\(XiaoFigure1Convolutions.architectures[k].uppercased()), <i>m</i> = \(XiaoFigure1.sizes[size])",
        colour: .palette(2 + k), dash: .dotted)
    }
  }

  var chaotic: [Layer] { lines(.chaotic, kinds: 0..<2) }
  var ordered: [Layer] { lines(.ordered, kinds: 0..<2) { κ, depth in κ * exp(depth * logChi1) } }
  var critical: [Layer] { lines(.critical, kinds: 0..<1) }

  var pooledPanel: Panel {
    let curves = XiaoFigure1.sizes.enumerated().map { s, size in
      Layer.line(
        x: criticalDepths, y: condition[.critical]?[s][1] ?? [], label: "<i>m</i> = \(size)", colour: .palette(s),
        dash: .solid)
    }
    let limits = XiaoFigure1.sizes.map { size in
      let limit = Self.limit(size, positions: RandomPixels.positions)
      return Layer.horizontal(at: limit, label: "\(Int(limit))")
    }
    return Panel(
      title: "<b>(d)</b> critical, CNN-P",
      x: PlotAxis("depth <i>l</i>", scale: .logarithmic, from: 2, to: criticalDepths.last ?? 1_000),
      y: PlotAxis("κ<sup>(<i>l</i>)</sup>", from: 0, to: 600), layers: curves + limits)
  }
}
