import Foundation
import Results
import Suite

extension TopologyFindings {
  var narrative: String { [table.markdown, outcome, trained, remarks].joined(separator: "\n\n") }

  private var table: TextTable {
    func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", 100 * $0) } ?? "" }
    let activations = settings.priors.map(\.activation)
    let header = activations.flatMap {
      ["GP, \($0.title)", "network, \($0.title)", "stopped early, \($0.title)"]
    }
    let rows = NetworkTopology.allCases.map { topology in
      [topology.title]
        + activations.flatMap { activation in
          let entry = entry(activation, topology)
          return [
            percent(entry?.processAccuracy), percent(entry?.networkAccuracy), percent(entry?.stopped?.testAccuracy),
          ]
        }
    }
    return TextTable(["test accuracy, %"] + header, rows: rows)
  }

  /// Who is above beyond chance; nothing is said of differences whose error is not known.
  private var outcome: String {
    let parts = entries.compactMap { entry -> String? in
      guard let gap = gap(entry), let error = gap.error else { return nil }
      let word = gap.mean.magnitude < 1.96 * error ? "no different from" : gap.mean > 0 ? "above" : "below"
      return "\(entry.topology.title) with \(entry.activation.title) is \(word) its Gaussian process"
    }
    guard !parts.isEmpty else {
      return "Each network was trained from one seed: whether it is above its process is left open."
    }
    return "On the same \(settings.images.test) test images, beyond 95 % of the error: "
      + parts.joined(separator: "; ") + "."
  }

  /// How far the chosen networks were trained, and with what.
  private var trained: String {
    func told(_ choice: TrainedTopology.Choice) -> String {
      entries.compactMap { entry in
        (choice == .learned ? entry.place : entry.stoppedPlace).map { place in
          let (trial, network) = (settings.training.trials[place], entry.trials[place].scored(choice))
          return "\(entry.topology.title) with \(entry.activation.title) at "
            + String(
              format: "rate %g and scale %g, %d steps: %.1f %% of the training images right, mean squared error %.1e",
              trial.rate, trial.scale, network.step, 100 * network.trainingAccuracy, network.trainingError)
        }
      }.joined(separator: "; ")
    }
    let diverged = entries.flatMap(\.trials).count { $0.end == .diverged }
    let noise = entries.map(\.noiseVariance).max() ?? settings.noiseVariance
    return "The chosen networks: \(told(.learned)). Best on validation images, underfitting allowed: \(told(.stopped))"
      + ". \(diverged) of \(entries.flatMap(\.trials).count) trials diverged. "
      + String(format: "The largest σ_ε² that a kernel needed is %g.", noise)
  }

  private var remarks: String {
    let (training, sizes) = (settings.training, settings.images)
    let rates = training.rates.map { String(format: "%g", $0) }.joined(separator: ", ")
    let scales = training.scales.map { String(format: "%g", $0) }.joined(separator: ", ")
    let priors = settings.priors.map {
      String(format: "\($0.activation.title) σ_w² = %g, σ_b² = %g", $0.weightVariance, $0.biasVariance)
    }.joined(separator: "; ")
    let seeds =
      training.otherSeeds.isEmpty
      ? ""
      : " The chosen network is trained again from \(training.otherSeeds.count) other "
        + "\(training.otherSeeds.count == 1 ? "initialisation" : "initialisations"); accuracies are "
        + "means over all of these, and the errors have their spread, pooled over all networks."
    return """
      \(settings.priors.map(\.depth).max() ?? 0) hidden layers (\(priors)), convolutions of 3 × 3, \(sizes.training) \
      training images at \(sizes.pixels). Networks have \(training.width) units a layer, convolutional ones \
      \(training.channels) channels: Adam on the mean squared error at a constant rate (\(rates)), outputs at the \
      beginning \(scales) times the prior's, mini-batches of \(training.batch), until all training images are right \
      with a mean squared error below \(String(format: "%g", training.smallError)), or \(training.steps) steps at the \
      fastest rate, in proportion more at slower ones. Of those that got all training images right the one is chosen \
      that does best on \(sizes.validation) validation images.\(seeds) "Stopped early" is the network that does best \
      on the validation images at any step that was looked at, whether it has learned the training images or not. A \
      locally connected network, whose positions share no weights, has the Gaussian process of the flattened \
      convolutional one, and is not trained here: what a network has above its process may be weight sharing or \
      training, and equivariance is not judged. The paper tunes depths, variances, channels and rates on 45,000 images \
      of 32 × 32 pixels: its accuracies are not a measure of these.
      """
  }
}
