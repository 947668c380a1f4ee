import Architectures
import Foundation
import HDF5
import Testing
import UserData

@Suite struct EvidenceAscentTests {
  private func ascent(
    _ problem: SelectionProblem, _ grid: SelectionGrid, from start: [Double]
  ) throws -> EvidenceAscent? {
    let data = try SelectionData(problem.files.inputs, by: .evidence)
    return try EvidenceAscent(
      grid, from: start, noise: 0.01, PointEvaluation(data, grid.architecture, threads: 1), threads: 1)
  }

  /// With the logarithm of every axis, against central differences of the evidence: h² of truncation and ε κ/h of
  /// rounding are some 1e-8.
  @Test func slopesAreDifferenceQuotients() throws {
    let problem = try SelectionProblem()
    let grid = try problem.grid(
      "weightVariance=1,4", "biasVariance=0.1,2", "noiseVariance=0.001,1", "depth=1,3")
    let start = [1.6, 0.4, 0.02, 2]
    let ascent = try #require(try self.ascent(problem, grid, from: start))
    #expect(ascent.names == ["weightVariance", "biasVariance", "noiseVariance"])
    let found = try #require(try ascent.slope(at: start))
    for k in 0..<3 {
      let step = 1e-4
      func evidence(_ sign: Double) throws -> Double {
        var values = start
        values[k] *= exp(sign * step)
        return try #require(try ascent.slope(at: values)).evidence
      }
      let quotient = (try evidence(1) - evidence(-1)) / (2 * step)
      #expect(abs(found.slopes[k] - quotient) <= 1e-6 * max(1, abs(quotient)), "\(grid.axes[k].name)")
    }
  }

  /// At the summit no slope is left, or the range ends there.
  @Test func climbsToASummit() throws {
    let problem = try SelectionProblem(rows: 80)
    let grid = try problem.grid("weightVariance=0.2:20:3", "noiseVariance=log:1e-4:1:5")
    let start = grid.values(5)
    let ascent = try #require(try self.ascent(problem, grid, from: start))
    let summit = try ascent.climb(from: start) { _ in }
    let below = try #require(try ascent.slope(at: start)).evidence
    #expect(summit.evidence > below && summit.steps > 0 && summit.steps < 30)
    let slopes = try #require(try ascent.slope(at: summit.values)).slopes
    for (k, slope) in slopes.enumerated() {
      let axis = grid.axes[k]
      let isAtEnd =
        slope > 0 ? summit.values[k] == axis.values.last : abs(summit.values[k] / axis.values[0] - 1) < 1e-12
      #expect(abs(slope) < 0.3 || isAtEnd, "\(axis.name): \(slope) at \(summit.values[k])")
      #expect(summit.values[k] >= axis.values[0] * (1 - 1e-12) && summit.values[k] <= axis.values.last ?? 0)
    }
  }

  @Test func whatIsNoVarianceStays() throws {
    let problem = try SelectionProblem()
    #expect(try ascent(problem, try problem.grid("depth=1:3"), from: [2]) == nil)
    // Neither a single value, nor 0.
    #expect(try ascent(problem, try problem.grid("weightVariance=2", "biasVariance=0:1:2"), from: [2, 0]) == nil)
  }

  @Test func theFileHasTheSummit() throws {
    let problem = try SelectionProblem()
    let best = problem.files.folder.appending(path: "best.json")
    let lines = try problem.select(try problem.grid("weightVariance=0.5:4:4", "noiseVariance=1e-3,1e-2,1e-1")) {
      $0.best = best
    }
    #expect(lines[0].contains("steps up from"))
    let root = try HDF5File.open(problem.files.output).root
    let (grid, summit) = (
      try problem.numbers("log_marginal_likelihood").max() ?? 0,
      try root.numberAttribute("best_log_marginal_likelihood", as: Double.self)[0]
    )
    #expect(summit >= grid - 1e-9 * abs(grid))
    let weight = try root.numberAttribute("best_weightVariance", as: Double.self)[0]
    #expect(
      try Architecture(contentsOf: best).numbers.filter { $0.name == "weightVariance" }.allSatisfy {
        $0.value == weight
      })
  }
}
