import CPangoCairo
import Foundation

/// A page of pixels with a pen: Cairo's image surface at twice the logical size. Lengths are logical pixels.
final class Canvas {
  /// Device pixels.
  let width, height: Int
  let context: OpaquePointer
  private let surface: OpaquePointer

  init(size: Size) throws {
    let pixels = Size((size.width * Metrics.scale).rounded(.up), (size.height * Metrics.scale).rounded(.up))
    guard pixels.width >= 1, pixels.height >= 1, pixels.width <= 32767, pixels.height <= 32767 else {
      throw FigureFailure.tooLarge(
        width: Int(min(pixels.width, 1e9)), height: Int(min(pixels.height, 1e9)))
    }
    width = Int(pixels.width)
    height = Int(pixels.height)
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    let context = cairo_create(surface)
    guard let surface, let context, cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      let reason = String(cString: cairo_status_to_string(cairo_status(context)))
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      throw FigureFailure.drawing(reason)
    }
    self.surface = surface
    self.context = context
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_scale(context, Metrics.scale, Metrics.scale)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The finished pixels, rows of 0x00RRGGBB words, and the bytes from one row to the next.
  func withPixels<R>(_ body: (UnsafePointer<UInt8>, Int) throws -> R) throws -> R {
    cairo_surface_flush(surface)
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      throw FigureFailure.drawing(String(cString: cairo_status_to_string(status)))
    }
    return try body(data, Int(cairo_image_surface_get_stride(surface)))
  }

  /// Draws with what `body` changes of the pen's state undone afterwards.
  func saved(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  func clip(to rectangle: Rectangle) {
    cairo_new_path(context)
    cairo_rectangle(context, rectangle.left, rectangle.top, rectangle.width, rectangle.height)
    cairo_clip(context)
  }

  /// Keeps ink off a rectangle turned by `angle` around its centre.
  func clip(outside size: Size, around centre: PlotPoint, turnedBy angle: Double) {
    let far = Double(max(width, height))
    cairo_new_path(context)
    cairo_rectangle(context, -far, -far, 3 * far, 3 * far)
    cairo_save(context)
    cairo_translate(context, centre.x, centre.y)
    cairo_rotate(context, angle)
    cairo_rectangle(context, -size.width / 2, -size.height / 2, size.width, size.height)
    cairo_restore(context)
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
    cairo_clip(context)
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_WINDING)
  }

  func colour(_ colour: RGB, opacity: Double = 1) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
  }

  func line(_ points: some Sequence<PlotPoint>, width: Double, dash: Dash = .solid) {
    cairo_new_path(context)  // text leaves its position as the beginning of a path
    for (index, point) in points.enumerated() {
      if index == 0 {
        cairo_move_to(context, point.x, point.y)
      } else {
        cairo_line_to(context, point.x, point.y)
      }
    }
    let pattern = dash.pattern.map { $0 * width }
    cairo_set_dash(context, pattern, Int32(pattern.count), 0)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, dash == .solid ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_stroke(context)
  }

  func fill(_ corners: [PlotPoint]) {
    cairo_new_path(context)
    for corner in corners { cairo_line_to(context, corner.x, corner.y) }
    cairo_close_path(context)
    cairo_fill(context)
  }

  /// Fills whole device pixels, so neighbouring cells meet without a seam.
  func fillCell(_ rectangle: Rectangle) {
    func snapped(_ value: Double) -> Double { (value * Metrics.scale).rounded() / Metrics.scale }
    let left = snapped(rectangle.left)
    let top = snapped(rectangle.top)
    cairo_new_path(context)
    cairo_rectangle(context, left, top, snapped(rectangle.right) - left, snapped(rectangle.bottom) - top)
    cairo_fill(context)
  }
}
