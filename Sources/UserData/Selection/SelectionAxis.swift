import Architectures
import Foundation

/// One number that a search goes over, as it is asked for: `name=values`.
///
/// Names: `weightVariance` and `biasVariance` of all weighted layers, `noiseVariance`, `depth` (the count of the first
/// `repeat`), or the place of any number in the file, such as `layers/1/repeat/count`; of those with a default too
/// where the file leaves them out. Values, taken in ascending order and each once:
///
///     1:3:9        nine from 1 to 3, evenly spaced; of a count, rounded to whole numbers
///     log:1:8:4    1, 2, 4, 8: evenly spaced in the logarithm
///     1:3          nine; of a count, every whole number
///     1,2,4        a list; 2 alone is one value
public struct SelectionAxis: Sendable, Equatable {
  public let name: String
  private let text: String
  private let spacing: Spacing

  private enum Spacing: Sendable, Equatable {
    case list([Double])
    case range(Double, Double, count: Int?, isLogarithmic: Bool)
  }

  static let weightVariance = "weightVariance"
  static let biasVariance = "biasVariance"
  static let noiseVariance = "noiseVariance"
  static let depth = "depth"

  /// Values of a range without a count.
  private static let usualCount = 9
  static let mostPoints = 100_000

  /// - Throws: `SelectionFailure`.
  public init(_ argument: String) throws {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
      throw SelectionFailure.notAnAxis(argument)
    }
    (name, text) = (String(argument[..<sign]), String(argument[argument.index(after: sign)...]))
    spacing = try Self.spacing(text, of: name)
  }

  private static func spacing(_ text: String, of name: String) throws -> Spacing {
    func refuse(_ reason: String) -> SelectionFailure { .values(axis: name, text: text, reason: reason) }
    func number(_ part: Substring) throws -> Double {
      guard let value = Double(part), value.isFinite else { throw refuse("\"\(part)\" is no finite number") }
      return value
    }
    let isLogarithmic = text.hasPrefix("log:")
    let own = isLogarithmic ? text.dropFirst(4) : text[...]
    if !isLogarithmic, !own.contains(":") {
      return .list(try own.split(separator: ",", omittingEmptySubsequences: false).map(number))
    }
    let parts = own.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { throw refuse("a range has two or three numbers") }
    let (first, last) = (try number(parts[0]), try number(parts[1]))
    let count = try parts.count < 3 ? nil : number(parts[2])
    if let count, Int(exactly: count).map({ !(1...mostPoints).contains($0) }) ?? true {
      throw refuse("\(parts[2]) is no count from 1 to \(mostPoints)")
    }
    guard first <= last else { throw refuse("\(parts[0]) is more than \(parts[1])") }
    if isLogarithmic, first <= 0 { throw refuse("a logarithm needs numbers above 0") }
    return .range(first, last, count: count.map { Int($0) }, isLogarithmic: isLogarithmic)
  }

  /// The values, ascending and each once.
  ///
  /// - Parameter isWhole: whether the number is a count.
  /// - Throws: `SelectionFailure.notWhole`, `.tooManyPoints`.
  package func values(isWhole: Bool) throws -> [Double] {
    var found: [Double]
    switch spacing {
    case .list(let values):
      if isWhole, let odd = values.first(where: { Int(exactly: $0) == nil }) {
        throw SelectionFailure.notWhole(axis: name, value: odd)
      }
      found = values
    case .range(let first, let last, let count, let isLogarithmic):
      let every = last - first + 1
      guard count != nil || !isWhole || isLogarithmic || every <= Double(Self.mostPoints) else {
        throw SelectionFailure.tooManyPoints(Int(min(every, 1e18)), limit: Self.mostPoints)
      }
      let usual = isWhole && !isLogarithmic ? Int(every) : Self.usualCount
      found = Self.spaced(first, last, count ?? (first == last ? 1 : usual), isLogarithmic)
      if isWhole { found = found.map { $0.rounded() } }
    }
    return Set(found).sorted()
  }

  private static func spaced(_ first: Double, _ last: Double, _ count: Int, _ isLogarithmic: Bool) -> [Double] {
    guard count > 1 else { return [first] }
    return (0..<count).map { k in
      // Ends are met exactly.
      if k == count - 1 { return last }
      let part = Double(k) / Double(count - 1)
      return isLogarithmic ? first * pow(last / first, part) : first + (last - first) * part
    }
  }
}
