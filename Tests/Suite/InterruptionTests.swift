import Testing

import Suite

@Suite struct InterruptionTests {
  @Test func aRequestIsRemembered() {
    let interruption = Interruption()
    #expect(!interruption.isRequested)
    #expect(!interruption.request())
    #expect(interruption.request(), "asked for before")
    #expect(interruption.isRequested)
  }

  @Test func whatIsWorthFinishingIsKnownWhileItLasts() throws {
    let interruption = Interruption()
    #expect(!interruption.isFinishing)
    interruption.finishing {
      interruption.finishing { #expect(interruption.isFinishing) }
      #expect(interruption.isFinishing)
    }
    #expect(!interruption.isFinishing)
    struct Trouble: Error {}
    #expect(throws: Trouble.self) { try interruption.finishing { throw Trouble() } }
    #expect(!interruption.isFinishing)
  }
}
