import Foundation
import Results
import Suite

/// The table of all methods, and what they were.
struct ApproximationNarrative {
  private let readings: ApproximationReadings

  init(_ readings: ApproximationReadings) { self.readings = readings }

  var text: String {
    guard readings.dataSets.count > 1 else { return "" }
    let settings = readings.settings
    let (keeps, decays) = (list(readings.keepProbabilities), list(readings.decays))
    let met = readings.rows(.langevin).count
    return """
      One hidden layer of \(settings.width) erf units, σ_w² = \(format(settings.task.hiddenWeightVariance)) and \
      \(format(settings.task.weightVariance)), σ_b² = \(format(settings.task.hiddenBiasVariance)) and \
      \(format(settings.task.biasVariance)), noise σ² = \(format(settings.task.noiseVariance)); \(settings.task.training) data at 0.5 < \
      |x| < 1.5 of each of \(settings.dataSets) functions drawn from the prior, compared at \(settings.task.places) places in \
      |x| < 2.5. *Exact:* \(settings.chains) preconditioned Crank–Nicolson chains of \(settings.steps) steps on the \
      hidden weights, the readout integrated out; chains met (R̂ ≤ 1.05) for \(readings.dataSets.count) data sets, worth \
      \(Int(readings.effectiveSamples.min() ?? 0)) independent draws N at least, which costs about 1/(2N) nats of its \
      log density, and 1/N of its squared error over the variance. *Mean field:* Adam, \
      \(settings.meanField.steps) steps of \(settings.meanField.pairs) antithetic pairs from each of \
      \(settings.starts) maxima and a draw from the prior, the best bound. *Laplace:* generalised Gauss–Newton, linearised at the \
      best of \(settings.starts) maxima; the data determine \
      \(format(SampleMean(readings.effectiveParameters).mean)) of its parameters on average. *Dropout:* the best of \
      \(settings.keepProbabilities.count) keep probabilities by \(settings.folds)-fold cross-validation (chosen: \
      \(keeps)), \(settings.samples) passes. *Ensembles:* \(settings.members) members, \(settings.descent.steps) steps of \
      Adam, a normal distribution with their variance, which by so few costs at most 1/\(settings.members) nats; plain ones with a share of the prior's weight decay by cross-validation (\(settings.foldMembers) members \
      a fold, log densities extrapolated to any number; chosen: \(decays)), anchored ones \
      towards their own start, on targets with noise. *SGLD:* batches \
      of \(settings.batchSize), constant ε = \(settings.stepSizes.map(format).joined(separator: ", ")), the smallest in \
      the table, \(settings.chains) chains of ε · steps = \(format(settings.langevinTime)) after \
      \(format(settings.langevinWarmUp)); they met for \(met) data sets, which alone count.

      Means over data sets ± standard errors: difference of the means over the exact deviation, deviations over the \
      exact ones (root mean squares over places, geometric means over data sets), negative log predictive density of new \
      observations above the exact one's in nats, and how many of them lie in central intervals of 50, 80 and 95 %.

      \(table)
      """
  }

  private func list(_ values: [Double]) -> String { Set(values).sorted().map(format).joined(separator: ", ") }

  private func format(_ value: Double) -> String { String(format: "%.3g", value) }

  private var table: String {
    TextTable(
      ["method", "mean error", "gap", "among data", "outside", "NLPD above exact", "50 %", "80 %", "95 %"],
      numbersFrom: 1, rows: ApproximationMethod.allCases.map(row)
    ).markdown
  }

  private func row(_ method: ApproximationMethod) -> [String] {
    guard readings.rows(method).count > 1 else { return [method.title] + Array(repeating: "", count: 8) }
    func ratio(_ region: ApproximationTask.Region) -> String {
      String(format: "%.2f", exp(SampleMean(readings.logRatios(method, region)).mean))
    }
    func withError(_ values: [Double], _ form: String) -> String {
      let mean = SampleMean(values)
      return String(format: "\(form) ± \(form)", mean.mean, mean.bar)
    }
    let coverages = [0.5, 0.8, 0.95].map { level in
      String(format: "%.2f", SampleMean(readings.values(method) { own, _ in own.coverage(level) }).mean)
    }
    return [method.title, withError(readings.meanErrors(method), "%.2f")]
      + [ApproximationTask.Region.gap, .inside, .outside].map(ratio)
      + [withError(readings.excess(method), "%.3f")] + coverages
  }
}
