import Architectures
import Testing

@Suite struct WindowGeometryTests {
  private static func geometry(
    _ size: WindowSize, stride: WindowSize = 1, _ padding: Padding, on shape: PositionShape
  ) throws -> WindowGeometry {
    try Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1).geometry(on: shape)
  }

  /// From TensorFlow's `SAME`: an odd position of padding lies behind the last.
  @Test func paddingIsShared() throws {
    let image = PositionShape.image(height: 28, width: 7)
    let strided = try Self.geometry([3, 2], stride: [2, 1], .zero, on: image)
    #expect([strided.height.low, strided.height.high, strided.height.output] == [0, 1, 14])
    #expect([strided.width.low, strided.width.high, strided.width.output] == [0, 1, 7])
    let thirds = try Self.geometry(5, stride: 3, .circular, on: image)
    #expect([thirds.height.low, thirds.height.high, thirds.height.output] == [2, 2, 10])
    #expect([thirds.width.low, thirds.width.high, thirds.width.output] == [2, 2, 3])
    // Positions that no window sees are no padding.
    let sparse = try Self.geometry(1, stride: 4, .zero, on: image)
    #expect([sparse.height.low, sparse.height.high, sparse.height.output] == [0, 0, 7])
    let valid = try Self.geometry([4, 7], stride: [5, 9], .valid, on: image)
    #expect([valid.height.low, valid.height.high, valid.height.output] == [0, 0, 5])
    #expect([valid.width.low, valid.width.high, valid.width.output] == [0, 0, 1])
  }

  /// As padding the image itself and moving a window over it.
  @Test(arguments: Padding.allCases) func everyWindowIsThatOfThePaddedImage(padding: Padding) throws {
    for (h, w) in [(1, 1), (3, 4), (5, 2), (7, 6)] {
      for (size, stride) in [(1, 1), (2, 1), (3, 1), (3, 2), (2, 3), (4, 2), (5, 5), (7, 1)] {
        let shape = PositionShape.image(height: h, width: w)
        if padding == .valid && (size > h || size > w) {
          #expect(throws: ArchitectureFailure.self) {
            try Self.geometry(.uniform(size), stride: .uniform(stride), padding, on: shape)
          }
          continue
        }
        let found = try Self.geometry(.uniform(size), stride: .uniform(stride), padding, on: shape)
        let (rows, columns) = (padded(h, size, stride, padding), padded(w, size, stride, padding))
        let tops = Array(Swift.stride(from: 0, through: rows.count - size, by: stride))
        let lefts = Array(Swift.stride(from: 0, through: columns.count - size, by: stride))
        #expect(found.output == .image(height: tops.count, width: lefts.count))
        #expect(found.placeCount == size * size)
        for (y, top) in tops.enumerated() {
          for (x, left) in lefts.enumerated() {
            for (a, b) in (0..<size * size).map({ ($0 / size, $0 % size) }) {
              let (row, column) = (rows[top + a], columns[left + b])
              let expected: Int? = if let row, let column { row * w + column } else { nil }
              #expect(found.position(outputRow: y, outputColumn: x, row: a, column: b) == expected)
            }
          }
        }
      }
    }
  }

  /// The positions of an axis with its padding written out; nil for zero.
  private func padded(_ count: Int, _ size: Int, _ stride: Int, _ padding: Padding) -> [Int?] {
    let inner = (0..<count).map(Int?.some)
    if padding == .valid { return inner }
    let output = (count + stride - 1) / stride
    let total = max((output - 1) * stride + size - count, 0)
    let low = total / 2
    func outside(_ position: Int) -> Int? { padding == .zero ? nil : (position + 8 * count) % count }
    return (-low..<0).map(outside) + inner + (count..<count + total - low).map(outside)
  }

  @Test func aSequenceIsAnImageOfWidthOne() throws {
    let found = try Self.geometry(3, stride: 2, .zero, on: .sequence(length: 9))
    #expect(found.output == .sequence(length: 5))
    #expect([found.height.window, found.height.stride, found.width.window, found.width.stride] == [3, 2, 1, 1])
    #expect(found.placeCount == 3)
    let image = try Self.geometry([3, 1], stride: [2, 1], .zero, on: .image(height: 9, width: 1))
    #expect((image.height, image.width) == (found.height, found.width))
  }

  /// Pooling moves by its window where no stride is given, and divides the image where it is not padded.
  @Test func strideOfPooling() throws {
    let image = PositionShape.image(height: 6, width: 9)
    let own = try AveragePooling(window: [2, 3]).geometry(on: image)
    #expect(own.output == .image(height: 3, width: 3))
    #expect(try AveragePooling(window: 3, stride: 1).geometry(on: image).output == .image(height: 4, width: 7))
    let failure = #expect(throws: ArchitectureFailure.self) { try AveragePooling(window: [2, 2]).geometry(on: image) }
    #expect(
      failure?.message
        == "architecture: averagePooling: window [2, 2] does not divide the image [6, 9, channels]; choose "
        + "a divisor of its height and width, or give a \"stride\", with which the rest at the end is left out")
    #expect(try AveragePooling(window: 2, padding: .circular).geometry(on: image).output == .image(height: 3, width: 5))
  }

  @Test func extremesDoNotOverflow() throws {
    let found = try Self.geometry(1023, stride: .uniform(.max), .zero, on: .image(height: .max, width: 2))
    #expect(found.output == .image(height: 1, width: 1))
    #expect([found.width.low, found.width.high] == [510, 511])
    #expect(
      try AveragePooling(window: .uniform(.max)).geometry(on: .sequence(length: .max)).output == .sequence(length: 1))
  }

  @Test func squaresAreTold() {
    func size(_ size: WindowSize, _ stride: WindowSize = 1, _ padding: Padding = .zero) -> Int? {
      Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1).squareSize
    }
    #expect([size(3), size([5, 5], [1, 1], .circular), size(1, 1, .valid)] == [3, 5, 1])
    #expect([size(4), size([3, 5]), size(3, 2), size(3, 1, .valid), size(3, [1, 2])].allSatisfy { $0 == nil })
    #expect(AveragePooling(window: 2, sum: true).squareSize == 2)
    for other in [
      AveragePooling(window: [2, 3]), AveragePooling(window: 2, stride: 2), AveragePooling(window: 2, padding: .zero),
    ] {
      #expect(other.squareSize == nil)
    }
  }
}
