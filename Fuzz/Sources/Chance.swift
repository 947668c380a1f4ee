/// Random choices that a seed repeats (SplitMix64).
struct Chance {
  private var state: UInt64

  /// The stream of one input of one campaign.
  init(seed: UInt64, campaign: String, number: Int) {
    // FNV-1a of the name keeps campaigns apart.
    let name = campaign.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ name ^ UInt64(number) &* 0xD134_2543_DE82_EF95
  }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { bound < 2 ? 0 : Int(bits() % UInt64(bound)) }
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }
  mutating func holds(oneIn chances: Int) -> Bool { below(chances) == 0 }
  mutating func unit() -> Double { Double(bits() >> 11) * 0x1p-53 }
  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: bits()) }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

extension Chance {
  /// Changes that know nothing of the format: bits, bytes, whole numbers at their limits, pieces lost, doubled and
  /// put in.
  mutating func damage(_ bytes: [UInt8], within region: Range<Int>? = nil) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<pick([1, 1, 1, 2, 4, 16]) where !bytes.isEmpty {
      let region = (region ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
      let place = region.isEmpty ? below(bytes.count) : region.lowerBound + below(region.count)
      switch below(7) {
      case 0: bytes[place] ^= 1 << below(8)
      case 1: bytes[place] = byte()
      case 2:
        let width = min(pick([1, 2, 4, 8]), bytes.count - place)
        let value = pick([0, .max, 1, 0x7FFF_FFFF_FFFF_FFFF, 0x80, 0xFFFF_FFFF, UInt64(bytes.count), bits()])
        let isLittle = holds(oneIn: 2)
        for k in 0..<width {
          bytes[place + (isLittle ? k : width - 1 - k)] = UInt8(truncatingIfNeeded: value >> UInt64(8 * k))
        }
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + within(1...64)))
      case 4: bytes.insert(contentsOf: self.bytes(within(1...64)), at: place)
      case 5: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + within(1...64))], at: place)
      default: for k in place..<min(bytes.count, place + within(1...256)) { bytes[k] = 0 }
      }
    }
    return bytes
  }
}
