import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct HDF5ObjectTests {
  @Test func attributesComeBackAsWritten() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      try HDF5File.replace(url) { file in
        let root = try file.root
        try root.setAttribute("title", "σ_w² = 1.45, größer")
        try root.setAttribute("empty", "")
        try root.setAttribute("root_seed", UInt64.max)
        try root.setAttribute("noise", [1e-10, .nan, -.infinity])
        try root.setAttribute("attempts", -3)
      }
      let root = try HDF5File.open(url).root
      #expect(try root.textAttribute("title") == "σ_w² = 1.45, größer")
      #expect(try root.textAttribute("empty") == "")
      #expect(try root.numberAttribute("root_seed", as: UInt64.self) == [.max])
      let noise = try root.numberAttribute("noise", as: Double.self)
      #expect(noise[0] == 1e-10 && noise[1].isNaN && noise[2] == -.infinity)
      #expect(try root.numberAttribute("attempts", as: Int.self) == [-3])
      #expect(try root.attributeContent("title") == .text(length: nil))
      #expect(try root.attributeContent("none") == nil)
    }
  }

  /// More than fit a header of the group: the library then stores them elsewhere.
  @Test func replacesAttributesHoweverMany() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      let names = (0..<40).map { "attribute_\($0)" }
      try HDF5File.replace(url) { file in
        for name in names { try file.root.setAttribute(name, "first") }
      }
      try HDF5File.replace(url, startingFrom: url) { file in
        for name in names { try file.root.setAttribute(name, "now " + name) }
        try file.root.setAttribute(names[0], 4)
      }
      let root = try HDF5File.open(url).root
      #expect(try root.numberAttribute(names[0], as: Int.self) == [4])
      for name in names.dropFirst() { #expect(try root.textAttribute(name) == "now " + name) }
    }
  }

  @Test func aNumberIsUpdatedWhereItLies() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("a.h5")
      try HDF5File.replace(url) { file in
        for k in 0..<12 { try file.root.setAttribute("number \(k)", Double(k)) }
        try file.root.setAttribute("text", "seven")
      }
      let before = try Data(contentsOf: url).count
      let file = try HDF5File.open(url, writable: true)
      try file.root.updateAttribute("number 7", 77.5)
      #expect(throws: HDF5Failure.self) { try file.root.updateAttribute("text", 1.0) }
      #expect(throws: HDF5Failure.self) { try file.root.updateAttribute("none", 1.0) }
      try file.close()
      #expect(try Data(contentsOf: url).count == before)
      let root = try HDF5File.open(url).root
      #expect(try root.numberAttribute("number 7", as: Double.self) == [77.5])
      #expect(try root.numberAttribute("number 8", as: Double.self) == [8])
    }
  }
}
