import CPangoCairo

extension PanelArrangement {
  /// Draws the panel with its frame's upper left corner at zero and the foot of its title `rise` above the frame.
  func draw(on canvas: Canvas, rise: Double) {
    let box = frame.rectangle
    if panel.showsGrid, panel.heatMap == nil { drawGrid(on: canvas) }
    for (index, layer) in panel.layers.styled.enumerated() {
      if let guide = layer.content as? GuideLayer {
        guide.draw(
          on: canvas, in: frame, style: layer.style, label: guideLabels[index], onColour: panel.heatMap != nil)
      } else {
        layer.content.draw(on: canvas, in: frame, style: layer.style)
      }
    }
    drawAxes(on: canvas)
    for (label, colour) in annotations {
      label.block.draw(centre: label.centre, angle: 0, colour: colour, halo: 2, on: canvas)
    }
    emptyNote?.draw(centre: box.middle, angle: 0, colour: RGB(hex: 0x767676), on: canvas)
    if let (legend, place) = legend {
      switch place {
      case .inside(let rectangle): legend.draw(on: canvas, at: PlotPoint(rectangle.left, rectangle.top), framed: true)
      case .right: legend.draw(on: canvas, at: PlotPoint(box.right + 14, box.top), framed: true)
      case .above: legend.draw(on: canvas, at: PlotPoint(box.left, box.top - legend.size.height - 2), framed: false)
      }
    }
    colourBar?.draw(on: canvas, at: PlotPoint(box.right, box.top))
    if let title {
      let top = box.top - rise - title.size.height
      title.draw(at: PlotPoint(box.middle.x - title.size.width / 2, top), on: canvas)
    }
    if let xTitle {
      let top = box.bottom + Metrics.tick + 3 + xRuler.depth(isHorizontal: true) + 4
      xTitle.draw(at: PlotPoint(box.middle.x - xTitle.size.width / 2, top), on: canvas)
    }
    if let yTitle {
      let right = box.left - Metrics.tick - 4 - yRuler.depth(isHorizontal: false) - Metrics.gap
      yTitle.draw(centre: PlotPoint(right - yTitle.size.height / 2, box.middle.y), angle: -.pi / 2, on: canvas)
    }
  }

  private func drawGrid(on canvas: Canvas) {
    let box = frame.rectangle
    canvas.colour(.grid)
    if panel.x.categories == nil {
      for x in xRuler.ticks.major.compactMap({ frame.x($0.value) }) {
        canvas.line([PlotPoint(x, box.top), PlotPoint(x, box.bottom)], width: 0.8)
      }
    }
    if panel.y.categories == nil {
      for y in yRuler.ticks.major.compactMap({ frame.y($0.value) }) {
        canvas.line([PlotPoint(box.left, y), PlotPoint(box.right, y)], width: 0.8)
      }
    }
  }

  private func drawAxes(on canvas: Canvas) {
    let box = frame.rectangle
    canvas.colour(.ink)
    if panel.heatMap == nil {
      canvas.line(
        [PlotPoint(box.left, box.top), PlotPoint(box.left, box.bottom), PlotPoint(box.right, box.bottom)], width: 0.9)
    } else {
      canvas.line(box.corners + [box.corners[0]], width: 0.9)
    }
    for x in xRuler.ticks.minor.compactMap({ frame.x($0) }) {
      canvas.line([PlotPoint(x, box.bottom), PlotPoint(x, box.bottom + Metrics.minorTick)], width: 0.7)
    }
    for y in yRuler.ticks.minor.compactMap({ frame.y($0) }) {
      canvas.line([PlotPoint(box.left, y), PlotPoint(box.left - Metrics.minorTick, y)], width: 0.7)
    }
    let line = xRuler.blocks.map(\.baseline).max() ?? 0
    for (tick, block) in zip(xRuler.ticks.major, xRuler.blocks) {
      guard let x = frame.x(tick.value) else { continue }
      canvas.colour(.ink)
      canvas.line([PlotPoint(x, box.bottom), PlotPoint(x, box.bottom + Metrics.tick)], width: 0.9)
      let top = box.bottom + Metrics.tick + 3
      if xRuler.angle == 0 {
        block.draw(at: PlotPoint(x - block.size.width / 2, top + line - block.baseline), on: canvas)
      } else {
        block.drawHanging(from: PlotPoint(x, top), angle: xRuler.angle, on: canvas)
      }
    }
    for (tick, block) in zip(yRuler.ticks.major, yRuler.blocks) {
      guard let y = frame.y(tick.value) else { continue }
      canvas.colour(.ink)
      canvas.line([PlotPoint(box.left, y), PlotPoint(box.left - Metrics.tick, y)], width: 0.9)
      block.draw(at: PlotPoint(box.left - Metrics.tick - 4 - block.size.width, y - block.middle), on: canvas)
    }
  }
}

extension TextBlock {
  /// Draws turned by a negative `angle` with its end at the tick above `point`.
  func drawHanging(from point: PlotPoint, angle: Double, on canvas: Canvas) {
    let along = PlotPoint(-size.width / 2, 0).seen(from: PlotPoint(0, 0), turnedBy: -angle)
    let drop = angle <= -1.5 ? 0 : size.height / 2 * 0.7
    draw(centre: PlotPoint(point.x + along.x, point.y + along.y + drop), angle: angle, on: canvas)
  }
}
