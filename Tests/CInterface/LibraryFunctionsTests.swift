import CWideLimit
import Foundation
import Testing

@Suite struct LibraryFunctionsTests {
  private func members(_ json: String?) throws -> [String: Any] {
    let text = try #require(json)
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("the library says what it is")
  func about() throws {
    #expect(widelimit_interface() == WIDELIMIT_INTERFACE)
    let version = try String(cString: #require(widelimit_version()))
    #expect(version.split(separator: ".").count == 3)
    let about = try members(text { widelimit_about($0, nil) })
    #expect(about["version"] as? String == version)
    #expect((about["threads"] as? Int ?? 0) > 0 && (about["blas"] as? String)?.isEmpty == false)
  }

  @Test("an architecture comes back in one form, or says why it is none")
  func architecture() throws {
    let json = try #require(text { widelimit_architecture(CallerExample.dense, 0, nil, $0, nil) })
    #expect(text { widelimit_architecture(json, 0, nil, $0, nil) } == json)
    #expect(try CallerExample.architecture(json) == CallerExample.architecture(CallerExample.dense))
    var image: [Int64] = [8, 8, 3]
    var canonical: UnsafeMutablePointer<CChar>?
    #expect(answer { widelimit_architecture(CallerExample.convolutional, 3, &image, &canonical, $0) } == .done)
    widelimit_free_text(canonical)
    canonical = nil
    let found = answer { widelimit_architecture(CallerExample.convolutional, 1, &image, &canonical, $0) }
    #expect(found.status == 65 && canonical == nil)
    #expect(answer { widelimit_architecture(CallerExample.dense, 2, &image, &canonical, $0) }.status == 65)
    #expect(answer { widelimit_architecture(CallerExample.dense, 4, &image, &canonical, $0) }.status == 64)
  }

  @Test("mean-field theory, and why what does not exist does not")
  func meanField() throws {
    let theory = try members(text { widelimit_mean_field(CallerExample.dense, $0, nil) })
    #expect(theory["nonlinearity"] as? String == "erf" && theory["phase"] is String)
    #expect(theory["weight_variance"] as? Double == 1.6 && theory["q_star"] is Double)
    let ordered = theory["phase"] as? String == "ordered"
    #expect((theory[ordered ? "xi_star" : "xi_1"] as? [String: String])?["absent"]?.isEmpty == false)
    #expect(answer { widelimit_mean_field(CallerExample.convolutional, nil, $0) }.status == 65)
  }
}
