extension Chance {
  /// Where an HDF5 file is damaged: its superblock, or what begins with one of the signatures of metadata; nil, once in
  /// four times: anywhere.
  mutating func metadata(of bytes: [UInt8]) -> Range<Int>? {
    let signatures = ["TREE", "HEAP", "SNOD", "OHDR", "FRHP", "FADB", "BTHD", "GCOL"].map { Array($0.utf8) }
    let places = bytes.indices.dropLast(4).filter { place in signatures.contains(Array(bytes[place..<place + 4])) }
    let start = pick([0] + places)
    return holds(oneIn: 4) ? nil : start..<start + 200
  }
}
