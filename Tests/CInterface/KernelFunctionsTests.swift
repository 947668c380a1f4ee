import Architectures
import CWideLimit
import Foundation
import InfiniteWidth
import LinearAlgebra
import Testing

@Suite struct KernelFunctionsTests {
  @Test("kernels have the bits of the library's own", arguments: [false, true], [1, 3])
  func vectors(isSymmetric: Bool, threads: Int32) throws {
    let (first, second) = (CallerExample.inputs(300, 5), CallerExample.inputs(70, 5, seed: 2))
    let expected = try Kernel(CallerExample.architecture(CallerExample.dense)).matrices(
      rows: first, columns: isSymmetric ? nil : second, get: .both)
    let x1 = CallerNumbers([300, 5], filled: first.elements)
    let x2 = CallerNumbers([70, 5], filled: second.elements)
    let columns = isSymmetric ? 300 : 70
    let (nngp, ntk) = (CallerNumbers([300, columns]), CallerNumbers([300, columns]))
    var control = widelimit_control()
    control.threads = threads
    let found = answer {
      isSymmetric
        ? widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, &ntk.array, &control, $0)
        : widelimit_kernel(CallerExample.dense, &x1.array, &x2.array, &nngp.array, &ntk.array, &control, $0)
    }
    #expect(found == .done)
    #expect(nngp.numbers == expected.nngp?.elements)
    #expect(ntk.numbers == expected.ntk?.elements)
  }

  @Test("kernels of images, and one kernel of the two")
  func images() throws {
    let images = CallerExample.inputs(7, 4 * 5 * 2)
    let kernel = try Kernel(
      CallerExample.architecture(CallerExample.convolutional), inputShape: .image(height: 4, width: 5, channels: 2))
    let expected = try kernel.matrices(rows: images, get: .both)
    let x1 = CallerNumbers([7, 4, 5, 2], filled: images.elements)
    let (nngp, ntk) = (CallerNumbers([7, 7]), CallerNumbers([7, 7]))
    #expect(
      answer { widelimit_kernel(CallerExample.convolutional, &x1.array, nil, &nngp.array, nil, nil, $0) } == .done)
    #expect(nngp.numbers == expected.nngp?.elements)
    #expect(answer { widelimit_kernel(CallerExample.convolutional, &x1.array, nil, nil, &ntk.array, nil, $0) } == .done)
    #expect(ntk.numbers == expected.ntk?.elements)
  }

  /// Transposed, every other one, backwards, and between two numbers; images with their channels first.
  @Test(
    "inputs may lie in memory as they like", arguments: [[8, 48], [96, 8], [-48, 8], [41, 8], [40, -8], [45, 9]])
  func strides(_ strides: [Int]) throws {
    let inputs = CallerExample.inputs(6, 5)
    let expected = try Kernel(CallerExample.architecture(CallerExample.dense)).matrices(rows: inputs).nngp
    let x1 = CallerNumbers.spread([6, 5], inputs.elements, strides: strides)
    let nngp = CallerNumbers([6, 6])
    #expect(answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, nil, $0) } == .done)
    #expect(nngp.numbers == expected?.elements)
  }

  @Test("images with their channels first, by their strides")
  func channelsFirst() throws {
    let images = CallerExample.inputs(3, 4 * 5 * 2)
    let kernel = try Kernel(
      CallerExample.architecture(CallerExample.convolutional), inputShape: .image(height: 4, width: 5, channels: 2))
    let expected = try kernel.matrices(rows: images).nngp
    let x1 = CallerNumbers.spread([3, 4, 5, 2], images.elements, strides: [320, 40, 8, 160])
    let nngp = CallerNumbers([3, 3])
    #expect(
      answer { widelimit_kernel(CallerExample.convolutional, &x1.array, nil, &nngp.array, nil, nil, $0) } == .done)
    #expect(nngp.numbers == expected?.elements)
  }

  @Test("one number that stands for all of a row")
  func zeroStride() throws {
    let x1 = CallerNumbers.spread([2, 3], [1, 1, 1, 2, 2, 2], strides: [8, 0])
    let nngp = CallerNumbers([2, 2])
    #expect(answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, nil, $0) } == .done)
    let inputs = Matrix<Double>(rows: 2, columns: 3, elements: [1, 1, 1, 2, 2, 2])
    let expected = try Kernel(CallerExample.architecture(CallerExample.dense)).matrices(rows: inputs).nngp
    #expect(nngp.numbers == expected?.elements)
  }

  /// Halves of one array [6, 12], and a column of numbers beside them that stays as it is.
  @Test("results may be parts of a larger array")
  func partsOfOneArray() throws {
    let inputs = CallerExample.inputs(6, 5)
    let expected = try Kernel(CallerExample.architecture(CallerExample.dense)).matrices(rows: inputs, get: .both)
    let x1 = CallerNumbers([6, 5], filled: inputs.elements)
    let whole = CallerNumbers([6, 13])
    var nngp = whole.array
    nngp.shape.1 = 6
    var ntk = nngp
    ntk.data = whole.array.data.map { $0 + 6 }
    #expect(answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp, &ntk, nil, $0) } == .done)
    for i in 0..<6 {
      let row = whole.numbers[i * 13..<(i + 1) * 13]
      #expect(try Array(row.prefix(6)) == Array(#require(expected.nngp).row(i)))
      #expect(try Array(row.dropFirst(6).prefix(6)) == Array(#require(expected.ntk).row(i)))
      #expect(row.last == -123.5)
    }
  }

  @Test("the diagonal is that of the matrix")
  func diagonal() throws {
    let inputs = CallerExample.inputs(9, 4)
    let expected = try Kernel(CallerExample.architecture(CallerExample.dense)).matrices(rows: inputs, get: .both)
    let x1 = CallerNumbers([9, 4], filled: inputs.elements)
    let (nngp, ntk) = (CallerNumbers([9]), CallerNumbers([9]))
    #expect(
      answer { widelimit_kernel_diagonal(CallerExample.dense, &x1.array, &nngp.array, &ntk.array, nil, $0) } == .done)
    #expect(nngp.numbers == expected.nngp?.diagonal)
    #expect(ntk.numbers == expected.ntk?.diagonal)
  }

  @Test("progress comes from any thread, and ends at 1; what nothing learns is a warning")
  func told() throws {
    final class Told: @unchecked Sendable {
      let lock = NSLock()
      var fractions: [Double] = []
      var lines: [String] = []
    }
    let told = Told()
    let x1 = CallerNumbers([400, 3], filled: CallerExample.inputs(400, 3).elements)
    let (nngp, ntk) = (CallerNumbers([400, 400]), CallerNumbers([400, 400]))
    var control = widelimit_control()
    control.context = Unmanaged.passUnretained(told).toOpaque()
    control.progress = { context, stage, fraction in
      guard let context, let stage, String(cString: stage) == "kernel" else { return }
      let told = Unmanaged<Told>.fromOpaque(context).takeUnretainedValue()
      told.lock.withLock { told.fractions.append(fraction) }
    }
    control.warning = { context, line in
      guard let context, let line else { return }
      Unmanaged<Told>.fromOpaque(context).takeUnretainedValue().lines.append(String(cString: line))
    }
    let fixed = #"{"layers": [{"dense": {"weightVariance": 1, "trainable": false}}]}"#
    #expect(answer { widelimit_kernel(fixed, &x1.array, nil, &nngp.array, &ntk.array, &control, $0) } == .done)
    #expect(told.fractions.max() == 1)
    #expect(told.lines.count == 1 && told.lines[0].contains("nothing learns"))
    #expect(ntk.numbers.allSatisfy { $0 == 0 })
    let alone = answer { widelimit_kernel(fixed, &x1.array, nil, nil, &ntk.array, &control, $0) }
    #expect(alone.status == 65 && alone.message.contains("nothing learns"))
  }
}
