import CWideLimit
import Testing

/// What no call survives in C unless it is looked for.
@Suite struct BadArgumentsTests {
  @Test("arrays that are none", arguments: Fault.ofInputs.indices)
  func inputs(_ index: Int) {
    let fault = Fault.ofInputs[index]
    let x1 = CallerNumbers([4, 3], filled: [Double](repeating: 1, count: 12))
    let nngp = CallerNumbers([4, 4])
    fault.change(&x1.array)
    let found = answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, nil, $0) }
    #expect(found.status == fault.status && found.message.contains(fault.words), "\(found)")
    #expect(!found.message.contains("\n"))
    let model = answer { widelimit_fit(CallerExample.dense, &x1.array, &nngp.array, nil, nil, nil, $0) }
    #expect(model.status == 64)
  }

  @Test("results that nothing can be written into", arguments: Fault.ofResults.indices)
  func results(_ index: Int) {
    let fault = Fault.ofResults[index]
    let x1 = CallerNumbers([4, 3], filled: (0..<12).map(Double.init))
    let nngp = CallerNumbers([4, 4])
    fault.change(&nngp.array)
    let found = answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, nil, $0) }
    #expect(found.status == fault.status && found.message.contains(fault.words), "\(found)")
    #expect(nngp.numbers.allSatisfy { $0 == -123.5 })
  }

  @Test("results that share memory", arguments: [0, 1, 3, 15])
  func overlapping(offset: Int) {
    let x1 = CallerNumbers([4, 3], filled: (0..<12).map(Double.init))
    let memory = CallerNumbers([8, 4])
    var nngp = memory.array
    nngp.shape.0 = 4
    var ntk = nngp
    ntk.data = memory.array.data.map { $0 + offset }
    for (first, second) in [(nngp, ntk), (ntk, nngp)] {
      var (first, second) = (first, second)
      let found = answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &first, &second, nil, $0) }
      #expect(found == Answer(status: 64, message: "nngp and ntk share memory; give each its own"))
    }
  }

  @Test("NULL where there must be something")
  func missing() {
    let x1 = CallerNumbers([4, 3], filled: (0..<12).map(Double.init))
    let result = CallerNumbers([4, 4])
    #expect(answer { widelimit_kernel(nil, &x1.array, nil, &result.array, nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_kernel(CallerExample.dense, nil, nil, &result.array, nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, nil, nil, nil, $0) }.status == 64)
    // Without a place for what is wrong, too.
    #expect(widelimit_kernel(CallerExample.dense, &x1.array, nil, nil, nil, nil, nil) == 64)
    #expect(answer { widelimit_architecture(CallerExample.dense, 0, nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_architecture(CallerExample.dense, 1, nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_about(nil, $0) }.status == 64)
    #expect(answer { widelimit_mean_field(CallerExample.dense, nil, $0) }.status == 64)
    #expect(answer { widelimit_model_facts(nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_model_predict(nil, &x1.array, nil, nil, nil, nil, nil, $0) }.status == 64)
    #expect(answer { widelimit_model_save(nil, "m.h5", nil, $0) }.status == 64)
    #expect(answer { widelimit_model_load(nil, nil, nil, $0) }.status == 64)
    widelimit_model_free(nil)
    widelimit_free_text(nil)
  }

  @Test(
    "texts that are no architecture",
    arguments: [
      ("", "the text ends"), ("{", "the text ends"), (#"{"layers": [{"dense": {}}]}"#, "weightVariance"),
      (#"{"layers": [{"dense": {"weightVariance": NaN}}]}"#, "NaN"), ("\u{0}", "the text ends"),
    ])
  func architectures(text: String, words: String) {
    let found = answer { widelimit_architecture(text, 0, nil, nil, $0) }
    #expect(found.status == 65 && found.message.contains(words), "\(found)")
    #expect(found.message.hasPrefix("architecture: "))
  }

  @Test("bytes that are no UTF-8")
  func notText() {
    let bytes: [CChar] = [0x7B, -1, 0x7D, 0]
    let found = answer { widelimit_architecture(bytes, 0, nil, nil, $0) }
    #expect(found.status == 64 && found.message.contains("UTF-8"))
  }

  /// Cut between two characters.
  @Test("a message of any length fits")
  func longMessages() {
    let name = String(repeating: "ω", count: 9000)
    let found = answer { widelimit_model_load("/nowhere/\(name)", nil, nil, $0) }
    #expect(found.status == 64)
    var model: OpaquePointer?
    let missing = answer { widelimit_model_load("/nowhere/\(name)", nil, &model, $0) }
    #expect(missing.status != 0 && model == nil)
    #expect(missing.message.utf8.count <= 4091 && missing.message.hasPrefix("/nowhere/ωω"))
    #expect(!missing.message.contains("\u{FFFD}"))
  }

  @Test(
    "inputs that have no kernel name the argument and the row",
    arguments: [Double.nan, .infinity, -.infinity, 1e200, 1e-160])
  func numbers(value: Double) {
    var numbers = (1...12).map(Double.init)
    if value == 1e-160 { (numbers[6], numbers[8]) = (0, 0) }
    numbers[7] = value
    let (good, bad) = (
      CallerNumbers([4, 3], filled: (1...12).map(Double.init)), CallerNumbers([4, 3], filled: numbers)
    )
    let nngp = CallerNumbers([4, 4])
    let first = answer { widelimit_kernel(CallerExample.dense, &bad.array, nil, &nngp.array, nil, nil, $0) }
    #expect(first.status == 65 && first.message.hasPrefix("x1 row 2 "), "\(first)")
    let second = answer { widelimit_kernel(CallerExample.dense, &good.array, &bad.array, &nngp.array, nil, nil, $0) }
    #expect(second.status == 65 && second.message.hasPrefix("x2 row 2 "), "\(second)")
  }

  @Test("inputs that do not fit together, or the architecture")
  func shapes() {
    let (x1, x2) = (
      CallerNumbers([4, 3], filled: (1...12).map(Double.init)),
      CallerNumbers([4, 2], filled: [Double](repeating: 1, count: 8))
    )
    let nngp = CallerNumbers([4, 4])
    let differing = answer { widelimit_kernel(CallerExample.dense, &x1.array, &x2.array, &nngp.array, nil, nil, $0) }
    #expect(differing.status == 65 && differing.message.contains("x1") && differing.message.contains("x2"))
    let vectors = answer { widelimit_kernel(CallerExample.convolutional, &x1.array, nil, &nngp.array, nil, nil, $0) }
    #expect(vectors.status == 65 && vectors.message.contains("convolution"))
  }

  @Test("threads that cannot be", arguments: [-1, 4097, Int32.max, .min])
  func threads(count: Int32) {
    let x1 = CallerNumbers([4, 3], filled: (0..<12).map(Double.init))
    let nngp = CallerNumbers([4, 4])
    var control = widelimit_control()
    control.threads = count
    let found = answer { widelimit_kernel(CallerExample.dense, &x1.array, nil, &nngp.array, nil, &control, $0) }
    #expect(found.status == 64 && found.message.contains("threads is \(count)"))
  }

  /// 2⁴⁰ numbers of x1 are one number in memory.
  @Test("what memory does not hold is refused before it is asked for")
  func memory() {
    let x1 = CallerNumbers([1, 1], filled: [1])
    (x1.array.shape, x1.array.strides) = ((1 << 20, 1 << 20, 0, 0), (0, 0, 0, 0))
    let result = CallerNumbers([1 << 20])
    let found = answer { widelimit_kernel_diagonal(CallerExample.dense, &x1.array, &result.array, nil, nil, $0) }
    #expect(found.status == 69 && found.message.contains("of memory"), "\(found)")
  }
}
