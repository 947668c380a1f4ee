import Testing

import Platform

@Suite struct AddressSpaceTests {
  private func room(_ space: Int?, _ data: Int?, pages: String) -> Int? {
    AddressSpace.room(limits: [space, data], pages: pages, pageSize: 4096)
  }

  private let pages = "50000 20000 9000 7000 0 30000 0\n"

  @Test func theTighterLimitCounts() {
    #expect(room(nil, nil, pages: pages) == nil)
    #expect(room(1 << 30, nil, pages: pages) == (1 << 30) - 50000 * 4096)
    #expect(room(1 << 30, 200 << 20, pages: pages) == (200 << 20) - 30000 * 4096)
    #expect(room(1 << 20, nil, pages: pages) == 0)
    #expect(room(1 << 20, nil, pages: "") == 1 << 20)
  }

  @Test func threadsTakeTheirShare() {
    #expect(AddressSpace.available(of: 1 << 30, threads: 2) == (1 << 30) - ((96 + 2 * 136) << 20))
    #expect(AddressSpace.available(of: 1 << 20, threads: 1) == 0)
    #expect(AddressSpace.threads(in: 1 << 30) == 3)
    #expect(AddressSpace.threads(in: 0) == 1)
  }
}
