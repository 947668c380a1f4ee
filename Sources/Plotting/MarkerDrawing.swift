import CPangoCairo
import Foundation

extension Canvas {
  /// Draws a data symbol of about `size` across, with a white rim so that neighbours stay apart.
  func mark(_ marker: Marker, at centre: PlotPoint, size: Double, colour: RGB, opacity: Double = 1) {
    let r = size / 2
    saved {
      cairo_translate(context, centre.x, centre.y)
      cairo_new_path(context)
      switch marker {
      case .circle: cairo_arc(context, 0, 0, r, 0, 2 * .pi)
      case .openCircle: cairo_arc(context, 0, 0, r - 0.7, 0, 2 * .pi)
      case .square: cairo_rectangle(context, -0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r)
      case .triangle: polygon(3, radius: 1.2 * r, from: -.pi / 2)
      case .invertedTriangle: polygon(3, radius: 1.2 * r, from: .pi / 2)
      case .diamond: polygon(4, radius: 1.2 * r, from: -.pi / 2)
      case .star: star(radius: 1.35 * r)
      case .cross: strokes(0.85 * r, turned: .pi / 4)
      case .plus: strokes(r, turned: 0)
      }
      cairo_set_dash(context, nil, 0, 0)
      switch marker {
      case .openCircle, .cross, .plus:
        self.colour(colour, opacity: opacity)
        cairo_set_line_width(context, 1.5)
        cairo_stroke(context)
      default:
        if opacity == 1, size > 4 {
          self.colour(.white)
          cairo_set_line_width(context, 1.2)
          cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
          cairo_stroke_preserve(context)
        }
        self.colour(colour, opacity: opacity)
        cairo_fill(context)
      }
    }
  }

  private func polygon(_ corners: Int, radius: Double, from angle: Double) {
    for corner in 0..<corners {
      let a = angle + 2 * .pi * Double(corner) / Double(corners)
      cairo_line_to(context, radius * cos(a), radius * sin(a))
    }
    cairo_close_path(context)
  }

  private func star(radius: Double) {
    for corner in 0..<10 {
      let a = -Double.pi / 2 + .pi * Double(corner) / 5
      let r = corner % 2 == 0 ? radius : 0.42 * radius
      cairo_line_to(context, r * cos(a), r * sin(a))
    }
    cairo_close_path(context)
  }

  private func strokes(_ reach: Double, turned angle: Double) {
    for a in [angle, angle + .pi / 2] {
      cairo_move_to(context, -reach * cos(a), -reach * sin(a))
      cairo_line_to(context, reach * cos(a), reach * sin(a))
    }
  }
}
