import Failures

/// Depths at which there is no kernel, and architectures without a depth.
public enum DepthSweepError: Failure, Equatable {
  case noDepths
  case negative(depth: Int)
  case notAscending(depth: Int, after: Int)
  /// The architecture has not exactly one repetition at its top level.
  case repetitions(count: Int)
  /// A layer stands behind the repetition where only a head on images may.
  case layerBehindRepetition(layer: String)
  /// A layer that offsets of positions do not close under; its place, what it is about and what would be none.
  case offsetsDoNotClose(layer: String, setting: String, instead: String)
  /// Bands and whole kernels are of vectors.
  case sweepsImages
  /// Kernels by head are of images.
  case sweepsVectors

  public var message: String {
    switch self {
    case .noDepths: "a sweep over depths needs a depth; name at least one"
    case .negative(let depth): "depth \(depth) is negative; give 0 (the read-in alone) or more"
    case .notAscending(let depth, let former):
      "depth \(depth) follows \(former); give each depth once, in ascending order"
    case .repetitions(let count):
      "a sweep varies the one repeat among the architecture's own layers, of which there are \(count); write what a "
        + "depth adds as one repeat"
    case .layerBehindRepetition(let layer):
      "layer \(layer) stands behind the repeat of a sweep, where only flatten or globalAveragePooling on images may; "
        + "end the architecture there"
    case .offsetsDoNotClose(let layer, let setting, let instead):
      "\(layer): \(setting) has no sweep over depths; \(instead), or make a kernel for each depth"
    case .sweepsImages: "this sweep is of images, with kernels by head; ask for kernels(of:) on PixelPairs"
    case .sweepsVectors: "this sweep is of vectors; ask for forEachDepth or forEachBand"
    }
  }

  public var exitStatus: ExitStatus { .badData }

  /// The last of a list of depths.
  /// - Throws: what is wrong with the list.
  static func deepest(of depths: [Int]) throws -> Int {
    guard let first = depths.first, let deepest = depths.last else { throw noDepths }
    if first < 0 { throw negative(depth: first) }
    for (shallow, deep) in zip(depths, depths.dropFirst()) where deep <= shallow {
      throw notAscending(depth: deep, after: shallow)
    }
    return deepest
  }
}
