import Foundation
import Platform
import Plotting
import Results

/// The picture beside a diagnosis: `D.png` beside `D.h5`.
struct PicturePlace {
  let url: URL
  private static let kind = "diagnosis"

  init(beside output: URL) { url = output.deletingPathExtension().appendingPathExtension("png") }

  /// Refuses a name that is the output's, or that of a file which no former diagnosis has drawn.
  ///
  /// - Parameter sources: what the run reads.
  /// - Throws: `DiagnosisFailure`, `FileFailure`, `UserDataFailure.isInput`.
  func check(output: URL, sources: [URL], overwrites: Bool) throws {
    if url.standardizedFileURL == output.standardizedFileURL {
      throw DiagnosisFailure.pictureIsOutput(file: output.relativePath)
    }
    guard let present = FileIdentity(url) else { return }
    for source in sources where FileIdentity(source) == present {
      throw UserDataFailure.isInput(file: url.relativePath, source: source.relativePath)
    }
    try AtomicReplacement.requireReplaceable(url)
    if overwrites || isFormerPicture { return }
    throw DiagnosisFailure.isAnotherPicture(file: url.relativePath)
  }

  private var isFormerPicture: Bool {
    PNGText.value(of: "Software", in: url)?.hasPrefix(Build.program.prefix { $0 != " " }) == true
      && PNGText.value(of: "kind", in: url) == Self.kind
  }

  func draw(_ figure: Figure) throws {
    try figure.writePNG(
      to: url,
      metadata: [
        (key: "Title", text: "Diagnosis of an architecture by depth"), (key: "Software", text: Build.program),
        (key: "kind", text: Self.kind),
      ])
  }
}
