import Failures

/// What cannot be done with the work of several processes.
enum SharingFailure: Failure, Equatable {
  /// What another process has told makes no sense.
  case message
  /// A folder for the factor was given.
  case scratch(folder: String)

  var message: String {
    switch self {
    case .message: "the first rank has told what makes no sense here; start the same program on all machines"
    case .scratch(let folder):
      "--scratch \(folder): the ranks keep the factor in their memory; leave it out, or use more ranks"
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .message: .badData
    case .scratch: .usage
    }
  }
}
