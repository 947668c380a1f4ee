/// Results that are there and can be neither judged nor shown: of other settings, of a former revision, damaged.
public struct UnusableResults: Sendable, Hashable {
  /// The experiment's id.
  public let id: String
  /// One line: the file, what is wrong with it, and the command that mends it.
  public let message: String

  public init(id: String, message: String) { (self.id, self.message) = (id, message) }
}
