import Platform
import Testing
import Work

@Suite struct InterruptionTests {
  @Test func aRequestIsRemembered() {
    let interruption = Interruption()
    #expect(!interruption.isRequested)
    #expect(!interruption.request())
    #expect(interruption.request(), "asked for before")
    #expect(interruption.isRequested)
  }

  @Test func whatNeedNotBeFinishedIsBrokenOff() throws {
    struct Ended: Error {}
    let interruption = Interruption()
    let value = try interruption.breaking(as: Ended()) {
      try EndRequest.current?.check()
      return 7
    }
    #expect(value == 7)
    #expect(throws: Ended.self) {
      try interruption.breaking(as: Ended()) {
        try Parallel.forEach(count: 100, threads: 2) { if $0 == 3 { interruption.request() } }
      }
    }
  }

  @Test func whatTellsWhereItGoesOnIsKnownWhileItLasts() throws {
    struct Ended: Error {}
    let interruption = Interruption()
    #expect(throws: Ended.self) {
      try interruption.breakingAndTelling(as: Ended()) {
        #expect(interruption.isTelling && !interruption.isFinishing)
        interruption.request()
        try EndRequest.current?.check()
      }
    }
    #expect(!interruption.isTelling)
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

  @Test func whatIsWorthFinishingMayEndByItself() throws {
    let interruption = Interruption()
    func end() throws { try EndRequest { true }.check() }
    var wasKnown = false
    #expect(try interruption.finishingOrEnding { wasKnown = interruption.isFinishing })
    #expect(wasKnown)
    // Nobody asked for it.
    #expect(throws: EndRequest.Requested.self) { try interruption.finishingOrEnding(end) }
    interruption.request()
    #expect(try !interruption.finishingOrEnding(end))
    #expect(try interruption.finishingOrEnding {} && !interruption.isFinishing)
  }
}
