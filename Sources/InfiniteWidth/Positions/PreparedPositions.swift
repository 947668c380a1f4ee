import LinearAlgebra
import Nonlinearities
import Platform

/// An image, carried through the layers with itself: what its pairs need to know of it, and its own K and Θ.
///
/// The variances q(x, p) go through the same arithmetic as the covariances of pairs, so that a pair of equal patches
/// has covariances with the very bits of their variances.
final class PreparedPositions {
  private let program: PositionProgram
  private let numbers: UnsafeMutablePointer<Double>
  private let starts: [Int]
  let channels: Int
  /// K(x, x) and Θ(x, x) behind the head.
  private(set) var own = SelfCovariance(inputVariance: 0)

  /// - Parameter image: [height · width · channels].
  /// - Throws: `InfiniteWidthError.overflows`, `.underflows` and `.varianceTooLarge` naming the layer;
  ///   `NonlinearityFailure`.
  init(_ image: ArraySlice<Double>, channels: Int, runner: PositionRunner) throws {
    (program, self.channels) = (runner.program, channels)
    starts = Self.starts(program, channels: channels)
    numbers = .allocateAligned(Self.count(program, channels: channels))
    let (count, length) = (program.grid.positionCount, program.grid.listLength)
    for p in 0..<count {
      for c in 0..<channels { numbers[c * length + p] = image[image.startIndex + p * channels + c] }
    }
    let head = try runner.run(pixels, pixels, channels: channels, OwnPositions(image: self, program: program))
    guard head.nngp.isFinite, head.ntk.isFinite else { throw InfiniteWidthError.overflowsInImage }
    own = SelfCovariance(inputVariance: head.nngp)
    own.ntk = head.ntk
  }

  deinit { numbers.deallocate() }

  /// Numbers that are kept of an image.
  static func count(_ program: PositionProgram, channels: Int) -> Int {
    program.slots.reduce(channels * program.grid.listLength) { $0 + $1.count }
  }

  private static func starts(_ program: PositionProgram, channels: Int) -> [Int] {
    var (place, starts) = (channels * program.grid.listLength, [Int]())
    for slot in program.slots {
      starts.append(place)
      place += slot.count
    }
    return starts
  }

  /// A list of positions for each channel.
  var pixels: UnsafePointer<Double> { UnsafePointer(numbers) }

  func table(slot: Int) -> UnsafePointer<Double> { UnsafePointer(numbers + starts[slot]) }

  /// q of every position before φ of a slot whose dual keeps nothing else.
  func variances(slot: Int) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: table(slot: slot), count: program.slots[slot].grid.positionCount)
  }

  /// Fills a slot from the image's own tensor before the layer.
  fileprivate func fill(_ slot: Int, from tensor: PositionTensor) throws -> PreparedDual? {
    let target = numbers + starts[slot]
    let (count, length) = (tensor.grid.positionCount, tensor.rowLength)
    switch program.slots[slot].content {
    case .attention(let attention):
      attention.weights(tensor, into: target)
      return nil
    case .inverseRoots:
      for p in 0..<count {
        target[p] = 1 / (tensor.covariances[tensor.equalPlace(p)] + SelfCovariance.layerNormEpsilon).squareRoot()
      }
      return nil
    case .nonlinearity(let nonlinearity):
      var variances = [Double](repeating: 0, count: length)
      for p in 0..<count { variances[p] = tensor.covariances[tensor.equalPlace(p)] }
      let largestVariance = nonlinearity.largestVariance
      if let variance = variances.first(where: { !($0 <= largestVariance) }) {
        throw InfiniteWidthError.varianceTooLarge(
          variance, nonlinearity: nonlinearity.name, position: program.slots[slot].position)
      }
      if program.fastDuals[slot] != nil, let largest = variances.max() {
        _ = try nonlinearity.covarianceDual(variances: [largest])
      }
      let dual = try program.fastDuals[slot] ?? PreparedDual(nonlinearity.covarianceDual(variances: variances))
      dual.dual.tabulate(variances, count: length, into: target, stride: length)
      return dual
    }
  }
}

/// An image with itself.
private final class OwnPositions: PositionImages {
  private let image: PreparedPositions
  private let program: PositionProgram
  private var duals: [Int: PreparedDual] = [:]

  init(image: PreparedPositions, program: PositionProgram) { (self.image, self.program) = (image, program) }

  var isOwn: Bool { true }

  func dual(slot: Int) -> PreparedDual? { duals[slot] }

  func tables(slot: Int, of tensor: PositionTensor) throws -> (
    first: UnsafePointer<Double>, second: UnsafePointer<Double>
  ) {
    duals[slot] = try image.fill(slot, from: tensor)
    return (image.table(slot: slot), image.table(slot: slot))
  }

  func check(_ tensor: PositionTensor, behind step: PositionStep, before: (nngp: Double, ntk: Double)) throws {
    if let kernel = tensor.overflowing {
      // A quotient by numbers about to vanish is not finite before they are 0.
      throw before.nngp < 1e-290
        ? InfiniteWidthError.underflows(kernel: kernel, layer: step.name, position: step.position)
        : InfiniteWidthError.overflows(kernel: kernel, layer: step.name, position: step.position)
    }
    guard !step.hasNoWeights, !step.mayVanish(program.slots) else { return }
    let sums = tensor.equalSums
    for (kernel, former, sum) in [("NNGP", before.nngp, sums.nngp), ("NTK", before.ntk, sums.ntk)]
    where former > 0 && sum < .leastNormalMagnitude {
      throw InfiniteWidthError.underflows(kernel: kernel, layer: step.name, position: step.position)
    }
  }
}

extension PositionTensor {
  /// The kernel that is no number at some position, if there is one.
  fileprivate var overflowing: String? {
    let sums = equalSums
    if sums.nngp.isFinite, sums.ntk.isFinite { return nil }
    for p in 0..<grid.positionCount {
      if !covariances[equalPlace(p)].isFinite { return "NNGP" }
      if let tangents, !tangents[equalPlace(p)].isFinite { return "NTK" }
    }
    return nil
  }
}

/// Two images.
struct PositionPair: PositionImages {
  let first: PreparedPositions
  let second: PreparedPositions
  /// By slot.
  let duals: [PreparedDual?]

  var isOwn: Bool { false }
  func dual(slot: Int) -> PreparedDual? { duals[slot] }
  func tables(slot: Int, of tensor: PositionTensor) -> (
    first: UnsafePointer<Double>, second: UnsafePointer<Double>
  ) {
    (first.table(slot: slot), second.table(slot: slot))
  }
  func check(_ tensor: PositionTensor, behind step: PositionStep, before: (nngp: Double, ntk: Double)) {}

  /// φ of every slot for all pairs of some images.
  static func duals(_ program: PositionProgram, of images: [PreparedPositions]) throws -> [PreparedDual?] {
    try program.slots.indices.map { slot in
      if let dual = program.fastDuals[slot] { return dual }
      guard case .nonlinearity(let nonlinearity) = program.slots[slot].content else { return nil }
      return PreparedDual(try nonlinearity.covarianceDual(variances: images.flatMap { $0.variances(slot: slot) }))
    }
  }
}
