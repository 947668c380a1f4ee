/// The pixels of a picture of 3 bytes each, row by row, whose components are each within `tolerance` of `colour`,
/// 0xRRGGBB.
///
/// Here, where code is optimised: a picture has a million pixels, and the tests that look for colours are not.
public func pixelPlaces(
  of colour: UInt32, within tolerance: Int, bytes: [UInt8], width: Int
) -> [(x: Int, y: Int)] {
  let components = [16, 8, 0].map { Int(colour >> $0 & 255) }
  let (red, green, blue) = (components[0], components[1], components[2])
  var places: [(x: Int, y: Int)] = []
  bytes.withUnsafeBufferPointer { bytes in
    for at in 0..<bytes.count / 3
    where abs(Int(bytes[3 * at]) - red) <= tolerance && abs(Int(bytes[3 * at + 1]) - green) <= tolerance
      && abs(Int(bytes[3 * at + 2]) - blue) <= tolerance
    {
      places.append((x: at % width, y: at / width))
    }
  }
  return places
}
