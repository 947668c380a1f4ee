/// Where a stream of random numbers begins: a digest of what the numbers are for.
///
/// A seed depends on its four parts alone, never on which seeds were made before it, so an experiment that is resumed,
/// reordered or run on more threads draws the same numbers.
public struct Seed: Sendable, Hashable {
  /// The first 128 bits of the digest.
  public let value: SIMD2<UInt64>

  /// The first half of SHA-256 over a fixed label, `root`, `experiment`, `purpose` and `index`; integers are eight
  /// little-endian bytes and every string follows its length, so no two lists of parts encode alike.
  public init(root: UInt64, experiment: String, purpose: String, index: Int = 0) {
    var hash = SHA256()
    func add(_ integer: UInt64) {
      withUnsafeBytes(of: integer.littleEndian) { hash.update($0) }
    }
    func add(_ string: String) {
      add(UInt64(string.utf8.count))
      hash.update(Array(string.utf8))
    }
    add("WideLimit seed, version 1")
    add(root)
    add(experiment)
    add(purpose)
    add(UInt64(bitPattern: Int64(index)))
    let bytes = hash.digest().bytes
    func word(_ first: Int) -> UInt64 {
      bytes[first..<first + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    value = [word(0), word(8)]
  }

  /// The seed of a part of what this one is for, such as a step of a chain.
  public func derived(_ purpose: String, index: Int = 0) -> Seed {
    Seed(root: value[0], experiment: "derived from \(value[1])", purpose: purpose, index: index)
  }
}

extension Seed: ExpressibleByIntegerLiteral {
  /// A root alone, for a program with a single stream: `network.finiteWidth(2000, inputs: 784, seed: 7)`.
  public init(integerLiteral root: UInt64) { self.init(root: root, experiment: "", purpose: "") }
}
