import Foundation
import HDF5
import Testing

/// A user's files in a job's folder, and what comes out.
extension Job {
  /// `x1` [n, 6] and, for models, `y1` [n, 2] and `x2` [90, 6], and an architecture on vectors, X.h5 and A.json.
  /// - Parameter depth: nonlinear layers, of which 300 take some microseconds a pair.
  func writeExample(inputs n: Int, depth: Int = 2, forModels: Bool = true) throws {
    let dense = #"{"dense": {"weightVariance": 1.7, "biasVariance": 0.1}}"#
    let layers = (0..<depth).flatMap { [dense, #"{"activation": "\#($0 % 2 == 0 ? "relu" : "erf")"}"#] } + [dense]
    try write(#"{"layers": [\#(layers.joined(separator: ", "))]}"#, to: "A.json")
    let file = try HDF5File.create(folder.appending(path: "X.h5"))
    let arrays = [("x1", [n, 6]), ("y1", [n, 2]), ("x2", [90, 6])]
    for (number, array) in arrays.prefix(forModels ? 3 : 1).enumerated() {
      let values = (0..<array.1[0] * array.1[1]).map { (k: Int) -> Double in
        let multiple: Double = Double((k + 1) * (number + 2)) * 0.618_033_988_749_895
        return multiple.truncatingRemainder(dividingBy: 1) - 0.4
      }
      try file.root.createDataset(array.0, of: Double.self, shape: array.1).write(values)
    }
    try file.close()
  }

  func numbers(_ dataset: String, in file: String) throws -> [Double] {
    try HDF5File.open(folder.appending(path: file)).root.dataset(dataset).read(as: Double.self)
  }

  /// Whether two files have one another's bits.
  func areEqual(_ dataset: String, _ first: String, _ second: String) throws -> Bool {
    try numbers(dataset, in: first).map(\.bitPattern) == numbers(dataset, in: second).map(\.bitPattern)
  }

  /// Tiles that are done of a kernel whose file is not.
  func tiles(of file: String) -> Int {
    let text = (try? String(contentsOfFile: path("\(file).widelimit-ledger"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").count { $0.hasPrefix("tile ") }
  }

  func number(_ attribute: String, in file: String) throws -> Double {
    let numbers = try HDF5File.open(folder.appending(path: file)).root.numberAttribute(attribute, as: Double.self)
    return try #require(numbers.first)
  }

  /// The largest difference over the largest number.
  func difference(_ dataset: String, _ first: String, _ second: String) throws -> Double {
    let (a, b) = (try numbers(dataset, in: first), try numbers(dataset, in: second))
    try #require(a.count == b.count && !a.isEmpty)
    let largest = a.reduce(0) { max($0, $1.magnitude) }
    return zip(a, b).reduce(0) { max($0, ($1.0 - $1.1).isNaN ? .infinity : ($1.0 - $1.1).magnitude) } / largest
  }
}
