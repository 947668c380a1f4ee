import Foundation
import Plotting
import Results
import Suite

/// What `BiasVarianceOverTime` found: its networks' departures from the limit, fitted to infinite width.
struct ClosureFindings: Findings {
  private let readings: ClosureReadings
  private let settings: BiasVarianceOverTime.Settings

  init(_ tables: Tables, _ settings: BiasVarianceOverTime.Settings) throws {
    readings = ClosureReadings(try tables.only, settings)
    self.settings = settings
  }

  var scores: [Score] {
    get throws {
      try prediction + Part.allCases.map { try shift($0, alone: false) } + Quantity.allCases.map { try part($0, .data) }
        + [part(.sum, .between), alone, shift(.data, alone: true)] + (1...settings.tracked).map(learnt)
    }
  }

  /// What theory says by itself.
  private var prediction: [Score] {
    get throws {
      try Part.allCases.map { part in
        Score(
          key: "\(part.rawValue)/best_time", value: try readings.bestTime(part),
          title: "\(part.title): λ_max t* by the spectrum")
      }
    }
  }

  private func score(_ key: String, _ values: [[Double]], above offset: Double = 0, _ title: String) throws -> Score {
    let limit = try WidthLimit(widths: settings.widths, values: values)
    return Score(
      key: key, value: offset + limit.value, standardError: limit.standardError, samples: limit.blocks, title: title)
  }

  private func shift(_ part: Part, alone: Bool) throws -> Score {
    let shifts = try readings.departures(part, .sum, alone: alone).map { blocks in
      try blocks.map { try readings.shift(of: $0, part) }
    }
    return try score(
      "\(part.rawValue)/minimum_shift" + (alone ? "_alone" : ""), shifts,
      "\(part.title): log of the networks' best time over t*" + (alone ? ", networks alone" : ""))
  }

  /// A part of the sum at t*, in units of the sum.
  private func part(_ quantity: Quantity, _ part: Part) throws -> Score {
    let step = try readings.bestStep(part)
    let sum = try readings.theory(part, .sum)[step]
    return try score(
      "\(part.rawValue)/\(quantity.rawValue)",
      readings.departures(part, quantity, alone: false).map { $0.map { $0[step] / sum } },
      "\(part.title) at t*: \(quantity.title) beyond the limit's, over the sum")
  }

  private var alone: Score {
    get throws {
      let step = try readings.bestStep(.data)
      let sum = try readings.theory(.data, .sum)[step]
      return try score(
        "data/sum_alone", readings.departures(.data, .sum, alone: true).map { $0.map { $0[step] / sum } }, above: 1,
        "on the data at t*: mean square distance from f* over theory's, networks alone")
    }
  }

  /// At the recorded step next to 1/λ.
  private func learnt(_ mode: Int) throws -> Score {
    let eigenvalues = try readings.table[ClosureTheory.eigenvalue]
    let time = eigenvalues[0] / eigenvalues[mode - 1]
    let step =
      readings.times.indices.dropFirst().min {
        log(readings.times[$0] / time).magnitude < log(readings.times[$1] / time).magnitude
      } ?? 0
    return try score(
      "mode\(mode)/learnt", readings.learnt(mode: mode, step: step),
      "mode \(mode) at 1/λ: what networks have learnt of the data over theory's")
  }

  var figure: Figure? {
    get throws {
      let figure = ClosureFigure(readings)
      return try Figure(
        title: "data around a known function: bias and variance over training time", columns: 2,
        panels: [figure.parts, figure.minimum, figure.eigenvectors, figure.contents])
    }
  }

  var narrative: String {
    get throws {
      let widest = settings.widths[settings.widths.count - 1]
      let variances = String(format: "σ_w² = %g, σ_b² = %g", settings.weightVariance, settings.biasVariance)
      let (table, modes) = (try self.table(width: widest), try self.modes)
      return """
        erf, \(settings.hiddenLayers) hidden layer\(settings.hiddenLayers == 1 ? "" : "s"), \(variances), NTK \
        parameterisation; f*(x) = sin 4x + ½ cos 4x on \(settings.inputs) inputs from −1 to 1, noise of σ = \
        \(settings.noise) on each and of \(settings.commonNoise) common to all; full-batch gradient descent at η = \
        \(settings.rateFraction)/λ_max on half the sum of squares. \(settings.blocks) blocks a width of four networks, \
        two initial functions times two draws of the data. Numbers are limits a of a + b/n over the wider half of the \
        widths \(settings.widths.map(String.init).joined(separator: ", ")); an interval joins Student's 99 % over \
        blocks with the change of a between the two halves. From each block is taken off what the limit makes of the \
        same initial functions and data, except where networks are judged alone. In the picture the points in (a) are \
        means over blocks as they are; those in (b) are theory and what networks differ by from the limit. The table is of the networks of width \
        \(widest), on the data, means over blocks, beside the limit.

        \(table)

        The first eigenvectors q of Θ: the time to learn them, λ_max/λ; what they carry of f*, c = q·f*, and all so \
        far; the variance of the initial functions, κ, and of the noise, ν, along them; and where each alone is best.

        \(modes)
        """
    }
  }

  private func table(width: Int) throws -> String {
    let shown: [Quantity] = [.biasSquare, .initialVariance, .noiseVariance, .sum]
    let networks = try shown.map { try readings.values(.networks, .data, $0, width: width) }
    let theory = try shown.map { try readings.theory(.data, $0) }
    let best = try readings.bestStep(.data)
    let steps = [0, settings.steps.count / 4, settings.steps.count / 2, best, settings.steps.count - 1]
    return TextTable(
      ["λ_max t"] + ["bias²", "initial", "noise", "sum"].flatMap { [$0, "limit"] }, numbersFrom: 0,
      rows: Array(Set(steps)).sorted().map { step in
        [String(format: "%g", readings.times[step])]
          + zip(networks, theory).flatMap { blocks, limit in
            [blocks.map { $0[step] }.mean, limit[step]].map { String(format: "%.4f", $0) }
          }
      }
    ).markdown
  }

  private var modes: String {
    get throws {
      let table = readings.table
      let eigenvalues = try table[ClosureTheory.eigenvalue]
      let coefficients = try table[ClosureTheory.coefficient]
      let (initial, noise) = (try table[ClosureTheory.initial], try table[ClosureTheory.noise])
      let times = try table[ClosureTheory.modeTime]
      let squares = try table[ClosureTheory.signal]
      let all = squares.reduce(0, +)
      return TextTable(
        ["mode", "λ_max/λ", "c", "of ‖f*‖² so far", "κ", "ν", "λ_max t_k"], numbersFrom: 0,
        rows: (0..<min(8, squares.count)).map { (mode: Int) -> [String] in
          let soFar: Double = squares.prefix(mode + 1).reduce(0, +) / all
          let numbers: [(String, Double)] = [
            ("%.1f", eigenvalues[0] / eigenvalues[mode]), ("%.2f", coefficients[mode]), ("%.3f", soFar),
            ("%.3f", initial[mode]), ("%.2f", noise[mode]), ("%.1f", times[mode]),
          ]
          return ["\(mode + 1)"] + numbers.map { String(format: $0.0, $0.1) }
        }
      ).markdown
    }
  }
}
