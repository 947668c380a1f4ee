import Foundation
import Plotting
import Results
import Suite

/// The eigenvalues of `PrincipalComponents`, and how its networks descend along the second component.
struct ComponentDescent: Findings {
  /// What one network did.
  private struct Descent {
    let group: PrincipalComponents.Group
    /// By time.
    let along, across: [Double]
    /// E f^(2) Θ̂ f^(2) at both ends.
    let before, after: Double

    /// How far it left the straight line.
    var deviation: Double { across.max() ?? .nan }
    /// The logarithm of the kernel's growth along f^(2) by training: networks differ by factors.
    var growth: Double { log(after / before) }
  }

  private let settings: PrincipalComponents.Settings
  private let descents: [Descent]
  private let times: [Int]
  /// By component, one a batch.
  private let eigenvalues: [[Double]]
  private let labels: [Int]
  /// f^(2) and f^(3) of every digit.
  private let second, third: [Double]

  init(_ tables: Tables, _ settings: PrincipalComponents.Settings) throws {
    typealias Own = PrincipalComponents
    let (spectra, networks) = (try tables[Own.spectra], try tables[Own.networks])
    self.settings = settings
    times = try networks[Own.time]
    let along = try networks.lists(Own.along, by: Own.network)
    let across = try networks.lists(Own.across, by: Own.network)
    let (before, after) = (try networks[Own.rateBefore], try networks[Own.rateAfter])
    descents = settings.members.indices.map {
      Descent(
        group: settings.members[$0], along: along[$0], across: across[$0], before: before[$0], after: after[$0])
    }
    eigenvalues = try spectra.lists(Own.eigenvalue, by: Own.component)
    labels = try spectra[Own.label]
    second = try spectra[Own.coordinate, Own.component == 2]
    third = try spectra[Own.coordinate, Own.component == 3]
  }

  private func of(_ width: Int) -> [Descent] { descents.filter { $0.group.width == width } }

  /// λ₂ of the batch that networks are trained on.
  private var secondEigenvalue: Double { eigenvalues[1][0] }

  /// log |1 − ηλ₂|^{t/η}: what t/η steps of rate η leave of f* − f at infinite width.
  private func logLimit(_ time: Int, rate: Int) -> Double {
    Double(time) / Double(rate) * log((1 - Double(rate) * secondEigenvalue).magnitude)
  }

  /// How much faster than the limit, in steps of the same rate, a network descends: by what is left at the first time
  /// past 1/λ₂.
  private func gain(_ descent: Descent) -> Double {
    let place = times.firstIndex { Double($0) * secondEigenvalue >= 1 } ?? times.count - 1
    return log(descent.along[place].magnitude / settings.amplitude)
      / logLimit(times[place], rate: descent.group.rate) - 1
  }

  var scores: [Score] {
    get throws {
      let values = (1...3).map { component in
        Score(
          key: "eigenvalue/\(component)", meanOf: eigenvalues[component - 1],
          title: "λ\(component), mean over batches of \(settings.images) digits")
      }
      let own = settings.groups.flatMap { group in
        let (descents, score) = (of(group.width), Scorer(key: "n\(group.width)/", title: "width \(group.width): "))
        return [
          score(
            "gain", meanOf: descents.map(gain),
            "rate of descent along f^(2) over λ₂, less 1"),
          score(
            "kernel_growth", meanOf: descents.map(\.growth),
            "logarithm of the growth of the kernel along f^(2) by training"),
        ]
      }
      let (widest, narrowest) = (settings.groups[0].width, settings.groups[settings.groups.count - 1].width)
      // Networks of all widths in one line, each with its own noise.
      let fit = try LeastSquaresFit.line(
        x: descents.map { log(Double($0.group.width)) }, y: descents.map { log($0.deviation) })
      return values + own + [
        Score(
          key: "gain_of_narrow", differenceOfMeans: of(narrowest).map(gain), minus: of(widest).map(gain),
          title: "gain of the narrowest less the widest networks"),
        Score(
          key: "deviation_exponent", value: -fit.coefficients[1], standardError: fit.standardErrors[1],
          degreesOfFreedom: fit.degreesOfFreedom, samples: descents.count,
          title: "p of the largest distance from the straight line ∝ n^−p"),
      ]
    }
  }

  /// (a) digits by their components, (b) the distance from the straight line, (c) what is left along f^(2).
  var figure: Figure? {
    let digits = (0..<10).map { label in
      let own = labels.indices.filter { labels[$0] == label }
      return Layer.points(
        x: own.map { second[$0] }, y: own.map { third[$0] }, label: "\(label)",
        colour: .sequential(Double(label) / 9), size: 4)
    }
    let x = times.map(Double.init)
    func lines(_ values: (Descent) -> [Double]) -> [Layer] {
      settings.groups.enumerated().flatMap { k, group in
        of(group.width).map {
          .line(
            x: x, y: values($0), label: "<i>n</i> = \(group.width)", colour: .palette(k), dash: .solid, width: 1.1)
        }
      }
    }
    let theory = Layer.line(
      x: x, y: times.map { settings.amplitude * exp(logLimit($0, rate: settings.groups[0].rate)) },
      label: "<i>n</i> = ∞", colour: .black, dash: .dashed,
      width: 2)
    return Figure(
      columns: 3,
      panels: [
        Panel(
          title: "digits by their components", x: PlotAxis("<i>f</i> <sup>(2)</sup>"),
          y: PlotAxis("<i>f</i> <sup>(3)</sup>"), layers: digits),
        Panel(
          title: "distance from the straight line", x: PlotAxis("<i>t</i>"), y: PlotAxis("‖<i>h<sub>t</sub></i>‖"),
          layers: lines(\.across)),
        Panel(
          title: "along the second component", x: PlotAxis("<i>t</i>"), y: PlotAxis("‖<i>g<sub>t</sub></i>‖"),
          layers: lines(\.along) + [theory]),
      ])
  }

  var narrative: String {
    """
    Networks of \(settings.hiddenLayers) hidden layers, ReLU, W and b from N(0, 1) in NTK parameterisation, α̃ = Wα/√n + \
    \(settings.biasVariance.squareRoot()) b; pixels from 0 to 1. Eigenvalues are those of Θ/N at infinite width, the \
    mean over \(settings.batches) batches of \(settings.images) digits drawn at random. Networks are trained on the \
    first batch towards f₀ + \(settings.amplitude) f^(2), full-batch on half the mean squared error, at \
    \(settings.groups.map { "rate \($0.rate) for width \($0.width)" }.joined(separator: ", ")); time is rate times steps. \
    The gain is how much faster a network descends along f^(2) until 1/λ₂ than steps of the same rate η do in the \
    limit, which leave (1 − ηλ₂)^{t/η}; the kernel's growth is that of E f^(2) Θ̂ f^(2) by training.
    """
  }
}
