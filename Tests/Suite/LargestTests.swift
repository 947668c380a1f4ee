import Suite
import Testing

@Suite struct LargestTests {
  @Test func passesOverNoNaN() {
    #expect([1, 3, 2].largest == 3)
    #expect([Double]().largest == nil)
    #expect([.infinity, 3].largest == .infinity)
    for values in [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan], [.nan]] as [[Double]] {
      #expect(values.largest?.isNaN == true, "\(values)")
    }
  }
}
