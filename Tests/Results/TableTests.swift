import Results
import TestSupport
import Testing

@Suite struct TableTests {
  private enum Colour: String, AxisValue, CaseIterable { case red, green }

  private static let size = Axis<Int>("size", "a size")
  private static let colour = Axis<Colour>("colour", "a colour")
  private static let depth = Axis<Double>("depth", units: "m", "a depth")
  private static let curve = Column<Double>("curve", over: [depth], "a curve")
  private static let count = Column<Int>("count", "a count")
  private static let name = Column<String>("name", bytes: 9, "a name")
  private static let guide = Column<Double>("guide", over: [depth], units: "m", "set once")

  private static let layout: SweepLayout = {
    let cell = [size.name, colour.name]
    return SweepLayout(
      group: "/", coordinates: [size([10, 20, 30]), colour(Colour.allCases), depth([0.5, 1.5])],
      variables: [
        curve.variable(cell: cell), count.variable(cell: cell), name.variable(cell: cell), guide.variable(cell: []),
      ],
      cellDimensions: cell)
  }()

  /// The curve at (i, j, k) is 100 i + 10 j + k; the last cell diverged.
  private func withTable(_ body: (Table) throws -> Void) throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let file = try SweepFile(destination: url, layouts: [Self.layout], provenance: sampleProvenance())
      try file.writeConstants(group: "/", Row(Self.guide => [3, 4]).values)
      for point in Self.layout.points {
        let (i, j) = (try point.place(on: Self.size), try point.place(on: Self.colour))
        let first = Double(100 * i + 10 * j)
        let row = try Row(
          Self.curve => [first, first + 1], Self.count => point[Self.size], Self.name => point[Self.colour].rawValue,
          status: i == 2 && j == 1 ? .diverged : .done)
        try file.write(cell: point.cell, group: "/", values: row.values, status: row.status)
      }
      try file.finish(sampleProvenance())
      try body(Table(ResultsFile(url), Self.layout))
    }
  }

  /// `#expect` does not take conditions apart, whose operator is its own.
  private func equal<Value: Equatable>(
    _ found: Value, _ expected: Value, at location: SourceLocation = #_sourceLocation
  ) {
    #expect(found == expected, sourceLocation: location)
  }

  @Test func entriesAreFoundByAxisValue() throws {
    try withTable { table in
      equal(try table[Self.curve].count, 12)
      equal(try table[Self.curve, Self.size == 20], [100, 101, 110, 111])
      equal(try table[Self.curve, Self.colour == .green, Self.depth == 1.5], [11, 111, 211])
      equal(try table.value(Self.curve, Self.size == 30, Self.colour == .red, Self.depth == 0.5), 200)
      equal(try table[Self.curve, Self.size.isAny(of: [10, 30]), Self.depth == 0.5], [0, 10, 200, 210])
      equal(try table[Self.count, Self.size.satisfies { $0 > 15 }], [20, 20, 30, 30])
      equal(try table[Self.name, Self.size == 10], ["red", "green"])
      equal(try table[Self.guide, Self.depth == 1.5], [4])
      equal(try table.lists(Self.curve, by: Self.depth, Self.colour == .red), [[0, 100, 200], [1, 101, 201]])
      let conditions = [Self.colour == .green, Self.size.isAny(of: [10, 20])]
      equal(try table.lists(Self.curve, by: Self.depth, where: conditions), [[10, 110], [11, 111]])
    }
  }

  @Test func cellsKnowTheirValues() throws {
    try withTable { table in
      let points = try table.points(Self.colour == .green)
      #expect(try points.map { try $0[Self.size] } == [10, 20, 30])
      #expect(try table[Self.curve, at: points[1]] == [110, 111])
      #expect(try table.value(Self.count, at: points[2]) == 30)
      #expect(points[0].description == "size 10, colour green")
      #expect(try table.statuses(Self.size == 30) == [.done, .diverged])
      #expect(try table.status(at: points[2]) == .diverged)
      #expect(try table[Self.depth] == [0.5, 1.5])
      #expect(try table[Self.colour] == [.red, .green])
    }
  }

  @Test func whatIsNotThereIsAnErrorAndNoCrash() throws {
    let stranger = Axis<Int>("stranger", "no axis of this table")
    let mistyped = Axis<Int>("colour", "of another type")
    try withTable { table in
      #expect(throws: SweepFailure.self) { try table[stranger] }
      #expect(throws: SweepFailure.self) { try table[mistyped] }
      #expect(throws: SweepFailure.self) { try table[Self.curve, stranger == 1] }
      #expect(throws: SweepFailure.self) { try table[Self.curve, mistyped == 1] }
      #expect(throws: SweepFailure.self) { try table[Self.count, Self.depth == 0.5] }
      #expect(throws: SweepFailure.self) { try table.value(Self.curve, Self.size == 10) }
      #expect(throws: SweepFailure.self) { try table.value(Self.curve, Self.size == 11, Self.colour == .red) }
      #expect(throws: SweepFailure.self) { try table[Column<Double>("nothing", "no column")] }
      #expect(throws: SweepFailure.self) { try table.layout.points[0][Self.depth] }
    }
  }

  @Test func aRowHoldsEveryTypeAndRowsAddUp() {
    let row = Row(Self.curve => [1, 2]) + Row(Self.count => 3, Self.name => "x", status: .untrusted)
    #expect(row.values == CellValues(numbers: ["curve": [1, 2]], integers: ["count": [3]], texts: ["name": ["x"]]))
    #expect(row.status == .done)
    #expect(Self.curve.standardError.name == "curve_stderr")
    #expect(Self.curve.over(Self.colour).variable(cell: ["size"]).dimensions == ["size", "colour"])
  }
}
