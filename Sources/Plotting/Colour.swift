/// An sRGB colour with components in 0...1.
public struct RGB: Sendable, Hashable {
  public let red, green, blue: Double

  public init(_ red: Double, _ green: Double, _ blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// From 0xRRGGBB.
  init(hex: UInt32) {
    self.init(Double(hex >> 16 & 255) / 255, Double(hex >> 8 & 255) / 255, Double(hex & 255) / 255)
  }

  /// The colour a `fraction` of the way to `other`, component by component.
  func mixed(with other: RGB, _ fraction: Double) -> RGB {
    RGB(
      red + fraction * (other.red - red), green + fraction * (other.green - green),
      blue + fraction * (other.blue - blue))
  }

  static let white = RGB(1, 1, 1)
  public static let ink = RGB(hex: 0x1A1A1A)
  static let grid = RGB(hex: 0xE4E4E4)
  static let missing = RGB(hex: 0xC8C8C8)
  static let missingHatch = RGB(hex: 0x8C8C8C)
}

/// The colour of a layer.
public enum Colour: Sendable, Hashable {
  /// The next colour of the palette that no earlier layer of the panel took automatically.
  case automatic
  /// The palette of Okabe and Ito (2008), safe for colour-blind readers, from the strongest contrast on white to the
  /// weakest: blue, vermillion, bluish green, reddish purple, orange, sky blue, black, yellow; then around again.
  case palette(Int)
  /// A place in 0...1 on viridis, for families of curves that have an order (depths, widths, times). The pale end is
  /// left out, since thin lines in it do not show on white.
  case sequential(Double)
  case rgb(RGB)

  public static let black = Colour.palette(6)
  public static let grey = Colour.rgb(RGB(hex: 0x767676))

  static let okabeIto: [RGB] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0xF0E442]
    .map { RGB(hex: $0) }

  /// The colour on the page; `order` is the place among the automatic layers of the panel.
  func resolved(order: Int) -> RGB {
    switch self {
    case .automatic: Colour.palette(order).resolved(order: order)
    case .palette(let index):
      Self.okabeIto[(index % Self.okabeIto.count + Self.okabeIto.count) % Self.okabeIto.count]
    case .sequential(let place): ColourMap.viridis.colour(at: 0.85 * min(max(place, 0), 1))
    case .rgb(let colour): colour
    }
  }
}
