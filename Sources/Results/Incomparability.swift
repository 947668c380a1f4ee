/// Why a number is not held against a source: one of four causes, of which none is that it lies far off.
///
/// A number whose own error is not known, or is too large, is not one of these: it is `undecided`.
public enum Incomparability: Sendable, Codable, Hashable {
  /// The source gives no number and leads to no expectation.
  case noNumber(text: String)
  /// The images were drawn, because the data set could not be had.
  case proceduralImages
  /// A size on which the number depends is smaller than the source's. `tier` names the tier that does not reduce it;
  /// `nil`: none has it.
  case reducedSize(text: String, tier: String?)
  /// The source leaves a setting open on which the number depends.
  case openSetting(text: String)

  /// The name of the cause, as machines read it.
  public var name: String {
    switch self {
    case .noNumber: "noNumber"
    case .proceduralImages: "proceduralImages"
    case .reducedSize: "reducedSize"
    case .openSetting: "openSetting"
    }
  }

  /// The tier that has the source's size, where that is the cause and there is one.
  public var tier: String? { if case .reducedSize(_, let tier) = self { tier } else { nil } }

  /// The cause as a reader sees it.
  public var text: String {
    switch self {
    case .noNumber(let text), .openSetting(let text), .reducedSize(let text, nil): text
    case .proceduralImages: "procedural images"
    case .reducedSize(let text, let tier?): "\(text) (not at the \(tier) tier)"
    }
  }
}
