/// Something that must not happen, and the input that makes it happen again.
struct Finding {
  enum Kind: String, CaseIterable {
    case crash, hang
    /// Damage that the format can find was taken without a word, or came out as other numbers.
    case silent
    /// A file that is not the tool's was changed or removed, or a rerun does not bring the results back.
    case lost
    /// A status that is not documented, a message of no or several lines, files left by a failure.
    case untidy
  }

  let kind: Kind
  let campaign: String
  let number: Int
  let reason: String
}

/// Thrown inside a reader for what is no refusal but untidy.
struct Untidiness: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
