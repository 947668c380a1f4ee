import Foundation
import HDF5
import Results
import TestSupport
import Testing

@Suite struct ProvenanceTests {
  private func written(_ provenance: Provenance) throws -> [String: String] {
    let names = [
      "Conventions", "title", "source", "history", "references", "experiment", "revision", "tier", "settings",
      "root_seed", "programs", "git_commit",
      "git_dirty", "command_line", "swift_version", "build_flags", "hdf5_version", "blas_library", "blas_core",
      "threads", "cpu_model", "dataset", "dataset_sha256", "dataset_verified", "train_indices_sha256",
      "noise_variance_used", "cholesky_attempts", "started_utc", "wall_seconds", "peak_memory_bytes",
    ]
    return try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let layout = SweepLayout(group: "/", coordinates: [], variables: [], cellDimensions: [])
      let sweep = try SweepFile(destination: url, layouts: [layout], provenance: provenance)
      try sweep.write(cell: [], group: "/", values: CellValues(), status: .done)
      try sweep.finish(provenance)
      let results = try ResultsFile(url)
      return try names.reduce(into: [:]) { $0[$1] = try results.attribute($1) }
    }
  }

  @Test func writesEveryAttribute() throws {
    var provenance = sampleProvenance(seed: .max)
    provenance.datasetDigests.append(DatasetDigest(name: "mnist/labels", sha256: "cd", isVerified: false))
    provenance.trainIndicesSHA256 = ["mnist/1000/0": "ef", "mnist/1000/1": "01"]
    (provenance.noiseVariancesUsed, provenance.choleskyAttempts) = ([1e-10, 1e-9], [1, 2])
    let attributes = try written(provenance)
    #expect(attributes["root_seed"] == "18446744073709551615")
    #expect(attributes["settings"] == #"{"kernel":"ntk","size":1000}"#)
    #expect(
      attributes["programs"]?.wholeMatch(
        of: /commit=\S+ dirty=\S+ executable_sha256=[0-9a-f]{64} blas_core=\S+ threads=2/) != nil)
    #expect(attributes["dataset_sha256"] == "mnist/images=ab\nmnist/labels=cd")
    #expect(attributes["dataset_verified"] == "false")
    #expect(attributes["train_indices_sha256"] == "mnist/1000/0=ef\nmnist/1000/1=01")
    #expect(attributes["noise_variance_used"] == "1e-10 1e-09" && attributes["cholesky_attempts"] == "1 2")
    #expect(attributes["hdf5_version"]?.split(separator: ".").count == 3)
    #expect(attributes["history"]?.split(separator: "\n").count == 1)
    #expect(attributes["command_line"]?.isEmpty == false)
    #expect((Int(attributes["peak_memory_bytes"] ?? "") ?? 0) > 1_000_000)
    for (name, value) in attributes { #expect(!value.isEmpty, "\(name) is empty") }
  }

  @Test func knowsItsCompilerAndSources() throws {
    let build = Build.current
    #expect(build.swiftVersion.wholeMatch(of: #/\d+\.\d+(\.\d+)?/#) != nil, "\(build.swiftVersion)")
    #expect(build.flags.hasPrefix("-O"))
    // Outside a working tree, for example in an unpacked archive, the commit is unknown and that is no error.
    #expect(build.commit == "unknown" || build.commit.wholeMatch(of: #/[0-9a-f]{40}/#) != nil)
    #expect((build.commit == "unknown") == (build.isDirty == nil))
  }

  /// Each run that worked on a file leaves a line.
  @Test func historyGrowsByALineARun() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      for run in 1...3 {
        var provenance = sampleProvenance()
        provenance.commandLine = "widelimit reproduce --run \(run)"
        let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: provenance)
        try sweep.write(cell: [run - 1, 0], group: "/", values: sampleValues(1), status: .done)
        let history = try ResultsFile(sweep.url).attribute("history").split(separator: "\n")
        #expect(history.count == run && history[run - 1].hasSuffix("--run \(run)"))
      }
    }
  }
}
