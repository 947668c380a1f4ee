import Foundation

/// Room around a frame, in logical pixels.
struct Margins: Equatable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
}

/// What arranging a panel has found out and keeps: places once found too small are not tried again, so that the
/// arrangement settles.
struct PanelMemory: Equatable {
  /// Guides whose labels had no place on the line, by layer.
  var guidesInLegend: Set<Int> = []
  var legendIsOutside = false
}

/// A panel for a frame of a given size, with every text measured and placed; the frame's upper left corner is at zero.
struct PanelArrangement {
  let panel: Panel
  let frame: Frame
  let xRuler, yRuler: AxisRuler
  let title, xTitle, yTitle: TextBlock?
  let colourBar: ColourBar?
  let emptyNote: TextBlock?
  private(set) var guideLabels: [Int: PlacedLabel] = [:]
  private(set) var annotations: [(label: PlacedLabel, colour: RGB)] = []
  private(set) var legend: (legend: Legend, place: LegendPlace)?
  private(set) var entries: [LegendEntry] = []

  enum LegendPlace: Equatable {
    case inside(Rectangle)
    case right, above
  }

  /// - Parameters:
  ///   - label: markup in front of the title, such as (a).
  ///   - outerLegend: where a legend goes that has no free place inside; `nil` when the figure draws one legend for
  ///     all.
  init(
    _ panel: Panel, label: String, size: Size, outerLegend: LegendPlace?, memory: inout PanelMemory,
    by typesetter: Typesetter
  ) throws {
    self.panel = panel
    let limits = try panel.limits()
    frame = Frame(
      rectangle: Rectangle(left: 0, top: 0, width: size.width, height: size.height),
      x: Projection(limits: limits.x, logarithmic: panel.x.isLogarithmic, from: 0, to: size.width),
      y: Projection(limits: limits.y, logarithmic: panel.y.isLogarithmic, from: size.height, to: 0))
    xRuler = try AxisRuler(panel.x, limits: limits.x, length: size.width, isHorizontal: true, by: typesetter)
    yRuler = try AxisRuler(panel.y, limits: limits.y, length: size.height, isHorizontal: false, by: typesetter)
    func block(_ markup: String, _ typeSize: Double, _ width: Double) throws -> TextBlock? {
      markup.isEmpty ? nil : try TextBlock(markup, size: typeSize, width: width, centred: true, by: typesetter)
    }
    let heading = [label, panel.title].filter { !$0.isEmpty }.joined(separator: "  ")
    title = try block(heading, Metrics.panelTitleSize, size.width)
    xTitle = try block(panel.x.title, Metrics.axisTitleSize, size.width)
    yTitle = try block(panel.y.title, Metrics.axisTitleSize, size.height)
    colourBar = try panel.heatMap.flatMap {
      $0.scale.showsBar ? try ColourBar($0.scale.resolved($0.values), height: size.height, by: typesetter) : nil
    }
    let drawsNothing = limits.isEmpty && !panel.layers.contains { $0.content is AnnotationLayer }
    emptyNote = drawsNothing ? try block("no data", Metrics.axisTitleSize, size.width) : nil
    let words = try placeWords(memory: &memory, by: typesetter)
    entries =
      panel.layers.styled.enumerated().flatMap { index, layer in
        if let guide = layer.content as? GuideLayer, memory.guidesInLegend.contains(index) {
          return [guide.entry(layer.style)]
        }
        return layer.content.legendEntries(layer.style)
      }.merged
    if let outerLegend, !entries.isEmpty {
      try placeLegend(outside: outerLegend, avoiding: words, memory: &memory, by: typesetter)
    }
  }

  /// Places annotations, then the labels of guides; returns what they cover.
  private mutating func placeWords(memory: inout PanelMemory, by typesetter: Typesetter) throws -> [Obstacle] {
    let styled = panel.layers.styled
    let ink = styled.map { $0.content is HeatMapLayer ? [] : $0.content.obstacles(in: frame) }
    var words: [Obstacle] = []
    for (content, style) in styled {
      guard let note = content as? AnnotationLayer, let point = frame.place(note.x, note.y), frame.shows(point)
      else { continue }
      let block = try TextBlock(note.text, size: Metrics.labelSize, width: frame.rectangle.width / 2, by: typesetter)
      let label = LabelPlacement.beside(
        point, block: block, in: frame.rectangle, avoiding: ink.flatMap { $0 }, texts: words)
      annotations.append((label, style.colour))
      words.append(label.obstacle)
    }
    for (index, layer) in styled.enumerated() {
      guard let guide = layer.content as? GuideLayer, !guide.label.isEmpty, !memory.guidesInLegend.contains(index)
      else { continue }
      let runs = guide.runs(in: frame)
      if runs.isEmpty { continue }
      let others = ink.enumerated().filter { $0.offset != index }.flatMap(\.element)
      let block = try TextBlock(guide.label, size: Metrics.labelSize, by: typesetter)
      if let label = LabelPlacement.along(runs, block: block, in: frame.rectangle, avoiding: others + words) {
        guideLabels[index] = label
        words.append(label.obstacle)
      } else {
        memory.guidesInLegend.insert(index)
      }
    }
    return words
  }

  private mutating func placeLegend(
    outside: LegendPlace, avoiding words: [Obstacle], memory: inout PanelMemory, by typesetter: Typesetter
  ) throws {
    let box = frame.rectangle
    if panel.heatMap != nil || (outside == .above && memory.legendIsOutside) {
      legend = (try Legend(entries, across: box.width, by: typesetter), .above)
      return
    }
    func columns(_ count: Int) throws -> Legend {
      try Legend(entries, columns: count, labelWidth: max(box.width / 2, 120), by: typesetter)
    }
    if !memory.legendIsOutside {
      let variants = try [1, 2, 3].filter { $0 == 1 || entries.count >= 3 * $0 - 2 }.map(columns)
      let obstacles = panel.layers.flatMap { $0.content.obstacles(in: frame) } + words
      if let choice = LegendPlacement.choose(sizes: variants.map(\.size), in: box, avoiding: obstacles) {
        legend = (variants[choice.index], .inside(choice.rectangle))
        return
      }
      memory.legendIsOutside = true
      try placeLegend(outside: outside, avoiding: words, memory: &memory, by: typesetter)
      return
    }
    var count = 1
    while try columns(count).size.height > box.height, count < entries.count { count += 1 }
    legend = (try columns(count), .right)
  }

  /// The room that everything around the frame takes.
  var margins: Margins {
    let size = Size(frame.rectangle.width, frame.rectangle.height)
    let (before, after) = xRuler.overhang(
      limits: frame.x.limits, logarithmic: frame.x.logarithmic, length: size.width, isHorizontal: true)
    let (below, above) = yRuler.overhang(
      limits: frame.y.limits, logarithmic: frame.y.logarithmic, length: size.height, isHorizontal: false)
    var margins = Margins()
    margins.left = max(
      before, Metrics.tick + 4 + yRuler.depth(isHorizontal: false) + (yTitle.map { Metrics.gap + $0.size.height } ?? 0))
    margins.bottom = max(
      max(below, colourBar?.overhang ?? 0),
      Metrics.tick + 3 + xRuler.depth(isHorizontal: true) + (xTitle.map { 4 + $0.size.height } ?? 0))
    margins.top = max(above, colourBar?.overhang ?? 0)
    if let legend, legend.place == .above { margins.top = max(margins.top, legend.legend.size.height + 2) }
    margins.right = max(after, colourBar?.width ?? 0)
    if let legend, legend.place == .right { margins.right = max(margins.right, 14 + legend.legend.size.width) }
    return margins
  }

  /// How far the foot of the title must stand above the frame.
  var rise: Double {
    var rise = colourBar.map { $0.scale.exceedsUpper ? $0.overhang + 3 : 8 } ?? 8
    if let legend, legend.place == .above { rise = max(rise, legend.legend.size.height + 4) }
    return rise
  }
}
