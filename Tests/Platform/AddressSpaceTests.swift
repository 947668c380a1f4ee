import Testing

import Platform

@Suite struct AddressSpaceTests {
  private let pages = "50000 20000 9000 7000 0 30000 0\n"

  @Test func theTighterLimitCounts() {
    #expect(AddressSpace.room(limits: [nil, nil], pages: pages, pageSize: 4096) == nil)
    #expect(AddressSpace.room(limits: [1 << 30, nil], pages: pages, pageSize: 4096) == (1 << 30) - 50000 * 4096)
    #expect(AddressSpace.room(limits: [1 << 30, 200 << 20], pages: pages, pageSize: 4096) == (200 << 20) - 30000 * 4096)
    #expect(AddressSpace.room(limits: [1 << 20, nil], pages: pages, pageSize: 4096) == 0)
    #expect(AddressSpace.room(limits: [1 << 20, nil], pages: "", pageSize: 4096) == 1 << 20)
  }

  @Test func threadsTakeTheirShare() {
    #expect(AddressSpace.available(of: 1 << 30, threads: 2) == (1 << 30) - ((96 + 2 * 136) << 20))
    #expect(AddressSpace.available(of: 1 << 20, threads: 1) == 0)
    #expect(AddressSpace.threads(in: 1 << 30) == 3)
    #expect(AddressSpace.threads(in: 0) == 1)
  }
}
