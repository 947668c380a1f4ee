import Randomness
import Testing

@Suite struct SeedTests {
  @Test func everyPartMatters() {
    let seeds: Set = [
      Seed(root: 0, experiment: "lee2018/table2", purpose: "subset"),
      Seed(root: 1, experiment: "lee2018/table2", purpose: "subset"),
      Seed(root: 0, experiment: "lee2018/table", purpose: "2subset"),
      Seed(root: 0, experiment: "lee2018/table2", purpose: "noise"),
      Seed(root: 0, experiment: "lee2018/table2", purpose: "subset", index: 1),
      Seed(root: 0, experiment: "lee2018/table2", purpose: "subset", index: -1),
    ]
    #expect(seeds.count == 6)
  }

  /// Recorded results name their seed: the encoding never changes. The digest was computed with Python's hashlib.
  @Test func theEncodingIsFixed() {
    let seed = Seed(root: 7, experiment: "lee2018/table2", purpose: "subset", index: 3)
    #expect(seed.value == SIMD2<UInt64>(0x14cc32b48602adef, 0x7c93d313047dab90))
  }
}
