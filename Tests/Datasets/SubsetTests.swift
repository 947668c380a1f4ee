import Datasets
import Foundation
import Testing

@Suite struct SubsetTests {
  /// Class k appears with its own frequency, so position and class are not in step.
  private let labels: [UInt8] = (0..<2_000).map { (k: Int) -> UInt8 in UInt8((k * k + k / 7) % 10) }

  @Test func seedZeroTakesTheFirstOfEveryClass() throws {
    let subset = try Subset.balanced(labels: labels, count: 50, seed: 0, root: 3)
    for label in 0..<10 {
      let members = labels.indices.filter { labels[$0] == label }
      #expect(subset.filter { labels[$0] == label } == Array(members.prefix(5)))
    }
    #expect(subset == subset.sorted())
  }

  @Test(arguments: 1...4)
  func randomSubsetsAreBalancedAndNested(seed: Int) throws {
    let small = try Subset.balanced(labels: labels, count: 100, seed: seed, root: 3)
    let large = try Subset.balanced(labels: labels, count: 500, seed: seed, root: 3)
    #expect(Set(small).isSubset(of: large))
    #expect(Set(large).count == 500)
    for label in 0..<10 { #expect(large.count { labels[$0] == label } == 50) }
    #expect(try small == Subset.balanced(labels: labels, count: 100, seed: seed, root: 3))
    #expect(try small != Subset.balanced(labels: labels, count: 100, seed: seed + 1, root: 3))
    #expect(try small != Subset.balanced(labels: labels, count: 100, seed: seed, root: 4))
  }

  @Test(arguments: [0, 2])
  func theLargestSizeIsTheWholeSplit(seed: Int) throws {
    let odd = Array(labels.prefix(1_237))
    #expect(try Subset.balanced(labels: odd, count: 1_237, seed: seed, root: 0) == Array(0..<1_237))
  }

  @Test func impossibleSizesAreTyped() throws {
    func failure(_ labels: [UInt8], _ count: Int, seed: Int = 0) -> SubsetFailure? {
      #expect(throws: SubsetFailure.self) { try Subset.balanced(labels: labels, count: count, seed: seed, root: 0) }
    }
    #expect(failure(labels, 55) == .notDivisible(count: 55, classes: 10))
    #expect(failure(labels, 2_010) == .tooLarge(count: 2_010, available: 2_000))
    #expect(failure(labels, 0) == .notPositive(count: 0, seed: 0))
    #expect(failure(labels, 10, seed: -1) == .notPositive(count: 10, seed: -1))
    #expect(
      failure([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1], 10) == .classTooSmall(label: 9, needed: 1, available: 0))
    #expect(failure([10] + labels, 10) == .unknownClass(label: 10, classes: 10))
    expectOneLine(failure(labels, 55), naming: "55")
  }

  /// `python3 -c "import hashlib,struct; print(hashlib.sha256(struct.pack('<3q', 0, 5, 59999)).hexdigest())"`.
  @Test func theDigestIsFixed() {
    #expect(Subset.digest([0, 5, 59_999]) == "8a21eb9bc547966d15f9a89e2d99480b642aa5ad4290e5d2a0635cf44dfb372a")
  }
}
