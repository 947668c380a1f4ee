import Datasets
import Inputs
import Randomness
import Results
import Suite

/// Ways of losing part of what CIFAR-10's images say, in training and test images alike.
///
/// The paper's CIFAR-10 accuracies are below those of its own algorithm on whole images, on all rows from 1,000 images
/// on. These are the changes, of about a hundred that were tried outside the suite, that tell most about it. Their
/// sizes were chosen after looking, and no source has any of them: they show what the difference is like, not its
/// cause.
package enum Degradation: String, CaseIterable, AxisValue {
  /// None: the reference code's pipeline.
  case reference
  /// The upper two bits of each byte.
  case twoBitPixels
  /// Normal noise of standard deviation 22 of 255 on each byte, rounded and clipped.
  case pixelNoise
  /// Every fourth pixel of every fourth row.
  case everyFourthPixel
  /// The middle 24 × 24 pixels.
  case centralCrop
  /// 63 % of the training images, whole ones: as many as a bootstrap sample has different ones.
  case fewerImages

  static let axis = Axis<Degradation>("degradation", "what was done to the images")

  /// As a legend says it.
  var title: String {
    switch self {
    case .reference: "reference code"
    case .twoBitPixels: "two-bit pixels"
    case .pixelNoise: "pixel noise, sd 22"
    case .everyFourthPixel: "every fourth pixel"
    case .centralCrop: "central 24 × 24"
    case .fewerImages: "63 % of the images"
    }
  }

  /// The training images that are left: the first of each class.
  package func kept(_ training: LabeledImages, seed: Seed) -> LabeledImages {
    guard self == .fewerImages else { return applied(to: training, seed: seed) }
    var sizes: [UInt8: Int] = [:]
    for label in training.labels { sizes[label, default: 0] += 1 }
    var seen: [UInt8: Int] = [:]
    return training.subset(
      training.labels.indices.filter { place in
        let label = training.labels[place]
        seen[label, default: 0] += 1
        return Double(seen[label, default: 0]) <= 0.63 * Double(sizes[label, default: 0])
      })
  }

  /// - Complexity: O(images · pixels).
  package func applied(to images: LabeledImages, seed: Seed) -> LabeledImages {
    let bytes = images.images
    switch self {
    case .reference, .fewerImages: return images
    case .twoBitPixels:
      return LabeledImages(images: bytes.mapping { $0 & 0xC0 }, labels: images.labels)
    case .pixelNoise:
      var generator = CounterBasedGenerator(seed: seed)
      let noisy = bytes.mapping { UInt8(max(0, min(255, (Double($0) + 22 * generator.normal()).rounded()))) }
      return LabeledImages(images: noisy, labels: images.labels)
    case .everyFourthPixel:
      return LabeledImages(
        images: bytes.keeping(
          rows: Array(stride(from: 0, to: bytes.height, by: 4)),
          columns: Array(stride(from: 0, to: bytes.width, by: 4))), labels: images.labels)
    case .centralCrop:
      func middle(_ size: Int) -> [Int] { Array((size - 24) / 2..<(size + 24) / 2) }
      return LabeledImages(
        images: bytes.keeping(rows: middle(bytes.height), columns: middle(bytes.width)), labels: images.labels)
    }
  }
}

extension ByteImages {
  /// Images with each byte replaced, in the order of storage. One that would be left without contrast, and so without
  /// a direction, stays as it is.
  fileprivate func mapping(_ change: (UInt8) -> UInt8) -> ByteImages {
    var storage: [UInt8] = []
    storage.reserveCapacity(count * pixelCount)
    for i in 0..<count {
      let image = bytes(i)
      let changed = image.map(change)
      if let first = changed.first, changed.contains(where: { $0 != first }) {
        storage += changed
      } else {
        storage += image
      }
    }
    return ByteImages(height: height, width: width, channels: channels, order: order, storage: storage)
  }

  /// Images of some rows and columns of pixels.
  fileprivate func keeping(rows: [Int], columns: [Int]) -> ByteImages {
    var storage: [UInt8] = []
    storage.reserveCapacity(count * rows.count * columns.count * channels)
    for i in 0..<count {
      let image = bytes(i)
      func append(_ row: Int, _ column: Int, _ channel: Int) {
        let place =
          order == .planar
          ? (channel * height + row) * width + column : (row * width + column) * channels + channel
        storage.append(image[image.startIndex + place])
      }
      if order == .planar {
        for channel in 0..<channels { for row in rows { for column in columns { append(row, column, channel) } } }
      } else {
        for row in rows { for column in columns { for channel in 0..<channels { append(row, column, channel) } } }
      }
    }
    return ByteImages(
      height: rows.count, width: columns.count, channels: channels, order: order, storage: storage)
  }
}
