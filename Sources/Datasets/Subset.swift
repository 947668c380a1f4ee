import Failures
import Randomness

/// Balanced subsets of a training split.
public enum Subset {
  /// Positions, ascending, of `count` training images: as many of every class.
  ///
  /// Seed 0 takes the first `count / classes` images of every class; a positive seed takes random ones, and with the
  /// same seed a smaller subset lies inside a larger one. When `count` is the number of labels the subset is the whole
  /// split, balanced or not: the papers' largest size. There are ten classes unless `classes` says otherwise
  /// (`DatasetDescription.classes`).
  ///
  /// - Throws: `SubsetFailure`.
  /// - Complexity: O(labels.count).
  public static func balanced(
    labels: [UInt8], count: Int, seed: Int, root: UInt64, classes: Int = 10
  ) throws -> [Int] {
    guard count > 0, seed >= 0 else { throw SubsetFailure.notPositive(count: count, seed: seed) }
    guard count <= labels.count else { throw SubsetFailure.tooLarge(count: count, available: labels.count) }
    if count == labels.count { return Array(labels.indices) }
    guard count % classes == 0 else { throw SubsetFailure.notDivisible(count: count, classes: classes) }
    var members = [[Int]](repeating: [], count: classes)
    for (position, label) in labels.enumerated() {
      guard Int(label) < classes else { throw SubsetFailure.unknownClass(label: label, classes: classes) }
      members[Int(label)].append(position)
    }
    let share = count / classes
    var chosen: [Int] = []
    for (label, positions) in members.enumerated() {
      guard positions.count >= share else {
        throw SubsetFailure.classTooSmall(label: label, needed: share, available: positions.count)
      }
      if seed == 0 {
        chosen += positions[..<share]
      } else {
        let subset = Seed(root: root, experiment: "datasets", purpose: "balanced subset", index: seed)
        var generator = CounterBasedGenerator(seed: subset, stream: UInt64(label))
        chosen += generator.permutation(of: positions.count)[..<share].map { positions[$0] }
      }
    }
    return chosen.sorted()
  }

  /// SHA-256, in hexadecimal, of the indices as little-endian 64-bit integers.
  public static func digest(_ indices: [Int]) -> String {
    var hash = SHA256()
    indices.map { Int64($0).littleEndian }.withUnsafeBytes { hash.update($0) }
    return hash.digest().hexadecimal
  }
}

/// Why a subset cannot be drawn.
public enum SubsetFailure: Failure, Equatable {
  case notPositive(count: Int, seed: Int)
  case tooLarge(count: Int, available: Int)
  case notDivisible(count: Int, classes: Int)
  case classTooSmall(label: Int, needed: Int, available: Int)
  case unknownClass(label: UInt8, classes: Int)

  public var message: String {
    switch self {
    case .notPositive(let count, let seed):
      "subset of \(count) images with seed \(seed): the size must be positive and the seed not negative"
    case .tooLarge(let count, let available):
      "subset of \(count) images: the training split has \(available); choose a smaller size"
    case .notDivisible(let count, let classes):
      "subset of \(count) images is not divisible by \(classes) classes; choose a multiple or the whole split"
    case .classTooSmall(let label, let needed, let available):
      "balanced subset: class \(label) has \(available) of the \(needed) images needed; choose a smaller size"
    case .unknownClass(let label, let classes):
      "balanced subset: label \(label) where classes are 0 to \(classes - 1); check the label file"
    }
  }

  public var exitStatus: ExitStatus {
    if case .unknownClass = self { .badData } else { .usage }
  }
}
