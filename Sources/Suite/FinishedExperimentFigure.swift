import Foundation
import Platform
import Plotting
import Results

extension FinishedExperiment {
  /// Draws the experiment's figure, unless `url` is newer than all that it shows: the results, what the paper printed,
  /// and this program, which may draw differently now. The picture carries its provenance as text. An experiment that
  /// has no figure any more leaves none. A picture of that name that this program has not drawn, or drawn of another
  /// experiment, is set aside.
  public func draw(to url: URL) throws {
    // Without /proc the program has no time; Foundation's `Bundle.main` would end in a fault there.
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let sources = [results.url, program, published].compactMap(\.self)
    let isOwn = isPicture(at: url)
    if isOwn, let drawn = url.modificationDate,
      sources.allSatisfy({ $0.modificationDate ?? .distantPast < drawn })
    {
      return
    }
    if FileSystem.isRegular(url), !isOwn { try StaleFile.setAside(url) }
    guard let figure = try figure else {
      if isOwn { try FileManager.default.removeItem(at: url) }
      return
    }
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try figure.writePNG(to: url, metadata: try pictureMetadata())
  }

  /// Whether this program, of whatever version, has drawn the file at `url` of this experiment at this tier.
  func isPicture(at url: URL) -> Bool {
    guard FileSystem.isRegular(url) else { return false }
    return PNGText.value(of: "Software", in: url)?.hasPrefix(Build.program.prefix { $0 != " " }) == true
      && PNGText.value(of: "experiment", in: url) == experiment.id
      && PNGText.value(of: "tier", in: url) == tier.rawValue
  }

  /// PNG's own keywords where it has them, otherwise the names of the results' root attributes.
  private func pictureMetadata() throws -> [(key: String, text: String)] {
    let keys = [
      ("Software", "source"), ("Creation Time", "started_utc"), ("dataset", "dataset"),
      ("root_seed", "root_seed"), ("git_commit", "git_commit"), ("git_dirty", "git_dirty"),
      ("command_line", "command_line"), ("dataset_sha256", "dataset_sha256"),
    ]
    let provenance = try keys.filter { try results.hasAttribute($0.1) }
      .map { (key: $0.0, text: try results.attribute($0.1)) }
      // A picture may go anywhere: the folders of this machine stay here.
      .map { (key: $0.key, text: $0.key == "command_line" ? RecordedRun.portable(command: $0.text) : $0.text) }
    return [
      (key: "Title", text: experiment.title), (key: "Source", text: experiment.reference),
      (key: "experiment", text: experiment.id), (key: "tier", text: tier.rawValue),
    ] + provenance.filter { !$0.text.isEmpty }
  }
}

extension URL {
  /// When the file was last written; nil if there is none.
  var modificationDate: Date? {
    try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }
}
