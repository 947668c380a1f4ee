import Foundation
import Testing

/// Systems without fonts, as containers are.
@Suite struct FontTests {
  private static let figure = ["reproduce", "poole2016/figure1", "--tier", "quick", "--results", "R"]

  @Test func withoutAFontAFigureIsOneLineAndNumbersAreKept() throws {
    let tool = try ToolProcess()
    try tool.write("<fontconfig></fontconfig>", to: "fonts.conf")
    let setting = "export FONTCONFIG_FILE='\(tool.path("fonts.conf"))'"
    let outcome = try tool.run(Self.figure, under: setting)
    #expect(outcome.status == 69, "\(outcome.status): \(outcome.errors)")
    let complaint = outcome.errors.split(separator: "\n").filter { $0.contains("font") }
    #expect(complaint.count == 1 && complaint[0].hasPrefix("Error: "), "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: tool.path("R/quick/poole2016/figure1.h5")))

    let doctor = try tool.run(["doctor"], under: setting)
    #expect(doctor.output.contains("warning: none can be loaded"), "\(doctor.output)")
  }
}
