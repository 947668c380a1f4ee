import Results

/// One sweep of an experiment, a group of its file: the axes that number its cells, the axes within a cell, the
/// columns, and the function that computes a cell.
///
///     Sweep(cells: [Self.size(s.sizes)], within: [Self.depth(s.depths)], columns: [Self.accuracy.over(Self.depth)]) {
///       point, context in Row(Self.accuracy => try accuracies(size: point[Self.size], context))
///     }
public struct Sweep: Sendable {
  public let layout: SweepLayout
  /// Computes one cell. An error ends the run, unless `outcome` says that it is a result.
  package var run: @Sendable (Point, RunContext) throws -> Row
  /// The time a cell takes in any unit, for the time left and for choosing the cell that is computed again; nothing
  /// else.
  package private(set) var cost: @Sendable (Point) throws -> Double = { _ in 1 }
  /// The sweeps that are computed together, see `chained`; nil: all cells of this one in a row.
  private(set) var chain: (name: String, axes: Int)?
  /// Whether a cell is work for one core.
  private(set) var isForOneCore: @Sendable (Point) throws -> Bool = { _ in false }
  /// The columns that no cell has a part in.
  package private(set) var constants: (@Sendable (RunContext) throws -> Row)?
  /// What an error in a cell means, where failing is an outcome of the experiment (a matrix that is numerically
  /// singular, a training run that diverges); nil: it ends the run.
  package private(set) var outcome: @Sendable (any Error, Point) -> Row? = { _, _ in nil }

  /// How far a cell's numbers may move with another BLAS kernel or number of threads, relative to the largest of their
  /// column in the cell: what a run that continues cells of another machine allows.
  ///
  /// A thousandth: an image on the border of two classes is one more or one less that is classified right.
  package private(set) var roundingBetweenMachines = 1e-3

  /// - Parameters:
  ///   - cells: the axes whose values number the cells, the unit of work and of resuming.
  ///   - within: the axes over which a cell has several entries; a column says which, `column.over(axis)`.
  public init(
    _ name: SweepName = .only, cells: [Coordinate], within: [Coordinate] = [], columns: [any DeclaredColumn],
    run: @escaping @Sendable (Point, RunContext) throws -> Row
  ) {
    let dimensions = cells.map(\.name)
    layout = SweepLayout(
      group: name.group, coordinates: cells + within, variables: columns.map { $0.variable(cell: dimensions) },
      cellDimensions: dimensions)
    self.run = run
  }

  private init(_ sweep: Sweep, layout: SweepLayout) {
    (self.layout, run, cost, constants, outcome) = (layout, sweep.run, sweep.cost, sweep.constants, sweep.outcome)
    (roundingBetweenMachines, chain, isForOneCore) = (sweep.roundingBetweenMachines, sweep.chain, sweep.isForOneCore)
  }

  /// The sweep with the time that a cell takes, in any unit.
  public func costing(_ cost: @escaping @Sendable (Point) throws -> Double) -> Sweep {
    var sweep = self
    sweep.cost = cost
    return sweep
  }

  /// The sweep of networks that are trained: rounding grows on their way, and single entries were seen to move by 12 %
  /// of the largest between two BLAS kernels.
  public func ofTrainedNetworks() -> Sweep {
    var sweep = self
    sweep.roundingBetweenMachines = 0.2
    return sweep
  }

  /// The sweep as a link of a chain: neighbouring sweeps of one name are computed together, for each value of their
  /// first `axes` cell axes all cells of the first, then of the second, and so on, in the order of the first sweep's
  /// values; a link may have fewer of them. A search whose rungs are sweeps is thus finished before the next one
  /// begins.
  package func chained(_ name: String, by axes: Int) -> Sweep {
    var sweep = self
    sweep.chain = (name, axes)
    return sweep
  }

  /// The sweep with cells too small to be shared by cores: each is computed on one, and as many at a time as the run
  /// has threads. Their numbers then do not depend on how many those are; nor on each other, so that what a cell
  /// computes may come from earlier sweeps and from nothing of its own. Which trials wait in checkpoints depends on
  /// what its own sweep holds so far (`RunningSearch.keep`): a checkpoint saves time and changes no number.
  ///
  /// - Parameter isForOneCore: depends on the point alone.
  package func sideBySide(where isForOneCore: @escaping @Sendable (Point) throws -> Bool = { _ in true }) -> Sweep {
    var sweep = self
    sweep.isForOneCore = isForOneCore
    return sweep
  }

  /// The sweep with columns that are set once, before the first cell.
  public func with(
    constants columns: [any DeclaredColumn], _ values: @escaping @Sendable (RunContext) throws -> Row
  ) -> Sweep {
    var sweep = Sweep(
      self,
      layout: SweepLayout(
        group: layout.group, coordinates: layout.coordinates,
        variables: layout.variables + columns.map { $0.variable(cell: []) }, cellDimensions: layout.cellDimensions))
    sweep.constants = values
    return sweep
  }

  /// The sweep with a meaning for the errors of its cells.
  public func taking(_ outcome: @escaping @Sendable (any Error, Point) -> Row?) -> Sweep {
    var sweep = self
    sweep.outcome = outcome
    return sweep
  }
}
