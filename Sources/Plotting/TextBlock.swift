import CPangoCairo
import Platform

/// The type of a figure: Pango with the figure's font.
///
/// Without hinting and rounding a glyph's extents do not depend on the scale, so what is measured is what is drawn.
final class Typesetter {
  fileprivate let context: OpaquePointer
  /// What text is set in: the figure's font, or what the system has in its place.
  let family: String
  private static let threads = 16

  init() throws {
    // Pango looks for fonts on threads of its own, two for each size and weight, and ends the process where it gets
    // none.
    guard ThreadLimit.probe(Self.threads) == Self.threads else { throw FigureFailure.noThreads(Self.threads) }
    guard let context = pango_font_map_create_context(pango_cairo_font_map_get_default()) else {
      throw FigureFailure.drawing("no fonts")
    }
    self.context = context
    let wanted = pango_font_description_new()
    defer { pango_font_description_free(wanted) }
    pango_font_description_set_family(wanted, Metrics.font)
    // Where there is none Pango ends the process at the first text.
    guard let font = pango_context_load_font(context, wanted) else {
      g_object_unref(UnsafeMutableRawPointer(context))
      throw FigureFailure.noFont
    }
    defer { g_object_unref(UnsafeMutableRawPointer(font)) }
    let found = pango_font_describe(font)
    defer { pango_font_description_free(found) }
    family = pango_font_description_get_family(found).map { String(cString: $0) } ?? ""
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(context, 0)
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(context)) }
}

/// Markup set in type and measured, ready to be drawn. It may have several lines.
final class TextBlock {
  private let layout: OpaquePointer
  /// The logical extent: line height by advance width.
  let size: Size
  /// From the top to the first baseline.
  let baseline: Double

  /// - Parameter width: the text is wrapped to this width if it is longer.
  init(_ markup: String, size: Double, width: Double? = nil, centred: Bool = false, by typesetter: Typesetter) throws {
    guard let layout = pango_layout_new(typesetter.context) else { throw FigureFailure.drawing("no text layout") }
    self.layout = layout
    typeSize = size
    let font = pango_font_description_new()
    pango_font_description_set_family(font, Metrics.font)
    pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    pango_layout_set_markup(layout, markup, -1)
    pango_layout_set_alignment(layout, centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT)
    var extent = PangoRectangle()
    pango_layout_get_extents(layout, nil, &extent)
    if let width, Double(extent.width) > width * Double(PANGO_SCALE) {
      pango_layout_set_width(layout, Int32(max(width, 1) * Double(PANGO_SCALE)))
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
      pango_layout_get_extents(layout, nil, &extent)
    }
    let unit = Double(PANGO_SCALE)
    offset = Double(extent.x) / unit
    self.size = Size(Double(extent.width) / unit, Double(extent.height) / unit)
    baseline = Double(pango_layout_get_baseline(layout)) / unit
  }

  /// Where Pango starts a wrapped, centred paragraph, relative to its own origin.
  private let offset: Double

  /// From the top to half the height of a digit on the first line: what stands level with a tick.
  var middle: Double { baseline - 0.36 * typeSize }

  private let typeSize: Double

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  /// Draws with the upper left corner at `corner`.
  func draw(at corner: PlotPoint, colour: RGB = .ink, on canvas: Canvas) {
    draw(
      centre: PlotPoint(corner.x + size.width / 2, corner.y + size.height / 2), angle: 0, colour: colour,
      on: canvas)
  }

  /// Draws turned by `angle` (radians, clockwise on the page) around the middle; `halo` is the width of a white rim
  /// that keeps the text readable on a busy ground.
  func draw(centre: PlotPoint, angle: Double, colour: RGB = .ink, halo: Double = 0, on canvas: Canvas) {
    canvas.saved {
      let context = canvas.context
      cairo_translate(context, centre.x, centre.y)
      cairo_rotate(context, angle)
      cairo_translate(context, -size.width / 2 - offset, -size.height / 2)
      if halo > 0 {
        cairo_move_to(context, 0, 0)
        pango_cairo_layout_path(context, layout)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_width(context, 2 * halo)
        cairo_set_dash(context, nil, 0, 0)
        canvas.colour(.white, opacity: 0.9)
        cairo_stroke(context)
      }
      canvas.colour(colour)
      cairo_move_to(context, 0, 0)
      pango_cairo_show_layout(context, layout)
    }
  }
}
