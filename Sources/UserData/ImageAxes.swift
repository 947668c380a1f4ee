/// Whether images may have been written with another order of axes than [n, height, width, channels].
enum ImageAxes {
  /// Where the channels seem to be, and how NumPy brings them to the end.
  struct Order {
    let place, axes: String
  }

  /// An order in which the images would have fewer channels than they are high and wide; nil: as they are is likelier.
  static func doubt(_ shape: [Int]) -> Order? {
    guard shape.count == 4, shape[3] > 4 || shape[3] == shape[2] else { return nil }
    /// Whether `axis` has few entries, and those of `height` and `width` more.
    func isChannels(_ axis: Int, of allowed: ClosedRange<Int>, height: Int, width: Int) -> Bool {
      allowed.contains(shape[axis]) && min(shape[height], shape[width]) > max(3, shape[axis])
    }
    if isChannels(1, of: 1...4, height: 2, width: 3) { return Order(place: "first", axes: "0, 2, 3, 1") }
    // As MATLAB and its data sets have them, read in either direction.
    if shape[0] == shape[1], isChannels(2, of: 1...3, height: 0, width: 1) {
      return Order(place: "third and images last", axes: "3, 0, 1, 2")
    }
    if shape[1] == shape[2], isChannels(0, of: 3...3, height: 1, width: 2) {
      return Order(place: "first and images last", axes: "3, 1, 2, 0")
    }
    return nil
  }
}
