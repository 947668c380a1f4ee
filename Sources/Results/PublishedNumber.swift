/// What a paper, or a theory, says about one score.
public struct PublishedNumber: Sendable, Codable, Hashable {
  public enum Kind: String, Sendable, Codable {
    /// The source gives a number.
    case number
    /// The source gives none: what is expected (a sign, a place, an order) was written down before the first run.
    case qualitative
  }

  /// The score's key.
  public let key: String
  public let kind: Kind
  /// The printed or digitised number; `nil` if qualitative.
  public let value: Double?
  /// Half the last printed place, or the error of reading the number off a figure.
  public let resolution: Double
  /// Paper, version, table or figure.
  public let source: String
  /// What is expected, in words, if qualitative.
  public let expectation: String?
  /// The name of its tolerance in ``ReferenceFile/tolerances``.
  public let tolerance: String
  /// What a reader must know about this number.
  public let note: String?

  public init(
    key: String, kind: Kind = .number, value: Double?, resolution: Double = 0, source: String,
    expectation: String? = nil, tolerance: String, note: String? = nil
  ) {
    self.key = key
    self.kind = kind
    self.value = value
    self.resolution = resolution
    self.source = source
    self.expectation = expectation
    self.tolerance = tolerance
    self.note = note
  }
}
