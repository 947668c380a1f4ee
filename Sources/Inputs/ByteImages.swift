/// Images of unsigned bytes, as stored in their file: one buffer, `pixelCount` bytes an image.
///
/// - Complexity: a subset is a list of indices beside the one buffer; nothing is copied and nothing is kept per image
///   but its index.
public struct ByteImages: Sendable {
  /// How the bytes of one image are ordered.
  public enum Order: Sendable { case interleaved, planar }  // [h, w, c] as in MNIST; [c, h, w] as in CIFAR-10

  public let height: Int
  public let width: Int
  public let channels: Int
  public let order: Order
  /// The bytes of all stored images.
  public let storage: [UInt8]
  /// The images of this set, in order, as positions in `storage`.
  public let indices: [Int]

  public var count: Int { indices.count }
  public var pixelCount: Int { height * width * channels }

  /// All images of a buffer that holds a whole number of them.
  public init(height: Int, width: Int, channels: Int, order: Order, storage: [UInt8]) {
    let size = height * width * channels
    precondition(size > 0 && storage.count % size == 0, "a buffer holds a whole number of images")
    self.init(
      height: height, width: width, channels: channels, order: order, storage: storage,
      indices: Array(0..<storage.count / size))
  }

  private init(height: Int, width: Int, channels: Int, order: Order, storage: [UInt8], indices: [Int]) {
    (self.height, self.width, self.channels, self.order) = (height, width, channels, order)
    (self.storage, self.indices) = (storage, indices)
  }

  /// The images at `positions` of this set, sharing its storage.
  public func subset(_ positions: some Sequence<Int>) -> ByteImages {
    ByteImages(
      height: height, width: width, channels: channels, order: order, storage: storage,
      indices: positions.map { indices[$0] })
  }

  /// The bytes of image `i` of this set.
  public func bytes(_ i: Int) -> ArraySlice<UInt8> {
    storage[indices[i] * pixelCount..<(indices[i] + 1) * pixelCount]
  }
}
