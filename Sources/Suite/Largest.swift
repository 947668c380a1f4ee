extension Sequence<Double> {
  /// The largest entry, and a NaN if there is one: `max()` passes over most of them, and a maximum would be taken for
  /// the recorded one. nil: there are no entries.
  package var largest: Double? {
    reduce(nil) { largest, entry in
      guard let largest, !(entry > largest), !entry.isNaN else { return largest?.isNaN == true ? largest : entry }
      return largest
    }
  }
}
