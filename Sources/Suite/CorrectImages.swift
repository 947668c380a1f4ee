import Results

/// Which test images a classifier has right: what two classifiers of the same images are compared by.
package struct CorrectImages: Sendable, Equatable {
  package let isCorrect: [Bool]

  package init(_ isCorrect: [Bool]) { self.isCorrect = isCorrect }

  /// Of as many images, from `text`; nil for a text that is not of so many.
  package init?(text: String, images: Int) {
    let digits = Array(text.utf8)
    guard digits.count == Self.digits(images: images) else { return nil }
    var isCorrect: [Bool] = []
    isCorrect.reserveCapacity(4 * digits.count)
    for digit in digits {
      guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      for bit in [8, 4, 2, 1] { isCorrect.append(value & bit != 0) }
    }
    guard !isCorrect[images...].contains(true) else { return nil }
    self.isCorrect = Array(isCorrect.prefix(images))
  }

  /// A bit an image in hexadecimal digits, the first image in the highest bit. In Python,
  /// `numpy.unpackbits(numpy.frombuffer(bytes.fromhex(text), "u1"))[:images]`.
  package var text: String {
    var bytes = [UInt8](repeating: 0, count: Self.digits(images: isCorrect.count) / 2)
    for (image, isCorrect) in isCorrect.enumerated() where isCorrect { bytes[image / 8] |= 0x80 >> UInt8(image % 8) }
    return bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }

  /// Of whole bytes.
  private static func digits(images: Int) -> Int { (images + 7) / 8 * 2 }

  /// Of the 10,000 test images of MNIST and CIFAR-10; empty where there was nothing to test.
  package static let column = column("test_correct", of: "")

  /// - Parameter words: of what classifier, to stand behind what the column holds.
  package static func column(_ name: String, of words: String) -> Column<String> {
    Column<String>(
      name, bytes: digits(images: 10_000), "test images that are classified correctly, a bit each, hexadecimal" + words)
  }
}
