import Foundation
import Results

extension CellValues {
  /// Its single numbers on one line, by name: "accuracy 0.9712, depth 5".
  var line: String {
    let single =
      numbers.compactMap { name, values in values.count == 1 ? (name, String(format: "%.8g", values[0])) : nil }
      + integers.compactMap { name, values in values.count == 1 ? (name, "\(values[0])") : nil }
    return single.sorted { $0.0 < $1.0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
