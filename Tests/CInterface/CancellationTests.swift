import CWideLimit
import Foundation
import Synchronization
import Testing

@Suite struct CancellationTests {
  private final class Flag: @unchecked Sendable {
    let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    init(_ value: Int32) { pointer.initialize(to: value) }
    deinit { pointer.deallocate() }
  }

  private func control(_ flag: Flag) -> widelimit_control {
    var control = widelimit_control()
    control.cancelled = UnsafePointer(flag.pointer)
    return control
  }

  @Test("a call whose end was wanted before it began")
  func before() {
    let x1 = CallerNumbers([4, 3], filled: (0..<12).map(Double.init))
    let nngp = CallerNumbers([4, 4])
    let flag = Flag(1)
    var control = control(flag)
    let found = answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, &control, $0) }
    #expect(found.status == 130 && !found.message.isEmpty)
    // And the next one works.
    flag.pointer.pointee = 0
    #expect(answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, &control, $0) } == .done)
  }

  /// Kernels of 2 million pairs of images would take minutes; that of the fit comes before its factor.
  @Test("long work ends soon after it is wanted", .timeLimit(.minutes(1)), arguments: [false, true])
  func during(isFit: Bool) {
    let (count, side) = (2000, 12)
    let images = CallerExample.inputs(count, side * side)
    let x1 = CallerNumbers([count, side, side, 1], filled: images.elements)
    let nngp = CallerNumbers([count, count])
    let flag = Flag(0)
    var control = control(flag)
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { flag.pointer.pointee = 1 }
    let found = answer { error in
      if isFit {
        let targets = CallerNumbers([count], filled: [Double](repeating: 1, count: count))
        var model: OpaquePointer?
        return widelimit_fit(CallerExample.convolutional, &x1.array, &targets.array, nil, &control, &model, error)
      }
      return widelimit_kernel(CallerExample.convolutional, &x1.array, nil, &nngp.array, nil, &control, error)
    }
    #expect(found.status == 130)
  }
}
