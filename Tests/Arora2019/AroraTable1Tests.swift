import Experiments
import Foundation
import Results
import Suite
import Testing

@Suite("Table 1 of Arora et al. 2019")
struct AroraTable1Tests {
  /// On procedural images, which are easy: what the table says of kernels holds for them too.
  @Test func pooledAndFlattenedKernelsClassify() throws {
    let finished = try Bench().finished("arora2019/table1")
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    #expect(values.count == 2 * 2 + 2 * 2 * 2 + 2)
    for (key, value) in values where key.hasSuffix("/test_accuracy") {
      // Ten classes; a binomial error of 0.02.
      #expect(value > 0.16 && value <= 1, "\(key)")
    }
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers("arora2019/table1")
    for setting in TangentKernelSetting.settings(tier) {
      for head in setting.heads {
        for depth in setting.depths {
          let key = "\(setting.name)/\(setting.training)/\(head.rawValue)/\(depth)"
          #expect(reference[key + "/test_accuracy"] != nil && reference[key + "/growth"] != nil, "\(key)")
          if head == .pooled { #expect(reference[key + "/pooled_minus_flattened"] != nil) }
        }
      }
    }
  }
}
