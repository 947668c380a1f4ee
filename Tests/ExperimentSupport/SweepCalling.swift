import Results
import Suite

extension Sweep {
  /// The same sweep, which calls `action` when a cell has its row, before that is in the file: to stop a run there.
  package func calling(_ action: @escaping @Sendable (Point) throws -> Void) -> Sweep {
    let run = run
    var sweep = self
    sweep.run = { point, context in
      let row = try run(point, context)
      try action(point)
      return row
    }
    return sweep
  }
}
