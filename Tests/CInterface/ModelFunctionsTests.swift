import Architectures
import CWideLimit
import Foundation
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@Suite struct ModelFunctionsTests {
  private let inputs = CallerExample.inputs(40, 4)
  private let tests = CallerExample.inputs(9, 4, seed: 7)

  private var targets: [Double] {
    (0..<40).flatMap { i in [inputs[i, 0] * inputs[i, 1], sin(inputs[i, 2])] }
  }
  private var labels: [Double] { (0..<40).map { inputs[$0, 0] > 0.3 ? 7 : inputs[$0, 1] > 0 ? -2 : 30 } }

  /// - Parameter options: of all that a model can have.
  private func fit(
    _ targets: CallerNumbers, classes: Bool = false,
    _ options: widelimit_fit_options = .init(noise: 0.01, keeps_factor: 1, leaves_one_out: 1, classes: 0, strict: 0)
  ) throws -> OpaquePointer {
    let x1 = CallerNumbers([40, 4], filled: inputs.elements)
    var (model, options) = (OpaquePointer?.none, options)
    options.classes = classes ? 1 : 0
    #expect(
      answer { widelimit_fit(CallerExample.dense, &x1.array, &targets.array, &options, nil, &model, $0) } == .done)
    return try #require(model)
  }

  private func facts(_ model: OpaquePointer) throws -> [String: Any] {
    let json = try #require(text { widelimit_model_facts(model, $0, nil) })
    return try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test("a fitted model predicts, and says what it is")
  func predicts() throws {
    let model = try fit(CallerNumbers([40, 2], filled: targets))
    defer { widelimit_model_free(model) }
    let x2 = CallerNumbers([9, 4], filled: tests.elements)
    let (means, variances) = (CallerNumbers([9, 2]), CallerNumbers([9]))
    let covariance = CallerNumbers([9, 9])
    #expect(
      answer {
        widelimit_model_predict(model, &x2.array, &means.array, &variances.array, &covariance.array, nil, nil, $0)
      } == .done)
    // Means alone are the same.
    let alone = CallerNumbers([9, 2])
    #expect(
      answer { widelimit_model_predict(model, &x2.array, &alone.array, nil, nil, nil, nil, $0) } == .done)
    #expect(alone.numbers == means.numbers)
    for i in 0..<9 {
      #expect(abs(covariance.numbers[10 * i] - variances.numbers[i]) < 1e-12)
      for j in 0..<i { #expect(covariance.numbers[9 * i + j] == covariance.numbers[9 * j + i]) }
    }
    let facts = try facts(model)
    #expect(facts["inputs"] as? Int == 40 && facts["outputs"] as? Int == 2 && facts["input_shape"] as? [Int] == [4])
    #expect(facts["noise_variance"] as? Double == 0.01 && facts["has_factor"] as? Bool == true)
    #expect(facts["classes"] is NSNull && facts["leave_one_out_accuracy"] is NSNull)
    #expect((facts["architecture"] as? [String: Any])?["layers"] is [Any])
    // Of the 40 training inputs, left out one by one.
    let means40 = CallerNumbers([40, 2])
    #expect(answer { widelimit_model_array(model, "leave_one_out_mean", &means40.array, $0) } == .done)
    let error = zip(means40.numbers, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 80
    #expect(abs(error / (facts["leave_one_out_mean_squared_error"] as? Double ?? 0) - 1) < 1e-12)
    let x1 = CallerNumbers([40, 4])
    #expect(answer { widelimit_model_array(model, "x1", &x1.array, $0) } == .done)
    #expect(x1.numbers == inputs.elements)
    #expect(answer { widelimit_model_array(model, "x2", &x1.array, $0) }.status == 64)
  }

  @Test("a model of classes gives probabilities, and one without its factor only means")
  func classes() throws {
    let model = try fit(CallerNumbers([40, 1], filled: labels), classes: true)
    defer { widelimit_model_free(model) }
    #expect(try facts(model)["classes"] as? [Int] == [-2, 7, 30])
    #expect(try facts(model)["leave_one_out_accuracy"] is Double)
    let x2 = CallerNumbers([9, 4], filled: tests.elements)
    let (means, probabilities) = (CallerNumbers([9, 3]), CallerNumbers([9, 3]))
    #expect(
      answer {
        widelimit_model_predict(model, &x2.array, &means.array, nil, nil, &probabilities.array, nil, $0)
      } == .done)
    for i in 0..<9 {
      let sum: Double = probabilities.numbers[3 * i..<3 * i + 3].reduce(0, +)
      #expect(abs(sum - 1) < 1e-12)
    }

    let bare = try fit(
      CallerNumbers([40], filled: labels), classes: true,
      .init(noise: 0.01, keeps_factor: 0, leaves_one_out: 0, classes: 1, strict: 0))
    defer { widelimit_model_free(bare) }
    let same = CallerNumbers([9, 3])
    #expect(answer { widelimit_model_predict(bare, &x2.array, &same.array, nil, nil, nil, nil, $0) } == .done)
    #expect(same.numbers == means.numbers)
    let refused = answer { widelimit_model_predict(bare, &x2.array, nil, nil, nil, &same.array, nil, $0) }
    #expect(refused.status == 65 && refused.message.contains("factor"))
    #expect(answer { widelimit_model_array(bare, "leave_one_out_mean", &same.array, $0) }.status == 64)
  }

  @Test("a model goes into a file and comes back with the same bits", arguments: [false, true])
  func storage(classes: Bool) throws {
    let folder = try ScratchFolder()
    let path = folder.url.appending(path: "M.h5").path
    let model = try fit(
      classes ? CallerNumbers([40], filled: labels) : CallerNumbers([40, 2], filled: targets), classes: classes)
    defer { widelimit_model_free(model) }
    #expect(answer { widelimit_model_save(model, path, nil, $0) } == .done)
    var loaded: OpaquePointer?
    #expect(answer { widelimit_model_load(path, nil, &loaded, $0) } == .done)
    let again = try #require(loaded)
    defer { widelimit_model_free(again) }
    let (first, second) = (try facts(model) as NSDictionary, try facts(again) as NSDictionary)
    #expect(first == second)
    let k = classes ? 3 : 2
    let x2 = CallerNumbers([9, 4], filled: tests.elements)
    func predict(_ model: OpaquePointer) -> [Double] {
      let (means, variances) = (CallerNumbers([9, k]), CallerNumbers([9]))
      #expect(
        answer { widelimit_model_predict(model, &x2.array, &means.array, &variances.array, nil, nil, nil, $0) } == .done
      )
      return means.numbers + variances.numbers
    }
    #expect(predict(model) == predict(again))
    // A former output is replaced, and what is none stays.
    #expect(answer { widelimit_model_save(again, path, nil, $0) } == .done)
    let notes = folder.url.appending(path: "notes.txt")
    try Data("notes".utf8).write(to: notes)
    #expect(answer { widelimit_model_save(again, notes.path, nil, $0) }.status == 74)
    #expect(answer { widelimit_model_load(notes.path, nil, &loaded, $0) }.status == 65)
    #expect(answer { widelimit_model_load(folder.url.path + "/none.h5", nil, &loaded, $0) }.status == 66)
  }

  @Test("what fails leaves no model and no text")
  func failures() {
    let x1 = CallerNumbers([40, 4], filled: inputs.elements)
    let (y1, junk) = (CallerNumbers([39, 1], filled: [Double](repeating: 1, count: 39)), OpaquePointer(bitPattern: 8))
    var model = junk
    let fitted = answer { widelimit_fit(CallerExample.dense, &x1.array, &y1.array, nil, nil, &model, $0) }
    #expect(fitted.status == 65 && fitted.message.hasPrefix("x1 has 40 rows and targets 39;") && model == nil)
    model = junk
    #expect(answer { widelimit_model_load("/none/M.h5", nil, &model, $0) }.status == 66 && model == nil)
    var json = UnsafeMutablePointer<CChar>(bitPattern: 8)
    #expect(answer { widelimit_mean_field("{", &json, $0) }.status == 65 && json == nil)
  }

  @Test("several threads predict from one model at once")
  func threads() throws {
    let model = try fit(CallerNumbers([40, 2], filled: targets))
    defer { widelimit_model_free(model) }
    let address = UInt(bitPattern: model)
    let numbers = tests.elements
    let found = Mutex<[[Double]]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      let (x2, means) = (CallerNumbers([9, 4], filled: numbers), CallerNumbers([9, 2]))
      let variances = CallerNumbers([9])
      var control = widelimit_control()
      control.threads = Int32(number % 3)
      let status = widelimit_model_predict(
        OpaquePointer(bitPattern: address), &x2.array, &means.array, &variances.array, nil, nil, &control, nil)
      found.withLock { $0.append(status == 0 ? means.numbers + variances.numbers : []) }
    }
    let all = found.withLock { $0 }
    #expect(all.count == 8)
    // BLAS splits its sums by its number of threads.
    for one in all { for (a, b) in zip(one, all[0]) { #expect(abs(a - b) < 1e-10) } }
    #expect(all.allSatisfy { $0.count == 27 })
  }

  @Test(
    "targets that are none",
    arguments: [([39, 2], 78, false), ([40, 2, 1], 80, false), ([40, 2], 80, true), ([40], 40, true)])
  func targets(shape: [Int], count: Int, classes: Bool) {
    let x1 = CallerNumbers([40, 4], filled: inputs.elements)
    let y1 = CallerNumbers(shape, filled: (0..<count).map { Double($0) + 0.5 })
    var options = widelimit_fit_options(
      noise: .nan, keeps_factor: 0, leaves_one_out: 0, classes: classes ? 1 : 0, strict: 0)
    var model: OpaquePointer?
    let found = answer { widelimit_fit(CallerExample.dense, &x1.array, &y1.array, &options, nil, &model, $0) }
    #expect(found.status == 65 && model == nil)
    options.noise = -1
    #expect(
      answer { widelimit_fit(CallerExample.dense, &x1.array, &y1.array, &options, nil, &model, $0) }.status == 64)
  }
}
