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
    // To the process: the threads that run tests block signals, the main thread does not.
    kill(getpid(), SIGTERM)
    let deadline = Date.now + 10
    while !Interruption.ofProcess.isRequested && Date.now < deadline { usleep(1000) }
    usleep(1000)  // the handler's last steps
    #expect(Interruption.ofProcess.isRequested)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      #expect(sigaction(number, nil, &action) == 0)
      #expect(action.__sigaction_handler.sa_handler == nil, "the default action, which ends the process")
    }
  }
}
