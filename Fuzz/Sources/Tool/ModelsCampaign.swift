import Foundation
import HDF5

extension ToolCampaign {
  /// Fitted models, damaged: what is predicted from them is refused or finite. They hold most texts of all files, whose
  /// lengths the HDF5 library believes.
  static let models = ToolCampaign(name: "models", share: 0.1) { tool, kept in
    try ToolTask.prepare(kept)
    let fit = ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5"]
    let outcome = try tool.run(fit + ["--keep-inputs", "--keep-factor", "--quiet"], in: kept, words: kept, limit: 60)
    guard outcome.status == 0 else { throw Untidiness("fit: \(outcome.errors)") }
    let (model, inputs) = try (
      [UInt8](Data(contentsOf: kept.appending(path: "M.h5"))), [UInt8](Data(contentsOf: kept.appending(path: "X.h5")))
    )
    return { trial in
      try trial.write(trial.chance.damage(model, within: trial.chance.metadata(of: model)), to: "M.h5")
      try trial.write(inputs, to: "X.h5")
      let outcome = try trial.run(
        ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--quiet"], outputs: ["P.h5"])
      guard outcome.status == 0 else { return }
      let means = try HDF5File.open(trial.url("P.h5")).root.dataset("mean").read(as: Double.self)
      if means.count != 7 || !means.allSatisfy(\.isFinite) { trial.complain(.silent, "predictions that are none") }
    }
  }
}
