import Testing

@testable import Suite

@Suite struct ImageAxesTests {
  @Test(arguments: [
    ([4, 3, 16, 16], "0, 2, 3, 1"), ([4, 1, 28, 28], "0, 2, 3, 1"), ([4, 2, 9, 9], "0, 2, 3, 1"),
    ([4, 4, 32, 32], "0, 2, 3, 1"), ([4, 3, 4, 4], "0, 2, 3, 1"), ([4, 3, 7, 20], "0, 2, 3, 1"),
    ([32, 32, 3, 500], "3, 0, 1, 2"), ([28, 28, 1, 500], "3, 0, 1, 2"), ([3, 32, 32, 500], "3, 1, 2, 0"),
  ]) func otherOrdersAreDoubted(shape: [Int], axes: String) { #expect(ImageAxes.doubt(shape)?.axes == axes) }

  @Test(arguments: [
    [4, 16, 16, 3], [4, 28, 28, 1], [4, 8, 8, 64], [1, 8, 8, 64], [4, 3, 3, 3], [4, 1, 100, 3], [4, 1, 9, 1], [4, 5],
  ]) func thisOrderIsNot(shape: [Int]) { #expect(ImageAxes.doubt(shape) == nil) }
}
