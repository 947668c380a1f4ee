/// Collects the parts between the braces of `Architecture { … }`, `Repeat(n) { … }` and `Residual { … }`.
///
/// Conditions and loops are plain Swift: `if wide { Dense(…) }`, `for variance in variances { Dense(…) }`. A ready
/// `Layer` or another architecture's `layers` may stand among the parts.
@resultBuilder
public enum ArchitectureBuilder {
  public static func buildExpression(_ part: some ArchitecturePart) -> [Layer] { [part.layer] }
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  public static func buildExpression(_ layers: [Layer]) -> [Layer] { layers }
  public static func buildBlock(_ layers: [Layer]...) -> [Layer] { layers.flatMap(\.self) }
  public static func buildOptional(_ layers: [Layer]?) -> [Layer] { layers ?? [] }
  public static func buildEither(first layers: [Layer]) -> [Layer] { layers }
  public static func buildEither(second layers: [Layer]) -> [Layer] { layers }
  public static func buildArray(_ layers: [[Layer]]) -> [Layer] { layers.flatMap(\.self) }
  public static func buildLimitedAvailability(_ layers: [Layer]) -> [Layer] { layers }
}
