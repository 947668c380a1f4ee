/// The font of figures, as this system has it.
public enum FigureFont {
  /// What figures are meant to be set in.
  public static let wanted = Metrics.font

  /// What they are set in: `wanted`, or what the system takes in its place; nil where no font can be loaded.
  public static var found: String? { try? Typesetter().family }
}
