/// One line of the table: something measured, and what was asked of it.
struct Figure {
  let name: String
  let value: Double
  let unit: String
  /// The bound, if there is one, and on which side it lies.
  var limit: Limit = .none
  /// The same as a share of the machine's own speed, or against a peer.
  var ratio: String = ""

  enum Limit {
    case none, atMost(Double), atLeast(Double)
  }

  var isMet: Bool? {
    switch limit {
    case .none: nil
    case .atMost(let bound): value <= bound
    case .atLeast(let bound): value >= bound
    }
  }
}

/// A few figures that belong together.
struct Chart: Sendable {
  let title: String
  let measure: @Sendable (Context) throws -> [Figure]
}

/// What all charts share.
struct Context: Sendable {
  let datasets: String
  let doublePeak: Double
  let singlePeak: Double
  let peers: Peers?
  /// The most training images of a model; 50,000 take ten minutes and 11 GiB.
  let largest: Int
  /// Where factors are kept on disk.
  let scratch: String

  func share(ofDouble flops: Double, in seconds: Double) -> String {
    "\(Table.number(100 * flops / seconds * 1e-9 / doublePeak)) % of dgemm"
  }
}
