/// Collects the parts between the braces of `Architecture { … }`, `Repeat(n) { … }`, `Residual { … }` and
/// `Branch { … }`.
///
/// Conditions and loops are plain Swift: `if wide { Dense(…) }`, `for variance in variances { Dense(…) }`. A ready
/// `Layer` or another architecture's `layers` may stand among the parts.
///
/// The types carry how the parts so far end, so that the commonest mistakes (an activation upon an activation, a branch
/// that ends in one) do not compile. `CompositionRules` check the rest when the architecture is made.
@resultBuilder
public enum ArchitectureBuilder {
  public static func buildExpression<Part: ArchitecturePart>(_ part: Part) -> Part { part }
  public static func buildExpression(_ layer: Layer) -> Layers<EndsUnknown> { Layers(layers: [layer]) }
  public static func buildExpression(_ layers: [Layer]) -> Layers<EndsUnknown> { Layers(layers: layers) }

  public static func buildBlock() -> Layers<EndsUnknown> { Layers(layers: []) }
  public static func buildPartialBlock<Part: ArchitecturePart>(first: Part) -> Layers<Part.Ending> {
    Layers(layers: [first.layer])
  }
  public static func buildPartialBlock<Ending>(first: Layers<Ending>) -> Layers<Ending> { first }

  public static func buildPartialBlock<Part: FreePart>(
    accumulated: Layers<some PartEnding>, next: Part
  ) -> Layers<Part.Ending> {
    Layers(layers: accumulated.layers + [next.layer])
  }

  public static func buildPartialBlock<Part: GaussianPart>(
    accumulated: Layers<some MaybeWeighted>, next: Part
  ) -> Layers<Part.Ending> {
    Layers(layers: accumulated.layers + [next.layer])
  }

  @available(*, unavailable, message: "insert Dense or Convolution: the units before this part are not Gaussian")
  public static func buildPartialBlock<Part: GaussianPart>(
    accumulated: Layers<EndsChanged>, next: Part
  ) -> Layers<Part.Ending> {
    Layers(layers: accumulated.layers + [next.layer])
  }

  public static func buildPartialBlock<Ending>(
    accumulated: Layers<some PartEnding>, next: Layers<Ending>
  ) -> Layers<Ending> {
    Layers(layers: accumulated.layers + next.layers)
  }

  public static func buildOptional<Ending>(_ layers: Layers<Ending>?) -> Layers<EndsPerhaps<Ending>> {
    Layers(layers: layers?.layers ?? [])
  }
  public static func buildEither(first layers: Layers<some PartEnding>) -> Layers<EndsUnknown> {
    Layers(layers: layers.layers)
  }
  public static func buildEither(second layers: Layers<some PartEnding>) -> Layers<EndsUnknown> {
    Layers(layers: layers.layers)
  }
  public static func buildArray(_ layers: [Layers<some PartEnding>]) -> Layers<EndsUnknown> {
    Layers(layers: layers.flatMap { $0.layers })
  }
}
