import Inputs

/// Images and the class of each.
public struct LabeledImages: Sendable {
  public let images: ByteImages
  public let labels: [UInt8]

  public var count: Int { labels.count }

  public init(images: ByteImages, labels: [UInt8]) {
    precondition(images.count == labels.count, "every image has a label")
    (self.images, self.labels) = (images, labels)
  }

  /// The images at `positions`, sharing the bytes of this set.
  public func subset(_ positions: some Collection<Int>) -> LabeledImages {
    LabeledImages(images: images.subset(positions), labels: positions.map { labels[$0] })
  }
}
