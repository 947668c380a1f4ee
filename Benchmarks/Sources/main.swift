import Foundation
import Platform

let usage = """
  usage: Benchmarks [--datasets DIR] [--only WORDS-OF-A-TITLE] [--largest N] [--scratch DIR] [--peers PYTHON-COMMAND \
  --peers-folder DIR]; `make bench` does it. The titles:
  """
let charts: [Chart] = [
  .imageKernels, .tangentKernels, .kernelCommand, .unequalNorms, .convolutions, .convolutionsOfOthers, .factor,
  .checkedPosterior, .modelPredictions, .wholeModel, .phaseDiagrams, .poolePlane, .widthExpansion,
  .widthExpansionOfTraining, .posterior, .spectra, .notebookMaps, .training, .smallTraining, .trialsSideBySide,
  .paperScaleMNIST, .paperScaleCIFAR, .kernelParts, .largePacked, .factorOnDisk, .iterativeSolver,
]

func option(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  return arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
}

if try KernelParts.run(CommandLine.arguments) { exit(0) }

// A misspelt option must not measure everything for half an hour, nor a misspelt title nothing.
let options = ["--datasets", "--only", "--largest", "--scratch", "--peers", "--peers-folder"]
let places = stride(from: 1, to: CommandLine.arguments.count, by: 2)
let isUnderstood = places.allSatisfy {
  options.contains(CommandLine.arguments[$0]) && $0 + 1 < CommandLine.arguments.count
}
let chosen = charts.filter { chart in option("--only").map { chart.title.contains($0) } ?? true }
if !isUnderstood || chosen.isEmpty || option("--largest").map({ Int($0) == nil }) ?? false {
  let isAsked = CommandLine.arguments.contains("--help")
  let text = Data(([usage] + charts.map { "  \($0.title)" }).map { $0 + "\n" }.joined().utf8)
  try (isAsked ? FileHandle.standardOutput : .standardError).write(contentsOf: text)
  exit(isAsked ? 0 : 64)
}

func say(_ line: String) {
  print(line)
  fflush(nil)
}

say(Machine.description)
for warning in Machine.warnings { say("Warning: \(warning).") }
let context = Context(
  datasets: option("--datasets") ?? "datasets", doublePeak: try Peak.double(), singlePeak: try Peak.single(),
  peers: option("--peers").map { Peers(python: $0, folder: option("--peers-folder") ?? "Benchmarks/peers") },
  largest: option("--largest").flatMap { Int($0) } ?? 20_000,
  scratch: option("--scratch") ?? FileManager.default.temporaryDirectory.path)
say("dgemm \(Table.number(context.doublePeak)) GFLOP/s, sgemm \(Table.number(context.singlePeak)) GFLOP/s\n")
say(Table.header)
var missed = 0
for chart in chosen {
  say(chart.title)
  do {
    let figures = try chart.measure(context)
    for row in Table.rows(figures) { say(row) }
    missed += figures.count { $0.isMet == false }
  } catch {
    say("  not measured: \(error)")
  }
}
say("\n" + (missed == 0 ? "No limit was missed." : "\(missed) limits were missed.") + " " + Machine.description)
