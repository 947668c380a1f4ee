import Architectures
import LinearAlgebra
import Nonlinearities

/// An image against a few others at equal positions: every position carried as its separation ε = 1 − c, as vectors
/// are.
///
/// A convolution's output and the vector behind `flatten` are sums of independent parts: the neighbours and the bias,
/// or the positions. An input whose parts have variances qᵢ is a unit vector a with aᵢ = √(qᵢ/Σq), and
///
///     1 − c = Σᵢ aᵢ a′ᵢ εᵢ + ½ Σᵢ (aᵢ − a′ᵢ)²,
///
/// where nothing cancels (`OrthogonalSum` is this of two parts). Likewise 1 + c of 1 + cᵢ: nearly opposite positions
/// carry −(1 + c), as vectors do (`OppositePairs`).
struct EqualPositions {
  private let program: EqualPositionsProgram
  /// Positions of an image.
  private var count: Int
  /// K(x, x) of every position, of the row image and of the column images one after another.
  private var rows: [Double]
  private var columns: [Double]
  /// ε, or −(1 + c), and Θ of every position with the row image's own, by column image.
  private var separations: [Double]
  private var tangents: [Double]

  /// - Parameters: images [height · width · channels], and the layers on positions up to the head.
  init(
    _ program: EqualPositionsProgram, row: ArraySlice<Double>, columns images: [ArraySlice<Double>], channels: Int
  ) throws {
    let size = program.grid.positionCount
    func variance(_ image: ArraySlice<Double>, _ p: Int) -> Double {
      Self.pixel(image, p, channels).reduce(0) { $0 + $1 * $1 } / Double(channels)
    }
    (self.program, count) = (program, size)
    rows = (0..<size).map { variance(row, $0) }
    columns = images.flatMap { image in (0..<size).map { variance(image, $0) } }
    separations = images.flatMap { image in
      (0..<size).map { p in Self.separation(Self.pixel(row, p, channels), Self.pixel(image, p, channels)) }
    }
    tangents = Array(repeating: 0, count: images.count * size)
    try advance(program.steps)
  }

  private static func pixel(_ image: ArraySlice<Double>, _ position: Int, _ channels: Int) -> ArraySlice<Double> {
    let first = image.startIndex + position * channels
    return image[first..<first + channels]
  }

  /// ½|x/|x| − y/|y||², or less than 0 for nearly opposite ones; 0 if one of them is 0.
  private static func separation(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
    // The largest numbers to 1, so that no square leaves the range of float64.
    let largest = [x, y].map { $0.reduce(0) { max($0, $1.magnitude) } }
    guard largest[0] > 0, largest[1] > 0 else { return 0 }
    let (x, y) = (x.map { $0 / largest[0] }, y.map { $0 / largest[1] })
    let norms = [x, y].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    func halfSquare(_ sign: Double) -> Double {
      0.5
        * zip(x, y).reduce(0) { sum, pair in
          let difference = pair.0 / norms[0] - sign * pair.1 / norms[1]
          return sum + difference * difference
        }
    }
    let (separation, opposite) = (halfSquare(1), halfSquare(-1))
    return opposite < NearImages.refined ? -max(opposite, .leastNormalMagnitude) : separation
  }

  /// Behind the head read as `flatten`: ε, or −(1 + c), and the mean of Θ over positions, with one of the column
  /// images.
  func head(_ image: Int) -> (separation: Double, tangent: Double) { (separations[image], tangents[image]) }

  /// The images' positions read as one vector: its parts are the positions.
  private mutating func flatten() {
    let images = separations.count / count
    let one = Self.parts(rows[...])
    let found = (0..<images).map { image -> (separation: Double, tangent: Double, variance: Double) in
      let own = image * count..<(image + 1) * count
      let two = Self.parts(columns[own])
      var sum = PartsSum()
      for p in 0..<count { sum.add(one[p], two[p], separations[own.lowerBound + p]) }
      return (
        sum.carried, tangents[own].reduce(0, +) / Double(count), columns[own].reduce(0, +) / Double(count)
      )
    }
    rows = [rows.reduce(0, +) / Double(count)]
    (separations, tangents, columns) = (found.map(\.separation), found.map(\.tangent), found.map(\.variance))
    count = 1
  }

  /// aᵢ of parts with these variances.
  private static func parts(_ variances: ArraySlice<Double>) -> [Double] {
    let total = variances.reduce(0, +)
    return variances.map { total > 0 ? ($0 / total).squareRoot() : 0 }
  }

  private mutating func advance(_ steps: [PositionStep]) throws {
    for step in steps {
      switch step.kind {
      case .convolution(let convolution): convolve(convolution)
      case .activation(let slot): try activate(slot)
      case .layerNorm:
        let (one, two) = (rows.map(Self.inverseRoot), columns.map(Self.inverseRoot))
        for k in tangents.indices { tangents[k] *= one[k % count] * two[k] }
        update { $0 / ($0 + SelfCovariance.layerNormEpsilon) }
      case .dropout(let keep):
        for k in separations.indices {
          // 1 − keep · c, and 1 + keep · c alike.
          var sum = PartsSum()
          sum.add(keep.squareRoot(), keep.squareRoot(), separations[k])
          sum.addIndependent(1 - keep)
          separations[k] = sum.carried
        }
        update { $0 / keep }
      case .branches(let branches, let isProduct):
        let ends = try branches.map { branch in
          var own = self
          try own.advance(branch)
          return own
        }
        self = isProduct ? Self.product(ends) : Self.sum(ends)
      case .scale(let factor):
        update { factor * $0 }
        for k in tangents.indices { tangents[k] *= factor }
      case .flatten: flatten()
      case .restriction: break
      // Not where equal positions close on themselves (`PositionStep.keepsEqual`).
      case .pooling, .attention: throw InfiniteWidthError.notComputable(layer: step.name)
      }
    }
  }

  private static func inverseRoot(_ q: Double) -> Double { 1 / (q + SelfCovariance.layerNormEpsilon).squareRoot() }

  private mutating func update(_ change: (Double) -> Double) {
    (rows, columns) = (rows.map(change), columns.map(change))
  }

  private mutating func activate(_ slot: Int) throws {
    guard let nonlinearity = program.nonlinearities[slot] else {
      throw InfiniteWidthError.notComputable(layer: "activation")
    }
    let map = try nonlinearity.pairwiseDualMap(rowVariances: rows, columnVariances: columns)
    separations.withUnsafeMutableBufferPointer { separations in
      guard let base = separations.baseAddress else { return }
      for k in separations.indices {
        var derivative = 0.0
        let (own, opposites) = (base + k, OppositePairs(takenFrom: base + k, count: 1))
        withUnsafeMutablePointer(to: &derivative) { derivative in
          opposites.reflected(by: map, row: k % count, firstColumn: k, own, derivative) {
            map.map(row: k % count, columns: k..<k + 1, separations: own, derivatives: derivative)
            // Rounding must not give ε the sign of opposite positions.
            own.pointee = max(0, own.pointee)
          }
        }
        tangents[k] *= derivative
      }
    }
    (rows, columns) = (map.rowSecondMoments, map.columnSecondMoments)
  }

  /// Of branches, which are independent.
  private static func sum(_ branches: [EqualPositions]) -> EqualPositions {
    var whole = branches[0]
    for k in whole.separations.indices {
      let one = parts(branches.map { $0.rows[k % whole.count] }[...])
      let two = parts(branches.map { $0.columns[k] }[...])
      var sum = PartsSum()
      for (number, branch) in branches.enumerated() { sum.add(one[number], two[number], branch.separations[k]) }
      whole.separations[k] = sum.carried
    }
    for branch in branches.dropFirst() {
      whole.tangents = zip(whole.tangents, branch.tangents).map(+)
      whole.rows = zip(whole.rows, branch.rows).map(+)
      whole.columns = zip(whole.columns, branch.columns).map(+)
    }
    return whole
  }

  /// Of branches that are multiplied: c = ∏ cᵢ, with 1 ∓ c of two factors as sums in which nothing cancels, and Θ =
  /// Σ Θᵢ ∏_{j ≠ i} Kⱼ.
  private static func product(_ branches: [EqualPositions]) -> EqualPositions {
    var whole = branches[0]
    for branch in branches.dropFirst() {
      let (one, two) = (whole.covariances, branch.covariances)
      for k in whole.separations.indices {
        whole.tangents[k] = whole.tangents[k] * two[k] + one[k] * branch.tangents[k]
        whole.separations[k] = PartsSum.product(whole.separations[k], branch.separations[k])
      }
      whole.rows = zip(whole.rows, branch.rows).map(*)
      whole.columns = zip(whole.columns, branch.columns).map(*)
    }
    return whole
  }

  private var covariances: [Double] { covariances(separations, rows, columns) }

  private func covariances(_ separations: [Double], _ rows: [Double], _ columns: [Double]) -> [Double] {
    separations.indices.map { k in
      let scale = rows[k % count].squareRoot() * columns[k].squareRoot()
      return scale - scale * PartsSum.separation(separations[k])
    }
  }

  private mutating func convolve(_ convolution: PositionConvolution) {
    let outputs = convolution.window.output.positionCount
    let neighbours = (0..<outputs).map { convolution.window.sources(of: $0) }
    let size = Double(convolution.window.count)
    let weight = convolution.weightVariance / size
    let bias = convolution.biasVariance
    /// By image and output: the image's first position, and what the output reads.
    let places = (0..<separations.count / count).flatMap { image in neighbours.map { (image * count, $0) } }
    func sums(_ values: [Double]) -> [Double] {
      places.prefix(values.count / count * outputs).map { image, reads in
        reads.reduce(0) { $0 + values[image + $1] }
      }
    }
    let (newRows, newColumns) = (sums(rows).map { weight * $0 + bias }, sums(columns).map { weight * $0 + bias })
    func factors(_ totals: [Double]) -> [Double] { totals.map { $0 > 0 ? 1 / $0.squareRoot() : 0 } }
    let (one, two) = (factors(newRows), factors(newColumns))
    let (rowRoots, columnRoots) = (
      rows.map { (weight * $0).squareRoot() }, columns.map { (weight * $0).squareRoot() }
    )
    let (before, former) = (separations, covariances)
    separations = places.enumerated().map { k, place in
      let (image, reads) = place
      var sum = PartsSum()
      for i in reads { sum.add(rowRoots[i] * one[k % outputs], columnRoots[image + i] * two[k], before[image + i]) }
      sum.add(bias.squareRoot() * one[k % outputs], bias.squareRoot() * two[k], 0)
      return sum.carried
    }
    let handedOn = sums(tangents)
    let gainedBefore = convolution.learning.hasOwnRates ? sums(former) : []
    (rows, columns, count) = (newRows, newColumns, outputs)
    let gained: [Double]
    switch convolution.learning {
    case .none: gained = Array(repeating: 0, count: handedOn.count)
    case .ntk: gained = covariances
    case .rates(let weights, let biases): gained = gainedBefore.map { weights / size * $0 + biases }
    }
    tangents = zip(handedOn, gained).map { weight * $0 + $1 }
  }
}
