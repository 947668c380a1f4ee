import Architectures
import ArgumentParser
import Foundation
import InfiniteWidth
import Results
import UserData

struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Kernels of your own inputs.",
    discussion: """
      X.h5 holds x1 [n1, d], [n1, length, channels] or [n1, height, width, channels] and optionally x2; K.h5 \
      receives nngp and ntk [n1, n2], written tile by tile, so that neither need fit into memory. A run that was \
      ended goes on by the same command. With --part it writes K.part-i-of-N.h5; `widelimit join` puts the parts \
      together.
      """)

  @Option(help: ArgumentHelp("The architecture.", valueName: "A.json"))
  var architecture: String

  @Option(help: ArgumentHelp("The inputs.", valueName: "X.h5"))
  var inputs: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "K.h5"))
  var output: String

  @Option(help: ArgumentHelp("Which kernels: nngp, ntk, or nngp,ntk.", valueName: "kernels"))
  var get: KernelList = KernelList(quantities: .both)

  @Option(help: ArgumentHelp("Compute one of N parts of equal cost, on any machine.", valueName: "i/N"))
  var part: String?

  @Flag(name: .customLong("float32"), help: "Store the numbers rounded to float32.")
  var isFloat32 = false

  @Flag(help: "Store the lower triangle alone, row by row: K[numpy.tril_indices(n)].")
  var triangle = false

  @Flag(help: "Compute anew what is complete, and replace the output even if it is no former output of this program.")
  var overwrite = false

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let text = get.rejected {
      throw ValidationError("--get \(text): give nngp, ntk, or both with a comma between them: nngp,ntk.")
    }
    if let part, KernelPart(part) == nil {
      throw ValidationError("--part \(part): give the number of the part and that of all, such as 1/4 … 4/4.")
    }
  }

  func run() throws {
    var file = KernelFile(
      architecture: try Architecture(contentsOf: URL(filePath: architecture)), inputs: URL(filePath: inputs),
      output: URL(filePath: output))
    file.quantities = get.quantities
    file.format = KernelFormat(isFloat32: isFloat32, isTriangle: triangle)
    file.part = part.flatMap { KernelPart($0) }
    file.threads = threads.count
    Build.anticipate()
    file.otherSources = [URL(filePath: architecture)]
    file.overwrites = overwrite
    try file.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
  }
}

/// `nngp`, `ntk`, or both with a comma.
struct KernelList: ExpressibleByArgument {
  let quantities: KernelQuantities
  /// What was given, if it is no such list.
  private(set) var rejected: String?

  init(quantities: KernelQuantities) { self.quantities = quantities }

  init(argument: String) {
    var quantities: KernelQuantities = []
    var isUnderstood = true
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      switch name {
      case "nngp": quantities.insert(.nngp)
      case "ntk": quantities.insert(.ntk)
      default: isUnderstood = false
      }
    }
    self.init(quantities: quantities)
    if !isUnderstood { rejected = argument }
  }

  var defaultValueDescription: String { "nngp,ntk" }
}
