import Foundation
import Suite
import Testing

@Suite struct InterruptionTests {
  @Test func aRequestIsRemembered() {
    let interruption = Interruption()
    #expect(!interruption.isRequested)
    interruption.request()
    interruption.request()
    #expect(interruption.isRequested)
  }

  @Test func theFirstSignalIsARequestAndTheSecondWouldEndTheProcess() {
    Interruption.handleSignals()
    #expect(!Interruption.ofProcess.isRequested)
    raise(SIGTERM)  // delivered to this thread before raise returns
    #expect(Interruption.ofProcess.isRequested)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      #expect(sigaction(number, nil, &action) == 0)
      #expect(action.__sigaction_handler.sa_handler == nil, "the default action, which ends the process")
    }
  }
}
