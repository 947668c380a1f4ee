import Foundation
import Testing
import TestSupport
import Work

@Suite struct ProgressTests {
  @Test func offATerminalALineComesAtEveryIntervalEvenIfTheWorkReportsNothing() {
    let transcript = Transcript()
    transcript.progress(.lines, interval: 0.05).following(title: "a/b", weights: [1, 1], declaredSeconds: 9) {
      advance in
      transcript.wait { $0.lines.count >= 3 }
      advance(1)
      transcript.wait { $0.lines.count >= 5 }
    }
    #expect(transcript.lines.count >= 5, "\(transcript.lines)")
    #expect(transcript.lines.allSatisfy { $0.hasPrefix("a/b: ") && $0.hasSuffix("left") || $0.hasSuffix("done") })
    #expect(!transcript.text.contains("\r") && !transcript.text.contains("\u{1B}"), "a log holds no control characters")
  }

  @Test func shortWorkPrintsNothingOffATerminal() {
    let transcript = Transcript()
    transcript.progress(.lines).following(title: "a/b", weights: [1], declaredSeconds: 1) { $0(1) }
    #expect(transcript.text.isEmpty)
  }

  @Test func quietShowsWarningsAlone() {
    let transcript = Transcript()
    let progress = transcript.progress(.quiet, interval: 0.01)
    progress.following(title: "a/b", weights: [1], declaredSeconds: 1) { _ in
      progress.report(stage: "kernel", fraction: 0.5)
      Thread.sleep(forTimeInterval: 0.05)
      progress.note("a note")
    }
    #expect(transcript.text.isEmpty)
    progress.warn("no datasets")
    #expect(transcript.text == "no datasets\n")
  }

  @Test func aBarIsErasedBeforeALineAndAtTheEnd() {
    let transcript = Transcript()
    let progress = transcript.progress(.bar, interval: 0.02)
    progress.following(title: "a/b", weights: [1], declaredSeconds: 1) { _ in
      transcript.wait { $0.text.contains("\r") }
      progress.note("half-way")
    }
    #expect(transcript.text.contains("\u{1B}[Khalf-way\n"))
    #expect(transcript.text.hasSuffix("\u{1B}[K") || transcript.text.hasSuffix("half-way\n"))
    #expect(transcript.lines.count <= 2)
  }
}
