import Platform
import Results

/// Cells of one sweep that a run computes before those of the next stage.
package struct RunStage {
  package let sweep: Sweep
  package private(set) var points: [Point]
  /// Whether each is computed on one core, as many at a time as there are threads.
  package let isForOneCore: Bool

  /// The pending cells of `sweeps` in the order in which they are computed: sweep by sweep, and within a chain by the
  /// values of its axes first.
  ///
  /// - Parameter rows: the cells that are wanted, by what their axis `row` has; empty: all.
  package static func of(
    _ sweeps: [Sweep], rows: [String] = [], pending: (_ group: String) -> [[Int]]
  ) throws -> [RunStage] {
    var stages: [RunStage] = []
    var first = 0
    while first < sweeps.count {
      let chain = sweeps[first].chain
      let links = sweeps[first...].prefix { chain != nil && $0.chain?.name == chain?.name }
      let together = links.isEmpty ? sweeps[first...first] : links
      first += together.count
      let axes = chain?.axes ?? 0
      let cells = together.enumerated().flatMap { place, sweep in
        let ranks = sweep.ranks(onAxesOf: together[together.startIndex], axes)
        return pending(sweep.layout.group).filter { sweep.layout.point(cell: $0).isOf(rows: rows) }.map { cell in
          (place: place, sweep: sweep, cell: cell, rank: zip(ranks, cell).map { $0[$1] })
        }
      }
      // Stable: within a sweep the order of its cells stays.
      let sorted = cells.enumerated().sorted {
        let (a, b) = ($0.element, $1.element)
        if a.rank != b.rank { return a.rank.lexicographicallyPrecedes(b.rank) }
        return (a.place, $0.offset) < (b.place, $1.offset)
      }
      for (_, next) in sorted {
        let point = next.sweep.layout.point(cell: next.cell)
        let isForOneCore = try next.sweep.isForOneCore(point)
        if let last = stages.last, last.takes(point, isForOneCore, axes) {
          stages[stages.count - 1].points.append(point)
        } else {
          stages.append(RunStage(sweep: next.sweep, points: [point], isForOneCore: isForOneCore))
        }
      }
    }
    return stages
  }

  private func takes(_ point: Point, _ isForOneCore: Bool, _ axes: Int) -> Bool {
    sweep.layout.group == point.layout.group && self.isForOneCore == isForOneCore
      && points.last.map { $0.cell.prefix(axes) == point.cell.prefix(axes) } == true
  }

  /// Has `body` compute every cell. After the first error no further cell is begun.
  func forEach(threads: Int, _ body: @Sendable (Point) throws -> Void) throws {
    guard isForOneCore, threads > 1, points.count > 1 else { return try points.forEach(body) }
    try Parallel.forEach(count: points.count, threads: threads) { try body(points[$0]) }
  }
}

extension Sweep {
  /// For each of the first `axes` cell axes the places of its values on that axis of another sweep; those that it does
  /// not have come last.
  fileprivate func ranks(onAxesOf other: Sweep, _ axes: Int) -> [[Int]] {
    zip(layout.cellDimensions, other.layout.cellDimensions).prefix(axes).map { own, theirs in
      guard let own = layout.coordinate(own), let theirs = other.layout.coordinate(theirs) else { return [] }
      let places = Dictionary(
        (0..<theirs.count).map { (theirs.text(at: $0), $0) }, uniquingKeysWith: { first, _ in first })
      return (0..<own.count).map { places[own.text(at: $0)] ?? theirs.count }
    }
  }
}
