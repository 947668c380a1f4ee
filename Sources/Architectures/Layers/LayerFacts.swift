import Nonlinearities

/// What other modules ask of a layer, whichever it is: the answers of its `LayerDefinition`.
extension Layer {
  /// The layer's key in an architecture file, by which messages name it.
  public var name: String { type(of: definition).key }

  /// Of all layers that there are.
  public static var names: [String] { LayerRegistry.all.map { $0.key } }

  /// The layers inside a repetition, a residual or all branches of a parallel; empty otherwise.
  public var innerLayers: [Layer] { definition.innerLayers }

  /// Whether this layer, or one inside it at any depth, is one that is meant.
  public func holds(_ isMeant: (Layer) -> Bool) -> Bool {
    isMeant(self) || innerLayers.contains { $0.holds(isMeant) }
  }

  /// Whether weights of this layer, or of one inside it, are trained.
  public var learns: Bool { definition.learns }

  /// Whether the width behind it does not follow from that before it.
  public var settlesWidth: Bool { definition.settlesWidth }

  /// Its own weights; nil of a layer without.
  public var weights: LayerWeights? { definition.weights }

  /// φ of an activation; nil of other layers.
  public var elementwise: Nonlinearity? { definition.elementwise }

  /// The share of the units that a dropout keeps; nil of other layers.
  public var keptShare: Double? { definition.keptShare }

  /// The branches of `parallel`, and of `residual`, which is the identity and its branch; nil of other layers.
  public var branches: [LayerBranch]? { definition.joined?.branches }

  /// How they come together; nil of a layer without branches.
  public var join: BranchJoin? { definition.joined?.join }

  /// Whether it, or a layer inside it, takes positions and no vectors.
  public var needsPositions: Bool { definition.needsPositions }

  /// Whether a vector is left of the positions; what layers inside it do is not asked.
  public var endsPositions: Bool { definition.endsPositions }

  /// What it costs in a kernel of vectors.
  public var cost: LayerCost { definition.cost }
}
