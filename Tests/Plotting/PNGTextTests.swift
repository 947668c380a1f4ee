import Foundation
import Plotting
import TestSupport
import Testing

@Suite struct PNGTextTests {
  @Test func isFoundByItsKey() throws {
    try withScratch { folder in
      let url = folder.appending(path: "figure.png")
      let metadata = [(key: "Title", text: "κ of σ²"), (key: "Software", text: "WideLimit 1"), (key: "a", text: "")]
      try Figure(panels: [FigureTests.panel]).writePNG(to: url, metadata: metadata)
      #expect(PNGText.value(of: "Software", in: url) == "WideLimit 1")
      #expect(PNGText.value(of: "a", in: url)?.isEmpty == true)
      #expect(PNGText.value(of: "Soft", in: url) == nil)
      // Cut anywhere, it is still no reason to crash.
      let whole = try Data(contentsOf: url)
      for length in [0, 7, 8, 9, 20, 40, 60] {
        try whole.prefix(length).write(to: url)
        #expect(PNGText.value(of: "Software", in: url) == nil)
      }
      try (whole.prefix(8) + Data(repeating: 0xFF, count: 40)).write(to: url)
      #expect(PNGText.value(of: "Software", in: url) == nil)
      #expect(PNGText.value(of: "Software", in: folder.appending(path: "none.png")) == nil)
    }
  }
}
