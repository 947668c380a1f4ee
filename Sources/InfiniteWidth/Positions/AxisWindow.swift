/// A window along one axis of an image: which positions each output reads.
///
/// Output o reads at δ = 0, …, size − 1 the position stride · o + δ − before, on a torus modulo the length; what lies
/// outside the image counts 0.
struct AxisWindow: Sendable, Hashable {
  /// Positions along the axis before and behind.
  let length: Int
  let outputs: Int
  let size: Int
  let stride: Int
  /// Positions that are put before the first.
  let before: Int
  let isTorus: Bool
  /// By δ: outputs side by side that read positions `stride` apart.
  let runs: [[Run]]
  /// The positions that the outputs read, one output after another, each in the order of δ.
  let reads: [Int]
  /// Where those of each output begin, and their end.
  let starts: [Int]

  struct Run: Sendable, Hashable {
    let output: Int
    let input: Int
    let count: Int
  }

  init(length: Int, outputs: Int, size: Int, stride: Int, before: Int, isTorus: Bool) {
    precondition(length > 0 && outputs > 0 && size > 0 && stride > 0, "a window reads something")
    (self.length, self.outputs, self.size, self.stride) = (length, outputs, size, stride)
    (self.before, self.isTorus) = (before, isTorus)
    func source(_ output: Int, _ delta: Int) -> Int? {
      let place = stride * output + delta - before
      if isTorus { return (place % length + length) % length }
      return place >= 0 && place < length ? place : nil
    }
    let sources = (0..<outputs).map { output in (0..<size).compactMap { source(output, $0) } }
    reads = sources.flatMap(\.self)
    starts = sources.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    runs = (0..<size).map { delta in
      var found: [Run] = []
      for output in 0..<outputs {
        guard let input = source(output, delta) else { continue }
        if let last = found.last, last.output + last.count == output, last.input + last.count * stride == input {
          found[found.count - 1] = Run(output: last.output, input: last.input, count: last.count + 1)
        } else {
          found.append(Run(output: output, input: input, count: 1))
        }
      }
      return found
    }
  }

  /// The window over the whole axis, of which there is one.
  init(whole length: Int) {
    self.init(length: length, outputs: 1, size: length, stride: 1, before: 0, isTorus: false)
  }

  /// The position that an output reads at δ; nil outside the image.
  func source(_ output: Int, _ delta: Int) -> Int? {
    let place = stride * output + delta - before
    if isTorus { return (place % length + length) % length }
    return place >= 0 && place < length ? place : nil
  }

  /// The positions that an output reads, in the order of δ; one may stand twice.
  func sources(_ output: Int) -> ArraySlice<Int> { reads[starts[output]..<starts[output + 1]] }
}
