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
  private let program: ImageProgram
  private let grid: PositionGrid
  private let count: Int
  /// K(x, x) of every position, of the row image and of the column images one after another.
  private var rows: [Double]
  private var columns: [Double]
  /// ε, or −(1 + c), and Θ of every position with the row image's own, by column image.
  private var separations: [Double]
  private var tangents: [Double]

  /// - Parameters: images [height · width · channels], and the layers of the one stage, without a window.
  init(_ program: ImageProgram, row: ArraySlice<Double>, columns images: [ArraySlice<Double>], channels: Int) throws {
    let grid = program.stages[0].grid
    let size = grid.positionCount
    func variance(_ image: ArraySlice<Double>, _ p: Int) -> Double {
      Self.pixel(image, p, channels).reduce(0) { $0 + $1 * $1 } / Double(channels)
    }
    (self.program, self.grid, count) = (program, grid, size)
    rows = (0..<size).map { variance(row, $0) }
    columns = images.flatMap { image in (0..<size).map { variance(image, $0) } }
    separations = images.flatMap { image in
      (0..<size).map { p in Self.separation(Self.pixel(row, p, channels), Self.pixel(image, p, channels)) }
    }
    tangents = Array(repeating: 0, count: images.count * size)
    try advance(program.stages[0].steps)
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

  /// Behind `flatten`: ε, or −(1 + c), and the mean of Θ over positions, with one of the column images.
  func head(_ image: Int) -> (separation: Double, tangent: Double) {
    let own = image * count..<(image + 1) * count
    let (one, two) = (Self.parts(rows[...]), Self.parts(columns[own]))
    var sum = PartsSum()
    for p in 0..<count { sum.add(one[p], two[p], separations[own.lowerBound + p]) }
    return (sum.carried, tangents[own].reduce(0, +) / Double(count))
  }

  /// aᵢ of parts with these variances.
  private static func parts(_ variances: ArraySlice<Double>) -> [Double] {
    let total = variances.reduce(0, +)
    return variances.map { total > 0 ? ($0 / total).squareRoot() : 0 }
  }

  private mutating func advance(_ steps: [SpatialStep]) throws {
    for step in steps {
      switch step {
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
      case .branches(let branches):
        self = try Self.sum(
          branches.map { branch in
            var own = self
            try own.advance(branch)
            return own
          })
      case .scale(let factor):
        update { factor * $0 }
        for k in tangents.indices { tangents[k] *= factor }
      case .readout: break
      }
    }
  }

  private static func inverseRoot(_ q: Double) -> Double { 1 / (q + SelfCovariance.layerNormEpsilon).squareRoot() }

  private mutating func update(_ change: (Double) -> Double) {
    (rows, columns) = (rows.map(change), columns.map(change))
  }

  private mutating func activate(_ slot: Int) throws {
    guard case .nonlinearity(let nonlinearity) = program.slots[slot].content else {
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

  private func covariances(_ separations: [Double], _ rows: [Double], _ columns: [Double]) -> [Double] {
    separations.indices.map { k in
      let scale = rows[k % count].squareRoot() * columns[k].squareRoot()
      return scale - scale * PartsSum.separation(separations[k])
    }
  }

  private mutating func convolve(_ convolution: SpatialConvolution) {
    let neighbours = (0..<count).map { convolution.neighbours(of: $0) }
    let edge = Double(2 * convolution.reach + 1)
    let weight = convolution.weightVariance / (edge * edge)
    let bias = convolution.biasVariance
    func sums(_ values: [Double]) -> [Double] {
      values.indices.map { k in
        let image = k / count * count
        return neighbours[k % count].reduce(0) { $0 + values[image + $1] }
      }
    }
    let (newRows, newColumns) = (sums(rows).map { weight * $0 + bias }, sums(columns).map { weight * $0 + bias })
    func factors(_ totals: [Double]) -> [Double] { totals.map { $0 > 0 ? 1 / $0.squareRoot() : 0 } }
    let (one, two) = (factors(newRows), factors(newColumns))
    let (rowRoots, columnRoots) = (
      rows.map { (weight * $0).squareRoot() }, columns.map { (weight * $0).squareRoot() }
    )
    let (before, former) = (separations, (rows: rows, columns: columns))
    for k in separations.indices {
      let (p, image) = (k % count, k / count * count)
      var sum = PartsSum()
      for i in neighbours[p] {
        sum.add(rowRoots[i] * one[p], columnRoots[image + i] * two[k], before[image + i])
      }
      sum.add(bias.squareRoot() * one[p], bias.squareRoot() * two[k], 0)
      separations[k] = sum.carried
    }
    (rows, columns) = (newRows, newColumns)
    let handedOn = sums(tangents)
    let gained: [Double]
    switch convolution.learning {
    case .none: gained = Array(repeating: 0, count: tangents.count)
    case .ntk: gained = covariances(separations, newRows, newColumns)
    case .rates(let weights, let biases):
      gained = sums(covariances(before, former.rows, former.columns)).map { weights / (edge * edge) * $0 + biases }
    }
    for k in tangents.indices { tangents[k] = weight * handedOn[k] + gained[k] }
  }
}

/// 1 − c and 1 + c of two sums of independent parts.
private struct PartsSum {
  private var separation = 0.0
  private var opposite = 0.0

  /// ε of what is carried.
  static func separation(_ carried: Double) -> Double { carried < 0 ? 2 + carried : carried }

  /// What is carried of the sum: ε, or where 1 + c is small −(1 + c).
  var carried: Double { opposite < NearImages.refined ? -max(opposite, .leastNormalMagnitude) : separation }

  mutating func add(_ one: Double, _ two: Double, _ carried: Double) {
    let (difference, product) = (one - two, one * two)
    let own = 0.5 * difference * difference
    separation += product * Self.separation(carried) + own
    opposite += product * (carried < 0 ? -carried : 2 - carried) + own
  }

  /// A part of which neither has anything of the other's.
  mutating func addIndependent(_ part: Double) {
    separation += part
    opposite += part
  }
}

extension SpatialConvolution {
  /// The positions, row by row, whose values enter position p at equal positions; as often as they do.
  fileprivate func neighbours(of p: Int) -> [Int] {
    let (y, x) = (p / grid.width, p % grid.width)
    func axis(_ at: Int, _ length: Int) -> [Int] {
      (at - reach...at + reach).compactMap { other in
        if padding == .circular { return (other % length + length) % length }
        return other >= 0 && other < length ? other : nil
      }
    }
    let columns = axis(x, grid.width)
    return axis(y, grid.height).flatMap { row in columns.map { row * grid.width + $0 } }
  }
}
