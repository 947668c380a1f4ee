import Foundation
import LinearAlgebra
import Platform
import TestSupport
import Testing

/// What `SolverTests` and `InverseRowsTests` do not ask: several runs of panels, and runs that end in between.
@Suite struct OutOfCoreFactorTests {
  private static let identity = String(repeating: "c", count: 64)

  /// Random entries in (−½, ½) with n/2 + 1 added to the diagonal: λ ≥ 1 (Gershgorin), κ ≤ n + 1.
  private static func matrix(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n))
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        a[i, j] = random.uniform() - 0.5
        a[j, i] = a[i, j]
      }
      a[i, i] += Double(n) / 2 + 1
    }
    return a
  }

  private static func sides(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: 7)
    return random.normalMatrix(rows: 3, columns: n)
  }

  private static func scratch(_ folder: URL, _ order: Int, width: Int) throws -> PanelScratch {
    try PanelScratch(in: folder, identity: identity, layout: PanelLayout(order: order, width: width))
  }

  private struct Cut: Error {}

  /// Factors with a fill that ends the run at a panel.
  private static func factor(
    _ a: Matrix<Double>, in folder: URL, width: Int, shifts: [Double] = [0], cut: Int? = nil, filled: inout [Int]
  ) throws -> (factor: OutOfCoreFactor, shift: Double, attempts: Int) {
    var panels: [Int] = []
    defer { filled = panels }
    return try OutOfCoreFactor.factor(in: scratch(folder, a.rows, width: width), shifts: shifts) { columns in
      if columns.lowerBound / width == cut { throw Cut() }
      panels.append(columns.lowerBound / width)
      return a.panel(columns)
    }
  }

  private static func factor(_ a: Matrix<Double>, in folder: URL, width: Int) throws -> OutOfCoreFactor {
    var filled: [Int] = []
    return try factor(a, in: folder, width: width, filled: &filled).factor
  }

  @Test(arguments: [(300, 64), (500, 100), (700, 256), (600, 600)])
  func isAsTheDenseFactor(order: Int, width: Int) throws {
    let a = Self.matrix(order)
    let dense = try CholeskyFactor.factor(a, shifts: [0]).factor
    try withScratch { folder in
      let own = try Self.factor(a, in: folder, width: width)
      // As `PackedCholeskyFactorTests` has it, with λ_min ≥ 1 and κ ≤ n + 1.
      let n = Double(order)
      let bound = 2 * n * .ulpOfOne * (n + 1) * 2 * n.squareRoot()
      for operation in [{ $0.solve(&$1) }, { $0.solveLower(&$1) }, { $0.solveUpper(&$1) }]
        as [((any Solver, inout Matrix<Double>) -> Void)]
      {
        var (found, expected) = (Self.sides(order), Self.sides(order))
        operation(own, &found)
        operation(dense, &expected)
        #expect(zip(found.elements, expected.elements).allSatisfy { abs($0 - $1) <= bound })
      }
      #expect(abs(own.logDeterminant - dense.logDeterminant) <= n * 2 * n * .ulpOfOne * (n + 1))
      #expect(own.matrixDiagonal == a.diagonal)
      var product = Self.sides(order)
      own.multiply(&product)
      let expected = Self.sides(order).multiplied(by: a)
      #expect(zip(product.elements, expected.elements).allSatisfy { abs($0 - $1) <= bound * n })
      let start = Self.sides(order).row(0).map { $0 }
      let largest = try own.largestEigenvalue(start: start, tolerance: 1e-6, largestCount: 300)
      let exact = try a.largestEigenvalue(start: start).eigenvalue
      #expect(abs(largest.eigenvalue - exact) <= 1e-5 * n)
      try own.check()
    }
  }

  /// Seven panels: after a cut the finished ones are not filled again, and the bits are those of a run without it.
  @Test(arguments: 0..<7) func goesOnAfterACutAtAnyPanel(cut: Int) throws {
    let a = Self.matrix(300)
    var (expected, found) = (Self.sides(300), Self.sides(300))
    try withScratch { try Self.factor(a, in: $0, width: 48).solve(&expected) }
    try withScratch { folder in
      var filled: [Int] = []
      #expect(throws: Cut.self) { try Self.factor(a, in: folder, width: 48, cut: cut, filled: &filled) }
      #expect(filled == Array(0..<cut))
      let factor = try Self.factor(a, in: folder, width: 48, filled: &filled).factor
      #expect(filled == Array(cut..<7))
      factor.solve(&found)
    }
    #expect(found == expected)
  }

  @Test func anEndRequestLeavesWhatIsFinished() throws {
    let a = Self.matrix(300)
    try withScratch { folder in
      var count = 0
      let isWanted = Flag()
      #expect(throws: EndRequest.Requested.self) {
        try EndRequest { isWanted.isSet }.run {
          _ = try OutOfCoreFactor.factor(in: Self.scratch(folder, 300, width: 100), shifts: [0]) {
            count += 1
            if count == 3 { isWanted.set() }
            return a.panel($0)
          }
        }
      }
      let finished = try Self.scratch(folder, 300, width: 100).finishedPanels
      #expect(finished == 2)
    }
  }

  /// One bit, in the first or last number of a panel.
  @Test(arguments: [0, 3, 6], [true, false]) func aDamagedPanelIsComputedAgain(panel: Int, isFirst: Bool) throws {
    let a = Self.matrix(300)
    var (expected, found) = (Self.sides(300), Self.sides(300))
    try withScratch { folder in
      let name = try {
        let scratch = try Self.scratch(folder, 300, width: 48)
        try OutOfCoreFactor.factor(in: scratch, shifts: [0]) { a.panel($0) }.factor.solve(&expected)
        return scratch.folder.appending(path: "panels")
      }()
      let file = try FileHandle(forUpdating: name)
      let layout = PanelLayout(order: 300, width: 48)
      let bytes: [Int] = (0...panel).map { number in
        let columns = layout.columns(number)
        return 8 * columns.count * (1 + 300 - columns.lowerBound)
      }
      let offset = isFirst ? bytes.dropLast().reduce(0, +) : bytes.reduce(0, +) - 8
      try file.seek(toOffset: UInt64(offset))
      let byte = try #require(try file.read(upToCount: 1)?.first)
      try file.seek(toOffset: UInt64(offset))
      try file.write(contentsOf: Data([byte ^ 1]))
      try file.close()
      var filled: [Int] = []
      try Self.factor(a, in: folder, width: 48, filled: &filled).factor.solve(&found)
      #expect(filled == Array(panel..<7))
    }
    #expect(found == expected)
  }

  /// diag(3, …, 3, −¾): 0 and 0.1 fail at the last panel, 1 succeeds; a cut in the third attempt keeps to it.
  @Test func climbsTheShifts() throws {
    let n = 100
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { a[i, i] = i == n - 1 ? -0.75 : 3 }
    try withScratch { folder in
      var (fills, filled) = (0, [Int]())
      #expect(throws: Cut.self) {
        try OutOfCoreFactor.factor(in: Self.scratch(folder, n, width: 30), shifts: [0, 0.1, 1]) {
          fills += 1
          if fills == 10 { throw Cut() }
          return a.panel($0)
        }
      }
      let result = try Self.factor(a, in: folder, width: 30, shifts: [0, 0.1, 1], filled: &filled)
      #expect(filled == [1, 2, 3] && result.shift == 1 && result.attempts == 3)
      var block = Matrix<Double>(rows: 1, columns: n, repeating: 1)
      result.factor.solve(&block)
      // Pivots of 4 and ¼: exact.
      #expect(block.elements == Array(repeating: 0.25, count: n - 1) + [4])
    }
  }

  @Test(arguments: [0, 29, 30, 65, 99]) func namesTheMinorThatFails(place: Int) throws {
    var a = Matrix<Double>(rows: 100, columns: 100)
    for i in 0..<100 { a[i, i] = 1 }
    for (value, obstacle) in [
      (-1, CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: place + 1)), (.nan, .notFinite(row: place)),
    ] {
      a[place, place] = value
      try withScratch { folder in
        #expect(throws: obstacle) { try Self.factor(a, in: folder, width: 30) }
      }
    }
  }

  /// A disk that fails while it is solved with: the numbers are none, and the error is kept.
  @Test func aFailedReadIsTold() throws {
    try withScratch { folder in
      let scratch = try Self.scratch(folder, 100, width: 30)
      let a = Self.matrix(100)
      let factor = try OutOfCoreFactor.factor(in: scratch, shifts: [0]) { a.panel($0) }.factor
      _ = truncate(scratch.folder.appending(path: "panels").relativePath, 1000)
      var block = Self.sides(100)
      factor.solve(&block)
      let isNothing = block.elements.allSatisfy { $0.isNaN }
      #expect(isNothing)
      let error = #expect(throws: FileFailure.self) { try factor.check() }
      #expect(error?.message.contains("panels: cannot read it") == true)
    }
  }

  /// What a kill leaves of a line, and lines that no version wrote.
  @Test func aTornLedgerIsReadAsFarAsItGoes() throws {
    let a = Self.matrix(100)
    try withScratch { folder in
      let scratch = try Self.scratch(folder, 100, width: 30)
      let ledger = scratch.folder.appending(path: "ledger")
      #expect(throws: Cut.self) {
        try OutOfCoreFactor.factor(in: scratch, shifts: [0]) {
          if $0.lowerBound == 60 { throw Cut() }
          return a.panel($0)
        }
      }
      let handle = try FileHandle(forWritingTo: ledger)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("panel 9 77\nattempt x\nfoo\npanel 2 12".utf8))
      try handle.close()
      let again = try PanelLedgerReader.finished(folder, Self.identity)
      #expect(again == 2)
    }
  }
}

private enum PanelLedgerReader {
  /// A copy, since the first run holds the lock.
  static func finished(_ folder: URL, _ identity: String) throws -> Int {
    try withScratch { other in
      let name = "widelimit-factor-\(identity.prefix(16))"
      try FileManager.default.copyItem(at: folder.appending(path: name), to: other.appending(path: name))
      return try PanelScratch(in: other, identity: identity, layout: PanelLayout(order: 100, width: 30)).finishedPanels
    }
  }
}

/// Set by one closure, read by another.
private final class Flag: @unchecked Sendable {
  private(set) var isSet = false
  func set() { isSet = true }
}
