import FiniteWidth
import Testing

@Suite("Windows along a side") struct WindowAxisTests {
  /// Counted by hand from TensorFlow's rules: ⌈n/s⌉ windows of padded images, the odd position outside at the end;
  /// ⌊(n − k)/s⌋ + 1 of others.
  @Test(arguments: [
    (length: 5, window: 3, stride: 1, padded: 5, low: 1, valid: 3),
    (length: 5, window: 3, stride: 2, padded: 3, low: 1, valid: 2),
    (length: 4, window: 3, stride: 2, padded: 2, low: 0, valid: 1),
    (length: 4, window: 2, stride: 1, padded: 4, low: 0, valid: 3),
    (length: 4, window: 4, stride: 1, padded: 4, low: 1, valid: 1),
    (length: 4, window: 2, stride: 2, padded: 2, low: 0, valid: 2),
    (length: 5, window: 2, stride: 2, padded: 3, low: 0, valid: 2),
    (length: 5, window: 1, stride: 3, padded: 2, low: 0, valid: 2),
    (length: 2, window: 5, stride: 1, padded: 2, low: 2, valid: 0),
    (length: 2, window: 7, stride: 3, padded: 1, low: 2, valid: 0),
    (length: 1, window: 3, stride: 1, padded: 1, low: 1, valid: 0),
  ])
  func theSizesAreTensorFlows(length: Int, window: Int, stride: Int, padded: Int, low: Int, valid: Int) {
    for isCircular in [false, true] {
      let axis = WindowAxis.padded(length: length, window: window, stride: stride, isCircular: isCircular)
      #expect((axis.output, axis.low) == (padded, low))
    }
    let within = WindowAxis.valid(length: length, window: window, stride: stride)
    #expect((within.output, within.low) == (valid, 0))
  }
}
