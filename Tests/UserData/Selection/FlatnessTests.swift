import Foundation
import HDF5
import Testing
import UserData

/// The line about how flat the top of a search is.
@Suite struct FlatnessTests {
  private func problem(twins: Bool) throws -> SelectionProblem {
    let problem = try SelectionProblem()
    let file = try HDF5File.open(problem.files.inputs, writable: true)
    if twins {
      var elements = problem.inputs.elements
      for j in 0..<3 { elements[3 + j] = elements[j] }
      try file.root.dataset("x1").write(elements)
    }
    try file.root.dataset("y1").write(Array(repeating: 0.0, count: problem.targets.elements.count))
    try file.close()
    return problem
  }

  /// Targets that are all 0 are predicted without an error everywhere.
  @Test func noErrorIsAsGoodAsNone() throws {
    let problem = try problem(twins: false)
    let lines = try problem.select(try problem.grid("noiseVariance=0.1,0.2,0.3")) { $0.criterion = .leaveOneOut }
    #expect(lines[2].hasPrefix("Flatness: 3 of 3 points within 1 % of the error of the grid's best"), "\(lines[2])")
    #expect(!lines[2].contains("no factor") && lines[2].contains("loses 0 % at"), "\(lines[2])")
  }

  /// Of two equal inputs and hardly any noise the smallest eigenvalue is rounding.
  @Test func anUntrustedPointIsNoneOfTheGood() throws {
    let problem = try problem(twins: true)
    let lines = try problem.select(try problem.grid("noiseVariance=1e-13,0.2,0.3")) { $0.criterion = .leaveOneOut }
    let status = try HDF5File.open(problem.files.output).root.dataset("status").read(as: UInt8.self)
    try #require(status[0] != 1 && status[1] == 1 && status[2] == 1)
    #expect(lines[2].hasPrefix("Flatness: 2 of 3 points within 1 %"), "\(lines[2])")
  }
}
