import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra

/// The kernel between prepared images, of which any process computes any tile from the bytes.
package struct ImageRecipe: MatrixRecipe {
  private static let kind = "images"

  /// All that tiles depend on but the bytes.
  private struct Settings: Codable {
    let architecture: String
    let isTangent: Bool
    let shift: String
    let shifts: [Double]
    /// Height, width, channels.
    let extents: [Int]
    let isPlanar: Bool
  }

  private let settings: Settings
  private let images: ByteImages
  private let others: ByteImages?
  /// Of the columns' images, or of the rows' where these are the columns'.
  private let number: KeptNumber?
  private let tiles: TiledKernel<ImagePairs>

  /// - Parameters:
  ///   - columns: nil for the kernel of `rows` with itself.
  ///   - shift: subtracted from every image, which is then scaled to x·x/d = 1.
  /// - Throws: as `Kernel.matrices(of:)`.
  init(
    _ kernel: Kernel, isTangent: Bool, rows: ByteImages, columns: ByteImages? = nil, number: KeptNumber,
    shift: ImagePairs.Shift
  ) throws {
    let (name, shifts): (String, [Double]) =
      switch shift {
      case .none: ("none", [])
      case .ownMean: ("own mean", [])
      case .constant(let value): ("constant", [value])
      case .perPixel(let values): ("per pixel", values)
      }
    let settings = Settings(
      architecture: try kernel.architecture.json(), isTangent: isTangent, shift: name, shifts: shifts,
      extents: [rows.height, rows.width, rows.channels], isPlanar: rows.order == .planar)
    try self.init(settings, kernel, rows, columns, number, shift)
  }

  private init(
    _ settings: Settings, _ kernel: Kernel, _ rows: ByteImages, _ columns: ByteImages?, _ number: KeptNumber?,
    _ shift: ImagePairs.Shift
  ) throws {
    (self.settings, images, others, self.number) = (settings, rows, columns, number)
    tiles = try TiledKernel(
      kernel, of: ImagePairs(rows: rows, columns: columns, shift: shift, unitVariance: true),
      isTangent: settings.isTangent)
  }

  package var rows: Int { tiles.rows }
  package var columns: Int { tiles.columns }

  package func block(_ tile: Tile) -> Matrix<Double> { tiles.block(tile) }

  package func message() throws -> RecipeMessage {
    try RecipeMessage(
      Self.kind, settings, bytes: [Self.bytes(images)] + (others.map { [Self.bytes($0)] } ?? []),
      numbers: others == nil ? [number] : [nil, number])
  }

  /// Image by image.
  private static func bytes(_ images: ByteImages) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(images.count * images.pixelCount)
    for i in 0..<images.count { bytes.append(contentsOf: images.bytes(i)) }
    return bytes
  }

  /// What another process makes of a message; nil: it is of something else.
  /// - Throws: `DecodingError`; as the other initialiser.
  package static func made(from message: RecipeMessage) throws -> ImageRecipe? {
    guard message.kind == kind, let first = message.bytes.first else { return nil }
    let settings = try message.settings(as: Settings.self)
    func images(_ bytes: [UInt8]) -> ByteImages {
      ByteImages(
        height: settings.extents[0], width: settings.extents[1], channels: settings.extents[2],
        order: settings.isPlanar ? .planar : .interleaved, storage: bytes)
    }
    let shift: ImagePairs.Shift =
      switch settings.shift {
      case "own mean": .ownMean
      case "constant": .constant(settings.shifts.first ?? 0)
      case "per pixel": .perPixel(settings.shifts)
      default: .none
      }
    let kernel = try Kernel(
      Architecture(json: Data(settings.architecture.utf8), source: "the first rank"))
    return try ImageRecipe(settings, kernel, images(first), message.bytes.dropFirst().first.map(images), nil, shift)
  }
}
