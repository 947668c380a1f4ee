import Architectures
import ArgumentParser
import Foundation
import UserData

struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Whether an architecture can be trained on your own inputs, and generalises, by depth.",
    discussion: """
      X.h5 holds x1 [n1, ...] and, if there are any, targets y1 [n1, k] and test inputs x2 [n2, ...]. By depth, of the \
      NTK and of the NNGP: the eigenvalues, the condition number, the largest learning rate 2/lambda_max and the time \
      to fit on half the sum of squared errors, the size of the mean prediction P(NTK) y1 on x2 and on left-out \
      inputs, and the part of y1 in every eigenvector, the mean of y1 taken off (Xiao et al. 2020). D.h5 receives \
      them, D.png a picture, and standard output three lines of what they mean:

      trainable: the condition number leaves a solve digits, below 2^24 in float32, 1/(n 2^-52) in float64. It says \
      nothing about how near a finite network stays to its kernel.

      generalises: the mean prediction keeps a tenth of the size of y1 or more. It does not say that predictions are \
      right; the error on left-out inputs does.

      phase: that of the mean-field theory, with its depth scales, for equal dense layers; and the part of y1 in the \
      first ten eigenvectors, which is learnt first.

      Depth is the count of the architecture's repeat; without one, the number of weighted layers that are kept in \
      front of its head. The depths to which the lines say that something holds are exact: they are searched between \
      those of --depths, which D.h5 holds.
      """)

  @Option(help: ArgumentHelp("The architecture.", valueName: "A.json"))
  var architecture: String

  @Option(help: ArgumentHelp("Inputs, targets and test inputs.", valueName: "X.h5"))
  var inputs: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "D.h5"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Depths, such as 1:64 or 1,2,4,8:12 (default: 1, 2, 3, 4, 6, 8, 12, ... to four times the file's).",
      valueName: "list"))
  var depths: DepthList?

  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp(
      "The repeat whose count is the depth, such as layers/1 (default: the outermost).", valueName: "place"))
  var repetition: PlaceArgument?

  @Option(help: ArgumentHelp("Rows of x1, and of x2, at most; a random part of more is taken.", valueName: "n"))
  var rows: Int = 2000

  @Option(help: ArgumentHelp("Decides which rows are taken.", valueName: "n"))
  var seed: UInt64 = 0

  @Flag(help: "Draw no picture.")
  var noPicture = false

  @Flag(help: "Replace the output even if it is no former output of this program.")
  var overwrite = false

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let text = depths?.rejected {
      throw ValidationError("--depths \(text): give depths of 1 or more, such as 1:64 or 1,2,4,8:12.")
    }
    if let text = repetition?.rejected {
      throw ValidationError("--repeat \(text): name a layer by its place in the file, such as layers/1.")
    }
    if rows < 1 { throw ValidationError("--rows \(rows): give 1 or more.") }
  }

  func run() throws {
    var file = DiagnosisFile(
      architecture: try Architecture(contentsOf: URL(filePath: architecture)), inputs: URL(filePath: inputs),
      output: URL(filePath: output))
    (file.depths, file.repetition) = (depths?.values, repetition?.place)
    (file.largestCount, file.seed, file.drawsPicture) = (rows, seed, !noPicture)
    (file.threads, file.overwrites) = (threads.count, overwrite)
    file.otherSources = [URL(filePath: architecture)]
    let lines = try file.write(progress: .forStandardError(quiet: quiet), interruption: .ofProcess)
    try Output.print(lines.joined(separator: "\n"))
  }
}

/// Whole numbers from 1 on and ranges of them, with commas between: `1:64`, `1,2,4,8:12`.
struct DepthList: ExpressibleByArgument {
  /// Ascending, each once.
  let values: [Int]
  /// What was given, if it is no such list.
  private(set) var rejected: String?

  /// More are a slip.
  private static let most = 10_000

  init(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(Self.range)
    let count = parts.reduce(0) { $0 + ($1?.count ?? 0) }
    guard !parts.contains(nil), count <= Self.most else {
      (values, rejected) = ([], argument)
      return
    }
    values = Set(parts.compactMap(\.self).joined()).sorted()
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], 1 <= first, first <= last,
      last - first < most
    else { return nil }
    return first...last
  }
}

/// A layer's place in an architecture file.
struct PlaceArgument: ExpressibleByArgument {
  let place: LayerPlace?
  /// What was given, if it is none.
  let rejected: String?

  init(argument: String) {
    place = LayerPlace(argument)
    rejected = place == nil ? argument : nil
  }
}
