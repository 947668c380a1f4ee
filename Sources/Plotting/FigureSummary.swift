/// What a figure shows, as values: for tests, which compare it with what was to be drawn.
///
/// ```swift
/// let summary = figure.summary
/// #expect(summary.panels.map(\.title) == ["MNIST", "CIFAR-10"])
/// #expect(summary.labels == ["ReLU", "tanh", "ReLU, paper", "tanh, paper"])
/// #expect(summary.panels[0]["ReLU"]?.points == 9)
/// ```
public struct FigureSummary: Sendable, Hashable {
  public let title: String
  public let panels: [PanelSummary]

  /// The labels of all panels in their order, each once; layers without one have none.
  public var labels: [String] {
    panels.flatMap(\.labels).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// What a panel shows.
public struct PanelSummary: Sendable, Hashable {
  public let title: String
  public let xTitle, yTitle: String
  public let layers: [LayerSummary]

  public var labels: [String] {
    layers.map(\.label).filter { !$0.isEmpty }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The first layer of that label.
  public subscript(label: String) -> LayerSummary? { layers.first { $0.label == label } }
}

/// What a layer shows.
public struct LayerSummary: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case line, points, band, histogram, heatMap, guide, text }

  public let kind: Kind
  /// The legend's entry; a heat map's is the title of its colours, a text's the text.
  public let label: String
  /// How many of its points, bars or cells are finite; a text or a straight guide is one.
  public let points: Int
  /// Whether it shows what a paper published.
  public internal(set) var isPublished = false

  init(_ kind: Kind, label: String, points: Int) {
    (self.kind, self.label, self.points) = (kind, label, points)
  }
}

extension Figure {
  /// What the figure shows, without drawing it.
  public var summary: FigureSummary {
    FigureSummary(
      title: title,
      panels: panels.map { panel in
        PanelSummary(
          title: panel.title, xTitle: panel.x.title, yTitle: panel.y.title,
          layers: panel.layers.map { layer in
            var summary = layer.content.summary
            summary.isPublished = layer.isPublished
            return summary
          })
      })
  }
}
