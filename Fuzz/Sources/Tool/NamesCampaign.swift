import Foundation
import HDF5

extension ToolCampaign {
  /// Names that a run could take for its own: files of others stay as they are.
  static let names = ToolCampaign(name: "names", share: 0.1) { _, kept in
    let seed = try InputsSeed.all(in: kept)[0].bytes
    let endings = [".partial", ".lock", ".new", ".part", ".partial.lock", ".tmp", ".stale", "~", ".partial.new"]
    return { trial in
      let output = trial.chance.pick([
        "K.h5", "Cargo", "a b.h5", "O'Brien.h5", "-.h5", "k\u{1B}[31m.h5", "\u{202E}k.h5",
      ])
      let inputs = trial.chance.pick(["X.h5", output + trial.chance.pick(endings), "x`\n.h5"])
      for ending in endings where trial.chance.holds(oneIn: 2) {
        if trial.chance.holds(oneIn: 4) {
          try trial.write(Array("target of a link\n".utf8), to: "target" + ending)
          symlink("target" + ending, trial.url(output + ending).path)
        } else {
          // Locks of other programs are mostly empty.
          let contents = [Array("someone's\n".utf8), Array("1234\n".utf8), seed, []]
          try trial.write(trial.chance.pick(contents), to: output + ending)
        }
      }
      // The empty pair of both is what killed runs of an earlier version left, and goes.
      let isPair = [".partial", ".lock"].allSatisfy { ending in
        let facts = try? FileManager.default.attributesOfItem(atPath: trial.url(output + ending).path)
        return facts?[.type] as? FileAttributeType == .typeRegular && facts?[.size] as? Int == 0
      }
      if isPair {
        try trial.write(Array("1234\n".utf8), to: output + ".lock")
      }
      unlink(trial.url(inputs).path)
      try trial.write(seed, to: inputs)
      try trial.write(Array(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#.utf8), to: "A.json")
      if trial.chance.holds(oneIn: 4) {
        try trial.write(trial.chance.pick([seed, Array("no HDF5\n".utf8)]), to: "there.h5")
        link(trial.url("there.h5").path, trial.url(output).path)
      }
      let outcome = try trial.run(
        ["kernel", "--architecture=A.json", "--inputs=\(inputs)", "--output=\(output)", "--quiet"], outputs: [output])
      if outcome.errors.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" }) {
        trial.complain(.untidy, "control characters on standard error")
      }
    }
  }
}
