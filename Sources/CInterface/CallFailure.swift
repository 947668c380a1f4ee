import Failures

/// What no call can mean, whatever the arrays hold.
enum CallFailure: Failure, Equatable {
  case missing(argument: String)
  case notText(argument: String)
  case rank(argument: String, Int32)
  case extent(argument: String, axis: Int, Int)
  case tooLarge(argument: String)
  case unaligned(argument: String)
  case notRows(argument: String)
  /// For a text of the library's.
  case noMemory(argument: String)
  case overlapping(first: String, second: String)
  case threads(Int32)
  case value(argument: String, given: String, wanted: String)
  case argumentShape(argument: String, shape: [Int], wanted: [Int])
  /// A result of another shape than what it is to receive.
  case resultShape(argument: String, shape: [Int], wanted: [Int])

  var message: String {
    switch self {
    case .missing(let argument): "\(argument) is NULL; give a pointer"
    case .notText(let argument): "\(argument) is no UTF-8 text that ends in a zero byte; encode it as UTF-8"
    case .rank(let argument, let rank): "\(argument) has the rank \(rank); arrays have 1 to 4 axes"
    case .extent(let argument, let axis, let extent):
      "\(argument) has \(extent) entries along axis \(axis); give 1 or more"
    case .tooLarge(let argument): "\(argument) has a shape or strides that no memory can have; correct them"
    case .unaligned(let argument):
      "\(argument) is not at an address, or not with strides, that are multiples of 8 bytes; results go into aligned "
        + "memory"
    case .notRows(let argument):
      "\(argument) is not in row-major order with its last axis contiguous; give a result of C order"
    case .overlapping(let first, let second): "\(first) and \(second) share memory; give each its own"
    case .noMemory(let argument): "there is no memory for the text of \(argument); free some"
    case .threads(let count): "threads is \(count); give 1 to 4096, or 0 for all that there are"
    case .value(let argument, let given, let wanted): "\(argument) is \(given); give \(wanted)"
    case .argumentShape(let argument, let shape, let wanted):
      "\(argument) has the shape \(shape), and the other arrays ask for \(wanted); give it that shape"
    case .resultShape(let argument, let shape, let wanted):
      "\(argument) has the shape \(shape), and what it is to receive \(wanted); give a result of that shape"
    }
  }

  var exitStatus: ExitStatus { if case .noMemory = self { .doesNotFit } else { .usage } }
}
