import Failures
import Results
import Testing

@Suite struct SweepLayoutTests {
  private let size = Coordinate(name: "size", values: .integers([1, 2]), longName: "size")
  private let time = Coordinate(name: "time", values: .numbers([0]), units: "s", longName: "time")

  @Test func acceptsTheSample() throws {
    try sampleLayout().validate()
    #expect(sampleLayout().cellShape == [3, 2] && sampleLayout().cellCount == 6)
  }

  @Test func refusesWhatNoReaderWouldUnderstand() {
    func variable(_ name: String, _ dimensions: [String], _ type: VariableType = .float64) -> Variable {
      Variable(name: name, dimensions: dimensions, type: type, longName: name)
    }
    func layout(_ group: String = "/", _ coordinates: [Coordinate]? = nil, _ variables: [Variable]) -> SweepLayout {
      SweepLayout(
        group: group, coordinates: coordinates ?? [size, time], variables: variables, cellDimensions: ["size"])
    }
    let refused: [(SweepLayout, String)] = [
      (layout("gp", nil, []), "no name"),
      (layout("/a/b", nil, []), "no name"),
      (layout("/", nil, [variable("two words", ["size"])]), "no name"),
      (layout("/", nil, [variable("time", ["size"])]), "twice"),
      (layout("/", nil, [variable("status", ["size"])]), "twice"),
      (layout("/", nil, [variable("x", ["size", "depth"])]), "no coordinate"),
      (layout("/", nil, [variable("x", ["time", "size"])]), "neither begin"),
      (layout("/", nil, [variable("x", ["size", "size"])]), "dimension twice"),
      (layout("/", nil, [variable("x", ["size", "time"], .text(length: 3))]), "more than one entry"),
      (layout("/", nil, [variable("x", ["size"], .text(length: 0))]), "no room"),
      (layout("/", [size, Coordinate(name: "time", values: .numbers([]), longName: "")], []), "no values"),
    ]
    for (layout, reason) in refused {
      do {
        try layout.validate()
        Issue.record("accepted: \(reason)")
      } catch {
        let failure = error as? SweepFailure
        #expect(failure?.message.contains(reason) == true && failure?.exitStatus == .badData, "\(error)")
      }
    }
  }
}
