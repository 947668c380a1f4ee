import Testing
import Work

@Suite struct AmountsTests {
  @Test(arguments: [
    (0.2, "under 1 s"), (12, "12 s"), (59.6, "1 min"), (80, "1 min 20 s"), (3599.7, "1 h"), (7500, "2 h 05 min"),
    (86399, "24 h"), (200_000, "2 d 8 h"), (.infinity, "very long"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(Amounts.duration(seconds) == text)
  }

  @Test(arguments: [
    (512, "512 B"), (999, "999 B"), (1500, "1.5 kB"), (9960, "10 kB"), (999_600, "1.0 MB"), (2_500_000_000, "2.5 GB"),
    (40_000_000_000, "40 GB"),
  ])
  func sizes(bytes: Int, text: String) {
    #expect(Amounts.bytes(bytes) == text)
  }
}
