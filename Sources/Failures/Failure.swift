/// The exit statuses of the command-line tool (BSD `sysexits.h` where it has one).
public enum ExitStatus: Int32, Sendable {
  case done = 0
  case verdictFailed = 1
  case usage = 64
  case badData = 65
  case inputMissing = 66
  case doesNotFit = 69
  case inputOutput = 74
  case locked = 75
  case noPermission = 77
  case interrupted = 130
}

/// An error that is part of the interface.
///
/// `message` is one line without a newline: it names the file or layer, says what is wrong and what would mend it.
/// Every error type of the suite conforms, so the command-line tool prints and exits without knowing any of them.
public protocol Failure: Error, CustomStringConvertible, Sendable {
  var message: String { get }
  var exitStatus: ExitStatus { get }
}

extension Failure {
  public var description: String { message }
}
